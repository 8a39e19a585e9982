import type { LegalBasis } from '../../policy/index.ts';
import type { ReasonCode } from '../../vocabulary/index.ts';
import type { DecisionFacts } from './facts.ts';

/** A bar on the request as a whole. */
export interface RequestBar {
  readonly outcome: 'HOLD' | 'DENY';
  readonly reason: ReasonCode;
  readonly rule: string;
}

/** One rule that may stop the whole request. */
export type BarRule = (
  facts: DecisionFacts,
  basis: LegalBasis | undefined,
  opensReg17: boolean,
) => RequestBar | null;

/** A refusal of the whole request. */
export function deny(reason: ReasonCode, rule: string): RequestBar {
  return { outcome: 'DENY', reason, rule };
}
