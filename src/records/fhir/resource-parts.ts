import type { JsonObject } from '../../platform/index.ts';
import { isJsonArray, isJsonObject, memberOf, objectsOf, textOf } from '../json-access.ts';

/** One resource that is decided on as a whole: the resource itself, or the resource of one entry of a bundle. */
export interface ResourcePart {
  readonly segmentId: string;
  readonly pointer: string;
  readonly type: string;
  readonly resource: JsonObject;
  /** All texts by which other resources may refer to it: `Type/id`, its full URL, its identifiers. */
  readonly names: readonly string[];
}

/** The position of an entry in its bundle as the identifier of a part. The dot keeps it apart from what an author may choose. */
function entryPartId(position: number): string {
  return `entry.${position}`;
}

/** The part identifier of a resource that is no bundle. */
const soleResourceId = 'resource.sole';

/** The resources that are decided on, in their order. An entry without a resource is no part and never leaves. */
export function listResourceParts(resource: JsonObject): readonly ResourcePart[] {
  if (textOf(resource, 'resourceType') !== 'Bundle')
    return [asPart(resource, soleResourceId, '/resource', undefined)];
  const entries = memberOf(resource, 'entry');
  if (!isJsonArray(entries)) return [];
  return entries.flatMap((entry, position) => {
    if (!isJsonObject(entry)) return [];
    const inner = memberOf(entry, 'resource');
    if (!isJsonObject(inner)) return [];
    return [
      asPart(inner, entryPartId(position), `/resource/entry/${position}/resource`, textOf(entry, 'fullUrl')),
    ];
  });
}

function asPart(
  resource: JsonObject,
  segmentId: string,
  pointer: string,
  fullUrl: string | undefined,
): ResourcePart {
  const type = textOf(resource, 'resourceType') ?? '';
  return { segmentId, pointer, type, resource, names: namesOf(resource, fullUrl) };
}

/** The texts by which a resource can be referred to. */
export function namesOf(resource: JsonObject, fullUrl?: string): readonly string[] {
  const type = textOf(resource, 'resourceType');
  const id = textOf(resource, 'id');
  const url = textOf(resource, 'url');
  return [
    ...(type === undefined || id === undefined ? [] : [`${type}/${id}`]),
    ...(fullUrl === undefined ? [] : [fullUrl]),
    ...(url === undefined ? [] : [url]),
    ...objectsOf(resource, 'identifier').flatMap((identifier) => identifierName(identifier) ?? []),
  ];
}

const registers: Readonly<Record<string, string>> = { 'https://fhir.nhs.uk/Id/nhs-number': 'nhs-number' };

/** An identifier as one text, the same for the same number however its register is named and its digits are spaced. */
export function identifierName(identifier: JsonObject): string | undefined {
  const system = textOf(identifier, 'system');
  const value = textOf(identifier, 'value');
  if (system === undefined || value === undefined || value === '') return undefined;
  const register = Object.hasOwn(registers, system) ? registers[system] : undefined;
  return register === undefined ? `${system}|${value}` : `${register}|${value.replaceAll(/[ -]/g, '')}`;
}
