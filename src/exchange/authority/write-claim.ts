import type { Families, RecordedAuthority } from '../../families/index.ts';
import { type Result, ok, refuse } from '../../platform/index.ts';
import type { RequestedAuthorityEvent } from '../receive/authority-request.ts';
import type { Writing } from './writing.ts';

/** An event about a claim to parental responsibility. */
export type ClaimEvent = Extract<RequestedAuthorityEvent, { readonly holder: object }>;

interface ClaimRefusal {
  readonly code: string;
  readonly message: string;
}

/** Whether an event is about a claim to parental responsibility. */
export function isClaimEvent(event: RequestedAuthorityEvent): event is ClaimEvent {
  return 'holder' in event;
}

/**
 * Writes a claim to parental responsibility, that its evidence was seen, or its end. Evidence is seen by whoever records it,
 * today. A claim is named by its holder, so that another organisation than the one that heard it may see its evidence.
 */
export async function writeClaim(
  families: Pick<
    Families,
    | 'recordParentalResponsibility'
    | 'verifyParentalResponsibility'
    | 'endParentalResponsibility'
    | 'findClaims'
  >,
  { people, by, origin, evidenceRef, today }: Writing,
  event: ClaimEvent,
): Promise<Result<RecordedAuthority, ClaimRefusal>> {
  const { dataSubject: child, other: holder } = people;
  if (holder === null || holder === child) return unknownClaim;
  const seen = { by: by.staff, on: today };
  if (event.kind === 'PARENTAL_RESPONSIBILITY_RECORDED') {
    const claim = { child, holder, validFrom: event.from ?? null, by: by.staff };
    if (event.evidence === undefined) {
      return asFact(
        await families.recordParentalResponsibility({ ...claim, evidence: null, verification: null }, origin),
      );
    }
    const evidence = { type: event.evidence, documentRef: evidenceRef };
    const verification = event.verified ? seen : null;
    return asFact(await families.recordParentalResponsibility({ ...claim, evidence, verification }, origin));
  }
  const claims = await families.findClaims(child, holder);
  const open = claims.find(({ verifiedBy }) => verifiedBy === null) ?? claims[0];
  if (open === undefined) return unknownClaim;
  const { responsibilityId } = open;
  if (event.kind === 'PARENTAL_RESPONSIBILITY_ENDED') {
    return asFact(await families.endParentalResponsibility(responsibilityId, event.to, by.staff, origin));
  }
  const evidence = { type: event.evidence, documentRef: evidenceRef };
  return asFact(await families.verifyParentalResponsibility(responsibilityId, evidence, seen, origin));
}

const unknownClaim: Result<never, ClaimRefusal> = refuse({
  code: 'family-unknown',
  message:
    'No claim of this person to parental responsibility is recorded for this child. Record the claim first (PARENTAL_RESPONSIBILITY_RECORDED).',
});

function asFact(
  written: Result<{ readonly responsibilityId: string; readonly recordedAt: Date }, ClaimRefusal>,
): Result<RecordedAuthority, ClaimRefusal> {
  return written.ok
    ? ok({ factId: written.value.responsibilityId, recordedAt: written.value.recordedAt })
    : written;
}
