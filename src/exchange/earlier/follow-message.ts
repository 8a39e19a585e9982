import type { ExchangeId, PlanVersionId, RecurringJob } from '../../platform/index.ts';
import { findConcerned } from '../corrections/address-correction.ts';
import type { House } from '../house.ts';
import { type KeptFollowup, followupContext } from '../record/compose-consequences.ts';
import {
  type StoredFollowup,
  findFollowup,
  findUnfollowedMessages,
  isStillOnItsWay,
  markMessageFollowed,
} from '../record/correction-sql.ts';
import { openBlob } from '../record/sealed-blob.ts';
import { composeRecall } from './compose-recall.ts';
import { type ReceivedBefore, findEarlierDisclosures } from './find-earlier-disclosures.ts';
import { tellGaps } from './tell-gaps.ts';
import { tellRecipient } from './tell-recipient.ts';

const onItsWay: readonly unknown[] = ['DUE', 'DISPATCHED'];

/**
 * Does what must follow a message that corrects or supersedes what was sent before, and may be called any number of times: everybody who
 * received it is told, unless the correction itself reaches them. While anything of it is on its way somebody may still receive it, so
 * it is looked at again.
 */
export async function followMessage(house: House, exchangeId: ExchangeId): Promise<void> {
  const stored = await findFollowup(house.pool, exchangeId);
  if (stored === undefined) return;
  const text = await openBlob(house.keyStore, stored.body, followupContext(exchangeId));
  // Whoever it was about is erased, and nobody is told anything of them any more.
  if (text === undefined) {
    await markMessageFollowed(house.pool, exchangeId);
    return;
  }
  const followup = JSON.parse(text) as KeptFollowup;
  const spoken = await findSpokenOf(house, followup);
  // Asked first: what arrives between the two questions is found by the second, and what had not arrived is looked at again.
  const waits = await isStillOnItsWay(house.pool, followup.sourceOrganisationId, spoken.messageIds);
  if (followup.gaps !== undefined) await tellGaps(house, exchangeId, followup, followup.gaps);
  for (const each of await findReceived(house, followup, spoken.planVersions))
    if (!isReached(stored, followup, each))
      await tellRecipient(house, composeRecall(exchangeId, followup, each), each);
  const correctionWaits =
    followup.original !== undefined && stored.recipients.some(({ state }) => onItsWay.includes(state));
  if (!waits && !correctionWaits) await markMessageFollowed(house.pool, exchangeId);
}

/** The messages, and the versions of a plan, whose recipients are to be told. */
async function findSpokenOf(
  house: House,
  { original, planId, sent }: KeptFollowup,
): Promise<{ readonly messageIds: readonly string[]; readonly planVersions: readonly PlanVersionId[] }> {
  if (original !== undefined) return { messageIds: [original.originalMessageId], planVersions: [] };
  if (sent !== undefined) return { messageIds: [sent.messageId], planVersions: [] };
  if (planId === undefined) return { messageIds: [], planVersions: [] };
  const superseded = (await house.plans.findPlan(planId)).slice(0, -1);
  return {
    messageIds: superseded.flatMap((version) => version.messageIds),
    planVersions: superseded.map(({ versionId }) => versionId),
  };
}

/** Who received what is corrected or superseded. */
async function findReceived(
  house: House,
  { original, dataSubject, sourceOrganisationId }: KeptFollowup,
  planVersions: readonly PlanVersionId[],
): Promise<readonly ReceivedBefore[]> {
  const whose = { dataSubject, sourceOrganisationId };
  if (original !== undefined) return findConcerned(house, original, whose);
  if (planVersions.length === 0) return [];
  return findEarlierDisclosures(house, { ...whose, messageIds: [], planVersions });
}

/** Whether the correction itself is on its way to a recipient, or there. */
function isReached(
  { recipients }: StoredFollowup,
  { original }: KeptFollowup,
  { recipientOrganisationId, department, role }: ReceivedBefore,
): boolean {
  if (original === undefined) return false;
  return recipients.some(
    (recipient) =>
      recipient.organisationId === recipientOrganisationId &&
      recipient.department === department &&
      recipient.role === role &&
      (recipient.state === 'DELIVERED' || onItsWay.includes(recipient.state)),
  );
}

/** Follows up messages whose process died, or of which something was on its way when they were first followed. */
export function createFollowupsJob(house: House): RecurringJob {
  return {
    name: 'messages-follow',
    everyMinutes: 1,
    run: async () => {
      for (const exchangeId of await findUnfollowedMessages(house.pool))
        await followMessage(house, exchangeId);
    },
  };
}
