import type { ProblemCode, ScopeCode } from '../../vocabulary/index.ts';
import type { publishedAnswers } from '../answer-schemas.ts';
import type { MediaType } from '../read-body.ts';

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
  /** The parameters that its address takes. */
  readonly query?: Readonly<Record<string, { readonly description: string; readonly schema: object }>>;
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
  | 'RecordRequest'
  | 'ConsentRequest'
  | 'WithdrawalRequest'
  | 'NoticeRequest'
  | 'ReviewRequest'
  | 'AuthorityRequest'
  | 'AuthorityQuestion'
  | 'ProtectionRequest'
  | 'ProtectionEnding'
  | 'EmergencyRequest'
  | 'ChoiceRequest'
  | 'ReuseRequest'
  | 'ReuseAgreementRequest'
  | 'ReuseEnding'
  | 'RelationshipRequest'
  | 'RelationshipEnding'
  | 'HoldDecision'
  | 'CaseOutcome'
  | 'FamilyNotice'
  | 'DeadlineNote'
  | 'LocatorRequest'
  | 'AccessEvaluation'
  | 'AccessEvaluations';
export type AnswerShape = keyof typeof publishedAnswers;

/** What is wrong with a body before anything in it is read. */
export const jsonProblems = [
  'json-syntax',
  'json-duplicate-key',
  'json-depth',
  'json-number',
  'json-text',
  'json-prototype',
  'too-large',
  'media-type',
] as const satisfies readonly ProblemCode[];
