/** Bodies with invented people (docs/domain/07 §7.0), valid against the schemas: a test says so. */
const jackie = {
  identifiers: [{ system: 'nhs-number', value: '999 000 1014' }],
  demographics: { name: { family: 'Cormack', given: ['Jackie'] }, birthDate: '2017-05-14' },
};

const plan = {
  type: 'M09',
  id: '5d1f2a6e-7c34-4a1b-9a55-0c2f6f0f3a11',
  properties: {
    subject: jackie,
    segments: [
      {
        segmentId: '3c1f0a52-6f0e-4f43-9d0b-6a1c9c6f7b21',
        categoryCodes: ['ATT'],
        level: 'N',
        linkedToNeed: true,
      },
    ],
  },
};

const share = { name: 'share', properties: { purposeCode: 'P07' } };
const council = { source: { organisation: { system: 'ods', value: 'Z9Z9A' }, department: 'CSC' } };
const senco = { type: 'organisation', id: 'urn:999001', properties: { role: 'SENCO' } };

/** One evaluation. */
export const accessExamples = {
  attendance: {
    summary: 'May a school see a row of a plan?',
    value: { subject: senco, action: share, resource: plan, context: council },
  },
} as const;

/** Several evaluations with defaults. */
export const accessListExamples = {
  twoReaders: {
    summary: 'Two readers of the same row, and stop at the first no',
    value: {
      action: share,
      resource: plan,
      context: council,
      evaluations: [
        { subject: senco },
        { subject: { type: 'organisation', id: 'ods:Z9Z9H', properties: { role: 'VCSE_WORKER' } } },
      ],
      options: { evaluations_semantic: 'deny_on_first_deny' },
    },
  },
} as const;
