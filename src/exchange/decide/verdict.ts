import type { PolicyAnswer } from '../../policy/index.ts';
import type { ConsentEffect, ReasonCode } from '../../vocabulary/index.ts';
import type { SegmentOutcome } from './decision.ts';

/** What one rule says of one part, or of one category of it. */
export interface Verdict {
  readonly outcome: SegmentOutcome;
  readonly reasons: readonly ReasonCode[];
  readonly rule: string;
  readonly row: string | null;
  readonly cell: PolicyAnswer['cell'] | null;
  readonly effect: ConsentEffect | null;
}
