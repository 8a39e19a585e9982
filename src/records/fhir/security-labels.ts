import type { JsonObject } from '../../platform/index.ts';
import {
  type CategoryCode,
  type ConfidentialityLevel,
  type HandlingFlag,
  categoryCodes,
  getCategory,
  handlingFlags,
  higherLevel,
  isCategoryCode,
} from '../../vocabulary/index.ts';
import { fhirSystems } from './fhir-systems.ts';
import { objectsOf, textOf, walkObjects } from '../json-access.ts';
import { isInlineLabel } from './split-resource.ts';

/** What the security labels of a resource say. */
export interface SecurityLabels {
  /** Categories in our own code system: the author has said what kind of information this is. */
  readonly own: readonly CategoryCode[];
  /** Categories that HL7 sensitivity codes stand for and that our own codes do not already cover. */
  readonly sensitivity: readonly CategoryCode[];
  readonly level: ConfidentialityLevel;
  readonly flags: readonly HandlingFlag[];
  readonly marks: readonly string[];
  /** A label that is not known here. It may mean anything, so the resource is treated as most secret and held (X8). */
  readonly unknown: boolean;
}

const marks = ['LINKED_TO_NEED', 'MANDATORY', 'SAFETY_CRITICAL'] as const;

/** The levels that an inbound confidentiality code raises to. `M` lies below `N`, and we do not emit it. */
const confidentialityLevels: Readonly<Record<string, ConfidentialityLevel>> = {
  U: 'U',
  L: 'L',
  M: 'N',
  N: 'N',
  R: 'R',
  V: 'V',
};

/** Obligations and refrains: they ask how to handle, and say nothing of the kind of information. */
const handlingCodes: ReadonlySet<string> = new Set([
  ...['CPLYCD', 'MINEC', 'AUDIT', 'AOD', 'NORDSCLCD', 'NOAUTH', 'NOORGPOL', 'NOPAT', 'ADOL'],
  'PROCESSINLINELABEL',
]);

/** Refrains that are one of our flags (docs/domain/03 §3.1). */
const flagCodes: Readonly<Record<string, HandlingFlag>> = {
  NOPAT: 'CHILD_CONFIDENCE',
  ADOL: 'CHILD_CONFIDENCE',
};

/** Reads `meta.security`. */
export function readSecurityLabels(resource: JsonObject): SecurityLabels {
  const codings = objectsOf(resource, 'meta').flatMap((meta) => objectsOf(meta, 'security'));
  return readCodings(codings, isMisshapen(resource, codings.length));
}

/** Reads every DS4P inline label inside a value: on its elements, or on the twins of its primitives. */
export function readInlineLabels(value: JsonObject): SecurityLabels {
  const labels = [...walkObjects(value)].filter(isInlineLabel);
  const codings = labels.flatMap((label) => objectsOf(label, 'valueCoding'));
  return readCodings(codings, codings.length !== labels.length);
}

function readCodings(codings: readonly JsonObject[], misshapen: boolean): SecurityLabels {
  const own = codings.flatMap((coding) => ownCategory(coding) ?? []);
  const found = codings.map((coding) => readCoding(coding, own));
  return {
    own,
    sensitivity: found.flatMap((label) => label?.categories ?? []),
    level: found.reduce<ConfidentialityLevel>((level, label) => higherLevel(level, label?.level ?? 'U'), 'U'),
    flags: found.flatMap((label) => label?.flags ?? []),
    marks: found.flatMap((label) => label?.marks ?? []),
    unknown: found.includes(undefined) || misshapen,
  };
}

/** The kinds of information that a coding stands for as an HL7 sensitivity, wherever it stands. */
export function findSensitivity(coding: JsonObject): readonly CategoryCode[] {
  const code = textOf(coding, 'code');
  if (code === undefined || textOf(coding, 'system') !== fhirSystems.actCode) return [];
  return categoryCodes.filter((category) => getCategory(category).hl7.includes(code));
}

interface ReadLabel {
  readonly categories?: readonly CategoryCode[];
  readonly level?: ConfidentialityLevel;
  readonly flags?: readonly HandlingFlag[];
  readonly marks?: readonly string[];
}

function ownCategory(coding: JsonObject): CategoryCode | undefined {
  const code = textOf(coding, 'code');
  return textOf(coding, 'system') === fhirSystems.infoCategory && code !== undefined && isCategoryCode(code)
    ? code
    : undefined;
}

/** One label, or undefined when it is not known. */
function readCoding(coding: JsonObject, own: readonly CategoryCode[]): ReadLabel | undefined {
  const code = textOf(coding, 'code');
  if (code === undefined) return undefined;
  const system: string = textOf(coding, 'system') ?? '';
  switch (system) {
    case fhirSystems.infoCategory:
      return isCategoryCode(code) ? {} : undefined;
    case fhirSystems.confidentiality:
      return Object.hasOwn(confidentialityLevels, code)
        ? { level: confidentialityLevels[code] ?? 'V' }
        : undefined;
    case fhirSystems.actCode:
      return readActCode(code, own);
    case fhirSystems.observationValue:
      return ['REDACTED', 'MASKED', 'SUBSETTED'].includes(code) ? {} : undefined;
    case fhirSystems.handlingFlag:
      return readFlag(code);
    case fhirSystems.segmentMark:
      return marks.some((mark) => mark === code) ? { marks: [code] } : undefined;
    default:
      return undefined;
  }
}

function readActCode(code: string, own: readonly CategoryCode[]): ReadLabel | undefined {
  const candidates = categoryCodes.filter((category) => getCategory(category).hl7.includes(code));
  if (candidates.length > 0) {
    return { categories: candidates.some((category) => own.includes(category)) ? [] : candidates };
  }
  if (!handlingCodes.has(code)) return undefined;
  const flag = Object.hasOwn(flagCodes, code) ? flagCodes[code] : undefined;
  return { flags: flag === undefined ? [] : [flag] };
}

/** An embargo needs a date, which a label cannot carry: it is not known here, and the resource waits. */
function readFlag(code: string): ReadLabel | undefined {
  const flag = handlingFlags.find((known) => known === code);
  return flag === undefined || flag === 'EMBARGO_UNTIL' ? undefined : { flags: [flag] };
}

/** Labels that are there and cannot be read as codings, or an extension of them, are unknown labels too. */
function isMisshapen(resource: JsonObject, read: number): boolean {
  if (!Object.hasOwn(resource, 'meta')) return false;
  const metas = objectsOf(resource, 'meta');
  if (metas.length !== 1 || Array.isArray(resource['meta'])) return true;
  return metas.some((meta) => {
    if (Object.hasOwn(meta, '_security')) return true;
    if (!Object.hasOwn(meta, 'security')) return false;
    const security = meta['security'];
    return !Array.isArray(security) || security.length !== read;
  });
}
