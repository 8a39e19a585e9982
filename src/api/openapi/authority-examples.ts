/** Changes of authority with invented people (docs/domain/07 §7.0), valid against the schemas: a test says so. */
const jackie = {
  identifiers: [{ system: 'nhs-number', value: '999 000 1014' }],
  demographics: { name: { family: 'Cormack', given: ['Jackie'] }, birthDate: '2017-05-14' },
} as const;

export const authorityExamples = {
  interimCareOrder: {
    summary: 'A council records an interim care order, under which it shares parental responsibility',
    value: {
      dataSubject: jackie,
      evidenceRef: 'order-2028-01-25',
      event: { kind: 'LEGAL_STATUS_STARTED', code: 'C1', from: '2028-01-25' },
    },
  },
  competence: {
    summary: 'A nurse records that a boy of 15 is competent for one kind of decision',
    value: {
      dataSubject: {
        identifiers: [{ system: 'nhs-number', value: '999 000 1081' }],
        demographics: { name: { family: 'Reid', given: ['Callum'] }, birthDate: '2012-03-08' },
      },
      evidenceRef: 'clinic-note-2027-09-10',
      event: {
        kind: 'COMPETENCE_RECORDED',
        outcome: 'COMPETENT',
        terms: {
          purposes: ['P02'],
          categories: ['MHC', 'SFH'],
          recipients: { organisationTypes: ['SCHOOL'] },
        },
        assessedOn: '2027-09-10',
        expiresOn: '2028-03-08',
        questions: ['What would your school do with this?', 'What could go wrong if they knew?'],
      },
    },
  },
} as const;

export const authorityQuestionExamples = {
  whoDecides: {
    summary: 'Who may decide about sharing attendance for a child in need plan?',
    value: { dataSubject: jackie, purpose: 'P07', category: 'ATT' },
  },
} as const;
