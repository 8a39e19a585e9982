import { type CategoryCode, higherLevel } from '../../vocabulary/index.ts';
import { type LabelledSegment, findLevel, plainHandling, unique } from '../labelled-segment.ts';
import type { MessageBody } from '../message.ts';
import type { CodeTable } from './code-table.ts';
import { findAbout, findPeople } from './find-people.ts';
import { joinAlong } from './join-along.ts';
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
  const joined = joinAlong(own.keys(), {
    next: links.next,
    own: (id) =>
      joinLabels(
        [id, ...links.holders(id)].flatMap((each) => own.get(each) ?? []),
        said.has(id),
      ),
    join: joinTwo,
  });
  const byId = new Map(parts.map((part) => [part.segmentId, part]));
  return parts.map((part) => {
    const whole = joined.get(part.segmentId) ?? unsaid;
    const about = findAbout(part, byId, people);
    const categories = withAdultsOwn(
      unique([
        ...(own.get(part.segmentId)?.categories ?? []),
        ...whole.categories,
        ...(bundle === undefined ? [] : [...bundle.own, ...bundle.sensitivity]),
      ]),
      about,
    );
    const flags = unique([...whole.flags, ...(bundle?.flags ?? [])]);
    const labelled =
      about !== undefined &&
      categories.length > 0 &&
      whole.said &&
      !whole.doubtful &&
      bundle?.unknown !== true;
    const marks = listMarks(part, byId, own);
    return {
      segmentId: part.segmentId,
      pointer: part.pointer,
      part: 'RESOURCE',
      labelled,
      categories,
      level: labelled ? findLevel(categories, flags, whole.level) : 'V',
      aboutRefs: about ?? [],
      ...plainHandling,
      flags,
      linkedToNeed: marks.includes('LINKED_TO_NEED'),
      mandatory: own.get(part.segmentId)?.marks.includes('MANDATORY') === true,
      safetyCritical: marks.includes('SAFETY_CRITICAL'),
    };
  });
}

/** What several parts come to together. */
interface JoinedLabel extends Pick<ResourceLabel, 'categories' | 'flags' | 'level' | 'doubtful'> {
  /** Of each of them somebody says what it is. */
  readonly said: boolean;
}

const unsaid: JoinedLabel = { categories: [], flags: [], level: 'U', doubtful: true, said: false };

function joinLabels(labels: readonly ResourceLabel[], said: boolean): JoinedLabel {
  const nothing: JoinedLabel = { ...unsaid, doubtful: false, said };
  return labels.reduce<JoinedLabel>((sum, label) => joinTwo(sum, { ...label, said }), nothing);
}

function joinTwo(one: JoinedLabel, other: JoinedLabel): JoinedLabel {
  if (one === other || addsNothing(one, other)) return one;
  return {
    categories: unique([...one.categories, ...other.categories]),
    flags: unique([...one.flags, ...other.flags]),
    level: higherLevel(one.level, other.level),
    doubtful: one.doubtful || other.doubtful,
    said: one.said && other.said,
  };
}

/** Most of what hangs together says the same. */
function addsNothing(one: JoinedLabel, other: JoinedLabel): boolean {
  return (
    other.categories.every((code) => one.categories.includes(code)) &&
    other.flags.every((code) => one.flags.includes(code)) &&
    higherLevel(one.level, other.level) === one.level &&
    (one.doubtful || !other.doubtful) &&
    (!one.said || other.said)
  );
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
  parts: ReadonlyMap<string, ResourcePart>,
  own: ReadonlyMap<string, ResourceLabel>,
): readonly string[] {
  const marks = own.get(part.segmentId)?.marks ?? [];
  const carrier = parts.get(part.carrier ?? '');
  return carrier === undefined ? marks : [...marks, ...listMarks(carrier, parts, own)];
}

function withAdultsOwn(
  categories: readonly CategoryCode[],
  about: readonly string[] | undefined,
): readonly CategoryCode[] {
  if (about === undefined || about.every((ref) => ref === 'subject')) return categories;
  return unique([...categories, ...categories.flatMap((code) => adultsOwn[code] ?? [])]);
}
