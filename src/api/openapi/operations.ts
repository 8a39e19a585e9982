import type { MediaType } from '../read-body.ts';
import type { publishedAnswers } from '../answer-schemas.ts';
import type { ProblemCode, ScopeCode } from '../../vocabulary/index.ts';

/** What is published of one door of `/v1`. */
export interface OperationContract {
  readonly id: string;
  readonly method: 'get' | 'post';
  /** In the notation of OpenAPI, with `{id}`. */
  readonly path: string;
  readonly summary: string;
  readonly description: string;
  readonly scope: ScopeCode;
  /** Whether a practitioner must, or may, be named by a signed assertion. */
  readonly assertion: 'REQUIRED' | 'OPTIONAL';
  readonly body?: { readonly shape: BodyShape; readonly mediaTypes: readonly MediaType[] };
  readonly answers: Readonly<Record<string, { readonly description: string; readonly shape: AnswerShape }>>;
  /** Other forms of a good answer, by media type. */
  readonly forms?: readonly string[];
  /** Whether the answer says in `Location` where it can be read again. */
  readonly hasLocation?: true;
  /** The problems that are this door's own, beside those of every door. */
  readonly problems: readonly ProblemCode[];
}

/** The bodies that doors take, and the answers they give, by their published names. */
export type BodyShape =
  | 'Message'
  | 'DecisionRequest'
  | 'ConsentRequest'
  | 'WithdrawalRequest'
  | 'NoticeRequest'
  | 'ReviewRequest'
  | 'AuthorityRequest'
  | 'AuthorityQuestion'
  | 'ReuseRequest'
  | 'ReuseAgreementRequest'
  | 'ReuseEnding'
  | 'RelationshipRequest'
  | 'RelationshipEnding'
  | 'HoldDecision'
  | 'AccessEvaluation'
  | 'AccessEvaluations';
export type AnswerShape = keyof typeof publishedAnswers;

const jsonProblems = [
  'json-syntax',
  'json-duplicate-key',
  'json-depth',
  'json-number',
  'json-text',
  'json-prototype',
  'too-large',
  'media-type',
] as const satisfies readonly ProblemCode[];

/** What every door of `/v1` may answer. */
export const commonProblems = [
  'request-malformed',
  'header-invalid',
  'not-authenticated',
  'assertion-refused',
  'staff-unknown',
  'staff-role',
  'staff-training',
  'scope-missing',
  'suspended',
  'not-found',
  'method-not-allowed',
  'not-acceptable',
  'rate-limited',
  'fault',
  'ledger-unavailable',
  'overloaded',
] as const satisfies readonly ProblemCode[];

const messageProblems = [
  ...jsonProblems,
  'practitioner-required',
  'source-mismatch',
  'message-invalid',
  'identifier-invalid',
  'attestation-missing',
  'recipient-unknown',
] as const satisfies readonly ProblemCode[];

const anyJson: readonly MediaType[] = ['application/json', 'application/fhir+json'];

/** The doors in the order in which a developer meets them. */
export const operations: readonly OperationContract[] = [
  {
    id: 'decide',
    method: 'post',
    path: '/v1/decisions',
    summary: 'Ask “Can I share?”',
    description:
      'Takes the message that you would send, or a question that has its parts by their labels and no content, and answers what would become of it, for each recipient and each part, with the rule and who could say yes. Nothing is sent and the content is not kept. It is decided afresh each time, also under the same message id: a choice may have been made or taken back since. About a record that you do not hold and a child you have no recorded relationship with, the answer goes by rule and says nothing about whether the child is known.',
    scope: 'decisions:ask',
    assertion: 'OPTIONAL',
    body: { shape: 'DecisionRequest', mediaTypes: anyJson },
    answers: { 200: { description: 'What would be decided.', shape: 'ExchangeAnswer' } },
    problems: messageProblems,
  },
  {
    id: 'evaluateAccess',
    method: 'post',
    path: '/access/v1/evaluation',
    summary: 'Ask “Can I share?” as OpenID AuthZEN asks it',
    description:
      'The Access Evaluation API of OpenID AuthZEN 1.0. The subject is who would receive, the action is `share` with its purpose, the resource is the message with its parts by their labels, and the context is everything else that a question may state. `decision` is true only where all of it would go; `context` says what would be decided, in the words of `/v1/decisions`, or what was wrong. An assertion about a practitioner is bound to `resource.id`. A member that is not listed here is refused, never ignored: it might have been a condition. `X-Request-ID` comes back as it was sent.',
    scope: 'decisions:ask',
    assertion: 'OPTIONAL',
    body: { shape: 'AccessEvaluation', mediaTypes: ['application/json'] },
    answers: { 200: { description: 'The decision.', shape: 'AccessDecision' } },
    problems: [...jsonProblems, 'evaluation-invalid'],
  },
  {
    id: 'evaluateAccesses',
    method: 'post',
    path: '/access/v1/evaluations',
    summary: 'Ask several at once',
    description:
      'The Access Evaluations API of OpenID AuthZEN 1.0: up to 50, in their order, with defaults at the top. What stands in one evaluation replaces the default whole. `options.evaluations_semantic` may end the list at the first `false` or the first `true`. An assertion about a practitioner is bound to the `resource.id` of the first. An evaluation that cannot be read or decided is a `false` with its error; without a list the request is one evaluation, and so is its answer.',
    scope: 'decisions:ask',
    assertion: 'OPTIONAL',
    body: { shape: 'AccessEvaluations', mediaTypes: ['application/json'] },
    answers: { 200: { description: 'The decisions.', shape: 'AccessDecisions' } },
    problems: [...jsonProblems, 'evaluation-invalid'],
  },
  {
    id: 'sendMessage',
    method: 'post',
    path: '/v1/messages',
    summary: 'Send a message',
    description:
      'Sends one message to up to twenty recipients. Each gets what it needs for the purpose and what the family and the law allow; the rest is left out, held for a named person, or refused, and you are told which and why as far as you may know. Everything is written down before anything leaves. Urgent safeguarding is never held: it goes, or you are told at once to phone.',
    scope: 'messages:send',
    hasLocation: true,
    assertion: 'OPTIONAL',
    body: { shape: 'Message', mediaTypes: anyJson },
    answers: {
      200: { description: 'Every recipient has been dealt with for good.', shape: 'ExchangeAnswer' },
      202: {
        description:
          'Something is held for a named person, or is kept and tried again. Ask at `Location` what became of it.',
        shape: 'ExchangeAnswer',
      },
    },
    problems: [...messageProblems, 'idempotency-conflict'],
  },
  {
    id: 'findExchange',
    method: 'get',
    path: '/v1/exchanges/{id}',
    summary: 'See what became of an exchange',
    description: 'For the organisation that sent it. Anyone else is told that there is nothing here.',
    scope: 'exchanges:read',
    assertion: 'OPTIONAL',
    answers: { 200: { description: 'What became of it so far.', shape: 'ExchangeAnswer' } },
    problems: [],
  },
  {
    id: 'acknowledge',
    method: 'post',
    path: '/v1/exchanges/{id}/acknowledgement',
    summary: 'Confirm that a person has it',
    description:
      'For a recipient, once a person has the message and not only a machine. It covers everything of the exchange that your organisation has been delivered so far, to whichever department and role. Takes no body. Doing it twice changes nothing.',
    scope: 'exchanges:acknowledge',
    assertion: 'OPTIONAL',
    answers: { 200: { description: 'It is written down.', shape: 'AcknowledgementAnswer' } },
    problems: [],
  },
  {
    id: 'recordChoice',
    method: 'post',
    path: '/v1/consents',
    summary: 'Record a family’s choice',
    description:
      'A practitioner records what a family chose, with the evidence. Who may decide is worked out from the family’s records on the day.',
    scope: 'consents:record',
    hasLocation: true,
    assertion: 'REQUIRED',
    body: { shape: 'ConsentRequest', mediaTypes: ['application/json'] },
    answers: { 201: { description: 'The choice holds from now on.', shape: 'ChoiceAnswer' } },
    problems: [
      ...jsonProblems,
      'practitioner-required',
      'consent-invalid',
      'identifier-invalid',
      'idempotency-conflict',
    ],
  },
  {
    id: 'findChoice',
    method: 'get',
    path: '/v1/consents/{id}',
    summary: 'See a recorded choice',
    description: 'The present version, for the organisation that recorded it.',
    scope: 'consents:read',
    assertion: 'OPTIONAL',
    answers: { 200: { description: 'The present version.', shape: 'ChoiceAnswer' } },
    problems: [],
  },
  {
    id: 'changeChoice',
    method: 'post',
    path: '/v1/consents/{id}',
    summary: 'Record that the same person chose again',
    description:
      'A new choice in a record that you recorded. It takes the place of the one before, which stays in the history. Somebody else’s choice is a record of its own.',
    scope: 'consents:record',
    assertion: 'REQUIRED',
    body: { shape: 'ConsentRequest', mediaTypes: ['application/json'] },
    answers: { 200: { description: 'The new choice holds from now on.', shape: 'ChoiceAnswer' } },
    problems: [
      ...jsonProblems,
      'practitioner-required',
      'consent-invalid',
      'recipient-unknown',
      'idempotency-conflict',
    ],
  },
  {
    id: 'findChoiceHistory',
    method: 'get',
    path: '/v1/consents/{id}/versions',
    summary: 'See the history of a choice',
    description: 'All versions, the newest first, for the organisation that recorded it.',
    scope: 'consents:read',
    assertion: 'OPTIONAL',
    answers: { 200: { description: 'The versions.', shape: 'ChoiceHistoryAnswer' } },
    problems: [],
  },
  {
    id: 'findReceipt',
    method: 'get',
    path: '/v1/consents/{id}/receipts/{version}',
    summary: 'Get the receipt of a choice',
    description:
      'For the organisation that recorded it, to hand to whoever chose. As JSON with the fields of ISO/IEC TS 27560:2023; as `text/plain` in words for a reader of 9 to 12 years; as `application/jose` signed with the key of `/receipts/jwks.json`. Every version has one, and it never changes.',
    scope: 'consents:read',
    assertion: 'OPTIONAL',
    answers: { 200: { description: 'The receipt.', shape: 'ConsentReceipt' } },
    forms: ['text/plain', 'application/jose'],
    problems: [],
  },
  {
    id: 'reviewChoice',
    method: 'post',
    path: '/v1/consents/{id}/review',
    summary: 'Stop relying on a choice until it is asked for again',
    description:
      'When circumstances changed, when there is doubt, or when it was written down by mistake. Nothing goes in reliance on it any more; what it refuses goes on counting, unless it was a mistake.',
    scope: 'consents:record',
    assertion: 'REQUIRED',
    body: { shape: 'ReviewRequest', mediaTypes: ['application/json'] },
    answers: { 200: { description: 'It is not relied on any more.', shape: 'ChoiceAnswer' } },
    problems: [...jsonProblems, 'practitioner-required', 'consent-invalid', 'idempotency-conflict'],
  },
  {
    id: 'proposeReuse',
    method: 'post',
    path: '/v1/reuse-agreements',
    summary: 'Propose that advice is asked for once',
    description:
      'The author of advice, or the council, proposes that what exists suffices for an assessment (SEND Regulations 2014 reg 6(4)). When the author, the council and the family have all agreed, a request for that advice is answered: do not ask again. It permits no sharing.',
    scope: 'reuse:agree',
    hasLocation: true,
    assertion: 'REQUIRED',
    body: { shape: 'ReuseRequest', mediaTypes: ['application/json'] },
    answers: { 201: { description: 'Your side has agreed.', shape: 'ReuseAnswer' } },
    problems: [...jsonProblems, 'practitioner-required', 'consent-invalid', 'idempotency-conflict'],
  },
  {
    id: 'findReuse',
    method: 'get',
    path: '/v1/reuse-agreements/{id}',
    summary: 'See an agreement to ask once',
    description: 'For the author and the council.',
    scope: 'reuse:read',
    assertion: 'OPTIONAL',
    answers: { 200: { description: 'As it stands.', shape: 'ReuseAnswer' } },
    problems: [],
  },
  {
    id: 'agreeReuse',
    method: 'post',
    path: '/v1/reuse-agreements/{id}/agreement',
    summary: 'Agree to it, or record that the family agrees',
    description:
      'Each side speaks for itself; either may record what the parent or young person said, with the evidence.',
    scope: 'reuse:agree',
    assertion: 'REQUIRED',
    body: { shape: 'ReuseAgreementRequest', mediaTypes: ['application/json'] },
    answers: { 200: { description: 'It is written down.', shape: 'ReuseAnswer' } },
    problems: [...jsonProblems, 'practitioner-required', 'consent-invalid', 'idempotency-conflict'],
  },
  {
    id: 'endReuse',
    method: 'post',
    path: '/v1/reuse-agreements/{id}/end',
    summary: 'End an agreement to ask once',
    description: 'From then on the council asks again. Any of the three may end it, at any time.',
    scope: 'reuse:agree',
    assertion: 'REQUIRED',
    body: { shape: 'ReuseEnding', mediaTypes: ['application/json'] },
    answers: { 200: { description: 'It has ended.', shape: 'ReuseAnswer' } },
    problems: [...jsonProblems, 'practitioner-required', 'consent-invalid', 'idempotency-conflict'],
  },
  {
    id: 'recordNotice',
    method: 'post',
    path: '/v1/consent-notices',
    summary: 'Compose or register a notice',
    description:
      'The words on which a family chooses, and the scope that they name. Composed from the scope, or written by you and registered with the scope that it names. No choice made on it can reach further.',
    scope: 'consents:record',
    hasLocation: true,
    assertion: 'OPTIONAL',
    body: { shape: 'NoticeRequest', mediaTypes: ['application/json'] },
    answers: { 201: { description: 'The notice with its version.', shape: 'NoticeAnswer' } },
    problems: [...jsonProblems, 'consent-invalid', 'recipient-unknown', 'idempotency-conflict'],
  },
  {
    id: 'findNotice',
    method: 'get',
    path: '/v1/consent-notices/{id}',
    summary: 'See a notice',
    description: 'The words and what they name. A notice is about nobody in particular.',
    scope: 'consents:read',
    assertion: 'OPTIONAL',
    answers: { 200: { description: 'The notice.', shape: 'NoticeAnswer' } },
    problems: [],
  },
  {
    id: 'withdrawChoice',
    method: 'post',
    path: '/v1/consents/{id}/withdrawal',
    summary: 'Record that a choice is taken back',
    description:
      'From the time in the answer no new sending relies on the choice. It asks for less than giving did: no evidence and no reason can stand in its way.',
    scope: 'consents:withdraw',
    assertion: 'REQUIRED',
    body: { shape: 'WithdrawalRequest', mediaTypes: ['application/json'] },
    answers: { 200: { description: 'The choice is withdrawn.', shape: 'ChoiceAnswer' } },
    problems: [...jsonProblems, 'practitioner-required', 'consent-invalid', 'idempotency-conflict'],
  },
  {
    id: 'recordAuthority',
    method: 'post',
    path: '/v1/authority',
    summary: 'Record a change of who may decide',
    description:
      'A practitioner who is entitled to records what changes who may decide for somebody: parental responsibility, competence, capacity, a representative, a legal status, a court order, delegated authority, an adoption, a death. From the answer on no decision rests on what was before. Whether the people named are known is never told apart from whether they are certain. The same key and body again change nothing.',
    scope: 'authority:record',
    assertion: 'REQUIRED',
    body: { shape: 'AuthorityRequest', mediaTypes: ['application/json'] },
    answers: { 201: { description: 'It is written down.', shape: 'AuthorityAnswer' } },
    problems: [
      ...jsonProblems,
      'practitioner-required',
      'authority-invalid',
      'recipient-unknown',
      'idempotency-conflict',
    ],
  },
  {
    id: 'askWhoDecides',
    method: 'post',
    path: '/v1/authority/questions',
    summary: 'Ask who may decide, and why',
    description:
      'Who may decide for this person, for this purpose, on this day: capacities and the rule, never names or addresses. An organisation that recorded something of the person’s authority, or works with them, is answered from the record; anybody else by rule for the age that they name.',
    scope: 'authority:ask',
    assertion: 'OPTIONAL',
    body: { shape: 'AuthorityQuestion', mediaTypes: ['application/json'] },
    answers: { 200: { description: 'Who may decide.', shape: 'AuthorityQuestionAnswer' } },
    problems: [...jsonProblems, 'authority-invalid', 'recipient-unknown'],
  },
  {
    id: 'recordRelationship',
    method: 'post',
    path: '/v1/relationships',
    summary: 'Record who leads for a child or works with them',
    description:
      'An organisation records that one of its staff leads for a child, or works with them, and where that is noted. What waits for a judgement is put before the lead. The latest lead that has begun counts; when it ends, an earlier one does not come back by itself.',
    scope: 'relationships:record',
    hasLocation: true,
    assertion: 'REQUIRED',
    body: { shape: 'RelationshipRequest', mediaTypes: ['application/json'] },
    answers: { 201: { description: 'It is recorded.', shape: 'RelationshipAnswer' } },
    problems: [...jsonProblems, 'practitioner-required', 'relationship-invalid', 'idempotency-conflict'],
  },
  {
    id: 'findRelationship',
    method: 'get',
    path: '/v1/relationships/{id}',
    summary: 'See a recorded relationship',
    description: 'For the organisation that recorded it. Anyone else is told that there is nothing here.',
    scope: 'relationships:read',
    assertion: 'OPTIONAL',
    answers: { 200: { description: 'As it stands.', shape: 'RelationshipAnswer' } },
    problems: [],
  },
  {
    id: 'endRelationship',
    method: 'post',
    path: '/v1/relationships/{id}/end',
    summary: 'Record that it has ended',
    description:
      'For the organisation that recorded it. It ends once; said again in the same words nothing changes.',
    scope: 'relationships:record',
    assertion: 'REQUIRED',
    body: { shape: 'RelationshipEnding', mediaTypes: ['application/json'] },
    answers: { 200: { description: 'It has ended, or will.', shape: 'RelationshipAnswer' } },
    problems: [...jsonProblems, 'practitioner-required', 'relationship-invalid', 'idempotency-conflict'],
  },
  {
    id: 'listHolds',
    method: 'get',
    path: '/v1/holds',
    summary: 'See what waits for your judgement',
    description:
      'What waits before the practitioner who asks, as the lead, the author, a manager or information governance, what is due first coming first. Labels, never content.',
    scope: 'holds:read',
    assertion: 'REQUIRED',
    answers: { 200: { description: 'The first page.', shape: 'HoldListAnswer' } },
    problems: ['practitioner-required'],
  },
  {
    id: 'listHoldsAfter',
    method: 'get',
    path: '/v1/holds/after/{id}',
    summary: 'See the next page of what waits',
    description: 'The address that `next` of a page names.',
    scope: 'holds:read',
    assertion: 'REQUIRED',
    answers: { 200: { description: 'The next page.', shape: 'HoldListAnswer' } },
    problems: ['practitioner-required'],
  },
  {
    id: 'findHold',
    method: 'get',
    path: '/v1/holds/{id}',
    summary: 'See one thing that waits',
    description: 'For whoever it waits for. Anyone else is told that there is nothing here.',
    scope: 'holds:read',
    assertion: 'REQUIRED',
    answers: { 200: { description: 'As it stands.', shape: 'HoldAnswer' } },
    problems: ['practitioner-required'],
  },
  {
    id: 'decideHold',
    method: 'post',
    path: '/v1/holds/{id}/decision',
    summary: 'Judge what waits',
    description:
      'Only the person for whom it waits can judge, with reasons. What is let go is decided anew on what holds today: a choice taken back in the meantime counts, and the judgement overrides only what the rules let it. What goes reaches the recipient as a supplement. Said again in the same words nothing more happens.',
    scope: 'holds:decide',
    assertion: 'REQUIRED',
    body: { shape: 'HoldDecision', mediaTypes: ['application/json'] },
    answers: { 200: { description: 'What became of it.', shape: 'HoldAnswer' } },
    problems: [
      ...jsonProblems,
      'practitioner-required',
      'hold-judge',
      'hold-closed',
      'hold-decision-invalid',
      'attestation-missing',
      'source-mismatch',
      'recipient-unknown',
      'identifier-invalid',
    ],
  },
];
