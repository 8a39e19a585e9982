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

/**
 * Whether every member of a resource, however deep, is one that R4 has there, in the form that it has there: a list or not, an
 * object, a text, a number. What is missing is not looked at, nor what the texts say. Of a member that R4 does not have (a letter
 * of another alphabet in its name is enough) nobody can say what it means.
 */
export function hasR4Form(resource: JsonObject): boolean {
  const type = resourceTypeOf(resource);
  return type !== undefined && hasMembersOf(resource, type);
}

function hasMembersOf(object: JsonObject, type: string): boolean {
  const elements = elementsOf(type);
  if (elements === undefined) return false;
  const choices = new Set<string>();
  return Object.entries(object).every(([name, value]) => {
    if (name === 'resourceType') return elements.has('implicitRules');
    const twin = name.startsWith('_');
    const element = elements.get(twin ? name.slice(1) : name);
    if (element === undefined || (twin && !isPrimitive(element))) return false;
    if (!twin && element.choice !== undefined) {
      if (choices.has(element.choice)) return false;
      choices.add(element.choice);
    }
    if (!element.many) return twin ? isTwin(value) : isOne(value, element);
    if (!isJsonArray(value)) return false;
    return value.every((item) => {
      if (item === null) return isPrimitive(element);
      return twin ? isTwin(item) : isOne(item, element);
    });
  });
}

function isTwin(value: JsonValue): boolean {
  return isJsonObject(value) && hasMembersOf(value, 'Element');
}

const numbers: ReadonlySet<string> = new Set(['integer', 'decimal', 'positiveInt', 'unsignedInt']);

function isOne(value: JsonValue, element: R4Element): boolean {
  if (isPrimitive(element)) {
    if (element.type === 'boolean') return typeof value === 'boolean';
    return typeof value === (numbers.has(element.type) ? 'number' : 'string');
  }
  if (!isJsonObject(value)) return false;
  return element.type === 'Resource' ? hasR4Form(value) : hasMembersOf(value, element.type);
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
