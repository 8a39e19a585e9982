import type { JsonObject } from '../../platform/index.ts';
import type { MessageBody } from '../message.ts';
import { objectsOf, textOf, walkObjects } from '../json-access.ts';
import { type ResourcePart, containedName, identifierName, namesOf } from './resource-parts.ts';
import { listReferences, referencedType } from './resource-references.ts';

/** Types that stand for a person whom information is about. A group stands for several, none of whom is known. */
const personTypes: ReadonlySet<string> = new Set(['Patient', 'RelatedPerson', 'Person', 'Group']);

/** By which texts resources refer to each other and to the people of the message. */
export interface KnownPeople {
  /** `subject`, or the reference of a related person. */
  readonly persons: ReadonlyMap<string, string>;
  /** Types of the resources of this message. */
  readonly types: ReadonlyMap<string, string>;
}

/**
 * Finds who is who. A resource stands for somebody of the message only if the author says so (`reference`) or if it
 * carries one of their identifiers: a name is never enough.
 */
export function findPeople(message: MessageBody, parts: readonly ResourcePart[]): KnownPeople {
  const people = new Map<string, string>();
  const declared = [
    ...(message.subject === undefined ? [] : [{ person: 'subject', from: message.subject }]),
    ...(message.relatedPersons ?? []).map((from) => ({ person: from.ref, from })),
  ];
  for (const { person, from } of declared) {
    if (from.reference !== undefined) people.set(from.reference, person);
    for (const { system, value } of from.identifiers ?? []) {
      const name = identifierName({ system, value });
      if (name !== undefined) people.set(name, person);
    }
  }
  for (const { type, names } of parts) {
    if (!personTypes.has(type)) continue;
    const person = findByNames(people, names);
    if (person !== undefined) for (const name of names) people.set(name, person);
  }
  return {
    persons: people,
    types: new Map(parts.flatMap(({ names, type }) => names.map((name) => [name, type]))),
  };
}

/**
 * Whom a part is about: everybody it refers to, itself where it stands for a person, and whom what it stands in is about; the data
 * subject where that is nobody. Undefined when it speaks of a person who is not known here, perhaps another child: it is then not
 * labelled.
 */
export function findAbout(
  part: ResourcePart,
  parts: ReadonlyMap<string, ResourcePart>,
  people: KnownPeople,
): readonly string[] | undefined {
  const around: readonly ResourcePart[] = withCarriers(part, parts);
  const about: string[] = [];
  for (const each of around) {
    const found = listPeople(each, people);
    if (found === undefined) return undefined;
    about.push(...found);
  }
  return about.length === 0 ? ['subject'] : [...new Set(about)];
}

function withCarriers(part: ResourcePart, parts: ReadonlyMap<string, ResourcePart>): readonly ResourcePart[] {
  const carrier = parts.get(part.carrier ?? '');
  return carrier === undefined ? [part] : [part, ...withCarriers(carrier, parts)];
}

function listPeople(part: ResourcePart, people: KnownPeople): readonly string[] | undefined {
  const about: string[] = [];
  for (const resource of walkObjects(part.value)) {
    if (!personTypes.has(textOf(resource, 'resourceType') ?? '')) continue;
    const person = findByNames(people.persons, resource === part.value ? part.names : namesOf(resource));
    if (person === undefined) return undefined;
    about.push(person);
  }
  for (const reference of listReferences(part.value)) {
    const found = resolvePerson(reference, part, people);
    if (found === undefined) return undefined;
    about.push(...found);
  }
  return about;
}

/** The person that a reference means: none for other things, undefined for a person (or a thing) that is not known. */
function resolvePerson(
  reference: JsonObject,
  part: ResourcePart,
  people: KnownPeople,
): readonly string[] | undefined {
  const text = textOf(reference, 'reference');
  // The resource itself, or one that nobody took out of it: these are looked at by themselves.
  if (text === '#' || (text?.startsWith('#') === true && holdsResource(part.value, text.slice(1)))) return [];
  const identifiers = objectsOf(reference, 'identifier').flatMap(
    (identifier) => identifierName(identifier) ?? [],
  );
  const names = [
    ...(text === undefined ? [] : namesInReference(text)),
    ...(text?.startsWith('#') === true ? [containedName(part.root, text.slice(1))] : []),
    ...identifiers,
  ];
  const person = findByNames(people.persons, names);
  if (person !== undefined) return [person];
  const types = [referencedType(reference), ...names.map((name) => people.types.get(name))];
  const known = types.filter((type) => type !== undefined);
  // A reference of which nobody can say what it refers to may mean another child.
  return known.length === 0 || known.some((type) => personTypes.has(type)) ? undefined : [];
}

function holdsResource(value: JsonObject, id: string): boolean {
  return [...walkObjects(value)].some(
    (object) => textOf(object, 'id') === id && textOf(object, 'resourceType') !== undefined,
  );
}

/** A reference as it stands, and its `Type/id` where it is an address or names a version. */
function namesInReference(text: string): readonly string[] {
  const relative =
    /(?:^|\/)([A-Z][A-Za-z]{1,63}\/[A-Za-z0-9.-]{1,64})(?:\/_history\/[A-Za-z0-9.-]{1,64})?$/.exec(text)?.[1];
  return relative === undefined ? [text] : [text, relative];
}

function findByNames(people: ReadonlyMap<string, string>, names: readonly string[]): string | undefined {
  const found = new Set(names.flatMap((name) => people.get(name) ?? []));
  // Names of two different people on one resource: nobody can say whom it is about.
  return found.size === 1 ? [...found][0] : undefined;
}
