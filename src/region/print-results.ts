import type { SceneResult } from './scene-result.ts';

const outcomeWords = { RELEASE: 'forwarded', WITHHOLD: 'withheld', HOLD: 'held' } as const;

/** The results as a table that a newcomer can read: what was forwarded, withheld, held or refused, and why. */
export function printResults(results: readonly SceneResult[]): string {
  return results.map(printResult).join('\n');
}

function printResult({ title, answer, outcome, given = [], differences }: SceneResult): string {
  const lines = [
    '',
    `${title}: ${answer === undefined ? (outcome ?? 'no answer') : `${answer.outcome}, ${answer.delivery}`}`,
    ...given.map((name) => `  ${name.padEnd(28)} given`),
  ];
  for (const segment of answer?.segments ?? []) {
    const [reason] = segment.reasons;
    lines.push(
      `  ${segment.segmentId.padEnd(28)} ${outcomeWords[segment.outcome].padEnd(10)} ${reason === undefined ? '' : `${reason.code}: ${reason.plain}`}`,
    );
  }
  for (const difference of differences) lines.push(`  NOT AS THE SCENARIO SAYS: ${difference}`);
  return lines.join('\n');
}
