import { type JsonObject, type JsonValue, isJsonArray, isJsonObject } from '../platform/index.ts';

/** The object's own member; never what it inherits. */
export function memberOf(object: JsonObject, name: string): JsonValue | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/** A member that is a text. */
export function textOf(object: JsonObject, name: string): string | undefined {
  const value = memberOf(object, name);
  return typeof value === 'string' ? value : undefined;
}

/** The objects in a member that is an object or an array of them. Whatever else stands there is left out. */
export function objectsOf(object: JsonObject, name: string): readonly JsonObject[] {
  const value = memberOf(object, name);
  const list = isJsonArray(value) ? value : [value];
  return list.filter((item): item is JsonObject => isJsonObject(item));
}

/** Every object inside a value, itself included, outermost first. Texts and numbers are in the members of these. */
export function* walkObjects(value: JsonValue | undefined): Generator<JsonObject> {
  if (typeof value !== 'object' || value === null) return;
  if (isJsonObject(value)) yield value;
  for (const member of Object.values(value)) yield* walkObjects(member);
}

/** Every text inside a value, with the name of the member that holds it. */
export function* walkTexts(
  value: JsonValue | undefined,
  name = '',
): Generator<{ readonly name: string; readonly text: string }> {
  if (typeof value === 'string') yield { name, text: value };
  else if (isJsonArray(value)) for (const item of value) yield* walkTexts(item, name);
  else if (isJsonObject(value)) {
    for (const [key, member] of Object.entries(value)) yield* walkTexts(member, key);
  }
}
