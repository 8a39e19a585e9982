import type { ConsentBody, ConsentStatus, ConsentVersion } from '../../consent/index.ts';
import { type JsonObject, type JsonValue, type OrganisationId, type PersonId } from '../../platform/index.ts';
import { tellEvidence } from '../../vocabulary/index.ts';
import {
  isOrganisationSystem,
  organisationSystems,
  personSystems,
  terms,
  extensions,
} from './consent-terms.ts';
import { profileOf, writeProvision } from './write-provision.ts';

/** A version that can be read. */
export type WrittenVersion = ConsentVersion & { readonly body: ConsentBody };

/** What a written Consent needs besides its version. */
export interface WritingContext {
  /** The policy bundle that decides here. */
  readonly policy: string;
  /** A name for whoever decided that says nothing to anybody but the organisation that reads. */
  readonly pseudonym: (person: PersonId) => string;
  /** When the choice itself was recorded, which a later change of its status is not. */
  readonly chosenAt: Date;
}

/** How FHIR R4 names where a choice stands; what it has one word for, `consent-status-reason` tells apart. */
export const fhirStatus: Readonly<Record<ConsentStatus, string>> = {
  draft: 'draft',
  active: 'active',
  suspended: 'inactive',
  'pending-reauthorise': 'inactive',
  withdrawn: 'inactive',
  expired: 'inactive',
  superseded: 'inactive',
  'entered-in-error': 'entered-in-error',
};

/**
 * Writes a version as a FHIR R4 Consent (docs/domain/05 §5.2; IHE PCF 1.1). A copy for interchange: what it says is never wider
 * than the record, and what the child wished stays here. A choice that was not clear is told as it came, with the reasons. Pure.
 */
export function writeConsent(version: WrittenVersion, context: WritingContext): JsonObject {
  const { body, status } = version;
  const unclear = body.imported?.unclear ?? null;
  const frame = {
    resourceType: 'Consent',
    id: version.consentId,
    meta: {
      versionId: String(version.version),
      lastUpdated: version.recordedAt.toISOString(),
      ...(unclear === null ? { profile: [profileOf(body)] } : {}),
    },
  };
  if (unclear !== null) {
    const { extension, ...came } = JSON.parse(unclear.resource) as JsonObject;
    return {
      ...came,
      ...frame,
      status: fhirStatus[status],
      extension: [
        ...(Array.isArray(extension) ? (extension as readonly JsonValue[]) : []),
        ...unclear.parts.map(({ pointer, rule, message }) => ({
          url: extensions.unclear,
          extension: [
            { url: 'expression', valueString: pointer },
            { url: 'rule', valueCode: rule },
            { url: 'message', valueString: message },
          ],
        })),
      ],
    };
  }
  return { ...frame, ...writeChoice(version, body, context) };
}

function writeChoice(version: WrittenVersion, body: ConsentBody, context: WritingContext): JsonObject {
  const permits = body.categories.permit.length > 0;
  const { identifiers, statedAt } = body.imported ?? { identifiers: [], statedAt: null };
  return {
    contained: listPeople(version, body, context),
    extension: writeExtensions(version, body),
    ...(identifiers.length === 0
      ? {}
      : { identifier: identifiers.map(({ system, value }) => ({ system, value })) }),
    status: fhirStatus[version.status],
    scope: { coding: [{ system: terms.consentScope, code: 'patient-privacy' }] },
    category: [
      { coding: [{ system: terms.loinc, code: '59284-0' }] },
      { coding: [{ system: terms.actCode, code: 'IDSCL' }] },
    ],
    patient: { reference: '#subject' },
    dateTime: statedAt ?? context.chosenAt.toISOString(),
    performer: [writePerformer(version, body)],
    ...(body.recordedBy.kind === 'PRACTITIONER'
      ? { organization: [{ identifier: writeOrganisation(body, body.recordedBy.organisation) }] }
      : {}),
    sourceReference: writeSource(body.evidenceRef),
    policy: [{ uri: `${terms.policy}${context.policy}` }],
    policyRule: { coding: [{ system: terms.actCode, code: permits ? 'OPTIN' : 'OPTOUT' }] },
    provision: writeProvision(version, (organisation) => writeOrganisation(body, organisation)),
  };
}

function isSelf({ dataSubject }: WrittenVersion, { decidedBy }: ConsentBody): boolean {
  return 'person' in decidedBy && decidedBy.person === dataSubject;
}

/** The data subject in the words of whoever recorded it, and who chose under a pseudonym. */
function listPeople(
  version: WrittenVersion,
  body: ConsentBody,
  { pseudonym }: WritingContext,
): readonly JsonObject[] {
  const { asNamed, decidedBy } = body;
  const subject: JsonObject = {
    resourceType: 'Patient',
    id: 'subject',
    ...(asNamed === undefined
      ? {}
      : {
          identifier: asNamed.identifiers.map(({ system, value }) => ({
            system: addressOf(system),
            value,
          })),
          name: [{ family: asNamed.family, ...(asNamed.given.length === 0 ? {} : { given: asNamed.given }) }],
          birthDate: asNamed.birthDate,
          ...(asNamed.postcode === null ? {} : { address: [{ postalCode: asNamed.postcode }] }),
        }),
  };
  if (isSelf(version, body) || !('person' in decidedBy)) return [subject];
  return [
    subject,
    {
      resourceType: 'RelatedPerson',
      id: 'decider',
      identifier: [{ system: terms.decider, value: pseudonym(decidedBy.person) }],
      patient: { reference: '#subject' },
      relationship: [{ coding: [{ system: terms.capacity, code: decidedBy.capacityBasis }] }],
    },
  ];
}

/** The address under which FHIR names a register. */
function addressOf(register: string): string {
  return Object.entries(personSystems).find(([name]) => name === register)?.[1] ?? register;
}

function writePerformer(version: WrittenVersion, body: ConsentBody): JsonObject {
  const { decidedBy } = body;
  const capacity = { url: extensions.capacity, valueCode: decidedBy.capacityBasis };
  if ('organisation' in decidedBy) {
    return {
      extension: [capacity],
      type: 'Organization',
      identifier: writeOrganisation(body, decidedBy.organisation),
    };
  }
  return { extension: [capacity], reference: isSelf(version, body) ? '#subject' : '#decider' };
}

/** An organisation as it was registered when the choice was recorded. */
function writeOrganisation({ parties }: ConsentBody, organisation: OrganisationId): JsonObject {
  const [system = '', value = ''] =
    parties.find(({ organisationId }) => organisationId === organisation)?.identifier.split(':') ?? [];
  return isOrganisationSystem(system)
    ? { system: organisationSystems[system], value }
    : { system: 'https://gateway.example/Id/organisation', value: organisation };
}

function writeSource(evidenceRef: string | null): JsonObject {
  if (evidenceRef === null) return { display: 'Chosen through the account of whoever chose.' };
  return /^[A-Z][A-Za-z]+\/[A-Za-z0-9.-]{1,64}$/.test(evidenceRef)
    ? { reference: evidenceRef }
    : { identifier: { value: evidenceRef } };
}

function writeExtensions({ status, kind }: WrittenVersion, body: ConsentBody): readonly JsonObject[] {
  const { informationGiven: told, authorityEvidence, reviewOn } = body;
  const isNamed = status === 'active' || status === 'draft' || status === 'entered-in-error';
  return [
    { url: extensions.kind, valueCode: kind },
    { url: extensions.channel, valueCode: body.channel },
    { url: extensions.consequences, valueBoolean: body.consequencesExplained },
    ...(told === null
      ? []
      : [
          {
            url: extensions.information,
            extension: [
              { url: 'noticeVersion', valueString: told.noticeVersion },
              { url: 'language', valueCode: told.language },
              { url: 'format', valueCode: told.format },
              { url: 'interpreter', valueBoolean: told.interpreter },
            ],
          },
        ]),
    ...(authorityEvidence === null
      ? []
      : [
          {
            url: extensions.authority,
            extension: [
              { url: 'type', valueCode: tellEvidence(authorityEvidence.type) },
              { url: 'verifiedOn', valueDate: authorityEvidence.verifiedOn },
            ],
          },
        ]),
    ...(reviewOn === null ? [] : [{ url: extensions.reviewOn, valueDate: reviewOn }]),
    ...(isNamed ? [] : [{ url: extensions.statusReason, valueCode: status }]),
  ];
}
