import { type LedgerVerdict, ledgerProblems } from '../ledger/index.ts';

/** Prints what a verification found, and ends with exit code 1 where anything was wrong. */
export function printVerdict(verdict: LedgerVerdict): void {
  for (const line of describeVerdict(verdict)) console.log(line);
  if (!verdict.verified) process.exitCode = 1;
}

/** One line for each problem with its place, then the figures. */
function describeVerdict(verdict: LedgerVerdict): readonly string[] {
  const { entries, checkpoints, openedParts, erasedParts, replayedDecisions } = verdict;
  const { problems, problemCount, verified } = verdict;
  const unlisted = problemCount - problems.length;
  return [
    ...problems.map(({ code, index }) => `${index ?? 'ledger'}: ${code}: ${ledgerProblems[code]}`),
    ...(unlisted > 0 ? [`and ${unlisted} more`] : []),
    `parts opened: ${openedParts}; parts erased and verified by commitment: ${erasedParts}; decisions decided again: ${replayedDecisions}`,
    `entries=${entries} checkpoints=${checkpoints} problems=${problemCount} verified=${verified ? 'yes' : 'no'}`,
  ];
}
