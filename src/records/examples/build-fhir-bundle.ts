import type { JsonObject } from '../../platform/index.ts';
import type { CategoryCode } from '../../vocabulary/index.ts';
import { codeSystems, fhirSystems } from '../fhir/fhir-systems.ts';
import type { FhirMessage } from '../message.ts';
import { type ExampleIdentity, syntheticOrganisations } from './synthetic-organisations.ts';

/** People of the FHIR example. */
export const amaraRefs = { grace: '9d4e5f6a-7b8c-4d9e-8f0a-1b2c3d4e5f21' } as const;

/**
 * A paediatrician's summary for Amara's needs assessment (after docs/domain/07 AC3) as a FHIR collection: what is
 * labelled, what her confidence and her mother's illness are, and a note that nobody labelled.
 */
export function buildFhirBundle(identity: ExampleIdentity = {}): FhirMessage {
  return {
    messageId: identity.messageId ?? 'c6f2b8d0-5e7a-4cbd-9fe0-6d8e0a2c4f36',
    type: 'FHIR',
    schemaVersion: '4.0',
    correlationId: identity.correlationId ?? 'd7a3c9e1-6f8b-4dce-8af1-7e9f1b3d5a37',
    source: { organisation: syntheticOrganisations.westmarchTrust, department: 'COMMUNITY' },
    author: { role: 'PAED', id: 'dr.lin' },
    recipients: [
      { organisation: syntheticOrganisations.westmarchCouncil, department: 'SEND', role: 'EHC_COORD' },
    ],
    urgency: 'ROUTINE',
    purposeCode: 'P03',
    legalPower: ['CFA2014_S36_S44'],
    dutyKind: 'MUST',
    subject: {
      identifiers: [{ system: 'nhs-number', value: '9990001030' }],
      demographics: { name: { family: 'Osei', given: ['Amara'] }, birthDate: '2012-11-02', sex: 'FEMALE' },
      reference: 'Patient/amara',
    },
    relatedPersons: [
      {
        ref: amaraRefs.grace,
        relation: 'Mother',
        name: { family: 'Osei', given: ['Grace'] },
        parentalResponsibility: true,
        reference: 'RelatedPerson/grace',
      },
    ],
    familyInformed: { status: 'YES', when: '2027-04-28T10:00:00+01:00', how: 'Clinic appointment' },
    resource: {
      resourceType: 'Bundle',
      type: 'collection',
      entry: [
        entry({
          resourceType: 'Patient',
          id: 'amara',
          identifier: [{ system: 'https://fhir.nhs.uk/Id/nhs-number', value: '9990001030' }],
          name: [{ family: 'Osei', given: ['Amara'] }],
          gender: 'female',
          birthDate: '2012-11-02',
        }),
        entry(condition('autism', '408856003', 'Autistic disorder', 'Patient/amara', ['DEV'])),
        entry(condition('epilepsy', '84757009', 'Epilepsy', 'Patient/amara', ['PHY'], ['LINKED_TO_NEED'])),
        entry({
          ...condition('contraception', '169553002', 'Contraceptive implant in place', 'Patient/amara', [
            'SHR',
          ]),
          meta: {
            security: [
              ...categoryLabels(['SHR']),
              { system: fhirSystems.handlingFlag, code: 'CHILD_CONFIDENCE' },
              { system: fhirSystems.handlingFlag, code: 'SILENT_WITHHOLD' },
            ],
          },
        }),
        entry(
          condition('mothers-depression', '35489007', 'Depressive disorder', 'RelatedPerson/grace', ['PMH']),
        ),
        entry({
          resourceType: 'Communication',
          id: 'unlabelled-note',
          status: 'completed',
          subject: { reference: 'Patient/amara' },
          payload: [{ contentString: 'Medicines: sodium valproate; see the other list.' }],
        }),
      ],
    },
  };
}

function entry(resource: JsonObject & { readonly resourceType: string; readonly id: string }): JsonObject {
  return {
    fullUrl: `https://trust.example/fhir/${resource.resourceType}/${resource.id}`,
    resource,
  };
}

function categoryLabels(codes: readonly CategoryCode[]): JsonObject[] {
  return codes.map((code) => ({ system: fhirSystems.infoCategory, code }));
}

function condition(
  id: string,
  code: string,
  display: string,
  subject: string,
  codes: readonly CategoryCode[],
  marks: readonly string[] = [],
): JsonObject & { readonly resourceType: string; readonly id: string } {
  return {
    resourceType: 'Condition',
    id,
    meta: {
      security: [
        ...categoryLabels(codes),
        ...marks.map((mark) => ({ system: fhirSystems.segmentMark, code: mark })),
      ],
    },
    clinicalStatus: {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'active' }],
    },
    code: { coding: [{ system: codeSystems.snomed, code, display }] },
    subject: { reference: subject },
  };
}
