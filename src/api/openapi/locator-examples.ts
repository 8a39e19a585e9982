/** A question of an invented school, valid against the schema: a test says so. */
export const locatorExamples = {
  whoIsInvolved: {
    summary: 'A school asks who is involved with Ben',
    value: {
      requestId: '7d3f0c52-1b1e-4a63-9c0e-2f6a8f6d7a40',
      urgency: 'ROUTINE',
      purposeCode: 'P02',
      reader: { role: 'SENCO' },
      subject: {
        identifiers: [{ system: 'nhs-number', value: '9990001073' }],
        demographics: { name: { family: 'Kowalski', given: ['Ben'] }, birthDate: '2018-01-22' },
      },
    },
  },
} as const;
