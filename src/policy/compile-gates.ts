import { attributeValues, rowAttributes } from './attributes.ts';
import { type Box, toBits } from './box.ts';
import type { Gates } from './bundle.ts';
import type { CompiledPolicy, RowQuestion } from './policy-types.ts';
import { isKnownQuestion } from './segment-facts.ts';

/**
 * Compiles the gates of a bundle. A bundle without gates, from before there were any, opens none of its own and lets nobody
 * approve; a question with an unknown code stands before the gate and no exception opens it.
 */
export function compileGates(
  gates: Gates | null,
): Pick<CompiledPolicy, 'hasReg17Gate' | 'opensReg17' | 'mayApprove' | 'mayGiveOpinion'> {
  const holdsAny = (boxes: readonly Box[], question: RowQuestion): boolean =>
    boxes.some((box) => holds(box, question));
  return {
    hasReg17Gate: (question) => {
      if (gates === null) return false;
      if (!isKnownQuestion(question)) return true;
      return holdsAny(gates.reg17.applies, question) && !holdsAny(gates.reg17.except, question);
    },
    opensReg17: (claim) =>
      gates !== null &&
      isKnownQuestion(claim) &&
      gates.reg17.exceptions.some(
        ({ code, when, writtenRequest, withoutIdentity }) =>
          code === claim.exception &&
          holdsAny(when, claim) &&
          (!writtenRequest || claim.writtenRequest) &&
          (!withoutIdentity || !claim.identifiable),
      ),
    mayApprove: (role) => gates?.approvers.roles.includes(role) === true,
    mayGiveOpinion: (role) => gates?.healthProfessionals.roles.includes(role) === true,
  };
}

function holds(box: Box, question: RowQuestion): boolean {
  return rowAttributes.every((attribute) => {
    const bits = box[attribute];
    const known: readonly string[] = attributeValues[attribute];
    if (bits === undefined) return true;
    return known.includes(question[attribute]) && (bits & toBits(attribute, [question[attribute]])) !== 0n;
  });
}
