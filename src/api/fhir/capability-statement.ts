import { type JsonObject } from '../../platform/index.ts';
import { findSearchParameters, searchableTypes } from '../../records/index.ts';

/** What the FHIR face can do, and nothing else (http://hl7.org/fhir/R4/capabilitystatement.html): made from what the doors go by. */
export function buildCapabilityStatement(publicUrl: string): JsonObject {
  return {
    resourceType: 'CapabilityStatement',
    url: `${publicUrl}/fhir/R4/metadata`,
    status: 'active',
    date: '2026-11-22',
    kind: 'instance',
    software: { name: 'Assent' },
    implementation: {
      description: 'Choices of families about sharing, and records that other organisations hold',
      url: `${publicUrl}/fhir/R4`,
    },
    fhirVersion: '4.0.1',
    format: ['application/fhir+json'],
    rest: [
      {
        mode: 'server',
        documentation:
          'Every read and search of another type than Consent asks an organisation for what it holds. Who that is, who would read it, why, and whom it is about stand in the header Assent-Request: base64 of the members of POST /v1/requests other than type and resourceTypes. The answer is redacted for its reader, and has its receipt in Assent-Receipt. Whatever keeps a resource back, there is one answer, which says nothing about whether it exists.',
        security: {
          cors: false,
          service: [
            {
              coding: [
                {
                  system: 'http://terminology.hl7.org/CodeSystem/restful-security-service',
                  code: 'SMART-on-FHIR',
                },
              ],
            },
          ],
          description:
            'Mutual TLS with certificate-bound access tokens (RFC 8705). What records a choice or asks for a record carries a signed assertion about the practitioner.',
        },
        resource: [consent, ...searchableTypes.map(describeType)],
      },
    ],
  };
}

const consent: JsonObject = {
  type: 'Consent',
  supportedProfile: ['Basic', 'Intermediate', 'Advanced'].map(
    (option) => `https://profiles.ihe.net/ITI/PCF/StructureDefinition/IHE.PCF.consent${option}`,
  ),
  documentation:
    'Privacy consents alone. Several security labels mean any of them (OR). What cannot be read exactly is kept as a draft that permits and refuses nothing, with its reasons in the extension consent-unclear. Search is by POST alone, so that no address names a person.',
  interaction: ['create', 'read', 'vread', 'update', 'history-instance', 'search-type'].map((code) => ({
    code,
  })),
  versioning: 'versioned-update',
  readHistory: true,
  updateCreate: false,
  conditionalCreate: true,
  conditionalRead: 'not-supported',
  conditionalUpdate: false,
  conditionalDelete: 'not-supported',
  referencePolicy: ['logical', 'local'],
  searchParam: [
    {
      name: 'patient',
      definition: 'http://hl7.org/fhir/SearchParameter/clinical-patient',
      type: 'reference',
      documentation: 'As patient.identifier or patient:identifier, with one identifier.',
    },
    {
      name: 'status',
      definition: 'http://hl7.org/fhir/SearchParameter/Consent-status',
      type: 'token',
    },
  ],
};

const posted = 'In a search that is posted, and only there.';

/** A type that is asked for where it is held. */
function describeType(type: string): JsonObject {
  const whose: readonly JsonObject[] =
    type === 'Patient'
      ? [
          { name: 'identifier', type: 'token', documentation: posted },
          ...['family', 'given'].map((name) => ({ name, type: 'string', documentation: posted })),
          { name: 'birthdate', type: 'date', documentation: posted },
        ]
      : [
          {
            name: 'patient',
            type: 'reference',
            documentation: `As patient.identifier, patient.family, patient.given and patient.birthdate. ${posted}`,
          },
        ];
  return {
    type,
    interaction: ['read', 'search-type'].map((code) => ({ code })),
    versioning: 'no-version',
    conditionalRead: 'not-supported',
    searchParam: [
      ...whose,
      ...(findSearchParameters(type) ?? []).map(({ name, kind }) => ({ name, type: kind.toLowerCase() })),
    ],
  };
}
