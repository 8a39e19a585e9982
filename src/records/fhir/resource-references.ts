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
  for (const { text } of walkTexts(value)) {
    names.add(text);
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
  for (const { text } of walkTexts(value)) {
    for (const [, id = ''] of text.matchAll(localReference))
      names.add(containedName(root, withoutTrailingDot(id)));
  }
  return names;
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
