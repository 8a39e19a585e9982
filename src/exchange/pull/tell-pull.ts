import type { Organisation } from '../../agreements/index.ts';
import { type Problem, getReason } from '../../vocabulary/index.ts';
import type { findAskerBar } from '../decide/index.ts';
import type { House } from '../house.ts';
import { attestationMissing } from '../tell-fault.ts';

/**
 * The one answer to whoever gets no record, whatever the reason: nobody known, nothing held, nothing that may go, a holder that is
 * silent (docs/domain/rulings 7 and 20).
 */
export function tellNothingGiven(
  { dutyPhone }: Pick<House, 'dutyPhone'>,
  { phone }: Pick<Organisation, 'phone'>,
): Problem {
  return {
    code: 'nothing-given',
    detail:
      'This says nothing about whether there is a record. If you need one, phone the organisation that would hold it.',
    phone: phone ?? dutyPhone,
  };
}

/** What stands against whoever asks, whomever they ask about: that may be told. */
export function tellAskerBar({ reason }: NonNullable<ReturnType<typeof findAskerBar>>): Problem {
  if (reason === 'DENY_ATTESTATION_MISSING') return attestationMissing('Nothing was asked for.');
  return {
    code: 'request-barred',
    errors: [{ pointer: '', rule: reason, message: getReason(reason).plain }],
  };
}
