import type { RecipientAnswer } from '../exchange/index.ts';
import type { SceneResult } from './scene-result.ts';

const outcomeWords = { RELEASE: 'forwarded', WITHHOLD: 'withheld', HOLD: 'held' } as const;

/** The results as a table that a newcomer can read: what was forwarded, withheld, held or refused, and why. */
export function printResults(results: readonly SceneResult[]): string {
  return results.map(printResult).join('\n');
}

function printResult(result: SceneResult): string {
  const { title, answer, outcome, differences } = result;
  const rows = listRows(result);
  const width = Math.max(0, ...rows.map(([what]) => what.length));
  return [
    '',
    `${title}: ${answer === undefined ? (outcome ?? 'no answer') : `${answer.outcome}, ${answer.delivery}`}`,
    ...rows.map(([what, became, why]) => `  ${what.padEnd(width)}  ${became.padEnd(9)}  ${why}`.trimEnd()),
    ...differences.map((difference) => `  NOT AS THE SCENARIO SAYS: ${difference}`),
  ].join('\n');
}

/** What, what became of it, and why. Of a message that was refused whole there is one row: nothing of it was weighed by itself. */
function listRows({ answer, given = [] }: SceneResult): readonly (readonly [string, string, string])[] {
  if (answer?.outcome === 'DENY') return [['the whole message', 'refused', explain(answer.reasons)]];
  const segments = answer?.segments ?? [];
  return [
    ...given.map((name) => [name, 'given', ''] as const),
    ...segments.map(
      ({ segmentId, outcome, reasons }) => [segmentId, outcomeWords[outcome], explain(reasons)] as const,
    ),
  ];
}

function explain([reason]: RecipientAnswer['reasons']): string {
  return reason === undefined ? '' : `${reason.code}: ${reason.plain}`;
}
