import { type JsonObject, type JsonValue, isJsonArray, isJsonObject } from '../../platform/index.ts';
import { textOf } from '../json-access.ts';
import { r4Elements } from './r4-elements.ts';

/** One element of a type of FHIR R4. */
export interface R4Element {
  /** A data type, a resource type, `Resource`, or an inner element as `Observation.component`. */
  readonly type: string;
  readonly many: boolean;
  readonly required: boolean;
  /** The choice that it is one way to say (`value` for `valueQuantity`). */
  readonly choice?: string;
}

type Elements = ReadonlyMap<string, R4Element>;

const read = new Map<string, ReadonlyMap<string, Elements>>();

/** The elements of a type, or undefined for a primitive type and for what R4 does not have. */
export function elementsOf(type: string): Elements | undefined {
  const [root = ''] = type.split('.', 1);
  return readLine(root)?.get(type);
}

/** The type of the resource itself, as far as R4 has it. */
export function resourceTypeOf(resource: JsonObject): string | undefined {
  const type = textOf(resource, 'resourceType');
  return type !== undefined && elementsOf(type)?.has('implicitRules') === true ? type : undefined;
}

/** A member of a resource that is not as R4 has it there. */
export interface FormBreach {
  /** From the resource to the member: member names and positions. */
  readonly path: readonly string[];
  /**
   * The type of the resource is not in the table of types; R4 has no such member there, or has it in another form; or it is one of
   * several of which only one may be said.
   */
  readonly rule: 'r4-type' | 'r4-member' | 'r4-form' | 'r4-choice';
}

/**
 * Whether every member of a resource, however deep, is one that R4 has there, in the form that it has there: a list or not, an
 * object, a text, a number. What is missing is not looked at, nor what the texts say. Of a member that R4 does not have (a letter
 * of another alphabet in its name is enough) nobody can say what it means.
 */
export function hasR4Form(resource: JsonObject): boolean {
  return findFormBreaches(resource).next().done === true;
}

/** The members of a resource, however deep, that R4 does not have there or not in this form, in their order. */
export function* findFormBreaches(
  resource: JsonObject,
  path: readonly string[] = [],
): Generator<FormBreach, undefined> {
  const type = resourceTypeOf(resource);
  if (type === undefined) yield { path: [...path, 'resourceType'], rule: 'r4-type' };
  else yield* findMemberBreaches(resource, type, path);
}

function* findMemberBreaches(
  object: JsonObject,
  type: string,
  path: readonly string[],
): Generator<FormBreach, undefined> {
  const elements = elementsOf(type);
  if (elements === undefined) {
    yield { path, rule: 'r4-form' };
    return;
  }
  const choices = new Set<string>();
  for (const [name, value] of Object.entries(object)) {
    const here = [...path, name];
    const twin = name.startsWith('_');
    const element = name === 'resourceType' ? undefined : elements.get(twin ? name.slice(1) : name);
    if (name === 'resourceType') {
      if (!elements.has('implicitRules')) yield { path: here, rule: 'r4-member' };
    } else if (element === undefined || (twin && !isPrimitive(element))) {
      yield { path: here, rule: 'r4-member' };
    } else {
      if (!twin && element.choice !== undefined) {
        if (choices.has(element.choice)) yield { path: here, rule: 'r4-choice' };
        choices.add(element.choice);
      }
      yield* findValueBreaches(value, element, twin, here);
    }
  }
}

function* findValueBreaches(
  value: JsonValue,
  element: R4Element,
  twin: boolean,
  path: readonly string[],
): Generator<FormBreach, undefined> {
  const one = twin ? findTwinBreaches : findOneBreaches;
  if (!element.many) yield* one(value, element, path);
  else if (!isJsonArray(value)) yield { path, rule: 'r4-form' };
  else {
    for (const [position, item] of value.entries()) {
      if (item === null && isPrimitive(element)) continue;
      yield* one(item, element, [...path, String(position)]);
    }
  }
}

function* findTwinBreaches(
  value: JsonValue,
  _element: R4Element,
  path: readonly string[],
): Generator<FormBreach, undefined> {
  if (isJsonObject(value)) yield* findMemberBreaches(value, 'Element', path);
  else yield { path, rule: 'r4-form' };
}

const numbers: ReadonlySet<string> = new Set(['integer', 'decimal', 'positiveInt', 'unsignedInt']);

function* findOneBreaches(
  value: JsonValue,
  element: R4Element,
  path: readonly string[],
): Generator<FormBreach, undefined> {
  if (isPrimitive(element)) {
    const expected = element.type === 'boolean' ? 'boolean' : numbers.has(element.type) ? 'number' : 'string';
    if (typeof value !== expected) yield { path, rule: 'r4-form' };
  } else if (!isJsonObject(value)) yield { path, rule: 'r4-form' };
  else if (element.type === 'Resource') yield* findFormBreaches(value, path);
  else yield* findMemberBreaches(value, element.type, path);
}

/** Primitive types begin with a small letter; a primitive can have a twin with its extensions. */
export function isPrimitive({ type }: Pick<R4Element, 'type'>): boolean {
  return /^[a-z]/.test(type);
}

function readLine(root: string): ReadonlyMap<string, Elements> | undefined {
  if (root === 'Element') return elementType;
  const known = read.get(root);
  if (known !== undefined) return known;
  const line = Object.hasOwn(r4Elements, root) ? r4Elements[root] : undefined;
  if (line === undefined) return undefined;
  const types = new Map(
    line.split(' | ').map((part, position): [string, Elements] => {
      const words = part.split(' ');
      const type = position === 0 ? root : root + (words.shift() ?? '');
      return [type, new Map(words.map((word) => readElement(word, root)))];
    }),
  );
  read.set(root, types);
  return types;
}

const form = /^(?<name>[A-Za-z0-9]+):(?<type>[A-Za-z0-9.]+)(?<marks>[*!]*)(?:\?(?<choice>[A-Za-z]+))?$/;

function readElement(word: string, root: string): [string, R4Element] {
  const { name, type, marks, choice } = form.exec(word)?.groups ?? {};
  if (name === undefined || type === undefined) throw new Error(`R4 has no element ${word}`);
  return [
    name,
    {
      type: type.startsWith('.') ? root + type : type,
      many: marks?.includes('*') === true,
      required: marks?.includes('!') === true,
      ...(choice === undefined ? {} : { choice }),
    },
  ];
}

/** What stands in the twin of a primitive. */
const elementType: ReadonlyMap<string, Elements> = new Map([
  ['Element', new Map([readElement('id:string', ''), readElement('extension:Extension*', '')])],
]);
