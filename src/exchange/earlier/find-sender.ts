import type { EntryId, PersonId } from '../../platform/index.ts';
import type { House } from '../house.ts';
import type { KeptFollowup } from '../record/compose-consequences.ts';
import { isDecisionBase, readDecision } from '../record/replay-decision.ts';

/** Who sent a message, and about whom. */
export interface KnownSender {
  readonly dataSubject: PersonId | null;
  readonly sender: KeptFollowup['sender'];
}

/** Who sent what a decision was about, as the ledger has it; nobody once that can no longer be opened, or where no person sent it. */
export async function findSender(
  { ledger }: Pick<House, 'ledger'>,
  decisionEntryId: EntryId,
): Promise<KnownSender | undefined> {
  const entry = await ledger.readEntry(decisionEntryId);
  const read = entry && readDecision(entry);
  if (entry === undefined || read?.ok !== true || read.value.requester.practitioner === null)
    return undefined;
  const { staffId, role } = read.value.requester.practitioner;
  const { department } = read.value.facts.source;
  // Parts stand in no particular order.
  const [dataSubject = null] = entry.parts.flatMap((part) =>
    !part.erased && isDecisionBase(part.content) ? part.about.slice(0, 1) : [],
  );
  return { dataSubject, sender: { staffId, role, department } };
}
