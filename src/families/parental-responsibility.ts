import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { refuse, type PersonId, type Result } from '../platform/index.ts';
import { authorityEvidenceTypes, type AuthorityEvidenceType } from '../vocabulary/index.ts';
import { prepareNote, type AuthorityOrigin } from './authority-note.ts';
import type { FamiliesDeps } from './families-deps.ts';
import {
  recordResponsibilityEndingRow,
  recordResponsibilityRow,
  recordResponsibilityVerificationRow,
} from './families-sql.ts';
import { findResponsibilityRow, type ResponsibilityRow } from './find-families-sql.ts';
import { prepareFamilyEntry } from './family-entry.ts';
import type { FamilyRefusal } from './family-links.ts';
import { isTaken } from './is-taken.ts';
import { refuseEarlyEnd } from './refuse-early-end.ts';
import { refuseRepeated } from './refuse-repeated.ts';

const evidenceSchema = z.strictObject({
  type: z.enum(authorityEvidenceTypes),
  /** Where the document lies; no copy of it is kept here. */
  documentRef: z.string().max(500).nullable(),
});

/** What proves parental responsibility, and where the document lies. */
export type AuthorityEvidence = z.infer<typeof evidenceSchema>;

/** Who checked the evidence, and on which London day (YYYY-MM-DD). */
export interface Verification {
  readonly by: string;
  readonly on: string;
}

/** A claim that somebody holds parental responsibility. Without a verification it is kept and gives no authority. */
export interface ResponsibilityClaim {
  readonly child: PersonId;
  readonly holder: PersonId;
  /** What they point to; needed where the claim is verified at once. */
  readonly evidence: AuthorityEvidence | null;
  /** First London day (YYYY-MM-DD), such as the day of an order; `null` is since birth. */
  readonly validFrom: string | null;
  readonly verification: Verification | null;
  /** Random identifier of who records it. */
  readonly by: string;
}

/** A claim with what it needs: one that is verified at once names its evidence. */
export type NewClaim = ResponsibilityClaim &
  ({ readonly verification: null } | { readonly evidence: AuthorityEvidence });

/** A claim that was written down, or a change of it. */
export interface RecordedClaim {
  readonly responsibilityId: string;
  readonly recordedAt: Date;
}

/** Records a claim to parental responsibility (docs/domain/01 §1.7). */
export async function recordParentalResponsibility(
  deps: FamiliesDeps,
  claim: NewClaim,
  origin: AuthorityOrigin | null = null,
): Promise<Result<RecordedClaim, FamilyRefusal>> {
  const responsibilityId = randomUUID();
  const { child, holder, evidence, validFrom, verification } = claim;
  const at = deps.clock.now();
  const sealedEvidence =
    evidence === null ? null : await sealEvidence(deps, child, responsibilityId, evidence);
  const content = {
    event: 'PARENTAL_RESPONSIBILITY_RECORDED',
    responsibilityId,
    child,
    holder,
    evidence: evidence?.type ?? null,
    validFrom,
    verifiedBy: verification?.by ?? null,
    verifiedOn: verification?.on ?? null,
    by: claim.by,
  };
  const entry = await prepareFamilyEntry(deps, at, [child, holder], content);
  const row = { responsibilityId, child, holder, sealedEvidence, validFrom, verified: verification, at };
  const note = await prepareNote(deps, { person: child, answerId: responsibilityId, at, events: [], origin });
  return refuseRepeated(origin, async () => {
    await recordResponsibilityRow(deps.pool, row, note, entry);
    return { responsibilityId, recordedAt: at };
  });
}

/** Records that the evidence of a claim was seen and is good: from that day it gives authority. Once only. */
export async function verifyParentalResponsibility(
  deps: FamiliesDeps,
  responsibilityId: string,
  evidence: AuthorityEvidence,
  verification: Verification,
  origin: AuthorityOrigin | null = null,
): Promise<Result<RecordedClaim, FamilyRefusal>> {
  const claim = await findResponsibilityRow(deps.pool, responsibilityId);
  if (claim === undefined) return unknownClaim();
  const at = deps.clock.now();
  const content = {
    event: 'PARENTAL_RESPONSIBILITY_VERIFIED',
    responsibilityId,
    evidence: evidence.type,
    verifiedBy: verification.by,
    verifiedOn: verification.on,
  };
  const entry = await prepareFamilyEntry(deps, at, [claim.child, claim.holder], content);
  const sealedEvidence = await sealEvidence(deps, claim.child, responsibilityId, evidence);
  const row = { responsibilityId, verified: verification, sealedEvidence, at };
  const note = await prepareNote(deps, {
    person: claim.child,
    answerId: responsibilityId,
    at,
    events: [],
    origin,
  });
  return refuseSecond('responsibility_verifications_pkey', 'family-verified', origin, async () => {
    await recordResponsibilityVerificationRow(deps.pool, row, note, entry);
    return { responsibilityId, recordedAt: at };
  });
}

/** Ends a claim from a London day (YYYY-MM-DD) on, once: an adoption or order, or a claim that proved wrong. */
export async function endParentalResponsibility(
  deps: FamiliesDeps,
  responsibilityId: string,
  validTo: string,
  by: string,
  origin: AuthorityOrigin | null = null,
): Promise<Result<RecordedClaim, FamilyRefusal>> {
  const claim = await findResponsibilityRow(deps.pool, responsibilityId);
  if (claim === undefined) return unknownClaim();
  const early = refuseEarlyEnd(claim.validFrom, validTo);
  if (early !== undefined) return early;
  const at = deps.clock.now();
  const content = { event: 'PARENTAL_RESPONSIBILITY_ENDED', responsibilityId, validTo, by };
  const entry = await prepareFamilyEntry(deps, at, [claim.child, claim.holder], content);
  const note = await prepareNote(deps, {
    person: claim.child,
    answerId: responsibilityId,
    at,
    events: [],
    origin,
  });
  return refuseSecond('responsibility_endings_pkey', 'family-ended', origin, async () => {
    await recordResponsibilityEndingRow(deps.pool, { responsibilityId, validTo, at }, note, entry);
    return { responsibilityId, recordedAt: at };
  });
}

/** Opens the kind of evidence of a claim; nothing where none was given or the child is erased. */
export async function openEvidenceType(
  deps: Pick<FamiliesDeps, 'keyStore'>,
  claim: ResponsibilityRow,
): Promise<AuthorityEvidenceType | null> {
  if (claim.sealedEvidence === null) return null;
  const opened = await deps.keyStore.openForPerson(
    claim.child,
    claim.sealedEvidence,
    evidenceContext(claim.responsibilityId),
  );
  return opened === undefined ? null : evidenceSchema.parse(JSON.parse(opened.toString())).type;
}

function sealEvidence(
  deps: FamiliesDeps,
  child: PersonId,
  responsibilityId: string,
  evidence: AuthorityEvidence,
): Promise<Buffer> {
  const plaintext = Buffer.from(JSON.stringify(evidenceSchema.parse(evidence)));
  return deps.keyStore.sealForPerson(child, plaintext, evidenceContext(responsibilityId));
}

function evidenceContext(responsibilityId: string): string {
  return `families evidence ${responsibilityId}`;
}

async function refuseSecond<Value>(
  constraint: string,
  code: FamilyRefusal['code'],
  origin: AuthorityOrigin | null,
  write: () => Promise<Value>,
): Promise<Result<Value, FamilyRefusal>> {
  try {
    return await refuseRepeated(origin, write);
  } catch (error) {
    if (!isTaken(error, constraint)) throw error;
    return refuse({ code, message: 'That is recorded already.' });
  }
}

function unknownClaim(): Result<never, FamilyRefusal> {
  return refuse({
    code: 'family-unknown',
    message:
      'No claim of this person to parental responsibility is recorded for this child. Record the claim first (PARENTAL_RESPONSIBILITY_RECORDED).',
  });
}
