import type { ConsentBody, ConsentVersion } from '../../consent/index.ts';
import type { ConsentId, RecurringJob } from '../../platform/index.ts';
import type { House } from '../house.ts';
import { findClosing } from '../record/dispatch-sql.ts';
import { hashConsent } from '../record/find-reliances.ts';
import { findDisclosures, findUnfollowed, hastenWaiting, markFollowed } from '../record/withdrawal-sql.ts';
import { tellRecipient } from './tell-recipient.ts';

/**
 * Does what must follow a withdrawal, and may be called any number of times: what waits is decided again at once, and, where the
 * family asked for it, everybody who was given something because of the choice is told. While a dispatch is under way it may still
 * arrive, so the withdrawal is looked at again when it is final.
 */
export async function followWithdrawal(house: House, consentId: ConsentId): Promise<void> {
  const hash = hashConsent(house.keyStore, consentId);
  await hastenWaiting(house.pool, hash);
  const consent = await house.consents.findConsent(consentId);
  const { deliveries } = await findClosing(house.pool, hash, house.timing.clockMarginSeconds);
  if (consent !== undefined && isReadable(consent) && consent.body.lastMove?.notifyPrior === true) {
    // The disclosures are read after the closing: what has arrived meanwhile is among them.
    for (const disclosure of await findDisclosures(house.pool, hash)) {
      await tellRecipient(house, consent, disclosure);
    }
  }
  if (deliveries === 0) await markFollowed(house.pool, consentId);
}

/** Follows up withdrawals whose process died, or that were not final when they were first followed. */
export function createWithdrawalJob(house: House): RecurringJob {
  return {
    name: 'withdrawals-follow',
    everyMinutes: 1,
    run: async (at) => {
      for (const consentId of await findUnfollowed(house.pool, at)) await followWithdrawal(house, consentId);
    },
  };
}

function isReadable(consent: ConsentVersion): consent is ConsentVersion & { readonly body: ConsentBody } {
  return consent.body !== 'ERASED';
}
