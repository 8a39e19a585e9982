import type { Verdict } from './case.ts';

/** What the gateway's decision must tell to be compared. */
export interface Compared {
  readonly outcome: string;
  readonly segments: readonly {
    readonly segmentId: string;
    readonly outcome: string;
    readonly reasons: readonly string[];
  }[];
}

/** How the gateway's decision differs from the oracle's; empty is agreement. */
export function findDifferences(verdict: Verdict, decision: Compared): string[] {
  const differences: string[] = [];
  if (verdict.outcome !== decision.outcome)
    differences.push(
      `whole: oracle ${verdict.outcome} [${verdict.bars.join()}], gateway ${decision.outcome}`,
    );
  for (const expected of verdict.segments) {
    const actual = decision.segments.find(({ segmentId }) => segmentId === expected.segment);
    if (actual?.outcome !== expected.outcome) {
      differences.push(
        `${expected.segment}: oracle ${expected.outcome} [${expected.reasons.join()}], gateway ${actual?.outcome ?? 'nothing'} [${actual?.reasons.join() ?? ''}]`,
      );
    } else if (expected.outcome === 'RELEASE') {
      const wrong = actual.reasons.filter(
        (reason) =>
          !reason.startsWith('PERMIT_') || (fixed.has(reason) && !expected.reasons.includes(reason)),
      );
      if (wrong.length > 0 || actual.reasons.length === 0)
        differences.push(
          `${expected.segment}: RELEASE, oracle for [${expected.reasons.join()}], gateway for [${actual.reasons.join()}]`,
        );
    } else {
      // Where several reasons hold at once the pages do not say which are named: at least one must be, and no other.
      // That a choice was withdrawn or has lapsed may stand beside its reason or in place of it.
      const named = actual.reasons.filter((reason) => !circumstances.has(reason));
      if (actual.reasons.length === 0 || !named.every((reason) => expected.reasons.includes(reason)))
        differences.push(
          `${expected.segment}: ${expected.outcome}, oracle for [${expected.reasons.join()}], gateway for [${named.join()}]`,
        );
    }
  }
  return differences;
}

/** Grounds that the pages fix; a statutory ground may be named in place of them. */
const fixed = new Set([
  'PERMIT_CONSENT',
  'PERMIT_REASONABLE_EXPECTATION',
  'PERMIT_LEAD_DECISION',
  'PERMIT_NAMED_APPROVER',
  'PERMIT_OWN_ACCESS',
]);

/** Reasons that tell more of a choice. */
const circumstances = new Set(['DENY_WITHDRAWN', 'DENY_AUTHORITY_LAPSED']);
