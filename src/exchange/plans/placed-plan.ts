import type { PlanVersionId } from '../../platform/index.ts';
import type { PlanPart, PlanPlace } from '../../plans/index.ts';
import type { PlanHeader, SegmentedMessage } from '../../records/index.ts';

/** The version of a plan that a message brings, and what of it is new. */
export interface PlacedPlan {
  readonly header: PlanHeader;
  readonly message: SegmentedMessage;
  readonly place: PlanPlace;
  readonly versionId: PlanVersionId;
  readonly newParts: readonly PlanPart[];
}
