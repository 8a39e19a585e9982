/** What is said of invented deadlines, valid against the schema: a test says so. */
export const deadlineNoteExamples = {
  familyAway: {
    summary: 'A trust’s advice may come later: the family is abroad for five weeks',
    value: {
      kind: 'EXCUSED',
      reason: 'FAMILY_AWAY',
      from: '2027-04-05',
      to: '2027-05-09',
      evidenceRef: 'letter-12',
    },
  },
  byLetter: {
    summary: 'A school answered a consultation by letter',
    value: { kind: 'DONE', on: '2027-04-01', evidenceRef: 'letter-13' },
  },
} as const;
