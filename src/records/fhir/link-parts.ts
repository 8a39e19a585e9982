import { type JsonObject, type JsonValue, isJsonArray, isJsonObject } from '../../platform/index.ts';
import { memberOf, objectsOf } from '../json-access.ts';
import { actorTypes } from './actor-types.ts';
import type { ResourcePart } from './resource-parts.ts';
import { mentionsIn } from './resource-references.ts';

/** How the parts of a message hang together. */
export interface PartLinks {
  /** The parts that a part leads to in one step: what it stands in and what it refers to. */
  readonly next: (segmentId: string) => Iterable<string>;
  /** The parts that say that this one belongs to them, with the sections around them. */
  readonly holders: (segmentId: string) => readonly string[];
}

/**
 * References that only list: a section, a list or a message names its entries, a provenance its targets. That one of them is
 * withheld does not withhold what lists it; the reference is left out. Every other reference tells of what it refers to.
 */
const listing: Readonly<Record<string, readonly [member: string, inner?: string]>> = {
  'Composition.section': ['entry'],
  List: ['entry', 'item'],
  MessageHeader: ['focus'],
  Provenance: ['target'],
};

/** Members whose targets belong to what names them, so that they are never less secret than it. */
const holding: Readonly<Record<string, readonly (readonly [member: string, inner?: string])[]>> = {
  'Composition.section': [['entry']],
  Condition: [
    ['evidence', 'detail'],
    ['stage', 'assessment'],
  ],
  DiagnosticReport: [['result'], ['imagingStudy'], ['specimen'], ['media', 'link']],
  Observation: [['hasMember']],
  MedicationAdministration: [['medicationReference']],
  MedicationDispense: [['medicationReference']],
  MedicationRequest: [['medicationReference']],
  MedicationStatement: [['medicationReference']],
};

/** An item that only lists another part, where it stands. */
export interface ListingReference {
  readonly pointer: string;
  readonly value: JsonValue;
}

/** The references of a part that only list. */
export function listListings({ whole, type, pointer }: ResourcePart): readonly ListingReference[] {
  const [member] = listingOf(type) ?? [];
  const items = member === undefined ? undefined : memberOf(whole, member);
  if (member === undefined || !isJsonArray(items)) return [];
  return items.map((item, position) => ({ pointer: `${pointer}/${member}/${position}`, value: item }));
}

/** What a part refers to in any way that tells of it: all that it mentions but what it only lists. */
export function listMentioned(part: ResourcePart): ReadonlySet<string> {
  const [member, inner] = listingOf(part.type) ?? [];
  if (member === undefined) return mentionsIn(part.value, part.root);
  const { [member]: items, ...rest } = part.value;
  const others = inner === undefined || !isJsonArray(items) ? [] : items.map((item) => without(item, inner));
  return mentionsIn({ ...rest, [member]: others }, part.root);
}

function listingOf(type: string): readonly [member: string, inner?: string] | undefined {
  return Object.hasOwn(listing, type) ? listing[type] : undefined;
}

function without(item: JsonValue, member: string): JsonValue {
  if (!isJsonObject(item)) return item;
  return Object.fromEntries(Object.entries(item).filter(([name]) => name !== member));
}

/** Finds how the parts hang together. People, organisations and places are referred to without being told of. */
export function linkParts(parts: readonly ResourcePart[]): PartLinks {
  const byName = new Map<string, ResourcePart[]>();
  for (const part of parts) {
    for (const name of part.names) {
      const known = byName.get(name);
      if (known === undefined) byName.set(name, [part]);
      else known.push(part);
    }
  }
  const named = (names: Iterable<string>): readonly ResourcePart[] =>
    [...names].flatMap((name) => byName.get(name) ?? []);
  const direct = new Map<string, Set<string>>();
  const holders = new Map<string, Set<string>>();
  const around = new Map(parts.map((part) => [part.segmentId, part]));
  for (const part of parts) {
    const told = named(listMentioned(part)).filter(({ type }) => !actorTypes.has(type));
    direct.set(
      part.segmentId,
      new Set([
        ...told.map(({ segmentId }) => segmentId),
        ...(part.carrier === undefined ? [] : [part.carrier]),
      ]),
    );
    const held = [
      ...named(mentionsIn(listHeld(part), part.root)).filter(({ type }) => !actorTypes.has(type)),
      ...told.filter(({ type }) => type === 'Binary'),
    ];
    for (const { segmentId } of held) {
      const known = holders.get(segmentId) ?? new Set();
      for (const id of sectionsAround(part, around)) known.add(id);
      holders.set(segmentId, known);
    }
  }
  return {
    next: (segmentId) => direct.get(segmentId) ?? [],
    holders: (segmentId) => [...(holders.get(segmentId) ?? [])],
  };
}

function listHeld({ value, type }: ResourcePart): readonly JsonObject[] {
  const members = Object.hasOwn(holding, type) ? (holding[type] ?? []) : [];
  return members.flatMap(([member, inner]) => {
    const found = objectsOf(value, member);
    return inner === undefined ? found : found.flatMap((object) => objectsOf(object, inner));
  });
}

/** A part, and the sections that it stands in: a heading counts for all that is under it. */
function sectionsAround(part: ResourcePart, all: ReadonlyMap<string, ResourcePart>): readonly string[] {
  const carrier = part.kind === 'SECTION' ? all.get(part.carrier ?? '') : undefined;
  return [part.segmentId, ...(carrier?.kind === 'SECTION' ? sectionsAround(carrier, all) : [])];
}
