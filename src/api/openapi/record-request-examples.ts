import type { RecordRequest } from '../../records/index.ts';

const jackiesPlan: RecordRequest = {
  requestId: '7b1f0c52-3d64-4a8e-9b27-5f0e6d1c2a93',
  type: 'M09',
  source: { organisation: { system: 'ods', value: 'Z9Z9A' }, department: 'CSC' },
  reader: { role: 'SENCO' },
  urgency: 'ROUTINE',
  purposeCode: 'P07',
  subject: {
    identifiers: [{ system: 'nhs-number', value: '9990001014' }],
    demographics: { name: { family: 'Cormack', given: ['Jackie'] }, birthDate: '2017-05-14' },
  },
};

const amarasConditions: RecordRequest = {
  requestId: '2c9e4b17-8f50-4d36-a1c8-7e3b9d0f5a64',
  type: 'FHIR',
  resourceTypes: ['Condition', 'AllergyIntolerance'],
  source: { organisation: { system: 'ods', value: 'Z9Z9B' }, department: 'COMMUNITY' },
  reader: { role: 'EHC_COORD', department: 'SEND' },
  urgency: 'ROUTINE',
  purposeCode: 'P03',
  legalPower: ['CFA2014_S36_S44'],
  subject: {
    identifiers: [{ system: 'nhs-number', value: '9990001030' }],
    demographics: { name: { family: 'Osei', given: ['Amara'] }, birthDate: '2012-11-02' },
  },
};

const jackiesPlanThen: RecordRequest = {
  ...jackiesPlan,
  requestId: '5d7e2a60-8c14-4b93-9f05-1a6b3c8d4e72',
  plan: { asAt: '2028-01-20T12:00:00Z', changesSince: '2028-01-08T00:00:00Z' },
};

/** Examples of requests for records, with invented people. */
export const recordRequestExamples: Readonly<
  Record<string, { readonly summary: string; readonly value: RecordRequest }>
> = {
  'request-1': { summary: 'A school asks a council for a child in need plan', value: jackiesPlan },
  'request-3': { summary: 'A school asks what has changed in a plan', value: jackiesPlanThen },
  'request-2': { summary: 'A council asks a hospital for FHIR resources', value: amarasConditions },
};
