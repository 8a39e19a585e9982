import { toBits } from './box.ts';
import type { Basis } from './bundle.ts';
import { basisAttributes, attributeValues } from './attributes.ts';
import type { BasisQuestion, LegalBasis } from './policy-types.ts';

/**
 * Finds the legal basis for a purpose between a source and a recipient on a day (docs/domain/01 §1.1–1.5). Undefined where
 * there is none, and for codes that the vocabularies do not know. Bases of one bundle never overlap.
 */
export function findBasis(bases: readonly Basis[], question: BasisQuestion): LegalBasis | undefined {
  const isKnown = basisAttributes.every((attribute) =>
    attributeValues[attribute].some((value) => value === question[attribute]),
  );
  if (!isKnown) return undefined;
  return bases.find((basis) => holds(basis, question))?.basis;
}

function holds({ when, since, until }: Basis, question: BasisQuestion): boolean {
  if (since !== null && question.on < since) return false;
  if (until !== null && question.on > until) return false;
  return basisAttributes.every((attribute) => {
    const bits = when[attribute];
    return bits === undefined || (bits & toBits(attribute, [question[attribute]])) !== 0n;
  });
}
