import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareTemplates } from '../support/template-databases.ts';
import { isGraceful, restartReplicas } from './restart-replicas.ts';

/**
 * `npm run fault:restart`: two replicas behind a balancer are restarted in turn under load, and then asked for more than they can do.
 * `-- --restarts N --overload SECONDS` changes how much.
 */
function readNumber(name: string, usual: number): number {
  const place = process.argv.indexOf(`--${name}`);
  return place === -1 ? usual : Number(process.argv[place + 1]);
}

const terms = { restarts: readNumber('restarts', 10), overloadSeconds: readNumber('overload', 20) };
const directory = await mkdtemp(join(tmpdir(), 'assent-fault-'));
// As root, PostgreSQL runs as another user, which has to pass through.
await chmod(directory, 0o711);
const templates = await prepareTemplates(directory);
Object.assign(process.env, templates.environment);
try {
  const figures = await restartReplicas(terms);
  const { restarts, answered, putOff, refused, lost, doubled, shed, shedP99, urgent, urgentFailed } = figures;
  process.stdout.write(
    `restarts=${restarts} answered=${answered} put_off=${putOff} refused=${refused} lost=${lost} doubled=${doubled} shed=${shed} shed_p99_ms=${shedP99} urgent=${urgent} urgent_failed=${urgentFailed}\n`,
  );
  if (!isGraceful(figures, terms)) process.exitCode = 1;
} finally {
  await templates.tearDown();
  await rm(directory, { recursive: true, force: true });
}
