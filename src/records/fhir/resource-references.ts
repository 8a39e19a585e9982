import type { JsonObject, JsonValue } from '../../platform/index.ts';
import { textOf, walkObjects, walkTexts } from '../json-access.ts';
import { containedName, identifierName } from './resource-parts.ts';

/** `Type/id` wherever it stands in a text: relative, at the end of an address, before a version, in a narrative's link. */
const relativeReference = /[A-Z][A-Za-z]{1,63}\/[A-Za-z0-9.-]{1,64}/g;

/** `urn:uuid:…` and `urn:oid:…`. */
const urnReference = /urn:(?:uuid|oid):[A-Za-z0-9.-]{1,64}/g;

/**
 * Every text by which a value may refer to another resource: whole texts (full addresses), `Type/id` and urns inside
 * texts, and identifiers. More than FHIR calls a reference, because a link in a narrative, the address of an attachment
 * and a canonical address tell that the other resource exists just as well.
 */
export function namesMentioned(value: JsonValue): ReadonlySet<string> {
  const names = new Set<string>();
  for (const text of listReadings(value)) {
    names.add(text);
    // A canonical address may name a version behind a bar (hl7.org/fhir/R4/references.html#canonical).
    if (text.includes('|')) names.add(text.slice(0, text.indexOf('|')));
    for (const found of text.matchAll(relativeReference)) names.add(withoutTrailingDot(found[0]));
    for (const found of text.matchAll(urnReference)) names.add(withoutTrailingDot(found[0]));
  }
  for (const object of walkObjects(value)) {
    const name = identifierName(object);
    if (name !== undefined) names.add(name);
  }
  return names;
}

/** `#id` wherever it stands: the whole of a reference, a link in a narrative. */
const localReference = /#([A-Za-z0-9.-]{1,64})/g;

/** The same of a value that stands in a resource, with the contained resources of that one which it refers to. */
export function mentionsIn(value: JsonValue, root: string): ReadonlySet<string> {
  const names = new Set(namesMentioned(value));
  for (const text of listReadings(value)) {
    for (const [, id = ''] of text.matchAll(localReference))
      names.add(containedName(root, withoutTrailingDot(id)));
  }
  return names;
}

/** Every text in a value, as it stands and as whoever follows a link in it reads it: without percent signs and entities. */
function* listReadings(value: JsonValue): Generator<string> {
  for (const { text } of walkTexts(value)) {
    yield text;
    const unwritten = text.includes('&') ? text.replaceAll(entity, readEntity) : text;
    const decoded = unwritten.includes('%') ? unwritten.replaceAll(percent, readPercent) : unwritten;
    if (decoded !== text) yield decoded;
  }
}

/** Letters of ASCII, of which references are made, as XML and addresses may write them. */
const entity = /&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|amp);/g;
const percent = /%([2-7][0-9a-fA-F])/g;

function readEntity(_found: string, decimal?: string, hexadecimal?: string): string {
  if (decimal === undefined && hexadecimal === undefined) return '&';
  const code = decimal === undefined ? parseInt(hexadecimal ?? '', 16) : Number(decimal);
  return code <= 0x10ffff ? String.fromCodePoint(code) : '';
}

function readPercent(_found: string, code: string): string {
  return String.fromCharCode(parseInt(code, 16));
}

/** A full stop after a reference in a sentence is none of it. */
function withoutTrailingDot(name: string): string {
  return name.endsWith('.') ? name.slice(0, -1) : name;
}

/** The FHIR references inside a resource: objects with a `reference`, or with an `identifier` and a `type`. */
export function listReferences(resource: JsonObject): readonly JsonObject[] {
  return [...walkObjects(resource)].filter(
    (object) => textOf(object, 'reference') !== undefined || isLogicalReference(object),
  );
}

function isLogicalReference(object: JsonObject): boolean {
  return (
    textOf(object, 'resourceType') === undefined &&
    textOf(object, 'type') !== undefined &&
    Object.hasOwn(object, 'identifier')
  );
}

/** The type of resource that a reference names, as far as it says: its `type`, or the last `Type/id` in its text. */
export function referencedType(reference: JsonObject): string | undefined {
  const named = textOf(reference, 'type');
  if (named !== undefined) return named;
  const last = [
    ...(textOf(reference, 'reference') ?? '').matchAll(/(?:^|\/)([A-Z][A-Za-z]{1,63})\/[A-Za-z0-9.-]{1,64}/g),
  ].at(-1);
  return last?.[1];
}
