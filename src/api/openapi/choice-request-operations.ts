import { type OperationContract, jsonProblems } from './operation-contract.ts';

/** Asking families to choose. */
export const choiceRequestOperations: readonly OperationContract[] = [
  {
    id: 'askFamily',
    method: 'post',
    path: '/v1/choice-requests',
    summary: 'Ask whoever decides for a person to choose',
    description:
      'Everybody who decides for the person today sees the question in their portal for 28 days, with your words, who would receive what, why and until when. Each may say yes, no, or yes to some of it. Nobody is told who answered what: ask `/v1/decisions` what may be sent.',
    scope: 'consents:ask',
    assertion: 'REQUIRED',
    body: { shape: 'ChoiceRequest', mediaTypes: ['application/json'] },
    answers: { 201: { description: 'They are asked.', shape: 'ChoiceRequestAnswer' } },
    problems: [
      ...jsonProblems,
      'practitioner-required',
      'consent-invalid',
      'recipient-unknown',
      'idempotency-conflict',
    ],
  },
];

/** Examples of questions to families, with invented people. */
export const choiceRequestExamples = {
  askSchool: {
    summary: 'A social worker asks whether school may know of days missed and of extra help',
    value: {
      dataSubject: {
        identifiers: [{ system: 'nhs-number', value: '999 000 1014' }],
        demographics: { name: { family: 'Cormack', given: ['Jackie'] }, birthDate: '2017-05-14' },
      },
      recipients: { organisations: [{ system: 'urn', value: '999001' }] },
      purpose: 'P07',
      categories: ['ATT', 'SEN'],
      until: '2028-07-31',
      words: 'So that Jackie’s teachers know why she missed days, and can help her catch up.',
    },
  },
} as const;
