/** Bodies with invented people (docs/domain/07 §7.0), valid against the schemas: a test says so. */
const nia = {
  identifiers: [{ system: 'nhs-number', value: '999 000 1065' }],
  demographics: { name: { family: 'Rahman', given: ['Nia'] }, birthDate: '2018-06-11' },
};

/** Examples of protections. */
export const protectionExamples = {
  shielded: {
    summary: 'Where a child lives must not become known',
    value: {
      dataSubject: nia,
      evidenceRef: 'risk-assessment-2027-06-03',
      protection: {
        kind: 'SHIELDED_LOCATION',
        from: '2027-06-03',
        safeContact: {
          demographics: {
            name: { family: 'Rahman', given: ['Samira'] },
            birthDate: '1991-12-05',
            contact: { addresses: [{ lines: ['1 Invented Street'], postcode: 'ZZ99 1AD' }] },
          },
        },
      },
    },
  },
  optOut: {
    summary: 'A young person opts out of research and planning',
    value: {
      dataSubject: {
        identifiers: [{ system: 'nhs-number', value: '999 000 1111' }],
        demographics: { name: { family: 'Bell', given: ['Josh'] }, birthDate: '2009-02-20' },
      },
      evidenceRef: 'national-service-2026-10-02',
      protection: {
        kind: 'NATIONAL_DATA_OPT_OUT',
        optedOut: true,
        setOn: '2026-10-02',
        source: 'NATIONAL_SERVICE',
        setBy: { relation: 'SELF' },
      },
    },
  },
} as const;

/** Examples of ends of protections. */
export const protectionEndingExamples = {
  safeAgain: {
    summary: 'A location need be hidden no longer',
    value: { to: '2028-01-31', evidenceRef: 'review-2028-01-30' },
  },
} as const;
