import type { CaseDraft } from '../../cases/index.ts';
import { type JsonObject, type OrganisationId, type PersonId, newId } from '../../platform/index.ts';
import { findCaseDue } from './case-rules.ts';

/** A claim that nobody has checked, and who heard of it. */
export interface UncheckedClaim {
  readonly organisationId: OrganisationId;
  readonly child: PersonId;
  readonly claimant: PersonId;
  readonly at: Date;
  readonly exchangeId: CaseDraft['exchangeId'];
  readonly content: JsonObject;
}

/**
 * The task to see the evidence of a claim to parental responsibility (docs/domain/01 §1.7 "PR of a responder unverified"). One is
 * open for each claimant and organisation. It is nobody's act, so that whoever wrote the claim down may close it.
 */
export function composeVerification({
  organisationId,
  child,
  claimant,
  at,
  exchangeId,
  content,
}: UncheckedClaim): CaseDraft {
  return {
    caseId: newId<'Case'>(),
    kind: 'UNVERIFIED_RESPONSIBILITY',
    organisationId,
    exchangeId,
    openedAt: at,
    dueAt: findCaseDue('UNVERIFIED_RESPONSIBILITY', at),
    about: [child, claimant],
    actBy: null,
    silent: false,
    subject: `${organisationId} ${child} ${claimant}`,
    content,
  };
}
