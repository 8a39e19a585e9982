import type { Ledger } from '../../ledger/index.ts';
import type { EntryId } from '../../platform/index.ts';
import type { CategoryCode } from '../../vocabulary/index.ts';
import { readDecision } from '../record/replay-decision.ts';

/** The kinds of information that a decision let go because of a choice. */
export interface ReliedOn {
  readonly all: readonly CategoryCode[];
  /** Those that may be named: parts that are silent are not. */
  readonly open: readonly CategoryCode[];
}

/**
 * What a decision let go because of a choice, from what the ledger holds of it. Nothing where the decision can no longer be opened:
 * the recipient is told all the same, by the message it came in.
 */
export async function findReliedOn(
  ledger: Pick<Ledger, 'readEntry'>,
  decisionEntryId: EntryId,
  consentId: string,
): Promise<ReliedOn | undefined> {
  const entry = await ledger.readEntry(decisionEntryId);
  const read = entry && readDecision(entry);
  if (read?.ok !== true) return undefined;
  const { facts, decision } = read.value;
  const relied = facts.segments
    .filter(({ segmentId }) => decision.released.includes(segmentId))
    .map(({ choices, flags }) => ({
      isSilent: flags.includes('SILENT_WITHHOLD'),
      categories: choices
        .filter(({ result, refs }) => result === 'PERMIT' && refs.some((ref) => ref.consentId === consentId))
        .map(({ category }) => category),
    }));
  const gather = (parts: typeof relied): readonly CategoryCode[] =>
    [...new Set(parts.flatMap(({ categories }) => categories))].sort();
  return { all: gather(relied), open: gather(relied.filter(({ isSilent }) => !isSilent)) };
}
