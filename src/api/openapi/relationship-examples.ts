/** Bodies with invented people (docs/domain/07 §7.0), valid against the schemas: a test says so. */
const jackie = {
  identifiers: [{ system: 'nhs-number', value: '999 000 1014' }],
  demographics: { name: { family: 'Cormack', given: ['Jackie'] }, birthDate: '2017-05-14' },
};

/** Examples of relationships. */
export const relationshipExamples = {
  lead: {
    summary: 'A social worker leads for a child',
    value: {
      dataSubject: jackie,
      kind: 'LEAD',
      staffId: 'sue.williams',
      role: 'SW',
      basis: 'LEAD_PRACTITIONER',
      evidenceRef: 'allocation-2028-01-03',
      from: '2028-01-03',
    },
  },
  onRoll: {
    summary: 'A child is on the roll of a school',
    value: {
      dataSubject: jackie,
      kind: 'WORKING',
      basis: 'ON_ROLL',
      evidenceRef: 'admission-2021-09',
      from: '2021-09-01',
      to: '2028-07-20',
    },
  },
} as const;

/** Examples of ends of relationships. */
export const relationshipEndingExamples = {
  moved: {
    summary: 'Another social worker takes over',
    value: { to: '2028-06-30', why: 'Allocated to another worker.' },
  },
} as const;
