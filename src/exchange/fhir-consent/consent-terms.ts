import {
  type CapacityBasis,
  type CategoryCode,
  type PurposeCode,
  capacityBases,
  categoryCodes,
  getCategory,
  getPurpose,
  nhsNumberSystem,
  purposeCodes,
} from '../../vocabulary/index.ts';
import type { ConsentRequest } from '../receive/consent-request.ts';

/** An organisation by an identifier under which it is registered. */
export type OrganisationIdentifier = Exclude<ConsentRequest['recipients'], 'ALL'>['organisations'][number];

/** Code systems and identifier systems of the mapping (docs/domain/05 §5.2; HL7 terminology). */
export const terms = {
  consentScope: 'http://terminology.hl7.org/CodeSystem/consentscope',
  loinc: 'http://loinc.org',
  actCode: 'http://terminology.hl7.org/CodeSystem/v3-ActCode',
  actReason: 'http://terminology.hl7.org/CodeSystem/v3-ActReason',
  participation: 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType',
  roleCode: 'http://terminology.hl7.org/CodeSystem/v3-RoleCode',
  purpose: 'https://gateway.example/CodeSystem/purpose',
  category: 'https://gateway.example/CodeSystem/info-category',
  capacity: 'https://gateway.example/CodeSystem/capacity-basis',
  policy: 'https://gateway.example/policy/',
  /** Names a person to one organisation alone. */
  decider: 'https://gateway.example/Id/decider',
  /** Names nobody in particular: a recipient is known by its narrowing alone. */
  recipientGroup: 'https://gateway.example/Id/recipient-group',
  nhsProxyBasis: 'https://fhir.nhs.uk/England/CodeSystem/England-NHSProxyLegalBasis',
} as const;

/** The extensions under which travels what FHIR has no place for. */
export const extensions = {
  information: 'https://gateway.example/StructureDefinition/consent-information',
  consequences: 'https://gateway.example/StructureDefinition/consent-consequences-explained',
  kind: 'https://gateway.example/StructureDefinition/consent-kind',
  channel: 'https://gateway.example/StructureDefinition/consent-channel',
  reviewOn: 'https://gateway.example/StructureDefinition/consent-review-on',
  statusReason: 'https://gateway.example/StructureDefinition/consent-status-reason',
  authority: 'https://gateway.example/StructureDefinition/consent-authority-evidence',
  capacity: 'https://gateway.example/StructureDefinition/consent-capacity-basis',
  unclear: 'https://gateway.example/StructureDefinition/consent-unclear',
  /** A modifier: whoever does not know it must not read the actor, since without it the actor would be wider. */
  narrowing: 'https://gateway.example/StructureDefinition/consent-recipient-narrowing',
} as const;

/** Profiles of IHE Privacy Consent on FHIR 1.1. */
export const profiles = {
  basic: 'https://profiles.ihe.net/ITI/PCF/StructureDefinition/IHE.PCF.consentBasic',
  intermediate: 'https://profiles.ihe.net/ITI/PCF/StructureDefinition/IHE.PCF.consentIntermediate',
  advanced: 'https://profiles.ihe.net/ITI/PCF/StructureDefinition/IHE.PCF.consentAdvanced',
} as const;

/** Registers of organisations by the system under which FHIR names them (docs/domain/04 §4.5). */
export const organisationSystems: Readonly<Record<OrganisationIdentifier['system'], string>> = {
  ods: 'https://fhir.nhs.uk/Id/ods-organization-code',
  urn: 'https://gateway.example/Id/gias-urn',
  gss: 'https://gateway.example/Id/gss-code',
  laestab: 'https://gateway.example/Id/laestab',
  la: 'https://gateway.example/Id/la-number',
  ukprn: 'https://gateway.example/Id/ukprn',
};

/** Whether a FHIR identifier is this identifier of an organisation. */
export function isOrganisation(
  { system, value }: OrganisationIdentifier,
  named: { readonly system?: string; readonly value?: string } | undefined,
): boolean {
  return named?.system === organisationSystems[system] && named.value === value;
}

/** Whether a text names a register of organisations. */
export function isOrganisationSystem(text: string): text is OrganisationIdentifier['system'] {
  return Object.hasOwn(organisationSystems, text);
}

/** Registers of people by the system under which FHIR names them (docs/domain/04 §4.2). */
export const personSystems: Readonly<Record<'nhs-number' | 'upn' | 'uln', string>> = {
  'nhs-number': nhsNumberSystem,
  upn: 'https://gateway.example/Id/upn',
  uln: 'https://gateway.example/Id/uln',
};

/** The register that an address of a table stands for. */
export function findSystem<Name extends string>(
  table: Readonly<Record<Name, string>>,
  address: string | undefined,
): Name | undefined {
  return (Object.keys(table) as Name[]).find((name) => table[name] === address);
}

/**
 * What an HL7 sensitivity code may stand for beyond the categories that name it, so that what is denied by it is denied
 * wherever it may be: PCF's stigmatising codes are broader than any one of our categories.
 */
const broaderSensitivity: Readonly<Record<string, readonly CategoryCode[]>> = {
  ETH: ['SUC', 'PSU'],
  ETHUD: ['SUC', 'PSU'],
  OPIOIDUD: ['SUC', 'PSU'],
  SUD: ['SUC', 'PSU'],
  PSY: ['MHC', 'PSY', 'SFH', 'PMH'],
  MH: ['MHC', 'PSY', 'SFH', 'PMH'],
  SEX: ['SHR', 'GID', 'SXA'],
  HIV: ['SHR'],
  SDV: ['SXA', 'DAB', 'CPR'],
};

/** Every category that an HL7 sensitivity code may stand for; none for a code that is not known here. */
export function categoriesOfSensitivity(code: string): readonly CategoryCode[] {
  const named = categoryCodes.filter((category) => getCategory(category).hl7.includes(code));
  const broader = Object.hasOwn(broaderSensitivity, code) ? (broaderSensitivity[code] ?? []) : [];
  return [...new Set([...named, ...broader])];
}

/** The HL7 sensitivity codes that stand for nothing but what is listed: what may stand beside our own codes. */
export function sensitivitiesWithin(list: readonly CategoryCode[]): readonly string[] {
  const known = new Set(list.flatMap((category): readonly string[] => getCategory(category).hl7));
  return [...known].filter((code) => categoriesOfSensitivity(code).every((each) => list.includes(each)));
}

/** The purposes that an HL7 code of a purpose may stand for. */
export function purposesOfReason(code: string): readonly PurposeCode[] {
  return purposeCodes.filter((purpose) => getPurpose(purpose).hl7.includes(code));
}

/** The one purpose that an HL7 code means, where it means one and that exactly. */
export function purposeMeant(code: string): PurposeCode | undefined {
  const [only, ...others] = purposesOfReason(code);
  return only !== undefined && others.length === 0 && getPurpose(only).match === 'EXACT' ? only : undefined;
}

/** How HL7 names those who stand to a child as one of our capacities does. Authority itself is never taken from here. */
export const rolesOfRelation: Readonly<Record<string, CapacityBasis>> = {
  PRN: 'PR_HOLDER',
  MTH: 'PR_HOLDER',
  FTH: 'PR_HOLDER',
  NMTH: 'PR_HOLDER',
  NFTH: 'PR_HOLDER',
  POWATT: 'LPA',
};

/** Whether a text is one of our capacities. */
export function isCapacity(text: string): text is CapacityBasis {
  return capacityBases.some((basis) => basis === text);
}
