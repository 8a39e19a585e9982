import type { ChoiceResult } from './choice-question.ts';

/**
 * Combines the choices of all the people whom one segment is about: each of them is asked for, and the most restrictive
 * counts (docs/domain/01 §1.9). Nobody asked is nothing recorded.
 */
export function combineChoices(results: readonly ChoiceResult[]): ChoiceResult {
  if (results.includes('DENY')) return 'DENY';
  if (results.includes('CONFLICT')) return 'CONFLICT';
  return results.length > 0 && results.every((result) => result === 'PERMIT') ? 'PERMIT' : 'NONE';
}
