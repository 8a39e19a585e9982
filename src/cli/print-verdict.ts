import { type ExportVerdict, type LedgerVerdict, ledgerProblems } from '../ledger/index.ts';

/** Prints what a verification found, and ends with exit code 1 where anything was wrong. */
export function printVerdict(verdict: ExportVerdict | LedgerVerdict): void {
  for (const line of describeVerdict(verdict)) console.log(line);
  if (!verdict.verified) process.exitCode = 1;
}

/** One line for each problem with its place, then the figures. */
function describeVerdict(verdict: ExportVerdict | LedgerVerdict): readonly string[] {
  const { entries, checkpoints, problems, problemCount, verified } = verdict;
  const unlisted = problemCount - problems.length;
  return [
    ...problems.map(
      ({ code, index, file }) =>
        `${file === undefined ? (index ?? 'ledger') : JSON.stringify(file)}: ${code}: ${ledgerProblems[code]}`,
    ),
    ...(unlisted > 0 ? [`and ${unlisted} more`] : []),
    // A folder opens nothing and decides nothing again, so that it has no such counts.
    ...('openedParts' in verdict
      ? [
          `parts opened: ${verdict.openedParts}; parts erased and verified by commitment: ${verdict.erasedParts}; decisions decided again: ${verdict.replayedDecisions}`,
        ]
      : []),
    `entries=${entries} checkpoints=${checkpoints} problems=${problemCount} verified=${verified ? 'yes' : 'no'}`,
  ];
}
