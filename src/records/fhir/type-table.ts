import type { JsonObject } from '../../platform/index.ts';
import type { CategoryCode } from '../../vocabulary/index.ts';
import type { CodeTable } from './code-table.ts';
import { objectsOf } from '../json-access.ts';

/** What a type of resource is by itself, without a label of its author. */
export interface TypeRule {
  /** Members that hold nothing but what the categories say. Any other member makes the resource unlabelled. */
  readonly plainMembers: readonly string[];
  /** Texts may stand in these resources (names, addresses), because their categories cover them. */
  readonly mayHoldText: boolean;
  /** Members whose codes the categories cover, whatever they are. */
  readonly ownConcepts: readonly string[];
  /** Categories that the resource has whatever else is in it, also beside its author's label. */
  findFloor(resource: JsonObject): readonly CategoryCode[];
  /** Whether its kind follows from it: for coded resources, every code of its main concept must be mapped. */
  isKnown(resource: JsonObject, codes: CodeTable): boolean;
}

const personMembers = [
  'identifier',
  'active',
  'name',
  'telecom',
  'gender',
  'birthDate',
  'address',
  'communication',
];

function person(main: CategoryCode, more: readonly string[], family: readonly string[]): TypeRule {
  return {
    plainMembers: [...personMembers, ...more],
    mayHoldText: true,
    ownConcepts: [],
    findFloor: (resource) => [
      main,
      ...whenAny(
        resource,
        ['address', 'telecom', 'contact', 'generalPractitioner', 'managingOrganization'],
        'CON',
      ),
      ...whenAny(resource, family, 'HHD'),
      ...whenAny(resource, ['communication'], 'CMN'),
    ],
    isKnown: () => true,
  };
}

/** Professionals and places. That they appear can tell where somebody is: location (docs/domain/07 AC5). */
function place(...members: readonly string[]): TypeRule {
  return {
    plainMembers: ['identifier', 'active', 'name', 'telecom', 'address', ...members],
    mayHoldText: true,
    ownConcepts: [],
    findFloor: () => ['CON'],
    isKnown: () => true,
  };
}

function byType(category: CategoryCode, concept: string, members: readonly string[]): TypeRule {
  return {
    plainMembers: [concept, ...members],
    mayHoldText: false,
    ownConcepts: [concept],
    findFloor: () => [category],
    isKnown: (resource) =>
      objectsOf(resource, concept).some((found) => objectsOf(found, 'coding').length > 0),
  };
}

function byCode(concept: string, members: readonly string[]): TypeRule {
  return {
    plainMembers: [concept, ...members],
    mayHoldText: false,
    ownConcepts: [],
    findFloor: () => [],
    isKnown: (resource, codes) =>
      [resource, ...objectsOf(resource, 'component')].every((holder) => isMapped(holder, concept, codes)),
  };
}

/** Every coding of the concept is mapped. One that is not may mean something narrower than the others. */
function isMapped(holder: JsonObject, concept: string, codes: CodeTable): boolean {
  const codings = objectsOf(holder, concept).flatMap((found) => objectsOf(found, 'coding'));
  return codings.length > 0 && codings.every((coding) => codes.find(coding) !== undefined);
}

function whenAny(
  resource: JsonObject,
  members: readonly string[],
  category: CategoryCode,
): readonly CategoryCode[] {
  return members.some((name) => Object.hasOwn(resource, name)) ? [category] : [];
}

const recorded = [
  'identifier',
  'clinicalStatus',
  'verificationStatus',
  'encounter',
  'recordedDate',
  'recorder',
  'asserter',
];
const medication = [
  'identifier',
  'status',
  'intent',
  'subject',
  'encounter',
  'authoredOn',
  'requester',
  'dateAsserted',
];

/** Types whose kind of information follows from the type or from mapped codes. All other types need their author's label. */
const typeRules: Readonly<Record<string, TypeRule>> = {
  Patient: person(
    'DEM',
    [
      ...[
        'deceasedBoolean',
        'deceasedDateTime',
        'maritalStatus',
        'multipleBirthBoolean',
        'multipleBirthInteger',
      ],
      ...['contact', 'generalPractitioner', 'managingOrganization', 'link'],
    ],
    ['maritalStatus', 'contact', 'link'],
  ),
  RelatedPerson: person('HHD', ['patient', 'relationship', 'period'], []),
  Practitioner: place('gender', 'qualification'),
  PractitionerRole: place(
    'period',
    'practitioner',
    'organization',
    'code',
    'specialty',
    'location',
    'healthcareService',
  ),
  Organization: place('type', 'alias', 'partOf', 'contact'),
  Location: place(
    'status',
    'alias',
    'mode',
    'type',
    'physicalType',
    'position',
    'managingOrganization',
    'partOf',
  ),
  HealthcareService: place('providedBy', 'category', 'type', 'specialty', 'location'),
  Immunization: byType('UHP', 'vaccineCode', [
    ...[
      'identifier',
      'status',
      'patient',
      'encounter',
      'occurrenceDateTime',
      'recorded',
      'primarySource',
      'location',
    ],
    ...['lotNumber', 'expirationDate', 'site', 'route', 'doseQuantity', 'performer'],
  ]),
  AllergyIntolerance: byType('PHY', 'code', [
    ...recorded,
    ...['type', 'category', 'criticality', 'patient', 'onsetDateTime', 'lastOccurrence'],
  ]),
  Observation: byCode('code', [
    ...[
      'identifier',
      'status',
      'category',
      'subject',
      'encounter',
      'effectiveDateTime',
      'effectivePeriod',
      'issued',
    ],
    ...[
      'performer',
      'valueQuantity',
      'valueInteger',
      'valueBoolean',
      'interpretation',
      'bodySite',
      'component',
    ],
  ]),
  Condition: byCode('code', [
    ...recorded,
    ...['category', 'severity', 'bodySite', 'subject', 'onsetDateTime', 'onsetAge', 'abatementDateTime'],
  ]),
  MedicationRequest: byCode('medicationCodeableConcept', medication),
  MedicationStatement: byCode('medicationCodeableConcept', [
    ...medication,
    'effectiveDateTime',
    'effectivePeriod',
  ]),
  /** Other people's illnesses, whatever its author says. */
  FamilyMemberHistory: {
    plainMembers: [],
    mayHoldText: false,
    ownConcepts: [],
    findFloor: () => ['PPH'],
    isKnown: () => false,
  },
};

/** What is known of a type of resource; most types are not known and need their author's label. */
export function findTypeRule(type: string): TypeRule | undefined {
  return Object.hasOwn(typeRules, type) ? typeRules[type] : undefined;
}
