import type { PlanId, PlanVersionId } from '../../platform/index.ts';

/** What a decision carries of messages and plans, beside the message that its recipient knows it by. */
export interface Carried {
  /** The messages of the source whose parts it lets go, where it is another than the one recorded. */
  readonly messageIds: readonly string[];
  /** The version of a plan that it shows. */
  readonly planVersion: PlanVersionId | null;
  /** The earlier version beside which that is shown: its parts go under identifiers of their own. */
  readonly comparedWith: PlanVersionId | null;
}

/** A plan, and the version of it that a message brings or shows. */
export interface KnownPlan {
  readonly planId: PlanId;
  readonly versionId: PlanVersionId;
}
