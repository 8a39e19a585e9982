import type { CategoryCode } from '../vocabulary/index.ts';
import type { ConsentRef, ConsentVersion } from './consent-version.ts';
import { findAnswers, type AnswerQuestion } from './find-gate.ts';

/** Whether processing may rest on consent in the sense of UK GDPR Art 6(1)(a) and 9(2)(a). */
export interface ProcessingQuestion extends AnswerQuestion {
  readonly category: CategoryCode;
}

/** What was found: `STOPPED` is a withdrawal or a refusal, after which the processing must stop. */
export interface ProcessingFinding {
  readonly result: 'STANDS' | 'NONE' | 'STOPPED';
  readonly refs: readonly ConsentRef[];
  /** Whether a withdrawal is among what stops it. */
  readonly withdrawn: boolean;
}

/**
 * Finds whether consent as a lawful basis stands (docs/domain/01 §1.2): asked only where processing rests on it. What is
 * agreed to is agreed to by category; what is refused or withdrawn stops everything that it names, and a refusal that names
 * nothing stops all. Agreement to share never stands in for it, nor it for agreement to share. Pure.
 */
export function findProcessing(
  versions: readonly ConsentVersion[],
  question: ProcessingQuestion,
): ProcessingFinding {
  const { result, refs, withdrawn } = findAnswers(versions, 'GDPR_LAWFUL_BASIS', question, ({ body }) => {
    const { permit, deny } = body.categories;
    const named = permit.includes(question.category) || deny === 'ALL' || deny.includes(question.category);
    return named || (body.answer === 'REFUSES' && permit.length + deny.length === 0);
  });
  if (result === 'PERMIT') return { result: 'STANDS', refs, withdrawn };
  return { result: result === 'NONE' ? 'NONE' : 'STOPPED', refs, withdrawn };
}
