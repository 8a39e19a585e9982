/** Bodies with invented people (docs/domain/07 §7.0), valid against the schemas: a test says so. */
export const consentExamples = {
  permitAndRefuse: {
    summary:
      'A mother agrees to school information for a child in need plan and keeps her own health out of it',
    value: {
      dataSubject: {
        identifiers: [{ system: 'nhs-number', value: '999 000 0018' }],
        demographics: { name: { family: 'Cormack', given: ['Jackie'] }, birthDate: '2017-05-14' },
      },
      decidedBy: { relation: 'PR_HOLDER', familyName: 'Cormack', givenName: 'Wendy' },
      type: 'SHARE',
      kind: 'CONSENT',
      purposes: ['P07'],
      recipients: {
        organisations: [{ system: 'urn', value: '999001' }],
        roles: ['SENCO'],
        organisationTypes: [],
      },
      categories: { permit: ['EDU', 'ATT', 'SEN'], deny: ['PMH'] },
      period: { from: '2028-01-06' },
      informationGiven: {
        noticeVersion: '2b8f6f0e-6c1d-8c52-9a55-0d3f5c2e7a10',
        language: 'en-GB',
        format: 'standard',
        interpreter: false,
      },
      channel: 'inPerson',
      evidenceRef: 'visit-2028-01-06',
      consequencesExplained: true,
      reviewOn: '2028-07-06',
      childWishes: 'Mr Marnock can know I missed school. Not the class.',
    },
  },
  objection: {
    summary: 'A young person objects to any sharing of their mental health with a charity',
    value: {
      dataSubject: {
        identifiers: [{ system: 'nhs-number', value: '999 000 0026' }],
        demographics: { name: { family: 'Reid', given: ['Josh'] }, birthDate: '2009-02-20' },
      },
      decidedBy: { relation: 'SELF' },
      type: 'SHARE',
      kind: 'OBJECTION',
      purposes: 'ALL',
      recipients: { organisations: [], roles: [], organisationTypes: ['VCSE'] },
      categories: { permit: [], deny: ['MHC', 'PSY', 'SFH'] },
      period: {},
      channel: 'phone',
      evidenceRef: 'call-2026-11-20',
      consequencesExplained: true,
    },
  },
} as const;

/** Notices: one that is composed from its scope, and a film that somebody made. */
export const noticeExamples = {
  composed: {
    summary: 'The words that ask whether a school may know about school things',
    value: {
      scope: {
        type: 'SHARE',
        purposes: ['P07'],
        recipients: { organisations: [{ system: 'urn', value: '999001' }], roles: ['SENCO'] },
        groups: ['School'],
        period: { from: '2028-01-06', to: '2028-12-31' },
      },
      language: 'en-GB',
    },
  },
  written: {
    summary: 'A film in British Sign Language, with the scope that it names',
    value: {
      scope: {
        type: 'SHARE',
        purposes: ['P07'],
        recipients: { organisations: [{ system: 'urn', value: '999001' }] },
        categories: ['DEM', 'EDU', 'ATT'],
      },
      language: 'bfi',
      written: {
        reference: 'film-12 of 2028-01',
        format: 'BSL',
        text: 'We would like to tell the school your name, your birthday, and how school is going.',
      },
    },
  },
} as const;

/** A choice that is to be asked for again. */
export const reviewExamples = {
  circumstances: {
    summary: 'The child has moved to live with her father',
    value: { because: 'CIRCUMSTANCES_CHANGED', evidenceRef: 'visit-2028-03-02' },
  },
} as const;

/** The taking back of a choice. */
export const withdrawalExamples = {
  byPhone: {
    summary: 'A mother phones and takes it back',
    value: {
      withdrawnBy: { relation: 'PR_HOLDER', familyName: 'Cormack', givenName: 'Wendy' },
      channel: 'phone',
      notifyPrior: true,
    },
  },
} as const;
