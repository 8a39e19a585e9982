/** Outcomes of invented cases, valid against the schema: a test says so. */
export const caseOutcomeExamples = {
  misuse: {
    summary: 'An officer found that somebody looked without a reason, and lets the person be told',
    value: {
      version: 2,
      finding: 'MISUSE',
      sanction: 'TRAINING',
      reasons: 'Three nights running, no work with the young person; confirmed by the team manager.',
      told: ['The team manager', 'The practitioner'],
      person: 'NOTIFY',
    },
  },
  notSafeYet: {
    summary: 'A Caldicott Guardian found misuse, and telling the person would not be safe',
    value: {
      version: 2,
      finding: 'MISUSE',
      sanction: 'REPORTED',
      reasons: 'The practitioner lives with the person’s father.',
      told: ['The regulator'],
      person: { notSafe: 'The notice could be read at home.' },
    },
  },
  rightly: {
    summary: 'A data protection officer found that an objection was rightly overridden',
    value: {
      version: 0,
      finding: 'JUSTIFIED',
      sanction: 'NONE',
      reasons: 'The attestation names a risk of significant harm; the wish was shown to the recipient.',
      told: [],
    },
  },
  answered: {
    summary: 'A data protection officer answers a parent who asked for a copy',
    value: {
      version: 0,
      finding: 'RESOLVED',
      sanction: 'NONE',
      reasons: 'The copy was given on 3 March; what the young person told the nurse was left out.',
      told: [],
      answer: 'Your copy is ready. You can fetch it at our office, or we send it to you.',
      person: 'NOTIFY',
    },
  },
} as const;

/** What an officer of the operator has a family told, valid against the schema: a test says so. */
export const familyNoticeExamples = {
  blocked: {
    summary: 'Somebody asked about a number that is no longer used; the parents of today are told',
    value: {
      dataSubject: {
        identifiers: [{ system: 'nhs-number', value: '9990001154' }],
        demographics: { name: { family: 'Hart', given: ['Rowan'] }, birthDate: '2022-09-09' },
      },
      what: 'REQUEST_BLOCKED',
      evidenceRef: 'file-18',
    },
  },
} as const;
