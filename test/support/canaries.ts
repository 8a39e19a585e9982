import type { JsonObject, JsonValue } from '../../src/platform/index.ts';
import {
  type FhirMessage,
  type LabelledSegment,
  type Message,
  envelopePartIds,
  listResourceParts,
  namesMentioned,
} from '../../src/records/index.ts';

/** Every canary begins with this, so that one search finds them all. */
export const canaryMark = 'CANARY';

/** A message with a canary in every text that may not leave, and its labels under the identifiers that the canaries gave. */
export interface PlantedMessage {
  readonly message: Message;
  readonly labelled: readonly LabelledSegment[];
  readonly planted: number;
}

/** Reader members of a segment or attachment that goes; all others stay behind. */
const readerMembers = [
  ...[
    'segmentId',
    'path',
    'categoryCodes',
    'level',
    'about',
    'flags',
    'assertionType',
    'source',
    'plainSummary',
  ],
  ...[
    'content',
    'validFrom',
    'validTo',
    'disputed',
    'notForRoles',
    'attachmentId',
    'title',
    'contentType',
    'data',
  ],
];

/**
 * Puts a unique text into every text of a message that may not leave when only the given parts do: withheld segments with
 * their identifiers, withheld people, the author's own envelope, withheld resources with every name by which others refer
 * to them (the references are changed along with them). Labels stay as they were.
 */
export function plantCanaries(
  message: Message,
  labelled: readonly LabelledSegment[],
  released: ReadonlySet<string>,
): PlantedMessage {
  const birds = new Birds();
  const renamed = renameWithheldResources(message, released, birds);
  const spokenOf = new Set(
    labelled.filter(({ segmentId }) => released.has(segmentId)).flatMap(({ aboutRefs }) => aboutRefs),
  );
  const planted = plantAt(
    renamed,
    [],
    (path) => !mayLeave(path, message, released, spokenOf),
    birds,
  ) as unknown;
  const result = planted as Message;
  return {
    message: result,
    labelled: labelled.map((part) => ({ ...part, segmentId: identifierAt(result, part) })),
    planted: birds.count,
  };
}

class Birds {
  count = 0;
  /** Names of withheld resources that could not be changed, because a released one has them as well. */
  readonly shared = new Set<string>();

  /** A text that mentions a withheld resource must go on mentioning it: that is what keeps its own resource back. */
  mustStay(text: string): boolean {
    return (
      text.includes(canaryMark) ||
      /#[A-Za-z0-9.-]/.test(text) ||
      [...namesMentioned(text)].some((name) => this.shared.has(name))
    );
  }

  next(): string {
    this.count += 1;
    return `${canaryMark}${String(this.count).padStart(6, '0')}x`;
  }
}

type Path = readonly (string | number)[];

function mayLeave(
  path: Path,
  message: Message,
  released: ReadonlySet<string>,
  spokenOf: ReadonlySet<string>,
): boolean {
  const [, first, second, third] = path;
  const root = String(path[0]);
  switch (root) {
    case 'type':
      return true;
    case 'subject':
      return subjectMayLeave(String(first), String(second), released);
    case 'relatedPersons':
      return personMayLeave(
        message.relatedPersons?.[Number(first)]?.ref ?? '',
        String(second),
        released,
        spokenOf,
      );
    case 'familyInformed':
      return released.has(
        first === 'reasonIfNo' ? envelopePartIds.familyInformedReason : envelopePartIds.familyInformed,
      );
    case 'segments':
    case 'attachments': {
      const part = (
        root === 'segments' && message.type !== 'FHIR' ? message.segments : message.attachments
      )?.[Number(first)];
      const id = part === undefined ? '' : 'segmentId' in part ? part.segmentId : part.attachmentId;
      return released.has(id) && readerMembers.includes(String(second));
    }
    case 'resource':
      if (message.type !== 'FHIR') return false;
      if (path.at(-1) === 'resourceType' || isContainedId(path)) return true;
      if (message.resource['resourceType'] !== 'Bundle') return isOfReleasedPart(path, message, released);
      if (first === 'type') return true;
      return first === 'entry' && entryMayLeave(Number(second), String(third), path, message, released);
    default:
      return false;
  }
}

/** A contained resource keeps its identifier, or what refers to it would refer to nothing. */
function isContainedId(path: Path): boolean {
  return path.at(-1) === 'id' && path.at(-3) === 'contained';
}

/** The pointers of a message's parts, innermost first. */
const pointersOf = new WeakMap<
  JsonObject,
  readonly { readonly pointer: string; readonly segmentId: string }[]
>();

/** Whether the innermost part that a text stands in goes. A primitive and its twin are one. */
function isOfReleasedPart(path: Path, { resource }: FhirMessage, released: ReadonlySet<string>): boolean {
  const parts =
    pointersOf.get(resource) ??
    listResourceParts(resource)
      .map(({ pointer, segmentId }) => ({ pointer: `${pointer}/`, segmentId }))
      .toSorted((a, b) => b.pointer.length - a.pointer.length);
  pointersOf.set(resource, parts);
  const pointer = `/${path.map((token) => String(token).replace(/^_/, '')).join('/')}/`;
  const nearest = parts.find((part) => pointer.startsWith(part.pointer));
  return nearest !== undefined && released.has(nearest.segmentId);
}

function entryMayLeave(
  position: number,
  member: string,
  path: Path,
  message: FhirMessage,
  released: ReadonlySet<string>,
): boolean {
  // Names were already changed everywhere at once.
  if (member === 'fullUrl' || (member === 'resource' && path.length === 5 && path[4] === 'id')) return true;
  if (member === 'resource' && path[4] === 'identifier') return true;
  if (member === 'resource') return isOfReleasedPart(path, message, released);
  return released.has(`entry.${position}`) && ['fullUrl', 'search'].includes(member);
}

function subjectMayLeave(member: string, inner: string, released: ReadonlySet<string>): boolean {
  if (member === 'demographics' && ['contact', 'communication', 'equality'].includes(inner))
    return released.has(`subject.${inner}`);
  if (member === 'handling') return true;
  return released.has(envelopePartIds.identity);
}

function personMayLeave(
  ref: string,
  member: string,
  released: ReadonlySet<string>,
  spokenOf: ReadonlySet<string>,
): boolean {
  const known = released.has(envelopePartIds.person(ref));
  const contact = released.has(envelopePartIds.personContact(ref));
  if (member === 'ref') return known || contact || spokenOf.has(ref);
  if (member === 'identifiers') return false;
  if (member === 'handling') return true;
  return member === 'contact' ? contact : known;
}

function plantAt(value: JsonValue, path: Path, plantHere: (path: Path) => boolean, birds: Birds): JsonValue {
  if (typeof value === 'string') return plantHere(path) && !birds.mustStay(value) ? birds.next() : value;
  if (isArray(value))
    return value.map((item, position) => plantAt(item, [...path, position], plantHere, birds));
  if (typeof value !== 'object' || value === null) return value;
  const renamed = typeof value['value'] === 'string' && value['value'].includes(canaryMark);
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      // The register of an identifier that was changed stays, or the identifier would no longer be the same one.
      renamed && name === 'system' ? member : plantAt(member, [...path, name], plantHere, birds),
    ]),
  );
}

/** Gives each withheld resource of a bundle new names, in itself and wherever another resource mentions it. */
function renameWithheldResources(message: Message, released: ReadonlySet<string>, birds: Birds): JsonValue {
  const plain = JSON.parse(JSON.stringify(message)) as JsonObject;
  if (message.type !== 'FHIR' || message.resource['resourceType'] !== 'Bundle') return plain;
  const names = new Map<string, string>();
  const parts = listResourceParts(message.resource);
  const goingNames = new Set(
    parts.filter((part) => released.has(part.segmentId)).flatMap((part) => part.names),
  );
  for (const part of parts.filter(({ segmentId }) => !released.has(segmentId))) {
    for (const name of part.names) {
      // A name that a released resource has as well (two entries with one identifier) cannot be told apart.
      if (goingNames.has(name)) birds.shared.add(name);
      else if (!names.has(name))
        names.set(name, name.startsWith(`${part.type}/`) ? `${part.type}/${birds.next()}` : birds.next());
    }
  }
  return { ...plain, resource: renameIn(plain['resource'] ?? null, names) };
}

function renameIn(value: JsonValue, names: ReadonlyMap<string, string>): JsonValue {
  if (typeof value === 'string') return renameText(value, names);
  if (isArray(value)) return value.map((item) => renameIn(item, names));
  if (typeof value !== 'object' || value === null) return value;
  const object = value;
  const textAt = (name: string): string => (typeof object[name] === 'string' ? object[name] : '');
  const identifier = names.get(`${textAt('system')}|${textAt('value')}`);
  const own = names.get(`${textAt('resourceType')}/${textAt('id')}`);
  return Object.fromEntries(
    Object.entries(object).map(([name, member]) => {
      if (name === 'value' && identifier !== undefined) return [name, identifier];
      if (name === 'id' && own !== undefined) return [name, own.slice(own.indexOf('/') + 1)];
      return [name, renameIn(member, names)];
    }),
  );
}

function renameText(text: string, names: ReadonlyMap<string, string>): string {
  const whole = names.get(text);
  if (whole !== undefined) return whole;
  return text.replaceAll(/[A-Z][A-Za-z]{1,63}\/[A-Za-z0-9.-]{1,64}/g, (found) => {
    const name = found.endsWith('.') ? found.slice(0, -1) : found;
    return (names.get(name) ?? name) + found.slice(name.length);
  });
}

function identifierAt(message: Message, part: LabelledSegment): string {
  const position = Number(part.pointer.split('/')[2]);
  if (part.part === 'ATTACHMENT') return message.attachments?.[position]?.attachmentId ?? part.segmentId;
  if (part.part !== 'SEGMENT' || message.type === 'FHIR') return part.segmentId;
  return message.segments[position]?.segmentId ?? part.segmentId;
}

function isArray(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}
