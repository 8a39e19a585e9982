import type { ExchangeId } from '../../platform/index.ts';
import type { House } from '../house.ts';
import type { PlacementGaps, PlanGap } from '../plans/find-gaps.ts';
import { type KeptFollowup, findAcknowledgementDue } from '../record/compose-consequences.ts';
import { deriveMessageId } from './derive-message-id.ts';
import { type ReceivedBefore, findEarlierDisclosures } from './find-earlier-disclosures.ts';
import { tellRecipient } from './tell-recipient.ts';
import type { EarlierDisclosure, Telling } from './telling.ts';

/**
 * Puts the gaps that a placement leaves in a plan before those who can close them: whoever sent the notice, and at each organisation
 * that has such a row and was told of the placement, its designated safeguarding lead where the notice went to them, otherwise
 * whoever it went to. What they read names rows and a day: never a person, and nothing of why (docs/domain/07 AC2).
 */
export async function tellGaps(
  house: House,
  exchangeId: ExchangeId,
  followup: KeptFollowup,
  { saidIn, from, plans }: PlacementGaps,
): Promise<void> {
  const { dataSubject, sourceOrganisationId, sent } = followup;
  if (sent === undefined) return;
  const whose = { dataSubject, sourceOrganisationId };
  const heard = await findEarlierDisclosures(house, {
    ...whose,
    messageIds: [sent.messageId],
    planVersions: [],
  });
  const told = heard.filter(({ parts }) => parts.has(saidIn));
  for (const plan of plans) {
    const has = await findEarlierDisclosures(house, {
      ...whose,
      messageIds: [],
      planVersions: plan.planVersions,
    });
    for (const each of chooseReaders(told)) {
      const rows = plan.rows.filter(({ segmentId }) =>
        has.some(
          ({ recipientOrganisationId, parts }) =>
            recipientOrganisationId === each.recipientOrganisationId && parts.has(segmentId),
        ),
      );
      if (rows.length > 0)
        await tellRecipient(house, composeGap(exchangeId, followup, { ...plan, rows }, from, each), each);
    }
    const own = await findOwn(house, exchangeId, followup, sent);
    if (own !== undefined) await tellRecipient(house, composeGap(exchangeId, followup, plan, from, own), own);
  }
}

/** Of each organisation its designated safeguarding lead, where the notice went to them. */
function chooseReaders(told: readonly ReceivedBefore[]): readonly ReceivedBefore[] {
  return told.filter(
    ({ recipientOrganisationId, role }) =>
      role === 'DSL' ||
      !told.some(
        (other) => other.recipientOrganisationId === recipientOrganisationId && other.role === 'DSL',
      ),
  );
}

/** The notice as its own sender has it. */
async function findOwn(
  { ledger }: Pick<House, 'ledger'>,
  exchangeId: ExchangeId,
  { sender, sourceOrganisationId }: KeptFollowup,
  sent: NonNullable<KeptFollowup['sent']>,
): Promise<EarlierDisclosure | undefined> {
  const entries = await ledger.findEntriesOfExchange(exchangeId);
  const decision = entries.find(({ kind }) => kind === 'DECISION');
  const { department, role } = sender;
  return (
    decision && {
      exchangeId,
      ...sent,
      sourceOrganisationId,
      recipientOrganisationId: sourceOrganisationId,
      department,
      role,
      decisionEntryId: decision.entryId,
    }
  );
}

/** What one of them reads. Pure. */
function composeGap(
  because: ExchangeId,
  { dataSubject, sender, sourceOrganisationId, at }: KeptFollowup,
  { planId, rows }: PlanGap,
  from: string,
  { recipientOrganisationId, department, role }: EarlierDisclosure,
): Telling {
  const isOwn = recipientOrganisationId === sourceOrganisationId;
  const facts = { kind: 'GAP', planId, rows: rows.map(({ rowId }) => rowId), from };
  return {
    messageType: 'M19',
    messageId: deriveMessageId(`gap ${because} ${planId} ${recipientOrganisationId} ${department} ${role}`),
    dataSubject,
    permit: isOwn ? 'PERMIT_OWN_MESSAGE' : 'PERMIT_EARLIER_RECIPIENT',
    schema: 'assent.plan-gap/1',
    facts: { ...facts, becauseOf: because },
    event: {
      ...facts,
      ...(isOwn ? { staffId: sender.staffId } : {}),
      instruction: 'SAY_WHO_DOES_IT',
      plain:
        'From this day on nobody who is named in the plan can see to these rows. Agree who does, see to it until then, and say so in the next version of the plan. Please acknowledge.',
    },
    notice: null,
    dueAt: findAcknowledgementDue(new Date(at)),
    becauseOf: because,
  };
}
