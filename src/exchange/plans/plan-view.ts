import type { PlanId, PlanVersionId } from '../../platform/index.ts';

/** A plan as it is shown to somebody: which version, as at when, and beside which earlier one. */
export interface PlanView {
  readonly planId: PlanId;
  readonly versionId: PlanVersionId;
  /** As at which instant; ISO 8601. */
  readonly asAt: string;
  /** The version that it is compared with; null where it is shown by itself. */
  readonly comparedWith: {
    /** Null where no version was kept by then. */
    readonly versionId: PlanVersionId | null;
    /** As at which instant; ISO 8601. */
    readonly since: string;
    /** The parts of the earlier version that the later one does not have word for word, by the names that they have beside it. */
    readonly parts: ReadonlySet<string>;
    /** The parts that both have, word for word and under the same label. */
    readonly unchanged: ReadonlySet<string>;
  } | null;
}
