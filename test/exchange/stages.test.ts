import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { stages } from '../../src/exchange/index.ts';

/** The names, in bold, with which the items of the numbered list under “The seven stages” begin. */
async function readStagesOfReadme(): Promise<readonly string[]> {
  const readme = await readFile('README.md', 'utf8');
  const [, section] = /^#+ The seven stages\s*$([\s\S]*?)(?=^#+ |(?![\s\S]))/m.exec(readme) ?? [];
  return [...(section ?? '').matchAll(/^\d+\.\s+\*\*([^*]+)\*\*/gm)].map(([, name]) => name ?? '');
}

describe('the seven stages', () => {
  it('are told in README as they are walked', async () => {
    expect(await readStagesOfReadme()).toEqual(stages);
  });

  it('are walked in the order in which they are listed', async () => {
    const story = await readFile('src/exchange/run-exchange.ts', 'utf8');
    const walked = [...story.matchAll(/timeStage\(house, '(\w+)'/g)].map(([, name]) => name ?? '');
    expect([...new Set(walked)]).toEqual(stages);
  });
});
