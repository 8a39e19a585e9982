import type { JsonValue } from '../../platform/index.ts';
import {
  type LabelledSegment,
  type MessageBody,
  type ResourcePart,
  actorTypes,
  envelopePartIds,
  listResourceParts,
  namesMentioned,
} from '../../records/index.ts';
import { isRemovable } from './removable-references.ts';

/** What really goes: parts, and what must be left out of a resource that goes. */
export interface SettledRelease {
  /** Identifiers of the parts that go: those that were decided to, less those that cannot go as they are. */
  readonly released: ReadonlySet<string>;
  /** For a resource that goes, the names of withheld people and places that its optional references must not mention. */
  readonly unnamed: ReadonlyMap<string, ReadonlySet<string>>;
  /** All names of the resources that do not go. */
  readonly withheldNames: ReadonlySet<string>;
}

/**
 * Settles what goes out of what was decided to go. A part that nobody labelled never goes, whoever released it. A resource
 * that refers to a withheld one goes only if the reference is to a person, organisation or place and can be left out
 * (rulings 9: what loses a required element is withheld whole). Only ever takes away.
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
  const mentions = new Map(parts.map((part) => [part.segmentId, namesMentioned(part.resource)]));
  const unnamed = new Map<string, ReadonlySet<string>>();
  // Each round takes at least one part away or is the last.
  for (let before = -1; before !== released.size;) {
    before = released.size;
    for (const part of parts.filter(({ segmentId }) => released.has(segmentId))) {
      const mentioned = mentions.get(part.segmentId) ?? new Set<string>();
      const withheld = parts.filter(
        (other) => !released.has(other.segmentId) && other.names.some((name) => mentioned.has(name)),
      );
      const names = new Set(withheld.flatMap((other) => other.names));
      if (withheld.length === 0) continue;
      if (withheld.every((other) => actorTypes.has(other.type)) && canLeaveOut(part, names))
        unnamed.set(part.segmentId, names);
      else released.delete(part.segmentId);
    }
  }
  const staying = parts.filter(({ segmentId }) => !released.has(segmentId));
  return { released, unnamed, withheldNames: new Set(staying.flatMap(({ names }) => names)) };
}

/** Whether all that a value mentions of these names is none of them. */
export function mentionsAny(value: JsonValue, names: ReadonlySet<string>): boolean {
  const mentioned = namesMentioned(value);
  return [...names].some((name) => mentioned.has(name));
}

/** The narrative is left out together with the reference, because it may repeat it in words. */
function canLeaveOut(part: ResourcePart, names: ReadonlySet<string>): boolean {
  return Object.entries(part.resource).every(
    ([member, value]) => member === 'text' || isRemovable(part.type, member) || !mentionsAny(value, names),
  );
}
