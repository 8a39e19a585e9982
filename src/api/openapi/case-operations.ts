import { caseStates } from '../../vocabulary/index.ts';
import { type OperationContract, jsonProblems } from './operation-contract.ts';

/** The doors of information-governance officers, as they are published. */
export const caseOperations: readonly OperationContract[] = [
  {
    id: 'listCases',
    method: 'get',
    path: '/v1/cases',
    summary: 'See what your officers must look at',
    description:
      'For an information-governance officer, data protection officer or Caldicott Guardian: emergency accesses, objections that were overridden, decisions not to share, repeated lookups without a relationship and the like, what is due first coming first. Without a state those that wait. It tells nothing of what happened.',
    scope: 'cases:read',
    assertion: 'REQUIRED',
    query: {
      kind: { description: 'Only of this kind.', schema: { $ref: '#/components/schemas/CaseKind' } },
      state: {
        description: 'Only in this state; otherwise what is open or escalated.',
        schema: { type: 'string', enum: caseStates },
      },
      after: {
        description: 'The case after which the page begins, as `next` of a page has it.',
        schema: { type: 'string', format: 'uuid' },
      },
    },
    answers: { 200: { description: 'One page.', shape: 'CaseListAnswer' } },
    problems: ['practitioner-required', 'case-officer'],
  },
  {
    id: 'findCase',
    method: 'get',
    path: '/v1/cases/{id}',
    summary: 'See one case',
    description:
      'What happened, in its order. Whoever reads it stands in the ledger. Officers of other organisations, and anyone whose own act it is, are told that there is nothing here.',
    scope: 'cases:read',
    assertion: 'REQUIRED',
    answers: { 200: { description: 'As it stands.', shape: 'CaseAnswer' } },
    problems: ['practitioner-required', 'case-officer'],
  },
  {
    id: 'closeCase',
    method: 'post',
    path: '/v1/cases/{id}/outcome',
    summary: 'Say what was found',
    description:
      'Closes the case with what was found, what follows for whoever acted, and who was told. It names the version that was looked at: what has happened since is read first. Nobody closes a case about their own act. Said again by the same officer in the same words nothing more happens.',
    scope: 'cases:close',
    assertion: 'REQUIRED',
    body: { shape: 'CaseOutcome', mediaTypes: ['application/json'] },
    answers: { 200: { description: 'The case is closed.', shape: 'CaseAnswer' } },
    problems: [
      ...jsonProblems,
      'practitioner-required',
      'case-officer',
      'case-closed',
      'case-moved',
      'case-outcome-invalid',
    ],
  },
  {
    id: 'tellFamily',
    method: 'post',
    path: '/v1/family-notices',
    summary: 'Have a family told that a request was blocked',
    description:
      'For an officer of the gateway’s operator, after a request about a number that is no longer used. The child’s parents are told that somebody asked with such details and was given nothing, and nothing of what was before. The request names the child as they are known today and no case, so that nothing joins the two. Repeated with its Idempotency-Key it tells nobody twice.',
    scope: 'cases:tell',
    assertion: 'REQUIRED',
    body: { shape: 'FamilyNotice', mediaTypes: ['application/json'] },
    answers: { 201: { description: 'The parents are told.', shape: 'FamilyNoticeAnswer' } },
    problems: [
      ...jsonProblems,
      'practitioner-required',
      'case-officer',
      'idempotency-conflict',
      'family-notice-invalid',
    ],
  },
];
