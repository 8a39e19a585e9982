/** Judgements of invented holds, valid against the schema: a test says so. */
export const holdDecisionExamples = {
  letGo: {
    summary: 'A lead lets one part go',
    value: {
      release: ['attendance'],
      reasons:
        'The school cannot plan without it; the father’s objection was weighed and concerns other parts.',
    },
  },
  attested: {
    summary: 'A clinician attests that keeping the safeguarding lead unaware would do more harm',
    value: {
      release: ['safety-plan'],
      reasons: 'Spoken with the young person first.',
      attestation: {
        relevanceReason: 'Risk of self-harm on the premises.',
        functionFacilitated: 'Safeguarding at school.',
        detrimentConsidered: true,
        factOpinionMarked: true,
        recipientRole: 'DSL',
      },
    },
  },
  refused: {
    summary: 'A lead refuses, because sharing would do more harm',
    value: { refuse: true, reasons: 'The young person would stop coming.', moreDetrimental: true },
  },
} as const;
