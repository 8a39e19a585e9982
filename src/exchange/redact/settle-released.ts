import type { JsonObject } from '../../platform/index.ts';
import {
  type LabelledSegment,
  type MessageBody,
  type ResourcePart,
  actorTypes,
  envelopePartIds,
  listListings,
  listMentioned,
  listResourceParts,
  mentionsIn,
} from '../../records/index.ts';
import { type ResourceCopy, asInlineLabel, copyResource } from './copy-resource.ts';
import { labelReleasedElement } from './label-released.ts';
import { isRemovable } from './removable-references.ts';

/** What really goes: parts, and the resources without what stays behind. */
export interface SettledRelease {
  /** Identifiers of the parts that go: those that were decided to, less those that cannot go as they are. */
  readonly released: ReadonlySet<string>;
  /** The resources that go, under the identifiers of their parts, as they were but for what is left out and their inline labels. */
  readonly copies: ReadonlyMap<string, ResourceCopy & { readonly resource: JsonObject }>;
  /** All names of the resources that do not go. */
  readonly withheldNames: ReadonlySet<string>;
}

/**
 * Settles what goes out of what was decided to go. A part that nobody labelled never goes, whoever released it, and nothing goes
 * without what it stands in. A part that refers to a withheld one goes only if the reference can be left out: because it only
 * lists, or because it is to a person, organisation or place and R4 does not require it (rulings 9: what loses a required element
 * is withheld whole). Only ever takes away.
 */
export function settleReleased(
  message: MessageBody,
  labelled: readonly LabelledSegment[],
  decided: ReadonlySet<string>,
): SettledRelease {
  const released = new Set(
    labelled.filter((part) => part.labelled && decided.has(part.segmentId)).map(({ segmentId }) => segmentId),
  );
  // Why the family does not know makes no sense without whether they do.
  if (!released.has(envelopePartIds.familyInformed)) released.delete(envelopePartIds.familyInformedReason);
  const parts = message.resource === undefined ? [] : listResourceParts(message.resource);
  const mentions = new Map(parts.map((part) => [part.segmentId, listMentioned(part)]));
  const labelAt = new Map(labelled.map((part) => [part.pointer, part]));
  const inlineLabelsOf = (pointer: string): readonly JsonObject[] => {
    const label = labelAt.get(pointer);
    const isRoot = parts.some((part) => part.pointer === pointer && part.kind === 'RESOURCE');
    return label === undefined || isRoot ? [] : labelReleasedElement(label).map(asInlineLabel);
  };
  // Each round takes at least one part away or is the last.
  for (;;) {
    const before = released.size;
    const withheld = findWithheldNames(parts, released);
    const left = new Set<string>();
    for (const part of parts) {
      if (!released.has(part.segmentId) || isOrphan(part, released)) {
        released.delete(part.segmentId);
        left.add(part.pointer);
        continue;
      }
      const toLeave = findReferencesToLeave(part, mentions.get(part.segmentId) ?? new Set(), withheld);
      if (toLeave === undefined) released.delete(part.segmentId);
      else for (const pointer of toLeave) left.add(pointer);
    }
    if (released.size < before) continue;
    const copies = copyAll(parts, released, { left, inlineLabelsOf });
    if (released.size === before) return { released, copies, withheldNames: withheld.all };
  }
}

interface WithheldNames {
  readonly all: ReadonlySet<string>;
  /** Names of withheld things that are no people, organisations or places. */
  readonly told: ReadonlySet<string>;
}

function findWithheldNames(parts: readonly ResourcePart[], released: ReadonlySet<string>): WithheldNames {
  const staying = parts.filter(({ segmentId }) => !released.has(segmentId));
  return {
    all: new Set(staying.flatMap(({ names }) => names)),
    told: new Set(staying.filter(({ type }) => !actorTypes.has(type)).flatMap(({ names }) => names)),
  };
}

function isOrphan(part: ResourcePart, released: ReadonlySet<string>): boolean {
  return part.carrier !== undefined && !released.has(part.carrier);
}

/** Pointers of the references that this part goes without, or undefined when it cannot go without one of them. */
function findReferencesToLeave(
  part: ResourcePart,
  mentioned: ReadonlySet<string>,
  withheld: WithheldNames,
): readonly string[] | undefined {
  const isNamed = (names: Iterable<string>, among: ReadonlySet<string>): boolean =>
    [...names].some((name) => among.has(name));
  const listed = listListings(part)
    .filter(({ value }) => isNamed(mentionsIn(value, part.root), withheld.all))
    .map(({ pointer }) => pointer);
  if (isNamed(mentioned, withheld.told)) return undefined;
  if (!isNamed(mentioned, withheld.all)) return listed;
  const toLeave: string[] = [...listed];
  for (const [member, value] of Object.entries(part.whole)) {
    if (!Object.hasOwn(part.value, member) || !isNamed(mentionsIn(value, part.root), withheld.all)) continue;
    const at = `${part.pointer}/${member}`;
    // The narrative is left out together with the reference, because it may repeat it in words.
    if (member === 'text') toLeave.push(at);
    else if (listed.some((pointer) => pointer.startsWith(`${at}/`))) continue;
    else if (!isRemovable(part.type, member)) return undefined;
    else if (!Array.isArray(value)) toLeave.push(at);
    else
      for (const [position, item] of value.entries())
        if (isNamed(mentionsIn(item as JsonObject, part.root), withheld.all))
          toLeave.push(`${at}/${position}`);
  }
  return toLeave;
}

/** Copies the resources that go. What R4 does not let go takes its part from the released ones. */
function copyAll(
  parts: readonly ResourcePart[],
  released: Set<string>,
  plan: Parameters<typeof copyResource>[2],
): SettledRelease['copies'] {
  const copies = new Map<string, ResourceCopy & { readonly resource: JsonObject }>();
  for (const root of parts.filter(({ kind, segmentId }) => kind === 'RESOURCE' && released.has(segmentId))) {
    const copy = copyResource(root.whole, root.pointer, plan);
    const { resource, gone } = copy;
    if (resource === undefined) {
      released.delete(root.segmentId);
      continue;
    }
    const inner = parts.filter((part) => part.root === root.segmentId && released.has(part.segmentId));
    for (const part of inner) {
      const went = gone.some((pointer) => `${part.pointer}/`.startsWith(`${pointer}/`));
      if (went || (part.kind === 'CONTAINED' && hasLostItsReference(part, root.whole, resource)))
        released.delete(part.segmentId);
    }
    copies.set(root.segmentId, { ...copy, resource });
  }
  return copies;
}

/** A contained resource that nothing refers to any more must not stay (hl7.org/fhir/R4 dom-3). */
function hasLostItsReference(part: ResourcePart, before: JsonObject, after: JsonObject): boolean {
  const [name] = part.names;
  if (name === undefined) return false;
  return mentionsIn(before, part.root).has(name) && !mentionsIn(after, part.root).has(name);
}
