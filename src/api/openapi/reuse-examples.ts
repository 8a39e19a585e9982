/** Proposals to ask once, with invented people, valid against the schema: a test says so. */
export const reuseExamples = {
  askOnce: {
    summary: 'A hospital trust and a council use last autumn’s paediatric advice again',
    value: {
      dataSubject: {
        identifiers: [{ system: 'nhs-number', value: '999 000 1030' }],
        demographics: { name: { family: 'Osei', given: ['Amara'] }, birthDate: '2012-11-02' },
      },
      advice: { kind: 'HEALTH', reference: 'paediatric-advice-2026-10-12', givenOn: '2026-10-12' },
      author: { system: 'ods', value: 'Z9Z9B' },
      council: { system: 'ods', value: 'Z9Z9A' },
      lastDay: '2027-10-11',
      evidenceRef: 'meeting-2027-03-02',
    },
  },
} as const;

/** The words of the others. */
export const reuseAgreementExamples = {
  ownSide: { summary: 'The other side agrees', value: { evidenceRef: 'email-2027-03-03' } },
  mother: {
    summary: 'The mother agrees, as a practitioner records',
    value: {
      decidedBy: { relation: 'PR_HOLDER', familyName: 'Osei', givenName: 'Grace' },
      evidenceRef: 'call-2027-03-04',
    },
  },
} as const;

/** The end. */
export const reuseEndingExamples = {
  familyEnds: {
    summary: 'The family wants to be asked again',
    value: { for: 'FAMILY', evidenceRef: 'call-2027-04-01' },
  },
} as const;
