import type { CategoryCode } from '../../vocabulary/index.ts';
import { type LabelledSegment, findLevel, plainHandling, unique } from '../labelled-segment.ts';
import { higherLevel } from '../../vocabulary/index.ts';
import type { MessageBody } from '../message.ts';
import { findAbout, findPeople } from './find-people.ts';
import { labelResource } from './label-resource.ts';
import { type ResourcePart, listResourceParts } from './resource-parts.ts';
import { namesMentioned } from './resource-references.ts';
import { readSecurityLabels } from './security-labels.ts';

/**
 * People, organisations and places: that a resource refers to one of these does not make it a resource of their kind,
 * whereas a report that refers to a finding tells of the finding.
 */
export const actorTypes: ReadonlySet<string> = new Set([
  ...[
    'Patient',
    'RelatedPerson',
    'Person',
    'Group',
    'Practitioner',
    'PractitionerRole',
    'Organization',
    'Location',
  ],
  ...['HealthcareService', 'Device'],
]);

/** What a resource about an adult of the family is in addition (docs/domain/03 §3.1, the adult's own data). */
const adultsOwn: Partial<Record<CategoryCode, CategoryCode>> = {
  MHC: 'PMH',
  PSY: 'PMH',
  SFH: 'PMH',
  SUC: 'PSU',
  PHY: 'PPH',
  DEV: 'PPH',
  UHP: 'PPH',
  SHR: 'PPH',
  YJS: 'POF',
};

/**
 * Labels the resources of a FHIR message, each as a whole. A resource that refers to another of the same message inherits
 * that one's labels, through any number of steps, so that it can never go where the other may not.
 */
export function labelResources(message: MessageBody): readonly LabelledSegment[] {
  if (message.resource === undefined) return [];
  const parts = listResourceParts(message.resource);
  const people = findPeople(message, parts);
  const own = new Map(parts.map((part) => [part.segmentId, labelResource(part.resource)]));
  const bundle = readSecurityLabels(message.resource);
  const isBundle = parts.every(({ resource }) => resource !== message.resource);
  const reached = reachedParts(parts);
  return parts.map((part) => {
    const labels = [part.segmentId, ...(reached.get(part.segmentId) ?? [])].flatMap(
      (id) => own.get(id) ?? [],
    );
    const about = findAbout(part, people);
    const categories = withAdultsOwn(
      unique([
        ...labels.flatMap((label) => label.categories),
        ...(isBundle ? [...bundle.own, ...bundle.sensitivity] : []),
      ]),
      about,
    );
    const flags = unique([...labels.flatMap((label) => label.flags), ...(isBundle ? bundle.flags : [])]);
    const labelled =
      about !== undefined && labels.every((label) => label.labelled) && !(isBundle && bundle.unknown);
    const raised = labels.map((label) => label.level).reduce(higherLevel, 'U');
    const marks = own.get(part.segmentId)?.marks ?? [];
    return {
      segmentId: part.segmentId,
      pointer: part.pointer,
      part: 'RESOURCE',
      labelled,
      categories,
      level: labelled ? findLevel(categories, flags, raised) : 'V',
      aboutRefs: about ?? [],
      ...plainHandling,
      flags,
      linkedToNeed: marks.includes('LINKED_TO_NEED'),
      mandatory: marks.includes('MANDATORY'),
      safetyCritical: marks.includes('SAFETY_CRITICAL'),
    };
  });
}

/** For each part, the parts whose content it leads to by references, however far. */
function reachedParts(parts: readonly ResourcePart[]): ReadonlyMap<string, ReadonlySet<string>> {
  const direct = new Map(parts.map((part) => [part.segmentId, findHangsOn(part, parts)]));
  return new Map(
    parts.map(({ segmentId }) => {
      const reached = new Set<string>();
      const waiting = [...(direct.get(segmentId) ?? [])];
      for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
        if (next === segmentId || reached.has(next)) continue;
        reached.add(next);
        waiting.push(...(direct.get(next) ?? []));
      }
      return [segmentId, reached];
    }),
  );
}

function findHangsOn(part: ResourcePart, parts: readonly ResourcePart[]): readonly string[] {
  const mentioned = namesMentioned(part.resource);
  return parts
    .filter(
      (other) =>
        other !== part && !actorTypes.has(other.type) && other.names.some((name) => mentioned.has(name)),
    )
    .map(({ segmentId }) => segmentId);
}

function withAdultsOwn(
  categories: readonly CategoryCode[],
  about: readonly string[] | undefined,
): readonly CategoryCode[] {
  if (about === undefined || about.every((ref) => ref === 'subject')) return categories;
  return unique([...categories, ...categories.flatMap((code) => adultsOwn[code] ?? [])]);
}
