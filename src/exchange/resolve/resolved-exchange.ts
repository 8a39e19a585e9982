import type { AgreementInForce, Organisation, RegisteredSystem } from '../../agreements/index.ts';
import type { EpochGuard } from '../../consent/index.ts';
import type { AuthorityFinding } from '../../families/index.ts';
import type { ExchangeId, HoldId, PersonId } from '../../platform/index.ts';
import type { Correction, LabelledSegment, Message, Question } from '../../records/index.ts';
import type { Department, RoleCode } from '../../vocabulary/index.ts';
import type { DecisionFacts } from '../decide/index.ts';
import type { Requester } from '../identify/index.ts';
import type { PlacedPlan } from '../plans/placed-plan.ts';
import type { PlanView } from '../plans/plan-view.ts';
import type { WantedRecord } from '../redact/index.ts';
import type { Carried, KnownPlan } from './carried.ts';
import type { GivenJudgements } from './given-judgements.ts';

/** What an exchange is asked for: to send, to open or be given what somebody else holds, or only to be told whether it might go. */
export type ExchangeKind = 'PUSH' | 'PULL' | 'ADVICE';

/** A message, or a question about one: what both have is all that is resolved and decided on. */
export type AskedMessage = Message | Question;

/** A message whose sender is known. What `resolve` starts from, at first and whenever it is decided again. */
export interface IdentifiedMessage {
  readonly kind: ExchangeKind;
  readonly message: AskedMessage;
  readonly labelled: readonly LabelledSegment[];
  readonly requester: Pick<
    Requester<Organisation, RegisteredSystem>,
    'organisation' | 'system' | 'practitioner'
  >;
  /** Of a pull: who asked for what the requester, its holder, gives. Their practitioner acts. */
  readonly asker?: Pick<
    Requester<Organisation, RegisteredSystem>,
    'organisation' | 'system' | 'practitioner'
  >;
  /** The instant decided at. */
  readonly at: Date;
  /** What named people judged since, or elsewhere. */
  readonly given?: GivenJudgements;
  /** Of a pull of FHIR resources: which of what its holder gave was asked for. */
  readonly wanted?: WantedRecord;
  /** Set where this adds to an exchange what a judgement lets go of it later. */
  readonly supplement?: Supplement;
  /** The plan of which it brings or shows a version, where that was found before. */
  readonly plan?: KnownPlan;
  /** A plan that is shown from its kept versions. */
  readonly view?: PlanView;
  /** What of earlier messages it carries. */
  readonly carries?: Pick<Carried, 'messageIds' | 'comparedWith'>;
  /** A correction whose recipients were found before. */
  readonly addressed?: true;
}

/** What a supplement adds, and to what (docs/domain/03 §3.5 "Released holds go as a supplement"). */
export interface Supplement {
  /** The exchange that it adds to. */
  readonly to: ExchangeId;
  readonly holdId: HoldId;
  /** The parts that may go in it. Of the envelope only what the message cannot be understood without comes along. */
  readonly segmentIds: readonly string[];
  /** Nothing of the exchange went to this recipient before: what stays behind of it is marked as ever. */
  readonly first: boolean;
}

/** One recipient with all that its decision rests on. */
export interface ResolvedRecipient {
  readonly ordinal: number;
  readonly organisation: Organisation;
  readonly department: Department;
  readonly role: RoleCode;
  readonly agreement: AgreementInForce | undefined;
  /** Where deliveries for this department and role go; absent when the organisation has registered no endpoint for them. */
  readonly system: RegisteredSystem | undefined;
  readonly facts: DecisionFacts;
  /** What of the message is for this recipient: all of it, but for a correction of what they never received. */
  readonly labelled: readonly LabelledSegment[];
  /** That it went would name somebody who wishes to stay unnamed: nobody in the family is told that it did. */
  readonly hidesReferrer?: true;
}

/** Stage 3's answer: who is who today. */
export interface ResolvedExchange {
  readonly identified: IdentifiedMessage;
  /** The person the message is about, if that is sure. */
  readonly dataSubject: PersonId | null;
  readonly authority: AuthorityFinding | null;
  /** Who is safe to tell of it, where the family has named somebody. */
  readonly safeContact: PersonId | null;
  /** Other people whom parts are about, by the message's references. */
  readonly related: ReadonlyMap<string, PersonId>;
  /** The consent epochs that the decision rests on: should one move before it is recorded, it is decided again. */
  readonly guards: readonly EpochGuard[];
  readonly recipients: readonly ResolvedRecipient[];
  /** The plan of which the message brings or shows a version. */
  readonly plan: KnownPlan | null;
  /** The version that it brings, to be kept with it. */
  readonly placed: PlacedPlan | null;
  /** The correction that the message is. */
  readonly correction: Correction | null;
}
