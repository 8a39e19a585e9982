import { type OperationContract, jsonProblems } from './operation-contract.ts';

/** The doors of what is due, as they are published. */
export const deadlineOperations: readonly OperationContract[] = [
  {
    id: 'listDeadlines',
    method: 'get',
    path: '/v1/deadlines',
    summary: 'See what is due',
    description:
      'The deadlines of law, guidance and your partnership that run because of messages you sent or received: what you owe, what you wait for, and what you were told of. Without a state those that run. You see a deadline only where the part of the message that tells of it was shown to you; it never says about whom it is, who else was asked, or why it may come later where you only know when it is due.',
    scope: 'deadlines:read',
    assertion: 'OPTIONAL',
    query: {
      state: {
        description: 'What runs, or what has ended.',
        schema: { type: 'string', enum: ['RUNNING', 'ENDED'] },
      },
      after: {
        description: 'The deadline after which the page begins, as `next` of a page has it.',
        schema: { type: 'string', format: 'uuid' },
      },
    },
    answers: { 200: { description: 'One page.', shape: 'DeadlineListAnswer' } },
    problems: [],
  },
  {
    id: 'noteDeadline',
    method: 'post',
    path: '/v1/deadlines/{id}/notes',
    summary: 'Say that it is done, or excused',
    description:
      'For a practitioner of the organisation that owes it. `DONE`: it was done in a way that this gateway does not see, such as by letter. `EXCUSED`: a period does not count, for a reason that the law knows of this deadline; it is due later by as many days, and whoever waits sees why. It stands in the ledger with who said so. Repeated with its Idempotency-Key it changes nothing.',
    scope: 'deadlines:note',
    assertion: 'REQUIRED',
    body: { shape: 'DeadlineNote', mediaTypes: ['application/json'] },
    answers: { 201: { description: 'The deadline as it stands now.', shape: 'DeadlineAnswer' } },
    problems: [
      ...jsonProblems,
      'practitioner-required',
      'idempotency-conflict',
      'deadline-ended',
      'deadline-note-invalid',
    ],
  },
];
