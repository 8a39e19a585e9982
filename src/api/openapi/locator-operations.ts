import { type OperationContract, jsonProblems } from './operation-contract.ts';

/** The door of the locator, as it is published. */
export const locatorOperations: readonly OperationContract[] = [
  {
    id: 'locate',
    method: 'post',
    path: '/v1/locator',
    summary: 'Ask who is involved with a child',
    description:
      'For a practitioner who works with the child, or who judges that the child may be at risk. Found when it is asked, from the register of who works with whom and the messages of the last year, and kept nowhere. Every service is decided on by itself, under an agreement on existence, and a sensitive one only on a choice of the family or a safeguarding attestation. It answers that a service is involved and how to reach it, never what it knows. Where there is nobody, nothing may be said, or the child is not known, the answer is the same and takes as long. The family reads who asked and what was said.',
    scope: 'locator:ask',
    assertion: 'REQUIRED',
    body: { shape: 'LocatorRequest', mediaTypes: ['application/json'] },
    answers: { 200: { description: 'Those whom you may know of.', shape: 'LocatorAnswer' } },
    problems: [...jsonProblems, 'message-invalid', 'practitioner-required'],
  },
];
