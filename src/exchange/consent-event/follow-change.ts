import { type ConsentVersion, findLostPermits, findReplaced } from '../../consent/index.ts';
import type { ConsentId, RecurringJob } from '../../platform/index.ts';
import { tellRecipient } from '../earlier/tell-recipient.ts';
import type { EarlierDisclosure } from '../earlier/telling.ts';
import type { CategoryCode } from '../../vocabulary/index.ts';
import type { House } from '../house.ts';
import { findClosing } from '../record/dispatch-sql.ts';
import { hashReliance } from '../record/find-reliances.ts';
import {
  findChangedAt,
  findDisclosures,
  findUnfollowed,
  hastenWaiting,
  markFollowed,
} from '../record/withdrawal-sql.ts';
import { composeConsentEvent } from './compose-consent-event.ts';
import { findReliedOn } from './find-relied-on.ts';
import { type ChangeOfChoice, readChanges } from './read-changes.ts';

/**
 * Does what must follow a withdrawal, or another change by which a permit ended, and may be called any number of times: what waits
 * is decided again at once, and everybody who was given something that has lost its permit is told. While a dispatch is under way
 * it may still arrive, so the change is looked at again when it is final.
 */
export async function followChange(house: House, consentId: ConsentId): Promise<void> {
  const changedAt = await findChangedAt(house.pool, consentId);
  const hash = hashReliance(house.keyStore, consentId);
  await hastenWaiting(house.pool, hash);
  const history = await house.consents.findHistory(consentId);
  const { deliveries } = await findClosing(house.pool, hash, house.timing.clockMarginSeconds);
  // The disclosures are read after the closing: what has arrived meanwhile is among them.
  for (const change of readChanges(history)) await tellOfChange(house, change, changedAt);
  if (deliveries === 0 && changedAt !== undefined) await markFollowed(house.pool, consentId, changedAt);
}

async function tellOfChange(
  house: House,
  change: ChangeOfChoice,
  changedAt: string | undefined,
): Promise<void> {
  const { before, reachesReplaced, onlyLate } = change;
  const present = await house.consents.loadChoices([before.dataSubject]);
  const replaced = reachesReplaced ? findReplaced(present, before) : [];
  for (const relied of [before, ...replaced]) {
    const hash = hashReliance(house.keyStore, relied.consentId);
    const late = { changedAt: changedAt ?? null, marginSeconds: house.timing.clockMarginSeconds };
    for (const { cameAfter, ...disclosure } of await findDisclosures(house.pool, hash, late))
      if (cameAfter || !onlyLate) await tellOfDisclosure(house, change, relied, disclosure, present);
  }
}

/** Tells one recipient, where what it was given because of one record is no longer permitted. */
async function tellOfDisclosure(
  house: House,
  { kind, version, before }: ChangeOfChoice,
  relied: ConsentVersion,
  disclosure: EarlierDisclosure,
  present: readonly ConsentVersion[],
): Promise<void> {
  const { recipientOrganisationId, department, role, purpose, decisionEntryId } = disclosure;
  const relies = await findReliedOn(house.ledger, decisionEntryId, relied.consentId);
  const tell = (categories: readonly CategoryCode[]): Promise<void> =>
    tellRecipient(house, composeConsentEvent({ kind, version, before }, disclosure, categories), disclosure);
  // Whoever takes a choice back takes back all that went because of it.
  if (kind === 'WITHDRAWN' && relied.consentId === before.consentId) {
    await tell(relies?.open ?? []);
    return;
  }
  const at = version.recordedAt;
  const { type: organisationType } = await house.agreements.getOrganisation(recipientOrganisationId, at);
  const recipient = { organisationId: recipientOrganisationId, organisationType, department, role };
  const lost = findLostPermits(before, present, { at, purpose, recipient });
  const touched = relies === undefined ? lost : relies.all.filter((category) => lost.includes(category));
  if (touched.length === 0) return;
  const open = relies?.open.filter((category) => lost.includes(category)) ?? [];
  await tell(open);
}

/** Follows up changes whose process died, or that were not final when they were first followed. */
export function createChangesJob(house: House): RecurringJob {
  return {
    name: 'withdrawals-follow',
    everyMinutes: 1,
    run: async (at) => {
      for (const consentId of await findUnfollowed(house.pool, at)) await followChange(house, consentId);
    },
  };
}
