import { type JsonObject, type JsonValue, isJsonArray, isJsonObject } from '../../platform/index.ts';
import { textOf, walkObjects } from '../json-access.ts';
import { fhirSystems } from './fhir-systems.ts';
import { type R4Element, elementsOf, isPrimitive, resourceTypeOf } from './r4-structure.ts';

/** Something inside a resource that is decided on by itself. */
export interface InnerPart {
  /** Members and positions from the resource to it. A primitive is where it stands itself, not where its twin does. */
  readonly path: readonly string[];
  /** The path of the part around it, empty for the resource. */
  readonly carrier: readonly string[];
  readonly kind: 'CONTAINED' | 'SECTION' | 'ELEMENT';
  readonly type: string;
  /** What it holds, without what is a part of its own inside it. A primitive stands beside its twin in an object of its own. */
  readonly value: JsonObject;
  /** The same with all that is in it, as it came. */
  readonly whole: JsonObject;
}

/** A resource, and what is decided on by itself inside it, outermost first. */
export interface SplitResource {
  readonly bare: JsonObject;
  readonly inner: readonly InnerPart[];
}

/**
 * Data types that can lose one of their elements and still say something true. In every other data type (a concept, a quantity,
 * a reference) the elements mean one thing together: a label on one of them counts for the whole.
 */
const divisible: ReadonlySet<string> = new Set(['HumanName', 'Address']);

/**
 * Takes a resource apart: contained resources, sections of a composition and elements with a DS4P inline label are parts of their
 * own. Bundles and parameters inside a resource are not taken apart; nor is a type that R4 does not have.
 */
export function splitResource(resource: JsonObject): SplitResource {
  const type = resourceTypeOf(resource);
  if (type === undefined || type === 'Bundle') return { bare: resource, inner: [] };
  const inner: InnerPart[] = [];
  const bare = splitObject({ object: resource, type, path: [], carrier: [] }, inner);
  return { bare, inner };
}

interface Place {
  readonly object: JsonObject;
  readonly type: string;
  readonly path: readonly string[];
  readonly carrier: readonly string[];
}

/** The object without what is a part of its own; the parts are added in their order. */
function splitObject(place: Place, inner: InnerPart[]): JsonObject {
  const { object, type } = place;
  const elements = elementsOf(type);
  const kept: [string, JsonValue][] = [];
  for (const [name, value] of Object.entries(object)) {
    const element = elements?.get(name);
    if (name === 'meta' || element === undefined) {
      // The twin of a primitive goes where the primitive goes.
      const base = elements?.get(name.slice(1));
      if (!name.startsWith('_') || base === undefined || !isPrimitive(base)) kept.push([name, value]);
      else if (!Object.hasOwn(object, name.slice(1))) keepPrimitive(place, name.slice(1), base, inner, kept);
    } else if (isPrimitive(element)) keepPrimitive(place, name, element, inner, kept);
    else if (isJsonArray(value)) {
      const items = value.flatMap((item, position) =>
        isJsonObject(item)
          ? (splitItem(place, element, [name, String(position)], item, inner) ?? [])
          : [item],
      );
      if (items.length > 0 || value.length === 0) kept.push([name, items]);
    } else if (isJsonObject(value)) {
      const one = splitItem(place, element, [name], value, inner);
      if (one !== undefined) kept.push([name, one]);
    } else kept.push([name, value]);
  }
  return Object.fromEntries(kept);
}

/** One object in a member: what stays of it with what is around it, or nothing where it is a part of its own. */
function splitItem(
  { type, path, carrier }: Place,
  element: R4Element,
  step: readonly string[],
  item: JsonObject,
  inner: InnerPart[],
): JsonObject | undefined {
  const here = [...path, ...step];
  const kind = findKind(type, element, step[0], item);
  const divides = element.type.includes('.') || element.type === 'Resource' || divisible.has(element.type);
  if (kind === undefined)
    return divides && element.type !== 'Resource'
      ? splitObject({ object: item, type: element.type, path: here, carrier }, inner)
      : item;
  const partType = element.type === 'Resource' ? (resourceTypeOf(item) ?? '') : element.type;
  const position = inner.length;
  const value = divides
    ? splitObject({ object: item, type: partType, path: here, carrier: here }, inner)
    : item;
  // Before what was found inside it.
  inner.splice(position, 0, { path: here, carrier, kind, type: partType, value, whole: item });
  return undefined;
}

/** Which kind of part an object in a member is, or undefined where it belongs to what is around it. */
function findKind(
  around: string,
  { type }: R4Element,
  member: string | undefined,
  item: JsonObject,
): InnerPart['kind'] | undefined {
  // A type that R4 does not have stays with what is around it, which it makes unlabelled.
  if (type === 'Resource')
    return member === 'contained' && resourceTypeOf(item) !== undefined ? 'CONTAINED' : undefined;
  if (type === 'Composition.section' && around.startsWith('Composition')) return 'SECTION';
  if (isInlineLabel(item)) return undefined;
  if (hasInlineLabel(item)) return 'ELEMENT';
  // In what is not divided, a label anywhere inside counts for the whole.
  if (type.includes('.') || divisible.has(type)) return undefined;
  return [...walkObjects(item)].some(isInlineLabel) ? 'ELEMENT' : undefined;
}

function keepPrimitive(
  { object, path, carrier }: Place,
  name: string,
  { type }: R4Element,
  inner: InnerPart[],
  kept: [string, JsonValue][],
): void {
  const value = object[name];
  const twin = object[`_${name}`];
  const labelled = (item: JsonValue | undefined): boolean => isJsonObject(item) && hasInlineLabel(item);
  const add = (step: readonly string[], one: JsonValue | undefined, its: JsonValue | undefined): void => {
    const held = {
      ...(one === undefined ? {} : { [name]: one }),
      ...(its === undefined ? {} : { [`_${name}`]: its }),
    };
    inner.push({ path: [...path, ...step], carrier, kind: 'ELEMENT', type, value: held, whole: held });
  };
  if (!isJsonArray(twin)) {
    if (labelled(twin)) add([name], value, twin);
    else {
      if (value !== undefined) kept.push([name, value]);
      if (twin !== undefined) kept.push([`_${name}`, twin]);
    }
    return;
  }
  const values = isJsonArray(value) ? value : [];
  for (const [position, its] of twin.entries())
    if (labelled(its)) add([name, String(position)], values[position], its);
  const stays = (_item: JsonValue, position: number): boolean => !labelled(twin[position]);
  if (value !== undefined) kept.push([name, isJsonArray(value) ? value.filter(stays) : value]);
  kept.push([`_${name}`, twin.filter(stays)]);
}

/** Whether an element carries a label of its own. */
function hasInlineLabel(element: JsonObject): boolean {
  const extensions = element['extension'];
  return isJsonArray(extensions) && extensions.some((item) => isJsonObject(item) && isInlineLabel(item));
}

/** Whether an object is a DS4P inline label (hl7.org/fhir/uv/security-label-ds4p, 1.0.0). */
export function isInlineLabel(object: JsonObject): boolean {
  return textOf(object, 'url') === fhirSystems.inlineLabel;
}
