import type { OrganisationId, PersonId, PlanId, PlanVersionId } from '../../platform/index.ts';
import type { PlanVersion } from '../../plans/index.ts';
import { findRowsOfRelatives, readPlacement } from '../../records/index.ts';
import type { House } from '../house.ts';
import type { AskedMessage } from '../resolve/resolved-exchange.ts';
import { joinParts } from './plan-parts.ts';

/** Rows of a plan that nobody sees to any more from a day on. */
export interface PlanGap {
  readonly planId: PlanId;
  /** The versions of the plan that anybody may have. */
  readonly planVersions: readonly PlanVersionId[];
  readonly rows: readonly { readonly rowId: string; readonly segmentId: string }[];
}

/** The gaps that a placement leaves, and the part of the notice from which one knows of them. */
export interface PlacementGaps {
  /** YYYY-MM-DD. */
  readonly from: string;
  readonly saidIn: string;
  readonly plans: readonly PlanGap[];
}

/**
 * Which rows of a child's plans have nobody who sees to them, once the child lives elsewhere: those that a relative was responsible
 * for, unless it is the relative who cares for the child now (docs/domain/07 AC2). It lasts until a later version names somebody.
 * Null where a message says nothing of the kind, or leaves no gap.
 */
export async function findGaps(
  { plans }: Pick<House, 'plans'>,
  message: AskedMessage,
  dataSubject: PersonId | null,
  source: OrganisationId,
): Promise<PlacementGaps | null> {
  if (dataSubject === null || 'form' in message || message.type === 'FHIR') return null;
  const placement = readPlacement(message);
  if (placement?.elsewhere !== true) return null;
  const versions = await plans.findVersions(dataSubject, source, 'M09');
  const found = [...groupByPlan(versions).values()].flatMap((ofPlan): readonly PlanGap[] => {
    const present = ofPlan.at(-1);
    if (present === undefined) return [];
    const { segments, relatedPersons } = joinParts(present);
    const rows = findRowsOfRelatives(segments, relatedPersons)
      .filter(({ name }) => name === undefined || name !== placement.carer)
      .map(({ rowId, segmentId }) => ({ rowId, segmentId }));
    if (rows.length === 0) return [];
    return [{ planId: present.planId, planVersions: ofPlan.map(({ versionId }) => versionId), rows }];
  });
  return found.length === 0 ? null : { from: placement.start, saidIn: placement.segmentId, plans: found };
}

/** Each plan's versions, the oldest first. */
function groupByPlan(versions: readonly PlanVersion[]): ReadonlyMap<PlanId, readonly PlanVersion[]> {
  const groups = new Map<PlanId, PlanVersion[]>();
  for (const version of versions.toSorted((one, other) => one.place - other.place))
    groups.set(version.planId, [...(groups.get(version.planId) ?? []), version]);
  return groups;
}
