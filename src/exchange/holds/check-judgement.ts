import type { Hold } from '../../holds/index.ts';
import { type OrganisationId, type Result, type StaffId, ok, refuse } from '../../platform/index.ts';
import type { Problem, RoleCode } from '../../vocabulary/index.ts';
import { envelopePartIds } from '../../records/index.ts';
import type { Decision } from '../decide/index.ts';
import type { HoldDecisionRequest } from '../receive/hold-decision-request.ts';
import { governanceRoles, healthRoles } from './hold-rules.ts';

/** Who judges, as their organisation has signed for them. */
export interface JudgingPerson {
  readonly organisationId: OrganisationId;
  readonly staffId: StaffId;
  readonly role: RoleCode;
}

/**
 * Whether a judgement is one that this person may make of this hold. That they may look at it was found before. Pure.
 * Everybody may refuse; what a release needs differs by who judges (docs/domain/07 AC3, AC5, AC9, X1).
 */
export function checkJudgement(
  hold: Pick<Hold, 'body' | 'judgements'>,
  request: HoldDecisionRequest,
  by: JudgingPerson,
): Result<undefined, Problem> {
  const { body } = hold;
  const released = request.release ?? [];
  const nameable = body.judge === 'LEAD' ? [...body.segmentIds, envelopePartIds.identity] : body.segmentIds;
  if (released.some((segmentId) => !nameable.includes(segmentId)))
    return breaking(
      '/release',
      'part-waits',
      'Only parts that wait here can be let go. Name those that `segments` of the hold lists.',
    );
  if (request.attestation !== undefined && by.organisationId !== body.sourceOrganisationId) {
    return breaking(
      '/attestation',
      'source-attests',
      'Only staff of the organisation that holds the information can attest. Ask the sender to, or judge without it.',
    );
  }
  if (request.attestation !== undefined && body.purpose === 'P17')
    return breaking(
      '/attestation',
      'own-access',
      'Nobody attests where somebody asks for their own record. Leave it out.',
    );
  if (request.release === undefined) return ok(undefined);
  switch (body.judge) {
    case 'LEAD':
      return ok(undefined);
    case 'AUTHOR':
      return covers(released, request.labels)
        ? ok(undefined)
        : breaking(
            '/labels',
            'label-each-part',
            'Say of each part that you let go what kind of information it is, by its category codes.',
          );
    case 'IG':
      return request.confirmedIdentity === undefined
        ? breaking(
            '/confirmedIdentity',
            'identity-confirmed',
            'Say whom it is about, as you have established it: number, name and date of birth.',
          )
        : ok(undefined);
    case 'SHIELD_REVIEW':
      return checkReview(hold, request, by);
    case 'HEALTH_PROFESSIONAL':
      if (!healthRoles.includes(by.role)) return refuse({ code: 'hold-judge' });
      return covers(body.segmentIds, request.professionalOpinion)
        ? ok(undefined)
        : breaking(
            '/professionalOpinion',
            'opinion-on-each-part',
            'Give an opinion on each part that waits: whether seeing it would be likely to cause serious harm.',
          );
  }
}

/**
 * Whether what a lead lets go would stay after all, because whom it is about may itself not be named any more: somebody who may decide
 * refused that after the hold was opened. The lead is asked about it instead of being taken to have refused. Pure.
 */
export function checkIdentity(
  { body }: Pick<Hold, 'body'>,
  release: readonly string[],
  decision: Pick<Decision, 'outcome' | 'segments'>,
): Result<undefined, Problem> {
  if (body.judge !== 'LEAD' || decision.outcome !== 'HOLD') return ok(undefined);
  const { identity } = envelopePartIds;
  const waits = decision.segments.some(
    ({ segmentId, outcome }) => segmentId === identity && outcome === 'HOLD',
  );
  return waits && release.length > 0 && !release.includes(identity)
    ? breaking(
        '/release',
        'identity-waits',
        `Since this began to wait somebody who may decide has said that the child is not to be named here. Nothing went, and it waits still. If your reasons are good for that as well, name ${identity} among \`release\` too.`,
      )
    : ok(undefined);
}

/** Two people look: one who coordinates the plan, one of information governance (docs/domain/07 AC5). */
function checkReview(
  { judgements }: Pick<Hold, 'judgements'>,
  request: HoldDecisionRequest,
  by: JudgingPerson,
): Result<undefined, Problem> {
  if (request.reviewDone !== true)
    return breaking(
      '/reviewDone',
      'review-done',
      'Check that nothing that goes gives a location away, and say so with `reviewDone: true`.',
    );
  const first = judgements.find(({ outcome }) => outcome === 'WAITS_FOR_SECOND');
  if (first === undefined) return ok(undefined);
  const samePerson = first.by.organisationId === by.organisationId && first.by.staffId === by.staffId;
  const sameDesk = governanceRoles.includes(first.by.role) === governanceRoles.includes(by.role);
  return samePerson || sameDesk ? refuse({ code: 'hold-judge' }) : ok(undefined);
}

function covers(
  segmentIds: readonly string[],
  said: readonly { readonly segmentId: string }[] | undefined,
): boolean {
  return segmentIds.every((segmentId) => said?.some((each) => each.segmentId === segmentId) === true);
}

function breaking(
  pointer: string,
  rule: string,
  message: string,
): { readonly ok: false; readonly refusal: Problem } {
  return refuse({ code: 'hold-decision-invalid', errors: [{ pointer, rule, message }] });
}
