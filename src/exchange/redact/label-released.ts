import { type LabelledSegment, fhirSystems } from '../../records/index.ts';
import {
  type CategoryCode,
  type HandlingFlag,
  categoryCodes,
  getCategory,
  higherLevel,
} from '../../vocabulary/index.ts';
import type { Coding, SecurityLabelling } from './redacted-message.ts';

/** Flags that tell a reader how to handle what they hold. The others would tell what they do not hold. */
const readerFlags: readonly HandlingFlag[] = [
  'CHILD_CONFIDENCE',
  'THIRD_PARTY',
  'SHIELDED_LOCATION',
  'SERIOUS_HARM',
  'COURT_RESTRICTED',
  'DISPUTED',
  'REFERRER_IDENTITY',
];

/** Obligations and refrains that can be asked for a bundle as a whole. */
const bundleCodes: readonly string[] = ['MINEC', 'AUDIT', 'CPLYCD', 'NORDSCLCD'];

/** The flags of a released part that go with it. */
export function flagsForReader(flags: readonly HandlingFlag[]): readonly HandlingFlag[] {
  return flags.filter((flag) => readerFlags.includes(flag));
}

/**
 * Security labels of what is released, and of nothing else: a label raised by a withheld part would give it away. The
 * marker that something is missing is there only when something was left out that may be seen to be.
 */
export function labelReleased(
  released: readonly LabelledSegment[],
  reliesOnConsent: boolean,
  visiblyRedacted: boolean,
): SecurityLabelling {
  const confidentiality = released.map((part) => part.level).reduce(higherLevel, 'N');
  return {
    confidentiality,
    security: [
      { system: fhirSystems.confidentiality, code: confidentiality },
      ...handlingCodes(released, reliesOnConsent),
      ...(visiblyRedacted ? [{ system: fhirSystems.observationValue, code: 'REDACTED' }] : []),
    ],
    ...(visiblyRedacted ? { tag: [{ system: fhirSystems.observationValue, code: 'SUBSETTED' }] } : {}),
  };
}

/**
 * Labels of a bundle: its level, how to handle it, and that something is missing. Kinds of information and flags stand on
 * the resources that have them; on the bundle they would stand for all of its resources.
 */
export function labelReleasedBundle({ security }: SecurityLabelling): readonly Coding[] {
  return security.filter(({ system, code }) => system !== fhirSystems.actCode || bundleCodes.includes(code));
}

/**
 * Labels of one released FHIR resource: as secret as the most secret of its parts that go, with all their categories in both
 * vocabularies, their flags and how to handle it.
 * @param parts the resource, and what of its inner parts goes with it
 */
export function labelReleasedResource(
  parts: readonly LabelledSegment[],
  reliesOnConsent: boolean,
): readonly Coding[] {
  const level = parts.map((part) => part.level).reduce(higherLevel, 'U');
  const categories = new Set(parts.flatMap((part) => part.categories));
  const flags = new Set(parts.flatMap((part) => flagsForReader(part.flags)));
  return [
    { system: fhirSystems.confidentiality, code: level },
    ...[...categories].map((code) => ({ system: fhirSystems.infoCategory, code })),
    ...[...flags].map((code) => ({ system: fhirSystems.handlingFlag, code })),
    ...handlingCodes(parts, reliesOnConsent),
  ];
}

/** Labels of a released element or section inside a resource: what it is and how secret, in our vocabulary. */
export function labelReleasedElement(part: LabelledSegment): readonly Coding[] {
  return [
    { system: fhirSystems.confidentiality, code: part.level },
    ...part.categories.map((code) => ({ system: fhirSystems.infoCategory, code })),
    ...flagsForReader(part.flags).map((code) => ({ system: fhirSystems.handlingFlag, code })),
  ];
}

/** HL7 sensitivities, obligations and refrains (docs/domain/03 §3.3), each once. */
function handlingCodes(released: readonly LabelledSegment[], reliesOnConsent: boolean): readonly Coding[] {
  const present = new Set(released.flatMap((part) => part.categories));
  const secret = released.some((part) => part.level === 'R' || part.level === 'V');
  const codes = new Set([
    ...categoryCodes.filter((code) => present.has(code)).flatMap(sensitivityOf),
    'MINEC',
    'AUDIT',
    ...(reliesOnConsent ? ['CPLYCD'] : []),
    ...(reliesOnConsent || secret ? ['NORDSCLCD'] : []),
    ...(released.some((part) => part.flags.includes('CHILD_CONFIDENCE')) ? ['NOPAT'] : []),
  ]);
  return [...codes].map((code) => ({ system: fhirSystems.actCode, code }));
}

/** The HL7 code that stands for a category that is more than ordinary. For ordinary ones the level says enough. */
function sensitivityOf(code: CategoryCode): readonly string[] {
  const { level, hl7 } = getCategory(code);
  return level === 'N' ? [] : hl7.slice(0, 1);
}
