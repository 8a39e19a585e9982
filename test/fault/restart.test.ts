import { expect, it } from '@jest/globals';
import { restartReplicas } from './restart-replicas.ts';

it('replicas that are restarted in turn under load refuse nobody, lose nothing and send nothing twice', async () => {
  const figures = await restartReplicas({ restarts: 2, overloadSeconds: 0 });
  expect(figures).toMatchObject({ restarts: 2, refused: 0, lost: 0, doubled: 0 });
  expect(figures.answered).toBeGreaterThan(0);
});
