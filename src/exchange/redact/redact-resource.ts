import { type JsonObject, type JsonValue, isJsonObject } from '../../platform/index.ts';
import { type LabelledSegment, fhirSystems, isInlineLabel, listResourceParts } from '../../records/index.ts';
import { labelReleasedBundle, labelReleasedResource } from './label-released.ts';
import { leavesPlaceholder } from './leaves-placeholder.ts';
import { neutraliseAddresses } from './neutral-addresses.ts';
import type { Coding, SecurityLabelling } from './redacted-message.ts';
import type { SettledRelease } from './settle-released.ts';

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
 * the bundle as it was. A resource goes without what of it was withheld, with the gateway's labels in place of its own; nothing if
 * nothing is released.
 */
export function redactResource(resource: JsonObject, release: ResourceRelease): JsonObject | undefined {
  const roots = listResourceParts(resource).filter(({ kind }) => kind === 'RESOURCE');
  if (resource['resourceType'] !== 'Bundle') {
    const [sole] = roots;
    return sole === undefined ? undefined : labelCopy(sole.segmentId, release);
  }
  const byPointer = new Map(roots.map((part) => [part.pointer, part.segmentId]));
  const type = resource['type'] === 'searchset' ? 'searchset' : 'collection';
  const leaving = listEntries(resource).flatMap((entry, position) => {
    const part = byPointer.get(`/resource/entry/${position}/resource`);
    const copied = part === undefined ? undefined : labelCopy(part, release);
    return copied === undefined ? [] : [{ entry, written: entry['fullUrl'], resource: copied }];
  });
  const addresses = neutraliseAddresses(leaving);
  const entries = leaving.map(({ entry, resource: copied }, position) =>
    copyEntry(entry, copied, addresses[position], type),
  );
  const { tag } = release.labels;
  return {
    resourceType: 'Bundle',
    meta: {
      security: labelReleasedBundle(release.labels).map(asJson),
      ...(tag === undefined ? {} : { tag: tag.map(asJson) }),
    },
    type,
    // An empty array is not allowed in FHIR's JSON.
    ...(entries.length === 0 ? {} : { entry: entries }),
  };
}

function listEntries(bundle: JsonObject): readonly JsonObject[] {
  const entries = bundle['entry'];
  // A bundle with parts has entries; each that is a part is an object.
  return Array.isArray(entries) ? (entries as readonly JsonObject[]) : [];
}

/** An entry is labelled by nobody: of what stands beside its resource only forms leave in which nothing can be written. */
function copyEntry(
  entry: JsonObject,
  resource: JsonObject,
  address: string | undefined,
  type: string,
): JsonObject {
  const copied: [string, JsonValue][] = [];
  for (const [name, value] of Object.entries(entry)) {
    if (name === 'resource') copied.push([name, resource]);
    else if (name === 'fullUrl' && address !== undefined) copied.push([name, address]);
    else if (name === 'search' && type === 'searchset') copied.push(...copySearch(value));
  }
  return Object.fromEntries(copied);
}

const searchModes: readonly unknown[] = ['match', 'include', 'outcome'];

function copySearch(search: JsonValue): [string, JsonValue][] {
  const mode =
    typeof search === 'object' && search !== null && !Array.isArray(search)
      ? (search as JsonObject)['mode']
      : undefined;
  return mode !== undefined && searchModes.includes(mode) ? [['search', { mode }]] : [];
}

/** The copy of a released resource with the gateway's labels in its meta. */
function labelCopy(
  root: string,
  { labelled, settled: { released, copies }, reliesOnConsent }: ResourceRelease,
): JsonObject | undefined {
  const copy = copies.get(root);
  const label = labelled.find(({ segmentId }) => segmentId === root);
  if (copy === undefined || label === undefined) return undefined;
  const parts = labelled.filter(
    ({ part, pointer }) =>
      part === 'RESOURCE' && (pointer === label.pointer || pointer.startsWith(`${label.pointer}/`)),
  );
  const { resource, cut } = copy;
  const visiblyCut =
    wasRedacted(resource) || parts.some((part) => !released.has(part.segmentId) && leavesPlaceholder(part));
  const security = [
    ...labelReleasedResource(
      parts.filter(({ segmentId }) => released.has(segmentId)),
      reliesOnConsent,
    ),
    ...(holdsInlineLabel(resource) ? [{ system: fhirSystems.actCode, code: 'PROCESSINLINELABEL' }] : []),
    ...(visiblyCut ? [{ system: fhirSystems.observationValue, code: 'REDACTED' }] : []),
  ];
  const copied: [string, JsonValue][] = [];
  for (const [name, value] of Object.entries(resource)) {
    if (name === 'meta') continue;
    copied.push([name, value]);
    if (name === 'resourceType') copied.push(['meta', copyMeta(resource['meta'], security, cut, visiblyCut)]);
  }
  return Object.fromEntries(copied);
}

const metaMembers: readonly string[] = ['versionId', 'lastUpdated', 'source', 'profile', 'tag'];

/**
 * The author's meta with the gateway's labels in place of the security labels, last. A resource that lost something no longer
 * promises to be what its profiles ask for.
 */
function copyMeta(
  meta: JsonValue | undefined,
  security: readonly Coding[],
  cut: boolean,
  visiblyCut: boolean,
): JsonObject {
  const members = isJsonObject(meta) ? Object.entries(meta) : [];
  const kept = Object.fromEntries(
    members.filter(([name]) => metaMembers.includes(name) && !(cut && name === 'profile')),
  );
  const tags = Array.isArray(kept['tag']) ? (kept['tag'] as readonly JsonValue[]) : [];
  const marked = tags.some((tag) => isJsonObject(tag) && tag['code'] === subsetted.code);
  return {
    ...kept,
    ...(visiblyCut && !marked ? { tag: [...tags, asJson(subsetted)] } : {}),
    security: security.map(asJson),
  };
}

const subsetted: Coding = { system: fhirSystems.observationValue, code: 'SUBSETTED' };

/** Whether a gateway before this one said that something is missing. */
function wasRedacted(resource: JsonObject): boolean {
  const meta = resource['meta'];
  const security = isJsonObject(meta) ? meta['security'] : undefined;
  return (
    Array.isArray(security) &&
    security.some(
      (label: JsonValue) =>
        isJsonObject(label) &&
        label['system'] === fhirSystems.observationValue &&
        (label['code'] === 'REDACTED' || label['code'] === 'MASKED'),
    )
  );
}

function holdsInlineLabel(value: JsonValue): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (isJsonObject(value) && isInlineLabel(value)) return true;
  return Object.values(value).some((member: JsonValue) => holdsInlineLabel(member));
}

function asJson({ system, code }: Coding): JsonObject {
  return { system, code };
}
