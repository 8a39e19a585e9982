import { ok, refuse, type Result } from '../platform/index.ts';
import type { ConsentStatus } from './consent-version.ts';

/** Why a record may not move. */
export interface MoveRefusal {
  readonly rule: 'CONSENT_MOVES_FORWARD' | 'CONSENT_ENTERED_IN_ERROR' | 'CONSENT_MOVE_NEEDS_REASON';
  readonly from: ConsentStatus | null;
  readonly to: ConsentStatus;
  readonly message: string;
}

/**
 * What may follow what while the choice stays the same. There is no way back to `active`: whoever wants to permit again
 * chooses again. The same table stands in the database, in `consent.is_forward`.
 */
export const forwardMoves: Readonly<Record<ConsentStatus, readonly ConsentStatus[]>> = {
  draft: ['active', 'entered-in-error'],
  active: ['suspended', 'pending-reauthorise', 'withdrawn', 'expired', 'superseded', 'entered-in-error'],
  suspended: ['pending-reauthorise', 'withdrawn', 'expired', 'superseded', 'entered-in-error'],
  'pending-reauthorise': ['withdrawn', 'expired', 'superseded', 'entered-in-error'],
  expired: ['withdrawn', 'entered-in-error'],
  superseded: ['withdrawn', 'entered-in-error'],
  withdrawn: ['entered-in-error'],
  'entered-in-error': [],
};

/** Checks a change of status under the same choice. Every move states its reason. */
export function checkMove(
  from: ConsentStatus,
  to: ConsentStatus,
  reason: string,
): Result<ConsentStatus, MoveRefusal> {
  if (!forwardMoves[from].includes(to)) {
    return refuse({
      rule: 'CONSENT_MOVES_FORWARD',
      from,
      to,
      message: `A record that is ${from} cannot become ${to}.`,
    });
  }
  if (reason.trim() === '') {
    return refuse({
      rule: 'CONSENT_MOVE_NEEDS_REASON',
      from,
      to,
      message: 'The move must state its reason.',
    });
  }
  return ok(to);
}

/**
 * Checks a new choice: the first version of a record, or a fresh answer that replaces the one before. It is the only way
 * from `withdrawn` to a permit, and takes a decider, a notice and authority of its own.
 */
export function checkNewChoice(
  from: ConsentStatus | null,
  to: 'draft' | 'active',
): Result<'draft' | 'active', MoveRefusal> {
  return from === 'entered-in-error'
    ? refuse({
        rule: 'CONSENT_ENTERED_IN_ERROR',
        from,
        to,
        message: 'A record that was entered in error takes no further choice: make a new record.',
      })
    : ok(to);
}
