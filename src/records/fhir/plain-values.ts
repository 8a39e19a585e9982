import { type JsonObject, type JsonValue, isJsonArray, isJsonObject } from '../../platform/index.ts';
import { memberOf, textOf } from '../json-access.ts';
import type { CodeTable } from './code-table.ts';
import { codeSystems, fhirSystems } from './fhir-systems.ts';
import { elementsOf } from './r4-structure.ts';

/** Forms of R4 in which nothing can be written (hl7.org/fhir/R4/datatypes.html). */
const forms: Readonly<Record<string, RegExp>> = {
  date: /^\d{4}(?:-\d\d(?:-\d\d)?)?$/,
  dateTime: /^\d{4}(?:-\d\d(?:-\d\d(?:T\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d))?)?)?$/,
  instant: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/,
  time: /^\d\d:\d\d:\d\d(?:\.\d{1,9})?$/,
};

/** What R4 itself has for the elements of type `code` in the resources that may go unlabelled (required bindings). */
const codesOfR4: ReadonlySet<string> = new Set([
  ...[
    'registered',
    'preliminary',
    'final',
    'amended',
    'corrected',
    'cancelled',
    'entered-in-error',
    'unknown',
  ],
  ...['active', 'inactive', 'on-hold', 'completed', 'stopped', 'draft', 'not-done', 'intended', 'not-taken'],
  ...[
    'proposal',
    'plan',
    'order',
    'original-order',
    'reflex-order',
    'filler-order',
    'instance-order',
    'option',
  ],
  ...['allergy', 'intolerance', 'food', 'medication', 'environment', 'biologic', 'low', 'high'],
  ...['unable-to-assess', 'male', 'female', 'other', 'usual', 'official', 'temp', 'nickname', 'anonymous'],
  ...['old', 'maiden', 'secondary', 'phone', 'fax', 'email', 'pager', 'url', 'sms', 'home', 'work', 'mobile'],
  ...['billing', 'postal', 'physical', 'both', 'replaced-by', 'replaces', 'refer', 'seealso', 'suspended'],
  ...['instance', 'kind', '<', '<=', '>=', '>'],
]);

const terminology = 'http://terminology.hl7.org/CodeSystem/';

/** Codes that say how something is meant or how far it has come, and nothing of the person (HL7 terminology; SNOMED CT for severity). */
const plainCodes: Readonly<Record<string, ReadonlySet<string>>> = {
  [`${terminology}condition-clinical`]: new Set([
    ...['active', 'recurrence', 'relapse', 'inactive', 'remission', 'resolved'],
  ]),
  [`${terminology}condition-ver-status`]: new Set([
    ...['unconfirmed', 'provisional', 'differential', 'confirmed', 'refuted', 'entered-in-error'],
  ]),
  [`${terminology}condition-category`]: new Set(['problem-list-item', 'encounter-diagnosis']),
  [`${terminology}allergyintolerance-clinical`]: new Set(['active', 'inactive', 'resolved']),
  [`${terminology}allergyintolerance-verification`]: new Set([
    ...['unconfirmed', 'confirmed', 'refuted', 'entered-in-error'],
  ]),
  [`${terminology}observation-category`]: new Set([
    ...['vital-signs', 'imaging', 'laboratory', 'procedure', 'survey', 'exam', 'therapy', 'activity'],
  ]),
  [`${terminology}v3-ObservationInterpretation`]: new Set([
    ...[
      'A',
      'AA',
      'H',
      'HH',
      'L',
      'LL',
      'N',
      'HU',
      'LU',
      'B',
      'W',
      'U',
      'D',
      'S',
      'R',
      'I',
      'POS',
      'NEG',
      'IND',
    ],
  ]),
  [`${terminology}v3-ActReason`]: new Set(['HTEST']),
  [fhirSystems.observationValue]: new Set(['REDACTED', 'MASKED', 'SUBSETTED']),
  [codeSystems.snomed]: new Set(['24484000', '6736007', '255604002']), // Severe, moderate, mild
};

/** Units of what is measured of children (ucum.org), as they are written too. */
const units: ReadonlySet<string> = new Set([
  ...[
    '1',
    '%',
    'cm',
    'm',
    'mm',
    'in',
    '[in_i]',
    'kg',
    'g',
    'mg',
    'ug',
    'lb',
    'lbs',
    '[lb_av]',
    'kg/m2',
    'kg/m^2',
  ],
  ...[
    'mm[Hg]',
    'mmHg',
    'mmol/L',
    'mmol/l',
    'umol/L',
    'mg/dL',
    'mg/dl',
    'g/L',
    'g/l',
    'g/dL',
    'g/dl',
    'mL',
    'ml',
    'L',
  ],
  ...[
    '/min',
    'beats/minute',
    'breaths/minute',
    'bpm',
    'Cel',
    'C',
    'degC',
    '[degF]',
    '{score}',
    'score',
    'U/L',
    'u/l',
  ],
  ...[
    'a',
    'yr',
    'yrs',
    'years',
    'year',
    'mo',
    'months',
    'wk',
    'weeks',
    'd',
    'days',
    'h',
    'hours',
    'min',
    's',
  ],
  ...['10*9/L', '10*12/L', 'fL', 'pg', 'ng/mL', 'nmol/L', 'pmol/L', 'mU/L', 'kat/L', 'L/min'],
]);

/** Code systems whose codes are numbers; one that is not named is as good as they. */
const numbered: ReadonlySet<string> = new Set([
  ...['', codeSystems.snomed, codeSystems.dmd, 'http://hl7.org/fhir/sid/cvx'],
]);

/** A release of a code system. */
const version = /^(?:https?:\/\/snomed\.info\/sct\/\d{6,18}(?:\/version\/\d{8})?|\d[\d.-]{0,15})$/;

/** What may be said in a resource that no author labelled. */
export interface PlainRule {
  readonly codes: CodeTable;
  /** The categories of its type cover names and addresses, and how people and places are coded. */
  readonly mayHoldText: boolean;
  /** Members whose codes follow from the type alone, whatever they are (the vaccine of an immunisation). */
  readonly ownConcepts: readonly string[];
}

/**
 * Whether dates, codes and units below a member are what R4, HL7 and the code table have, so that no word can stand in their place. Of a
 * code that is not known nobody can say what it tells: part of a body, a clinic.
 * @param type the type of the value in R4
 */
export function saysOnlyKnownValues(
  value: JsonValue | undefined,
  type: string,
  name: string,
  rule: PlainRule,
): boolean {
  if (value === undefined || value === null) return true;
  if (isJsonArray(value)) return value.every((item) => saysOnlyKnownValues(item, type, name, rule));
  if (typeof value === 'string') return isKnownText(value, type);
  if (!isJsonObject(value)) return true;
  if (memberOf(value, 'id') !== undefined && memberOf(value, 'resourceType') === undefined) return false;
  if (type === 'Coding') return isKnownCoding(value, rule, rule.ownConcepts.includes(name));
  if (isQuantity(type)) return isKnownQuantity(value);
  const elements = elementsOf(type);
  // Codings stand in a concept: which one it is says what they mean.
  const within = type === 'CodeableConcept' ? name : undefined;
  return Object.entries(value).every(([key, member]) =>
    saysOnlyKnownValues(member, elements?.get(key)?.type ?? '', within ?? key, rule),
  );
}

function isKnownText(text: string, type: string): boolean {
  if (type === 'code') return codesOfR4.has(text);
  return !Object.hasOwn(forms, type) || forms[type]?.test(text) === true;
}

function isKnownCoding(coding: JsonObject, { codes, mayHoldText }: PlainRule, isOwn: boolean): boolean {
  if (mayHoldText) return true;
  const code = textOf(coding, 'code') ?? '';
  const system = textOf(coding, 'system') ?? '';
  const release = memberOf(coding, 'version');
  if (release !== undefined && (typeof release !== 'string' || !version.test(release))) return false;
  if (codes.find(coding) !== undefined) return true;
  if (Object.hasOwn(plainCodes, system) && plainCodes[system]?.has(code) === true) return true;
  // A number says nothing that its code system does not say.
  return isOwn && numbered.has(system) && /^\d{1,18}$/.test(code);
}

function isQuantity(type: string): boolean {
  return elementsOf(type)?.has('comparator') === true;
}

function isKnownQuantity(quantity: JsonObject): boolean {
  const system = memberOf(quantity, 'system');
  const comparator = memberOf(quantity, 'comparator');
  return (
    (system === undefined || system === 'http://unitsofmeasure.org') &&
    (comparator === undefined || (typeof comparator === 'string' && codesOfR4.has(comparator))) &&
    [memberOf(quantity, 'unit'), memberOf(quantity, 'code')].every(
      (unit) => unit === undefined || (typeof unit === 'string' && units.has(unit)),
    )
  );
}
