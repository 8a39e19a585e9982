import { type CategoryCode, higherLevel } from '../../vocabulary/index.ts';
import { type LabelledSegment, findLevel, plainHandling, unique } from '../labelled-segment.ts';
import type { MessageBody } from '../message.ts';
import type { CodeTable } from './code-table.ts';
import { findAbout, findPeople } from './find-people.ts';
import { type ResourceLabel, labelResource } from './label-resource.ts';
import { type PartLinks, linkParts } from './link-parts.ts';
import { type ResourcePart, listResourceParts } from './resource-parts.ts';
import { readSecurityLabels } from './security-labels.ts';

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
 * Labels the parts of a FHIR message. Each part has the labels of what it stands in, of what it refers to, through any number of
 * steps, and of what says that it belongs to it (the section that lists it, the report whose result it is): so it can never go
 * where one of these may not. No label takes one of these away.
 * @param codes the table that says what coded concepts are; a partner's additions can only make it stricter
 */
export function labelResources(message: MessageBody, codes: CodeTable): readonly LabelledSegment[] {
  if (message.resource === undefined) return [];
  const parts = listResourceParts(message.resource);
  const people = findPeople(message, parts);
  const own = new Map(parts.map((part) => [part.segmentId, labelResource(part, codes)]));
  const links = linkParts(parts);
  const isBundle = message.resource['resourceType'] === 'Bundle';
  const bundle = isBundle ? readSecurityLabels(message.resource) : undefined;
  const said = findSaid(parts, own, links);
  return parts.map((part) => {
    const reached = [part.segmentId, ...links.reached(part.segmentId)];
    const labels = reached.flatMap((id) => own.get(id) ?? []);
    const holders = reached.flatMap(links.holders).flatMap((id) => own.get(id) ?? []);
    const about = findAbout(part, parts, people);
    const categories = withAdultsOwn(
      unique([
        ...[...labels, ...holders].flatMap((label) => label.categories),
        ...(bundle === undefined ? [] : [...bundle.own, ...bundle.sensitivity]),
      ]),
      about,
    );
    const flags = unique([
      ...[...labels, ...holders].flatMap((label) => label.flags),
      ...(bundle?.flags ?? []),
    ]);
    const labelled =
      about !== undefined &&
      categories.length > 0 &&
      reached.every((id) => said.has(id)) &&
      [...labels, ...holders].every((label) => !label.doubtful) &&
      bundle?.unknown !== true;
    const raised = [...labels, ...holders].map((label) => label.level).reduce(higherLevel, 'U');
    const marks = listMarks(part, parts, own);
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
      mandatory: own.get(part.segmentId)?.marks.includes('MANDATORY') === true,
      safetyCritical: marks.includes('SAFETY_CRITICAL'),
    };
  });
}

/**
 * Which parts somebody or something says what they are: their author, the author of what they stand in, or of the document whose
 * file they are; or their type and codes.
 */
function findSaid(
  parts: readonly ResourcePart[],
  own: ReadonlyMap<string, ResourceLabel>,
  links: PartLinks,
): ReadonlySet<string> {
  const authored = new Set<string>();
  const said = new Set<string>();
  for (const { segmentId, carrier } of parts) {
    // A part stands after what it stands in.
    if (own.get(segmentId)?.authored === true || (carrier !== undefined && authored.has(carrier)))
      authored.add(segmentId);
    if (authored.has(segmentId) || own.get(segmentId)?.evident === true) said.add(segmentId);
  }
  for (const { segmentId, type } of parts) {
    if (type === 'Binary' && links.holders(segmentId).some((id) => authored.has(id))) said.add(segmentId);
  }
  return said;
}

/** The marks of a part and of all that it stands in. */
function listMarks(
  part: ResourcePart,
  parts: readonly ResourcePart[],
  own: ReadonlyMap<string, ResourceLabel>,
): readonly string[] {
  const marks = own.get(part.segmentId)?.marks ?? [];
  const carrier = parts.find(({ segmentId }) => segmentId === part.carrier);
  return carrier === undefined ? marks : [...marks, ...listMarks(carrier, parts, own)];
}

function withAdultsOwn(
  categories: readonly CategoryCode[],
  about: readonly string[] | undefined,
): readonly CategoryCode[] {
  if (about === undefined || about.every((ref) => ref === 'subject')) return categories;
  return unique([...categories, ...categories.flatMap((code) => adultsOwn[code] ?? [])]);
}
