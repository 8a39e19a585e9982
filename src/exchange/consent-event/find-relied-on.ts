import type { Ledger } from '../../ledger/index.ts';
import type { EntryId } from '../../platform/index.ts';
import type { CategoryCode } from '../../vocabulary/index.ts';
import { readDecision } from '../record/replay-decision.ts';

/**
 * The kinds of information that a decision let go because of a choice, from what the ledger holds of it. Parts that are silent are
 * not named. Empty where the decision can no longer be opened: the recipient is told all the same, by the message it came in.
 */
export async function findReliedOn(
  ledger: Pick<Ledger, 'readEntry'>,
  decisionEntryId: EntryId,
  consentId: string,
): Promise<readonly CategoryCode[]> {
  const entry = await ledger.readEntry(decisionEntryId);
  const read = entry && readDecision(entry);
  if (read?.ok !== true) return [];
  const { facts, decision } = read.value;
  const categories = facts.segments.flatMap(({ segmentId, choices, flags }) =>
    decision.released.includes(segmentId) && !flags.includes('SILENT_WITHHOLD')
      ? choices
          .filter(
            ({ result, refs }) => result === 'PERMIT' && refs.some((ref) => ref.consentId === consentId),
          )
          .map(({ category }) => category)
      : [],
  );
  return [...new Set(categories)].sort();
}
