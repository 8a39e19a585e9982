import type { JsonObject, JsonValue } from '../../platform/index.ts';
import { type LabelledSegment, type ResourcePart, listResourceParts } from '../../records/index.ts';
import { labelReleasedBundle, labelReleasedResource } from './label-released.ts';
import type { Coding, SecurityLabelling } from './redacted-message.ts';
import { isRemovable } from './removable-references.ts';
import { type SettledRelease, mentionsAny } from './settle-released.ts';

/** What redaction needs to know of a FHIR message beside the resource itself. */
export interface ResourceRelease {
  readonly labelled: readonly LabelledSegment[];
  readonly settled: SettledRelease;
  /** Labels of the whole, for a bundle. */
  readonly labels: SecurityLabelling;
  readonly reliesOnConsent: boolean;
}

/**
 * Builds the resource that leaves. A bundle is a new one with the released resources in their order: its type is
 * `searchset` or `collection`, and its identifier, total, links, signature and requests stay behind, because they speak of
 * the bundle as it was. A resource goes whole, with the gateway's labels in place of its own; nothing if nothing is released.
 */
export function redactResource(resource: JsonObject, release: ResourceRelease): JsonObject | undefined {
  const parts = new Map(listResourceParts(resource).map((part) => [part.pointer, part]));
  const sole = parts.get('/resource');
  if (sole !== undefined)
    return release.settled.released.has(sole.segmentId) ? copyResource(sole, release) : undefined;
  const entries = listEntries(resource).flatMap((entry, position) => {
    const part = parts.get(`/resource/entry/${position}/resource`);
    if (part === undefined || !release.settled.released.has(part.segmentId)) return [];
    return [copyEntry(entry, part, release)];
  });
  const { tag } = release.labels;
  return {
    resourceType: 'Bundle',
    meta: {
      security: labelReleasedBundle(release.labels).map(asJson),
      ...(tag === undefined ? {} : { tag: tag.map(asJson) }),
    },
    type: resource['type'] === 'searchset' ? 'searchset' : 'collection',
    // An empty array is not allowed in FHIR's JSON.
    ...(entries.length === 0 ? {} : { entry: entries }),
  };
}

function listEntries(bundle: JsonObject): readonly JsonObject[] {
  const entries = bundle['entry'];
  // A bundle with parts has entries; each that is a part is an object.
  return Array.isArray(entries) ? (entries as readonly JsonObject[]) : [];
}

function copyEntry(entry: JsonObject, part: ResourcePart, release: ResourceRelease): JsonObject {
  const copied: [string, JsonValue][] = [];
  for (const [name, value] of Object.entries(entry)) {
    if (name === 'resource') copied.push([name, copyResource(part, release)]);
    else if (name === 'fullUrl' && isAddress(value)) copied.push([name, value]);
    else if (name === 'search') copied.push(...copySearch(value));
  }
  return Object.fromEntries(copied);
}

/** An entry is labelled by nobody: of what stands beside its resource only forms leave in which nothing can be written. */
function isAddress(value: JsonValue): boolean {
  return (
    typeof value === 'string' && /^(?:urn:uuid:[0-9a-fA-F-]{36}|urn:oid:[0-9.]+|https?:\/\/\S+)$/.test(value)
  );
}

const searchModes: readonly unknown[] = ['match', 'include', 'outcome'];

function copySearch(search: JsonValue): [string, JsonValue][] {
  const mode =
    typeof search === 'object' && search !== null && !Array.isArray(search)
      ? (search as JsonObject)['mode']
      : undefined;
  return mode !== undefined && searchModes.includes(mode) ? [['search', { mode }]] : [];
}

function copyResource(part: ResourcePart, release: ResourceRelease): JsonObject {
  const label = release.labelled.find(({ segmentId }) => segmentId === part.segmentId);
  const security = label === undefined ? [] : labelReleasedResource(label, release.reliesOnConsent);
  const names = release.settled.unnamed.get(part.segmentId);
  const copied: [string, JsonValue][] = [];
  for (const [name, value] of Object.entries(part.resource)) {
    if (name === 'meta') continue;
    const kept = names === undefined ? value : withoutNames(part.type, name, value, names);
    if (kept !== undefined) copied.push([name, kept]);
    if (name === 'resourceType') copied.push(['meta', copyMeta(part.resource['meta'], security)]);
  }
  return Object.fromEntries(copied);
}

const metaMembers: readonly string[] = ['versionId', 'lastUpdated', 'source', 'profile', 'tag'];

/** The author's meta with the gateway's labels in place of the security labels, last. */
function copyMeta(meta: JsonValue | undefined, security: readonly Coding[]): JsonObject {
  const members = typeof meta === 'object' && meta !== null ? Object.entries(meta) : [];
  return Object.fromEntries([
    ...members.filter(([name]) => metaMembers.includes(name)),
    ['security', security.map(asJson)],
  ]);
}

/** A member without references to these names, or nothing of it. Array items that name others stay. */
function withoutNames(
  type: string,
  member: string,
  value: JsonValue,
  names: ReadonlySet<string>,
): JsonValue | undefined {
  if (member === 'text') return undefined;
  if (!isRemovable(type, member)) return value;
  if (!Array.isArray(value)) return mentionsAny(value, names) ? undefined : value;
  const kept = value.filter((item: JsonValue) => !mentionsAny(item, names));
  return kept.length === 0 ? undefined : kept;
}

function asJson({ system, code }: Coding): JsonObject {
  return { system, code };
}
