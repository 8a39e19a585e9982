import { type JsonObject, isJsonArray, isJsonObject } from '../../platform/index.ts';
import { nhsNumberSystem } from '../../vocabulary/index.ts';
import { memberOf, objectsOf, textOf } from '../json-access.ts';
import { splitResource } from './split-resource.ts';

/** What kind of part of a FHIR record it is. */
export type ResourcePartKind = 'RESOURCE' | 'CONTAINED' | 'SECTION' | 'ELEMENT';

/**
 * One part of a FHIR record that is decided on by itself: a resource, or something inside one that has a label of its own: a
 * contained resource, a section of a composition, an element that carries a DS4P inline label.
 */
export interface ResourcePart {
  readonly segmentId: string;
  readonly pointer: string;
  readonly kind: ResourcePartKind;
  /** The type of the resource, `Composition.section`, or the type of the element. */
  readonly type: string;
  /** What the part holds, without what is a part of its own inside it. */
  readonly value: JsonObject;
  /** The same with all that is in it, as it came. */
  readonly whole: JsonObject;
  /** All texts by which other parts may refer to it: `Type/id`, its full URL, its identifiers; `part#id` for a contained one. */
  readonly names: readonly string[];
  /** The resource that it stands in, or itself: `#id` means something only there. */
  readonly root: string;
  /** The part around it, without which it cannot leave. */
  readonly carrier?: string;
}

/** The position of an entry in its bundle as the identifier of a part. The dot keeps it apart from what an author may choose. */
function entryPartId(position: number): string {
  return `entry.${position}`;
}

/** The part identifier of a resource that is no bundle. */
const soleResourceId = 'resource.sole';

/**
 * The parts that are decided on, in their order, each before what stands inside it. An entry without a resource is no part and
 * never leaves.
 */
export function listResourceParts(resource: JsonObject): readonly ResourcePart[] {
  if (textOf(resource, 'resourceType') !== 'Bundle')
    return listParts(resource, soleResourceId, '/resource', undefined);
  const entries = memberOf(resource, 'entry');
  if (!isJsonArray(entries)) return [];
  return entries.flatMap((entry, position) => {
    if (!isJsonObject(entry)) return [];
    const inner = memberOf(entry, 'resource');
    if (!isJsonObject(inner)) return [];
    const fullUrl = textOf(entry, 'fullUrl');
    return listParts(inner, entryPartId(position), `/resource/entry/${position}/resource`, fullUrl);
  });
}

function listParts(
  resource: JsonObject,
  root: string,
  pointer: string,
  fullUrl: string | undefined,
): readonly ResourcePart[] {
  const { bare, inner } = splitResource(resource);
  const names = namesOf(resource, fullUrl);
  const positions = new Map(inner.map(({ path }, position) => [path.join('.'), position]));
  const idOf = (path: readonly string[]): string =>
    path.length === 0 ? root : innerPartId(root, path, positions);
  return [
    {
      segmentId: root,
      pointer,
      kind: 'RESOURCE',
      type: textOf(resource, 'resourceType') ?? '',
      value: bare,
      whole: resource,
      names,
      root,
    },
    ...inner.map(({ path, carrier, kind, type, value, whole }): ResourcePart => {
      const id = kind === 'CONTAINED' ? textOf(value, 'id') : undefined;
      return {
        segmentId: idOf(path),
        pointer: [pointer, ...path].join('/'),
        kind,
        type,
        value,
        whole,
        names: [
          ...(id === undefined ? [] : [containedName(root, id), ...names.map((name) => `${name}#${id}`)]),
          ...(kind === 'CONTAINED' ? identifierNames(value) : []),
        ],
        root,
        carrier: idOf(carrier),
      };
    }),
  ];
}

/** The longest identifier of a part that a lead practitioner can name (envelope, `leadDecision`). */
const longestId = 80;

function innerPartId(root: string, path: readonly string[], positions: ReadonlyMap<string, number>): string {
  const within = path.join('.');
  const id = `${root}.${within}`;
  return id.length <= longestId ? id : `${root}.inside.${positions.get(within) ?? ''}`;
}

/** How `#id` is called, which means something only inside one resource. */
export function containedName(root: string, id: string): string {
  return `${root}#${id}`;
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
    ...identifierNames(resource),
  ];
}

function identifierNames(resource: JsonObject): readonly string[] {
  return objectsOf(resource, 'identifier').flatMap((identifier) => identifierName(identifier) ?? []);
}

const registers: Readonly<Record<string, string>> = { [nhsNumberSystem]: 'nhs-number' };

/** An identifier as one text, the same for the same number however its register is named and its digits are spaced. */
export function identifierName(identifier: JsonObject): string | undefined {
  const system = textOf(identifier, 'system');
  const value = textOf(identifier, 'value');
  if (system === undefined || value === undefined || value === '') return undefined;
  const register = Object.hasOwn(registers, system) ? registers[system] : undefined;
  return register === undefined ? `${system}|${value}` : `${register}|${value.replaceAll(/[ -]/g, '')}`;
}
