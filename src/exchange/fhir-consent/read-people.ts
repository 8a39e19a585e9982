import { type Result, ok, refuse } from '../../platform/index.ts';
import type { ProblemDetail } from '../../vocabulary/index.ts';
import type { NamedDecider } from '../choosing/find-decider.ts';
import { choiceDataSubjectSchema, type ConsentRequest } from '../receive/consent-request.ts';
import {
  extensions,
  findSystem,
  isCapacity,
  organisationSystems,
  personSystems,
  rolesOfRelation,
  terms,
} from './consent-terms.ts';
import { codeOfExtension } from './read-extensions.ts';
import { type ConsentResource, type Reference, isRecord } from './resource-schema.ts';

type Contained = NonNullable<ConsentResource['contained']>[number];
type Numbers = ConsentRequest['dataSubject']['identifiers'];

/** Whom a Consent is about and who chose: without them there is nothing that could be kept, not even as a draft. */
export interface ReadPeople {
  readonly dataSubject: ConsentRequest['dataSubject'];
  readonly decidedBy: NamedDecider;
}

/** Reads `patient` and `performer`, or says which of them names nobody. */
export function readPeople(resource: ConsentResource): Result<ReadPeople, ProblemDetail[]> {
  const subject = readSubject(resource);
  if (!subject.ok) return subject;
  const decider = readDecider(resource);
  return decider.ok ? ok({ dataSubject: subject.value, decidedBy: decider.value }) : decider;
}

function readSubject(resource: ConsentResource): Result<ConsentRequest['dataSubject'], ProblemDetail[]> {
  const { patient } = resource;
  if (patient === undefined) {
    return refuseAt('Consent.patient', 'ppc-2', 'A privacy consent must say whom it is about.');
  }
  const person = findContained(resource, patient, 'Patient');
  if (person === undefined) {
    const { identifier } = patient;
    if (identifier?.value !== undefined && identifier.system === undefined) {
      return refuseAt('Consent.patient.identifier.system', 'identifier-system', 'Say what number this is.');
    }
    return refuseAt(
      'Consent.patient',
      'person-is-certain',
      'A number alone, or a reference to another server, makes nobody certain. Contain the Patient with identifier, name and birthDate.',
    );
  }
  const named = textsOf(person, 'name')[0];
  const given = listOfTexts(named?.['given']);
  const postcode = textsOf(person, 'address')[0]?.['postalCode'];
  const read = choiceDataSubjectSchema.safeParse({
    identifiers: numbersOf(person),
    demographics: {
      name: { family: named?.['family'], ...(given.length === 0 ? {} : { given }) },
      birthDate: person['birthDate'],
      ...(typeof postcode === 'string' ? { contact: { addresses: [{ lines: ['–'], postcode }] } } : {}),
    },
  });
  return read.success
    ? ok(read.data)
    : refuseAt(
        'Consent.patient',
        'person-is-certain',
        'The contained Patient needs an identifier of a register that is known here, a family name and a birthDate.',
      );
}

/** Who chose. A record is one person's choice, so several performers are several records. */
function readDecider(resource: ConsentResource): Result<NamedDecider, ProblemDetail[]> {
  const [performer, ...others] = resource.performer ?? [];
  if (performer === undefined) {
    return refuseAt('Consent.performer', 'missing', 'A choice is always somebody’s: say who chose.');
  }
  if (others.length > 0) {
    return refuseAt('Consent.performer', 'one-decider', 'Each person’s choice is a record of its own.');
  }
  if (isSame(performer, resource.patient)) return ok({ relation: 'SELF' });
  const organisation = readOrganisation(performer);
  if (organisation !== undefined) return ok(organisation);
  if (performer.identifier !== undefined) return readNumber(performer.identifier);
  const related = findContained(resource, performer, 'RelatedPerson');
  const decider = related === undefined ? undefined : readRelated(related);
  return decider === undefined
    ? refuseAt(
        'Consent.performer',
        'decider-is-named',
        'Name who chose by a number, or contain the RelatedPerson with the relationship and the name.',
      )
    : ok(decider);
}

function readNumber(identifier: NonNullable<Reference['identifier']>): Result<NamedDecider, ProblemDetail[]> {
  const system = findSystem(personSystems, identifier.system);
  if (system === undefined) {
    return refuseAt(
      'Consent.performer.identifier.system',
      'identifier-system',
      'This register is not known here.',
    );
  }
  const { value } = identifier;
  return value === undefined || value.length > 20
    ? refuseAt(
        'Consent.performer.identifier.value',
        'identifier-value',
        'This is no number of that register.',
      )
    : ok({ identifiers: [{ system, value }] });
}

function readOrganisation(performer: Reference): NamedDecider | undefined {
  const capacity = codeOfExtension(performer.extension, extensions.capacity);
  const isOrganisation = findSystem(organisationSystems, performer.identifier?.system) !== undefined;
  return isOrganisation && (capacity === 'LA_CARE_ORDER' || capacity === 'BEST_INTERESTS')
    ? { organisation: capacity }
    : undefined;
}

function readRelated(person: Contained): NamedDecider | undefined {
  const codings = textsOf(person, 'relationship').flatMap((concept) => textsOf(concept, 'coding'));
  const capacities = codings.flatMap(({ system, code }) => {
    if (typeof code !== 'string') return [];
    if (system === terms.capacity && isCapacity(code)) return [code];
    return system === terms.roleCode && Object.hasOwn(rolesOfRelation, code)
      ? [rolesOfRelation[code] ?? 'PR_HOLDER']
      : [];
  });
  const [capacity, ...others] = [...new Set(capacities)];
  const pseudonym = textsOf(person, 'identifier').find(({ system }) => system === terms.decider)?.['value'];
  if (typeof pseudonym === 'string' && capacity !== undefined && others.length === 0) {
    return { pseudonym, capacityBasis: capacity };
  }
  const [first, ...more] = numbersOf(person);
  if (first !== undefined) return { identifiers: [first, ...more].slice(0, 5) };
  if (others.length > 0) return undefined;
  if (capacity !== 'PR_HOLDER' && capacity !== 'DEPUTY' && capacity !== 'LPA') return undefined;
  const named = textsOf(person, 'name')[0];
  const [givenName] = listOfTexts(named?.['given']);
  const familyName = named?.['family'];
  return {
    relation: capacity,
    ...(typeof familyName === 'string' ? { familyName } : {}),
    ...(givenName === undefined ? {} : { givenName }),
  };
}

function isSame(performer: Reference, patient: Reference | undefined): boolean {
  if (performer.reference !== undefined) return performer.reference === patient?.reference;
  const [one, other] = [performer.identifier, patient?.identifier];
  return (
    one?.system !== undefined &&
    one.value !== undefined &&
    one.system === other?.system &&
    one.value === other.value
  );
}

function findContained(
  { contained }: ConsentResource,
  { reference }: Reference,
  type: 'Patient' | 'RelatedPerson',
): Contained | undefined {
  const found = (contained ?? []).filter(({ id }) => id !== undefined && reference === `#${id}`);
  return found.length === 1 && found[0]?.resourceType === type ? found[0] : undefined;
}

function numbersOf(person: Contained): Numbers {
  return textsOf(person, 'identifier').flatMap(({ system, value }) => {
    const register = typeof system === 'string' ? findSystem(personSystems, system) : undefined;
    return register === undefined || typeof value !== 'string' ? [] : [{ system: register, value }];
  });
}

/** The objects of a list that a contained resource holds; whatever is none is left out. */
function textsOf(
  holder: Readonly<Record<string, unknown>>,
  member: string,
): readonly Record<string, unknown>[] {
  const list: unknown = holder[member];
  return Array.isArray(list) ? list.filter(isRecord) : [];
}

function listOfTexts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : [];
}

function refuseAt(pointer: string, rule: string, message: string): Result<never, ProblemDetail[]> {
  return refuse([{ pointer, rule, message }]);
}
