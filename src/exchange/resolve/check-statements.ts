import type { CompiledPolicy } from '../../policy/index.ts';
import { type Result, ok, refuse } from '../../platform/index.ts';
import type { Problem, ProblemDetail, RoleCode } from '../../vocabulary/index.ts';
import type { IdentifiedMessage } from './resolved-exchange.ts';

/**
 * Nobody attests, leads, approves, judges harm or decides not to share by saying so: the organisation must have signed for
 * that very practitioner, in a role that may (rulings 18; docs/domain/03 §3.5).
 */
export function checkStatements(
  { message, requester, asker }: Pick<IdentifiedMessage, 'message' | 'requester' | 'asker'>,
  policy: Pick<CompiledPolicy, 'mayApprove' | 'mayGiveOpinion'>,
): Result<undefined, Problem> {
  const { practitioner } = asker ?? requester;
  const isSigned = (by: string, mayDo: (role: RoleCode) => boolean = () => true): boolean =>
    practitioner?.staffId === by && mayDo(practitioner.role);
  const { dutyAttestation, leadDecision, doNotShare, approvals, professionalOpinions } = message;
  const errors: ProblemDetail[] = [];
  const say = (pointer: string, rule: string, told: string): void => {
    errors.push({ pointer, rule, message: told });
  };
  if (
    dutyAttestation !== undefined &&
    !isSigned(dutyAttestation.attestor, (role) => role === dutyAttestation.role)
  ) {
    say(
      '/dutyAttestation/attestor',
      'attestor-is-the-practitioner',
      'The attestor must be the practitioner for whom the organisation signed.',
    );
  }
  if (leadDecision !== undefined && !(isSigned(leadDecision.by) && practitioner?.leadPractitioner === true)) {
    say(
      '/leadDecision/by',
      'lead-is-the-practitioner',
      'The decision must be by the lead practitioner for whom the organisation signed.',
    );
  }
  if (doNotShare !== undefined && !isSigned(doNotShare.by)) {
    say(
      '/doNotShare/by',
      'judge-is-the-practitioner',
      'The decision must be by the practitioner for whom the organisation signed.',
    );
  }
  for (const [position, { by }] of (approvals ?? []).entries()) {
    if (!isSigned(by, policy.mayApprove))
      say(
        `/approvals/${position}/by`,
        'approver-is-the-practitioner',
        'The approver must be the practitioner for whom the organisation signed, in a role that may approve.',
      );
  }
  for (const [position, { by }] of (professionalOpinions ?? []).entries()) {
    if (!isSigned(by, policy.mayGiveOpinion))
      say(
        `/professionalOpinions/${position}/by`,
        'professional-is-the-practitioner',
        'The opinion must be of the health professional for whom the organisation signed.',
      );
  }
  return errors.length === 0 ? ok(undefined) : refuse({ code: 'practitioner-required', errors });
}
