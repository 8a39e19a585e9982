import { asId, londonDate, type ConsentId, type RecurringJob } from '../platform/index.ts';
import { findDueRows } from './consent-sql.ts';
import type { ConsentsDeps } from './consents-deps.ts';
import { moveConsent } from './move-consent.ts';

/** How many records are read at once. */
const batch = 200;
const everyQuarterOfAnHour = 15;
/** Before every identifier in the order of identifiers. */
const beforeAll = asId<'Consent'>('00000000-0000-0000-0000-000000000000');

/**
 * Moves the records whose period has ended to `expired`, and those whose review is due to `pending-reauthorise`, each with
 * its reason, its ledger entry and a word to whoever chose (docs/domain/01 §1.7). Nothing waits for it: a choice permits
 * nothing from the instant itself, whether or not its record has moved.
 */
export function createConsentJobs(consents: {
  readonly moveDueChoices: (at: Date) => Promise<void>;
}): readonly RecurringJob[] {
  return [
    {
      name: 'consents-expire',
      everyMinutes: everyQuarterOfAnHour,
      run: (at) => consents.moveDueChoices(at),
    },
  ];
}

/** Moves every record whose time has come by an instant. Done again, it finds nothing to do. */
export async function moveDueChoices(deps: ConsentsDeps, at: Date): Promise<void> {
  let after: ConsentId | undefined = beforeAll;
  while (after !== undefined) {
    const due = await findDueRows(deps.pool, at, londonDate(at), after, batch);
    // One after the other: what is refused (erased, moved by somebody else meanwhile) needs no move.
    for (const { consentId, to } of due) {
      const reason = to === 'expired' ? 'its period has ended' : 'its review is due';
      await moveConsent(deps, consentId, { kind: 'MOVE', order: { to, reason, by: { kind: 'SYSTEM' } } });
    }
    after = due.at(-1)?.consentId;
  }
}
