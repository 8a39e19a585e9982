import { findReminder } from '../../deadlines/index.ts';
import type { RecurringJob } from '../../platform/index.ts';
import { managerRolesOf } from '../holds/hold-rules.ts';
import type { House } from '../house.ts';
import {
  type OwedAcknowledgement,
  findOverdue,
  findUnreminded,
  markEscalated,
  markReminded,
} from '../record/acknowledgement-sql.ts';
import { type KeptFollowup, followupContext } from '../record/compose-consequences.ts';
import { findFollowup } from '../record/correction-sql.ts';
import { openBlob } from '../record/sealed-blob.ts';
import { composeNotAcknowledged, composeReminder } from './compose-recall.ts';
import { type KnownSender, findSender } from './find-sender.ts';
import { tellRecipient } from './tell-recipient.ts';

/**
 * Reminds whoever must acknowledge a message before it is due, and tells whoever sent it which recipients have not done so by its date,
 * and the managers of those: once for each (docs/domain/07 AC2 "unacknowledged after 2 working days → Sue"). Nothing ends because a
 * time has passed: it stays owed.
 */
export function createAcknowledgementsJob(house: House): RecurringJob {
  return {
    name: 'acknowledgements-chase',
    everyMinutes: 5,
    run: async (at) => {
      for (const owed of await findUnreminded(house.pool, new Date(at.getTime() + longestBefore)))
        if (findReminder(owed.dueAt) <= at) await remind(house, owed, at);
      for (const owed of await findOverdue(house.pool, at)) await chase(house, owed, at);
    },
  };
}

/** No reminder goes longer before it is due than this, bank holidays and weekend included; in milliseconds. */
const longestBefore = 7 * 86_400_000;

/** Reminds whoever owes it, once: in the organisation, department and role that it was sent to. */
async function remind(house: House, owed: OwedAcknowledgement, at: Date): Promise<void> {
  const sent = await findOwedTo(house, owed);
  if (sent !== undefined) await tellRecipient(house, composeReminder(owed, sent), owed);
  await markReminded(house.pool, owed, at);
}

async function chase(house: House, owed: OwedAcknowledgement, at: Date): Promise<void> {
  const { exchangeId, sourceOrganisationId, recipientOrganisationId } = owed;
  const sent = await findOwedTo(house, owed);
  if (sent !== undefined) {
    const organisation = await house.agreements.getOrganisation(recipientOrganisationId, at);
    const [identifier] = organisation.identifiers;
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
    const [manager] = managerRolesOf(organisation);
    if (manager !== undefined)
      await tellRecipient(house, composeReminder(owed, sent, manager), { ...owed, role: manager });
  }
  await markEscalated(house.pool, owed, at);
  house.log.warn('acknowledgement-overdue', { exchangeId });
}

/** Who sent it, or what it was told because of, and about whom; nobody once that can no longer be opened. */
async function findOwedTo(
  house: House,
  { becauseOf, decisionEntryId }: OwedAcknowledgement,
): Promise<KnownSender | undefined> {
  if (becauseOf !== null) {
    const stored = await findFollowup(house.pool, becauseOf);
    const text = stored && (await openBlob(house.keyStore, stored.body, followupContext(becauseOf)));
    return text === undefined ? undefined : (JSON.parse(text) as KeptFollowup);
  }
  return findSender(house, decisionEntryId);
}
