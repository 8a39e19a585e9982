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

/** Where a record stands, in words that go on from "This choice". */
const standing: Readonly<Record<ConsentStatus, string>> = {
  draft: 'is a draft and permits nothing yet',
  active: 'holds',
  suspended: 'is suspended and permits nothing until it is asked for again',
  'pending-reauthorise': 'waits to be asked for again and permits nothing until then',
  expired: 'has expired and permits nothing any more',
  superseded: 'was replaced by a newer choice of the same person',
  withdrawn: 'was taken back and permits nothing any more',
  'entered-in-error': 'was written down by mistake and never counted',
};

function whatToDo(from: ConsentStatus, to: ConsentStatus): string {
  if (to === 'withdrawn')
    return from === 'draft'
      ? 'There is nothing to take back: say that it was entered in error (POST /v1/consents/{id}/review).'
      : 'There is nothing to take back. Record what the person says now as a new choice (POST /v1/consents).';
  return from === 'superseded'
    ? 'Look at the newer choice instead: that is the one to change.'
    : 'A choice only moves forward: what the person says now is a new choice (POST /v1/consents/{id}).';
}

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
      message: `This choice ${standing[from]}. ${whatToDo(from, to)}`,
    });
  }
  if (reason.trim() === '') {
    return refuse({
      rule: 'CONSENT_MOVE_NEEDS_REASON',
      from,
      to,
      message: 'Say why the record is moved.',
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
        message:
          'This record was entered in error and takes no further choice. Record the choice as a new one.',
      })
    : ok(to);
}
