import type { EntryId, PersonId } from '../../platform/index.ts';
import type { House } from '../house.ts';
import type { KeptFollowup } from '../record/compose-consequences.ts';
import type { RecordedDecision } from '../record/draft-decision-entry.ts';
import { readDecision } from '../record/replay-decision.ts';

/** Who sent a message, and about whom. */
export interface KnownSender {
  readonly dataSubject: PersonId | null;
  readonly sender: KeptFollowup['sender'];
}

const decisionSchemas: readonly unknown[] = ['assent.decision/1', 'assent.decision/2'];

/** Who sent what a decision was about, as the ledger has it; nobody once that can no longer be opened, or where no person sent it. */
export async function findSender(
  { ledger }: Pick<House, 'ledger'>,
  decisionEntryId: EntryId,
): Promise<KnownSender | undefined> {
  const entry = await ledger.readEntry(decisionEntryId);
  const read = entry && readDecision(entry);
  // Parts stand in no particular order.
  const part = entry?.parts.find((each) => !each.erased && decisionSchemas.includes(each.content['schema']));
  if (read?.ok !== true || part === undefined || part.erased) return undefined;
  const { requester } = part.content as unknown as RecordedDecision;
  if (requester.practitioner === null) return undefined;
  const { staffId, role } = requester.practitioner;
  const { department } = read.value.facts.source;
  return { dataSubject: part.about[0] ?? null, sender: { staffId, role, department } };
}
