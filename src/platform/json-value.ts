/** Any value that JSON can express. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;

/** A JSON object: names with values, in no order that means anything. */
export interface JsonObject {
  readonly [name: string]: JsonValue;
}
