import type { Organisation } from '../../agreements/index.ts';
import type { ClockPoint, ClockRule, StartedClock } from '../../deadlines/index.ts';
import type { JsonObject } from '../../platform/index.ts';
import type { Department, RoleCode } from '../../vocabulary/index.ts';
import { deriveMessageId } from '../earlier/derive-message-id.ts';
import { findSender } from '../earlier/find-sender.ts';
import { tellRecipient } from '../earlier/tell-recipient.ts';
import type { EarlierDisclosure, Telling } from '../earlier/telling.ts';
import { managerRolesOf } from '../holds/hold-rules.ts';
import type { House } from '../house.ts';
import { findStartingDelivery } from '../record/clock-sql.ts';

/** Who is told something of a deadline. */
export type DeadlineReader = Exclude<ClockPoint['what'], 'OPEN_LONG_ENOUGH' | 'PARTNERSHIP'>;

/**
 * Tells whoever owes something that it is due or late, whoever waits that it is late, or a manager. The message goes the way of every
 * message of the gateway's own, is about the message that the deadline began with, and says nothing that its reader was not told then.
 * Told again of the same it does nothing.
 */
export async function tellOfDeadline(
  house: House,
  clock: StartedClock,
  rule: ClockRule,
  reader: DeadlineReader,
): Promise<void> {
  const delivery = await findStartingDelivery(house.pool, clock.exchangeId, clock.ordinal);
  if (delivery === undefined) return;
  const readerId = reader === 'WAITING' ? clock.owedTo : clock.owedBy;
  if (readerId === null) return;
  const organisation = await house.agreements.getOrganisation(readerId, clock.dueAt);
  const owing = await house.agreements.getOrganisation(clock.owedBy, clock.dueAt);
  const desk = await findDesk(house, delivery, organisation, reader);
  if (desk === undefined) {
    house.log.warn('deadline-untold', { problem: clock.code });
    return;
  }
  await tellRecipient(house, composeDeadlineTelling(clock, rule, reader, owing.phone ?? house.dutyPhone), {
    ...delivery,
    recipientOrganisationId: readerId,
    ...desk,
  });
}

/** The department and role that sent the message or received it, or those of the manager there. */
async function findDesk(
  house: House,
  { decisionEntryId, recipientOrganisationId, department, role }: EarlierDisclosure,
  organisation: Organisation,
  reader: DeadlineReader,
): Promise<{ readonly department: Department; readonly role: RoleCode } | undefined> {
  const received =
    organisation.organisationId === recipientOrganisationId
      ? { department, role }
      : (await findSender(house, decisionEntryId))?.sender;
  if (received === undefined) return undefined;
  if (reader !== 'MANAGER') return { department: received.department, role: received.role };
  const [manager] = managerRolesOf(organisation);
  return { department: received.department, role: manager ?? received.role };
}

const words: Record<DeadlineReader, { readonly instruction: string; readonly plain: string }> = {
  REMIND: { instruction: 'DO_BY_DUE', plain: 'This is due soon.' },
  OWING: { instruction: 'DO_NOW', plain: 'This is late. Do it now, or say why it is excused.' },
  WAITING: {
    instruction: 'SPEAK_TO_THEM',
    plain: 'What you wait for is late. Phone whoever owes it; their managers are told as well.',
  },
  MANAGER: { instruction: 'SEE_TO_IT', plain: 'Your team has not done this in time. See to it.' },
};

/** What a reader is told. Pure. */
function composeDeadlineTelling(
  { clockId, code, dataSubject, dueAt }: StartedClock,
  rule: ClockRule,
  reader: DeadlineReader,
  phone: string,
): Telling {
  const due = dueAt.toISOString();
  const { instruction, plain } = words[reader];
  const facts: JsonObject = { deadlineId: clockId, deadline: code, due, told: reader };
  return {
    messageType: 'M18',
    messageId: deriveMessageId(`deadline ${clockId} ${reader} ${due}`),
    dataSubject,
    permit: 'PERMIT_DEADLINE',
    schema: 'assent.deadline-told/1',
    facts,
    event: {
      kind: reader === 'REMIND' ? 'DEADLINE_NEAR' : 'DEADLINE_MISSED',
      deadlineId: clockId,
      deadline: code,
      due,
      instruction,
      plain: `${rule.plain}. ${plain}`,
      ...(reader === 'WAITING' ? { phone } : {}),
    },
    notice: null,
    dueAt: null,
    becauseOf: null,
  };
}
