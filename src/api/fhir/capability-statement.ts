import type { JsonObject } from '../../platform/index.ts';

/** What the FHIR face can do, and nothing else (http://hl7.org/fhir/R4/capabilitystatement.html). */
export function buildCapabilityStatement(publicUrl: string): JsonObject {
  return {
    resourceType: 'CapabilityStatement',
    url: `${publicUrl}/fhir/R4/metadata`,
    status: 'active',
    date: '2026-11-22',
    kind: 'instance',
    software: { name: 'Assent' },
    implementation: { description: 'Choices of families about sharing', url: `${publicUrl}/fhir/R4` },
    fhirVersion: '4.0.1',
    format: ['application/fhir+json'],
    rest: [
      {
        mode: 'server',
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
            'Mutual TLS with certificate-bound access tokens (RFC 8705). What records a choice carries a signed assertion about the practitioner.',
        },
        resource: [
          {
            type: 'Consent',
            supportedProfile: ['Basic', 'Intermediate', 'Advanced'].map(
              (option) => `https://profiles.ihe.net/ITI/PCF/StructureDefinition/IHE.PCF.consent${option}`,
            ),
            documentation:
              'Privacy consents alone. Several security labels mean any of them (OR). What cannot be read exactly is kept as a draft that permits and refuses nothing, with its reasons in the extension consent-unclear. Search is by POST alone, so that no address names a person.',
            interaction: ['create', 'read', 'vread', 'update', 'history-instance', 'search-type'].map(
              (code) => ({
                code,
              }),
            ),
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
          },
        ],
      },
    ],
  };
}
