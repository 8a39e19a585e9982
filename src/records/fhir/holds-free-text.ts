import { type JsonObject, type JsonValue, isJsonArray, isJsonObject } from '../../platform/index.ts';
import { memberOf } from '../json-access.ts';

/** Members in which somebody may have written anything, in whatever type they stand. */
const freeTextMembers: ReadonlySet<string> = new Set([
  ...['text', 'div', 'display', 'extension', 'modifierExtension', 'note', 'comment', 'description', 'title'],
  ...['data', 'valueString', 'valueAttachment', 'url'],
]);

/** Parts of names and addresses: the categories of the types that may hold them cover them. */
const nameMembers: ReadonlySet<string> = new Set([
  ...['family', 'given', 'prefix', 'suffix', 'name', 'alias'],
  ...['line', 'city', 'district', 'state', 'postalCode', 'country'],
]);

const namePart = /^[^\p{Cc}\p{Cs}]{1,120}$/u;
/** Codes, dates, references, addresses of the web: whoever writes freely needs a space. */
const token = /^\S{1,200}$/;
/** Telephone numbers and numbers of people, as they are grouped. */
const grouped = /^[+\d ()./-]{1,40}$/;
const resourceId = /^[A-Za-z0-9.-]{1,64}$/;
const languageTag = /^[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,4}$/;
/** What `meta` may say that is no text; its security labels are read, and never leave. */
const metaMembers: ReadonlySet<string> = new Set(['versionId', 'lastUpdated', 'profile', 'security', 'tag']);

/**
 * Whether a value below a member could hold text that nobody labelled.
 * @param mayHoldText the categories of its resource's type cover names and addresses
 */
export function holdsFreeText(value: JsonValue | undefined, name: string, mayHoldText: boolean): boolean {
  if (value === undefined) return false;
  if (freeTextMembers.has(name) || name.startsWith('_')) return true;
  if (typeof value === 'string') {
    if (mayHoldText && nameMembers.has(name)) return !namePart.test(value);
    return !token.test(value) && !(name === 'value' && grouped.test(value));
  }
  if (isJsonArray(value)) return value.some((item) => holdsFreeText(item, name, mayHoldText));
  if (!isJsonObject(value)) return false;
  return Object.entries(value).some(([key, member]) => holdsFreeText(member, key, mayHoldText));
}

/**
 * Whether the members that every resource may have are of their form, so that nothing can be written in them. A narrative never
 * is, whatever its status promises: nobody can check it.
 */
export function hasPlainFrame(resource: JsonObject): boolean {
  if (Object.hasOwn(resource, 'text')) return false;
  const id = memberOf(resource, 'id');
  const language = memberOf(resource, 'language');
  return (
    (id === undefined || (typeof id === 'string' && resourceId.test(id))) &&
    (language === undefined || (typeof language === 'string' && languageTag.test(language))) &&
    isPlainMeta(memberOf(resource, 'meta'))
  );
}

function isPlainMeta(meta: JsonValue | undefined): boolean {
  if (meta === undefined) return true;
  if (!isJsonObject(meta)) return false;
  return Object.entries(meta).every(
    ([name, value]) => metaMembers.has(name) && (name === 'security' || !holdsFreeText(value, name, false)),
  );
}
