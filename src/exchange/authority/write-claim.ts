import type { Families, RecordedAuthority } from '../../families/index.ts';
import { type Result, londonDate, ok, refuse } from '../../platform/index.ts';
import type { RequestedAuthorityEvent } from '../receive/authority-request.ts';
import type { Writing } from './writing.ts';

/** An event about a claim to parental responsibility. */
export type ClaimEvent = Extract<RequestedAuthorityEvent, { readonly holder: object }>;

interface ClaimRefusal {
  readonly code: string;
  readonly message: string;
}

type WrittenClaim = Result<{ readonly responsibilityId: string; readonly recordedAt: Date }, ClaimRefusal>;

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
  { people, by, origin, evidenceRef, at }: Writing,
  event: ClaimEvent,
): Promise<Result<RecordedAuthority, ClaimRefusal>> {
  const { dataSubject: child, other: holder } = people;
  if (holder === null || holder === child) return unknownClaim;
  const seen = { by: by.staff, on: londonDate(at) };
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
  if (event.kind === 'PARENTAL_RESPONSIBILITY_ENDED')
    return asFact(await endClaims(families, claims, event.to, { by, origin }));
  const { responsibilityId } = open;
  const evidence = { type: event.evidence, documentRef: evidenceRef };
  return asFact(await families.verifyParentalResponsibility(responsibilityId, evidence, seen, origin));
}

/**
 * Ends all that somebody claims by then, by whatever evidence: what two organisations recorded is one responsibility. The claim that
 * counts is the last, and carries the name of the request, so that whoever asks again after a failure ends what is left.
 */
async function endClaims(
  families: Pick<Families, 'endParentalResponsibility'>,
  claims: Awaited<ReturnType<Families['findClaims']>>,
  to: string,
  { by, origin }: Pick<Writing, 'by' | 'origin'>,
): Promise<WrittenClaim> {
  const begun = claims.filter(({ validFrom }) => validFrom === null || validFrom <= to);
  const ordered = [...(begun.length > 0 ? begun : claims)].sort(
    (a, b) => Number(a.verifiedBy !== null) - Number(b.verifiedBy !== null),
  );
  const last = ordered.pop();
  if (last === undefined) return unknownClaim;
  for (const { responsibilityId } of ordered)
    await families.endParentalResponsibility(responsibilityId, to, by.staff);
  return families.endParentalResponsibility(last.responsibilityId, to, by.staff, origin);
}

const unknownClaim: Result<never, ClaimRefusal> = refuse({
  code: 'family-unknown',
  message:
    'No claim of this person to parental responsibility is recorded for this child. Record the claim first (PARENTAL_RESPONSIBILITY_RECORDED).',
});

function asFact(written: WrittenClaim): Result<RecordedAuthority, ClaimRefusal> {
  return written.ok
    ? ok({ factId: written.value.responsibilityId, recordedAt: written.value.recordedAt })
    : written;
}
