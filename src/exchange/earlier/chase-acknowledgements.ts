import type { PersonId, RecurringJob } from '../../platform/index.ts';
import type { House } from '../house.ts';
import { type OwedAcknowledgement, findOverdue, markEscalated } from '../record/acknowledgement-sql.ts';
import { type KeptFollowup, followupContext } from '../record/compose-consequences.ts';
import { findFollowup } from '../record/correction-sql.ts';
import type { RecordedDecision } from '../record/draft-decision-entry.ts';
import { readDecision } from '../record/replay-decision.ts';
import { openBlob } from '../record/sealed-blob.ts';
import { composeNotAcknowledged } from './compose-recall.ts';
import { tellRecipient } from './tell-recipient.ts';

/**
 * Tells whoever sent a message that must be acknowledged which recipients have not done so by its date: once for each (docs/domain/07
 * AC2 "unacknowledged after 2 working days → Sue"). Nothing ends because a time has passed: it stays owed.
 */
export function createAcknowledgementsJob(house: House): RecurringJob {
  return {
    name: 'acknowledgements-chase',
    everyMinutes: 5,
    run: async (at) => {
      for (const owed of await findOverdue(house.pool, at)) await chase(house, owed, at);
    },
  };
}

async function chase(house: House, owed: OwedAcknowledgement, at: Date): Promise<void> {
  const { exchangeId, sourceOrganisationId, recipientOrganisationId } = owed;
  const sent = await findSender(house, owed);
  if (sent !== undefined) {
    const { identifiers } = await house.agreements.getOrganisation(recipientOrganisationId, at);
    const [identifier] = identifiers;
    const recipient = {
      organisation: { system: identifier?.system ?? '', value: identifier?.value ?? '' },
      ...(owed.department === 'NONE' ? {} : { department: owed.department }),
      role: owed.role,
    };
    const { department, role } = sent.sender;
    await tellRecipient(house, composeNotAcknowledged({ ...owed, recipient }, sent), {
      ...owed,
      recipientOrganisationId: sourceOrganisationId,
      department,
      role,
    });
  }
  await markEscalated(house.pool, owed, at);
  house.log.warn('acknowledgement-overdue', { exchangeId });
}

/** Who sent it, or what it was told because of, and about whom; nobody once that can no longer be opened. */
async function findSender(
  house: House,
  { becauseOf, decisionEntryId }: OwedAcknowledgement,
): Promise<Pick<KeptFollowup, 'dataSubject' | 'sender'> | undefined> {
  if (becauseOf !== null) {
    const stored = await findFollowup(house.pool, becauseOf);
    const text = stored && (await openBlob(house.keyStore, stored.body, followupContext(becauseOf)));
    return text === undefined ? undefined : (JSON.parse(text) as KeptFollowup);
  }
  const entry = await house.ledger.readEntry(decisionEntryId);
  const read = entry && readDecision(entry);
  const [part] = entry?.parts ?? [];
  if (read?.ok !== true || part === undefined || part.erased) return undefined;
  const { requester } = part.content as unknown as RecordedDecision;
  const [dataSubject]: readonly PersonId[] = part.about;
  if (requester.practitioner === null || dataSubject === undefined) return undefined;
  const { staffId, role } = requester.practitioner;
  const { department } = read.value.facts.source;
  return { dataSubject, sender: { staffId, role, department } };
}
