import { type JsonObject, type JsonValue, type PersonId, canonicalJson } from '../../platform/index.ts';
import type { PlanPart, PlanVersion } from '../../plans/index.ts';
import {
  type Attachment,
  type RelatedPerson,
  type Segment,
  type SegmentedMessage,
  saysTheSame,
} from '../../records/index.ts';

/** What a version of a plan says, put together again. */
export interface PlanContent {
  readonly segments: readonly Segment[];
  readonly attachments: readonly Attachment[];
  readonly relatedPersons: readonly RelatedPerson[];
}

/** What is kept of a message beside its parts: what was said for this one sending is not. */
const baseMembers = ['type', 'schemaVersion', 'source', 'author', 'subject', 'familyInformed'] as const;

/** What the message says beside its parts. */
export function takeBase(message: SegmentedMessage): JsonObject {
  return toJson(Object.fromEntries(baseMembers.map((name) => [name, message[name]])));
}

/**
 * What of a message is not among what is kept of its version: whole parts, and parts that say the same under another label. Cut
 * by the people whom they are about, so that what is about one of them is gone when that one is erased (docs/domain/rulings 13). Pure.
 * @param peopleOf whom a reference stands for: nobody known is the data subject
 */
export function takeNewParts(
  message: SegmentedMessage,
  kept: PlanContent | null,
  peopleOf: (refs: readonly string[]) => readonly PersonId[],
): readonly PlanPart[] {
  const known = new Set(
    [...(kept?.segments ?? []), ...(kept?.attachments ?? []), ...(kept?.relatedPersons ?? [])].map(spell),
  );
  const groups = new Map<
    string,
    { about: readonly PersonId[]; content: Record<keyof PlanContent, object[]> }
  >();
  const add = (member: keyof PlanContent, refs: readonly string[], part: object): void => {
    if (known.has(spell(part))) return;
    const about = peopleOf(refs);
    const key = about.join(' ');
    const group = groups.get(key) ?? {
      about,
      content: { segments: [], attachments: [], relatedPersons: [] },
    };
    group.content[member].push(part);
    groups.set(key, group);
  };
  for (const segment of message.segments) add('segments', findRefs(segment), segment);
  for (const attachment of message.attachments ?? []) add('attachments', attachment.about ?? [], attachment);
  for (const person of message.relatedPersons ?? []) add('relatedPersons', [person.ref], person);
  return [...groups.values()].map(({ about, content }) => ({ about, content: toJson(content) }));
}

/**
 * Puts the parts of a version together. A part that came twice is kept as it first came, under all the labels that anybody gave
 * it: a label is never lowered. Pure.
 */
export function joinParts({ parts }: Pick<PlanVersion, 'parts'>): PlanContent {
  const contents = parts.map(({ content }) => content as unknown as PlanContent);
  return {
    segments: mergeBy(
      contents.flatMap(({ segments }) => segments),
      ({ path }) => path,
    ),
    attachments: mergeBy(
      contents.flatMap(({ attachments }) => attachments),
      ({ attachmentId }) => attachmentId,
    ),
    relatedPersons: [
      ...new Map(
        contents.flatMap(({ relatedPersons }) => relatedPersons).map((person) => [person.ref, person]),
      ).values(),
    ],
  };
}

/** The parts of a message that contradict what is kept of their version, as JSON pointers. Labels contradict nothing. Pure. */
export function findContradictions(message: SegmentedMessage, kept: PlanContent): readonly string[] {
  const segments = new Map(kept.segments.map((segment) => [segment.path, segment]));
  const attachments = new Map(kept.attachments.map((attachment) => [attachment.attachmentId, attachment]));
  return [
    ...message.segments.flatMap((segment, position) => {
      const before = segments.get(segment.path);
      const same =
        before === undefined || (before.segmentId === segment.segmentId && saysTheSame(before, segment));
      return same ? [] : [`/segments/${position}`];
    }),
    ...(message.attachments ?? []).flatMap((attachment, position) => {
      const before = attachments.get(attachment.attachmentId);
      return before === undefined || before.data === attachment.data ? [] : [`/attachments/${position}`];
    }),
  ];
}

/** A part that is handled with as much care as another: its flags, its level and who must not read it. Pure. */
export function raiseHandling(part: Segment, { flags, level, notForRoles, embargoUntil }: Segment): Segment {
  const { segmentId, path, content } = part;
  return raiseLabel(part, {
    segmentId,
    path,
    content,
    ...(part.linkedToNeed === undefined ? {} : { linkedToNeed: part.linkedToNeed }),
    ...(flags === undefined ? {} : { flags }),
    ...(level === undefined ? {} : { level }),
    ...(notForRoles === undefined ? {} : { notForRoles }),
    ...(embargoUntil === undefined ? {} : { embargoUntil }),
  });
}

/** A part under its own label and another's: as secret, as flagged and as little linked to a need as either. */
export function raiseLabel<Part extends Segment | Attachment>(part: Part, other: Segment | Attachment): Part {
  const embargoUntil = [part.embargoUntil, other.embargoUntil]
    .filter((each) => each !== undefined)
    .sort()
    .at(-1);
  const level = levels.find((each) => part.level === each || other.level === each);
  return {
    ...part,
    categoryCodes: [...new Set([...(part.categoryCodes ?? []), ...(other.categoryCodes ?? [])])],
    flags: [...new Set([...(part.flags ?? []), ...(other.flags ?? [])])],
    notForRoles: [...new Set([...(part.notForRoles ?? []), ...(other.notForRoles ?? [])])],
    linkedToNeed: part.linkedToNeed === true && other.linkedToNeed === true,
    ...(embargoUntil === undefined ? {} : { embargoUntil }),
    ...(level === undefined ? {} : { level }),
  };
}

const levels = ['V', 'R', 'N'] as const;

function mergeBy<Part extends Segment | Attachment>(
  parts: readonly Part[],
  nameOf: (part: Part) => string,
): readonly Part[] {
  const merged = new Map<string, Part>();
  for (const part of parts) {
    const before = merged.get(nameOf(part));
    merged.set(nameOf(part), before === undefined ? part : raiseLabel(before, part));
  }
  return [...merged.values()];
}

/** Whom a segment is about: those whom its author names, and the one whom its path names. */
function findRefs({ path, about = [] }: Segment): readonly string[] {
  const [, place, ref] = path.split('/');
  return place === 'people' && ref !== undefined ? [...about, ref] : about;
}

function spell(part: object): string {
  return canonicalJson(toJson(part));
}

/** Through text, so that what is sealed is plain JSON whatever the types hold. */
function toJson(value: object): JsonObject {
  return JSON.parse(JSON.stringify(value)) as JsonObject & JsonValue;
}
