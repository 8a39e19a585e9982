import { type PersonId, type Result, newId, ok, refuse } from '../../platform/index.ts';
import type { PlanPlace } from '../../plans/index.ts';
import { type SegmentedMessage, readPlanHeader } from '../../records/index.ts';
import type { Problem } from '../../vocabulary/index.ts';
import type { House } from '../house.ts';
import { looksUrgent } from '../looks-urgent.ts';
import type { IdentifiedMessage } from '../resolve/resolved-exchange.ts';
import type { PlacedPlan } from './placed-plan.ts';
import { findContradictions, joinParts, takeNewParts } from './plan-parts.ts';

/**
 * Finds where the plan that a message brings belongs: which logical plan, and which of its versions (docs/domain/02 §2.4, §2.7). Null
 * where it brings none, or nobody can say for certain whose it is. A version is never changed, and none is put in before one that
 * there is: its author gives it the next number. Urgent safeguarding is not stopped by a number; it is not kept as a version then.
 */
export async function placePlan(
  { plans }: Pick<House, 'plans'>,
  { kind, message, requester, supplement }: IdentifiedMessage,
  dataSubject: PersonId | null,
  related: ReadonlyMap<string, PersonId>,
): Promise<Result<PlacedPlan | null, Problem>> {
  if (kind !== 'PUSH' || supplement !== undefined || dataSubject === null) return ok(null);
  if ('form' in message || message.type === 'FHIR') return ok(null);
  const header = readPlanHeader(message);
  if (header === undefined) return ok(null);
  const { organisationId: sourceOrganisationId } = requester.organisation;
  const { recordId, version, derivedFrom } = header;
  const record = { sourceOrganisationId, dataSubject, recordId };
  const place = await plans.locate(record, version, derivedFrom?.recordId ?? null);
  const kept = place.known && joinParts(place.known);
  const errors =
    kept === null
      ? findDisorder(place, version, message)
      : findContradictions(message, kept).map((pointer) => ({
          pointer,
          rule: 'version-unchanged',
          message: 'This version of the plan said something else here: give what is new the next number.',
        }));
  if (errors.length > 0) return looksUrgent(message) ? ok(null) : refuse({ code: 'plan-version', errors });
  const peopleOf = (refs: readonly string[]): readonly PersonId[] => {
    const known = refs
      .map((ref) => (ref === 'subject' ? dataSubject : related.get(ref)))
      .filter((person) => person !== undefined);
    return known.length === 0 ? [dataSubject] : [...new Set(known)].sort();
  };
  return ok({
    header,
    message,
    place,
    versionId: place.known?.versionId ?? newId<'PlanVersion'>(),
    newParts: takeNewParts(message, kept, peopleOf),
  });
}

function findDisorder(
  { latestNumber }: PlanPlace,
  version: number,
  { segments }: SegmentedMessage,
): NonNullable<Problem['errors']> {
  if (latestNumber === null || version > latestNumber) return [];
  const position = segments.findIndex(({ path }) => path === '/header');
  return [
    {
      pointer: `/segments/${position}/content/version`,
      rule: 'version-order',
      message: 'A later version of this plan is kept already.',
    },
  ];
}
