import type { X509Certificate } from 'node:crypto';
import type { AuthorityRuleName } from '../families/index.ts';
import type {
  ExchangeId,
  GrantId,
  HoldId,
  JsonObject,
  RelationshipId,
  Result,
  StaffId,
} from '../platform/index.ts';
import type {
  AuthorityEvidenceType,
  CapacityBasis,
  CategoryCode,
  Department,
  MessageTypeCode,
  OptOutSource,
  OrderEffect,
  Problem,
  ProblemDetail,
  ProtectionKind,
  PurposeCode,
  ReasonCode,
  RelationshipBasis,
  RoleCode,
  TellingChannel,
  TellingFormat,
} from '../vocabulary/index.ts';
import type { CaseAnswer, CaseListAnswer, CaseQuery, FamilyNoticeAnswer } from './cases/case-answers.ts';
import type { DeadlineAnswer, DeadlineListAnswer, DeadlineQuery } from './clocks/deadline-answers.ts';
import type { LocatedServices } from './locator/locator-answers.ts';
import type { MailboxAcknowledgementAnswer, MailboxAnswer, MailboxQuery } from './mailbox/mailbox-answers.ts';
import type { FhirAsk } from './pull/fhir-ask.ts';

/** What arrived from a system, before anything in it is believed. */
export interface SystemCall {
  readonly exchangeId: ExchangeId;
  /** The whole body as it came, at most the door's limit. Empty for reads. */
  readonly body: Buffer;
  readonly mediaType:
    'application/json' | 'application/fhir+json' | 'application/x-www-form-urlencoded' | null;
  /** The certificate that the TLS handshake proved possession of, and whether our authority vouches for it. */
  readonly peer: { readonly certificate: X509Certificate | undefined; readonly authorised: boolean };
  readonly authorization: string | undefined;
  readonly userAssertion: string | undefined;
  readonly idempotencyKey: string | undefined;
  /** The version that the sender has seen, as FHIR writes it: `W/"3"`. */
  readonly ifMatch: string | undefined;
  /** On what condition a FHIR resource is not to be made anew. */
  readonly ifNoneExist: string | undefined;
  /** Who holds what is asked for, who would read it and why, where a FHIR door is asked: base64 of JSON. */
  readonly grounds: string | undefined;
  readonly traceparent: string | undefined;
  readonly receivedAt: Date;
  /** The instant to decide at, where the caller may name it: development and test only, so that dated cases can be run. */
  readonly evaluateAt: Date | undefined;
}

/** Whether it has reached the recipient: delivered, kept and retried, not sent at all, or (urgent) not delivered: phone. */
export type DeliveryWord = 'DELIVERED' | 'QUEUED' | 'NOT_SENT' | 'NOT_DELIVERED_PHONE';

/** What became of the exchange at one recipient, as its sender is told. */
export interface RecipientAnswer {
  readonly recipient:
    | {
        readonly organisation: { readonly system: string; readonly value: string };
        readonly department?: string;
        readonly role: string;
      }
    /** Somebody who would read under P17, by the question's own reference. */
    | { readonly person: { readonly ref: string }; readonly role: string };
  readonly outcome: 'FORWARD' | 'FORWARD_REDACTED' | 'HOLD' | 'DENY';
  /** Absent from advice where it would go: nothing was to be delivered. */
  readonly delivery?: DeliveryWord;
  /** Reasons that the sender may be told (rulings 7). */
  readonly reasons: readonly ReasonAnswer[];
  /** Per segment of the sender's own message: what happened and why, as far as the sender may know. */
  readonly segments: readonly SegmentAnswer[];
  readonly obligations: readonly ObligationAnswer[];
  readonly phone?: string;
  /** What of it waits, or waited, for somebody's judgement; asked for anew, how that ended. */
  readonly holds?: readonly HoldOutcomeAnswer[];
  /** Where it did not arrive, or did only after its sender had been told otherwise. */
  readonly report?: ReportAnswer;
  /** Where somebody at the recipient must acknowledge it: by when, and whether they have. */
  readonly acknowledgement?: AcknowledgementAnswer;
}

/** That a report of it lies, or lay, in the mailbox of the system that sent it. */
export interface ReportAnswer {
  readonly id: string;
  readonly kind: 'NON_DELIVERY' | 'CANCELLATION' | 'ARRIVED_AFTER_ALL';
  /** ISO 8601. */
  readonly writtenAt: string;
}

/** An acknowledgement that a recipient owes, or has given. */
export interface AcknowledgementAnswer {
  /** ISO 8601. */
  readonly due: string;
  /** ISO 8601; absent while nobody has. */
  readonly acknowledgedAt?: string;
}

/** An earlier recipient whom the gateway told because of an exchange. */
export interface TellingAnswer extends Pick<RecipientAnswer, 'recipient' | 'delivery' | 'acknowledgement'> {
  /** The exchange that told them. */
  readonly exchangeId: ExchangeId;
}

/** A reason in code and in plain words. */
export interface ReasonAnswer {
  readonly code: ReasonCode;
  readonly plain: string;
  readonly source: string;
}

/**
 * A redacted record on its way to whoever asked for it, with its receipt and terms: exactly what a delivery would bring.
 */
export interface PulledRecord {
  readonly body: Buffer;
  readonly mediaType: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Whether the answer went out whole: the ledger has it as delivered only then. */
  readonly settle: (arrived: boolean) => void;
}

/** What happened to one segment. */
export interface SegmentAnswer {
  readonly segmentId: string;
  readonly outcome: 'RELEASE' | 'WITHHOLD' | 'HOLD';
  readonly reasons: readonly ReasonAnswer[];
  /** Who could say yes to it, in plain words. */
  readonly whoCouldSayYes?: string;
  /** What its author must put right before it can go, whoever agrees. */
  readonly problems?: readonly ProblemDetail[];
}

/** Something that must be done because of the decision, with its date where it has one. */
export interface ObligationAnswer {
  readonly kind: string;
  readonly plain: string;
  readonly due?: string;
}

/** The answer to a message, a "Can I share?" or a look at an exchange. */
export interface ExchangeAnswer {
  readonly exchangeId: ExchangeId;
  readonly correlationId: string;
  readonly policyVersion: string;
  readonly recipients: readonly RecipientAnswer[];
  /** Asked for anew: the earlier recipients who were told that something was wrong, or that there is a later version of a plan. */
  readonly told?: readonly TellingAnswer[];
}

/** The answer to one access evaluation (OpenID AuthZEN Authorization API 1.0, "Decision"). */
export interface AccessDecision {
  /** Whether all of it would go. Anything less is `false`, and the context says what would. */
  readonly decision: boolean;
  readonly context: AccessDecisionContext;
}

/** Why, in the very words in which `/v1/decisions` answers the same question; or what was wrong with it. */
export type AccessDecisionContext =
  | (Pick<ExchangeAnswer, 'exchangeId' | 'correlationId' | 'policyVersion'> &
      Pick<RecipientAnswer, 'outcome' | 'reasons' | 'segments' | 'obligations'>)
  | {
      readonly error: {
        readonly status: number;
        readonly code: Problem['code'];
        readonly message: string;
        readonly errors?: readonly ProblemDetail[];
      };
    };

/** The answers to several, in the order of the questions; fewer where the asker wanted to stop early. */
export interface AccessDecisions {
  readonly evaluations: readonly AccessDecision[];
}

/** A recorded choice as a system sees it. */
export interface ChoiceAnswer {
  readonly consentId: string;
  readonly version: number;
  readonly status: string;
  /** When no new dispatch relies on it any more (a withdrawal), ISO 8601. */
  readonly recordedAt: string;
  /** Only of a choice that was taken back. */
  readonly withdrawal?: WithdrawalAnswer;
}

/** A version of a choice to share as a FHIR R4 Consent. */
export interface FhirConsentAnswer {
  /** Whether this request made the record. */
  readonly created: boolean;
  readonly consentId: string;
  readonly version: number;
  readonly lastUpdated: Date;
  readonly resource: JsonObject;
}

/** Several resources as a FHIR R4 Bundle. */
export interface FhirBundleAnswer {
  readonly resource: JsonObject;
}

/** Who leads for a child or works with them, as the organisation that recorded it sees it. */
export interface RelationshipAnswer {
  readonly relationshipId: RelationshipId;
  readonly kind: 'LEAD' | 'WORKING';
  readonly basis: RelationshipBasis;
  readonly staffId?: StaffId;
  /** YYYY-MM-DD, London. */
  readonly from: string;
  readonly to?: string;
  readonly endedOn?: string;
  /** ISO 8601. */
  readonly recordedAt: string;
}

/** All versions of a recorded choice, the newest first. */
export interface ChoiceHistoryAnswer {
  readonly consentId: string;
  readonly versions: readonly ChoiceAnswer[];
}

/** An agreement that advice is asked for once, as its author and the council see it. */
export interface ReuseAnswer {
  readonly agreementId: string;
  readonly version: number;
  readonly state: 'PROPOSED' | 'AGREED' | 'ENDED';
  readonly advice: { readonly kind: string; readonly reference: string; readonly givenOn: string };
  readonly lastDay?: string;
  /** Who of the three has agreed. */
  readonly agreed: { readonly author: boolean; readonly council: boolean; readonly family: boolean };
  readonly recordedAt: string;
}

/** That a family was asked to choose. */
export interface ChoiceRequestAnswer {
  readonly requestId: string;
  /** ISO 8601 in UTC. */
  readonly askedAt: string;
  /** The last London day on which it is shown (YYYY-MM-DD). */
  readonly shownUntil: string;
}

/** The receipt of one version of a choice, in the three forms in which it can be asked for. */
export interface ReceiptAnswer {
  /** With the fields of ISO/IEC TS 27560. */
  readonly receipt: JsonObject;
  /** The same, signed: a compact JWS. */
  readonly signed: string;
  /** The same in plain words. */
  readonly text: string;
}

/** A notice on which choices are made. */
export interface NoticeAnswer {
  /** Its name in a choice's `informationGiven`: made of what it says. */
  readonly noticeVersion: string;
  /** SHA-256 in hex over its words and its scope. */
  readonly hash: string;
  readonly origin: 'COMPOSED' | 'REGISTERED';
  readonly language: string;
  readonly format: string;
  readonly text: string;
  readonly type: string;
  readonly purposes: readonly string[];
  readonly categories: readonly string[];
}

/** How far a withdrawal has got (rulings 12). */
export interface WithdrawalAnswer {
  /** `CLOSING`: something that left before the withdrawal may still arrive. `FINAL`: nothing that checks accepts it any more. */
  readonly state: 'CLOSING' | 'FINAL';
  /** From when no dispatch starts on the choice, ISO 8601. */
  readonly recordedAt: string;
  /** Deliveries under way that rest on the choice. */
  readonly deliveriesClosing: number;
  /** When it became final, ISO 8601. */
  readonly finalAt?: string;
  /** While it is closing: the latest that it becomes final, ISO 8601. */
  readonly finalBy?: string;
}

/** A change of authority that was written down. */
export interface AuthorityAnswer {
  /** Names the fact, for its ending. */
  readonly factId: string;
  /** From when on no decision can rest on what was before, ISO 8601. */
  readonly recordedAt: string;
}

/** What protects somebody, as the organisation that recorded it sees it: never who is safe, and never where anybody is. */
export interface ProtectionAnswer {
  readonly protectionId: string;
  readonly kind: ProtectionKind;
  /** YYYY-MM-DD, London. */
  readonly from: string;
  /** First day on which it no longer holds, as it was recorded. */
  readonly to?: string;
  /** First day on which it no longer holds, as it was ended since. */
  readonly endedOn?: string;
  readonly optOut?: {
    readonly optedOut: boolean;
    readonly source: OptOutSource;
    readonly setAs: 'SELF' | 'PR_HOLDER' | 'LPA' | 'DEPUTY' | 'LA_CARE_ORDER';
  };
  readonly preferences?: {
    readonly channel: TellingChannel;
    readonly language: string;
    readonly format: TellingFormat;
  };
  /** ISO 8601. */
  readonly recordedAt: string;
}

/** An emergency access that was granted: what it opens, for how long, and whom to phone. */
export interface EmergencyAnswer {
  /** What a later request for a record names. It is of use to this practitioner alone, for this child, until it expires. */
  readonly grantId: GrantId;
  readonly exchangeId: ExchangeId;
  /** ISO 8601. */
  readonly expiresAt: string;
  readonly policyVersion: string;
  /** What each holder's record opens. */
  readonly opens: readonly {
    readonly from: { readonly system: string; readonly value: string };
    readonly categories: readonly CategoryCode[];
    readonly reasons: readonly ReasonAnswer[];
  }[];
  /** Councils to phone about the child. */
  readonly councils: readonly { readonly name: string; readonly phone: string }[];
  readonly obligations: readonly ObligationAnswer[];
}

/** Who may decide, in what capacity and by which rule; never who they are or where. */
export interface AuthorityQuestionAnswer {
  /** Whether it comes from the person's record, or by rule for anybody of this age. */
  readonly basis: 'RECORD' | 'RULE';
  /** YYYY-MM-DD, London. */
  readonly on: string;
  readonly rule: AuthorityRuleName;
  /** The rule in plain words, with its source. */
  readonly because: string;
  readonly source: string;
  readonly deciders: readonly {
    readonly capacityBasis: CapacityBasis;
    /** What proved it, where it rests on evidence. */
    readonly evidence?: AuthorityEvidenceType;
    /** A named professional must confirm first that they can make this decision. */
    readonly capacityToBeConfirmed: boolean;
  }[];
  readonly organisations: readonly {
    readonly organisation: { readonly system: string; readonly value: string };
    readonly capacityBasis: 'LA_CARE_ORDER' | 'BEST_INTERESTS';
  }[];
  /** How many claims to parental responsibility wait for somebody to see their evidence. */
  readonly claimsToVerify: number;
  /** A court order that answers within its terms and dates. */
  readonly order?: { readonly effect: OrderEffect; readonly documentHash: string };
  /** What carers may settle; never a consent. */
  readonly delegatedMatters: readonly string[];
}

/** What waits, or waited, for the judgement of the person who reads: labels, never content. */
export interface HoldAnswer {
  readonly holdId: HoldId;
  readonly exchangeId: ExchangeId;
  readonly correlationId: string;
  readonly state: 'OPEN' | 'ESCALATED' | 'RELEASED' | 'REFUSED' | 'EXPIRED';
  /** How far up it has been handed. */
  readonly level: 'NAMED' | 'MANAGER' | 'GOVERNANCE';
  /** Who must judge. */
  readonly judge: 'LEAD' | 'AUTHOR' | 'IG' | 'SHIELD_REVIEW' | 'HEALTH_PROFESSIONAL';
  readonly from: string;
  readonly to: { readonly name: string; readonly department: Department; readonly role: RoleCode };
  readonly messageType: MessageTypeCode;
  readonly purpose: PurposeCode;
  readonly reasons: readonly ReasonAnswer[];
  readonly segments: readonly {
    readonly segmentId: string;
    readonly categories: readonly CategoryCode[];
    /** Told to its author: what they must put right before it can go. */
    readonly problems?: readonly ProblemDetail[];
  }[];
  readonly safetyCritical: boolean;
  /** ISO 8601. */
  readonly openedAt: string;
  /** When it is handed up. It is never released because a time has passed. */
  readonly due: string;
  /** What was let go, once it is judged. */
  readonly released?: readonly string[];
  /** What of it went. */
  readonly sent?: readonly string[];
  /** The exchange that brought it. */
  readonly supplement?: ExchangeId;
}

/** A page of what waits. */
export interface HoldListAnswer {
  readonly holds: readonly HoldAnswer[];
  /** The address of the next page, where there is one. */
  readonly next?: string;
}

/** What became of something that was held, as its sender is told. */
export interface HoldOutcomeAnswer {
  readonly holdId: HoldId;
  readonly state: 'OPEN' | 'RELEASED' | 'REFUSED' | 'EXPIRED';
  readonly segmentIds: readonly string[];
  readonly due: string;
  readonly supplement?: ExchangeId;
}

/** The doors through which systems enter. Each walks the seven stages; none has a way round one. */
export interface Exchange {
  /** `POST /v1/messages`: push a message to its recipients. */
  sendMessage(call: SystemCall): Promise<Result<ExchangeAnswer, Problem>>;
  /** `POST /v1/decisions`: "Can I share?", the same decision with no payload kept or sent. */
  decideWithoutSending(call: SystemCall): Promise<Result<ExchangeAnswer, Problem>>;
  /** `POST /access/v1/evaluation`: the same question and the same answer in the form of OpenID AuthZEN. */
  evaluateAccess(call: SystemCall): Promise<Result<AccessDecision, Problem>>;
  /** `POST /access/v1/evaluations`: several of them. */
  evaluateAccesses(call: SystemCall): Promise<Result<AccessDecision | AccessDecisions, Problem>>;
  /** `GET /v1/exchanges/{id}`: what became of it, for its sender; its recipients get the uniform answer. */
  findExchange(call: SystemCall, exchangeId: string): Promise<Result<ExchangeAnswer, Problem>>;
  /** `POST /v1/requests`: a record that another organisation holds, redacted for whoever asks. */
  requestRecord(call: SystemCall): Promise<Result<PulledRecord, Problem>>;
  /** `GET /fhir/R4/{type}/{id}` and searches of a type: resources that another organisation holds, redacted for whoever asks. */
  pullResources(call: SystemCall, ask: FhirAsk): Promise<Result<PulledRecord, Problem>>;
  /** `GET /v1/deadlines`: what the organisation owes, waits for or was told of. */
  listDeadlines(call: SystemCall, query: DeadlineQuery): Promise<Result<DeadlineListAnswer, Problem>>;
  /** `POST /v1/deadlines/{id}/notes`: it is done, or a period does not count. */
  noteDeadline(call: SystemCall, deadlineId: string): Promise<Result<DeadlineAnswer, Problem>>;
  /** `POST /v1/locator`: who is involved with a child, as far as whoever asks may know. */
  locate(call: SystemCall): Promise<Result<LocatedServices, Problem>>;
  /** `GET /v1/mailbox`: what waits for the system that asks. */
  listMailbox(call: SystemCall, query: MailboxQuery): Promise<Result<MailboxAnswer, Problem>>;
  /** `GET /v1/mailbox/{id}`: collects a message, which dispatches it. */
  collectMessage(call: SystemCall, id: string): Promise<Result<PulledRecord, Problem>>;
  /** `POST /v1/mailbox/{id}/acknowledgement`: the system has the message, or has read the report. */
  acknowledgeItem(call: SystemCall, id: string): Promise<Result<MailboxAcknowledgementAnswer, Problem>>;
  /** `POST /v1/exchanges/{id}/acknowledgement`: a recipient confirms that a person has it. */
  acknowledge(
    call: SystemCall,
    exchangeId: string,
  ): Promise<Result<{ readonly exchangeId: ExchangeId; readonly acknowledgedAt: string }, Problem>>;
  /** `POST /v1/consents`: a practitioner records a family's choice with its evidence. */
  recordChoice(call: SystemCall): Promise<Result<ChoiceAnswer, Problem>>;
  /** `POST /v1/consents/{id}`: the same person chose again. */
  changeChoice(call: SystemCall, consentId: string): Promise<Result<ChoiceAnswer, Problem>>;
  /** `POST /v1/consents/{id}/review`: to be asked for again, or a mistake. */
  reviewChoice(call: SystemCall, consentId: string): Promise<Result<ChoiceAnswer, Problem>>;
  /** `GET /v1/consents/{id}/versions`. */
  findChoiceHistory(call: SystemCall, consentId: string): Promise<Result<ChoiceHistoryAnswer, Problem>>;
  /** `POST /v1/reuse-agreements`: propose that advice which exists suffices. */
  proposeReuse(call: SystemCall): Promise<Result<ReuseAnswer, Problem>>;
  /** `POST /v1/reuse-agreements/{id}/agreement`: one of the three agrees. */
  agreeReuse(call: SystemCall, agreementId: string): Promise<Result<ReuseAnswer, Problem>>;
  /** `POST /v1/reuse-agreements/{id}/end`. */
  endReuse(call: SystemCall, agreementId: string): Promise<Result<ReuseAnswer, Problem>>;
  /** `GET /v1/reuse-agreements/{id}`. */
  findReuse(call: SystemCall, agreementId: string): Promise<Result<ReuseAnswer, Problem>>;
  /** `GET /v1/consents/{id}/receipts/{version}`. */
  findReceipt(call: SystemCall, consentId: string, version: string): Promise<Result<ReceiptAnswer, Problem>>;
  /** `POST /v1/choice-requests`: ask whoever decides for a person to choose. */
  askFamily(call: SystemCall): Promise<Result<ChoiceRequestAnswer, Problem>>;
  /** `POST /v1/consent-notices`: compose a notice, or keep one that was written. */
  recordNotice(call: SystemCall): Promise<Result<NoticeAnswer, Problem>>;
  /** `GET /v1/consent-notices/{id}`. */
  findNotice(call: SystemCall, noticeVersion: string): Promise<Result<NoticeAnswer, Problem>>;
  /** `POST /v1/consents/{id}/withdrawal`. */
  withdrawChoice(call: SystemCall, consentId: string): Promise<Result<ChoiceAnswer, Problem>>;
  /** `GET /v1/consents/{id}`: the present version, for the organisation that recorded it. */
  findChoice(call: SystemCall, consentId: string): Promise<Result<ChoiceAnswer, Problem>>;
  /** `POST /fhir/R4/Consent`: a practitioner records a family's choice that comes as a FHIR Consent. */
  importConsent(call: SystemCall): Promise<Result<FhirConsentAnswer, Problem>>;
  /** `PUT /fhir/R4/Consent/{id}`: the same person chose again. */
  updateConsent(call: SystemCall, consentId: string): Promise<Result<FhirConsentAnswer, Problem>>;
  /** `GET /fhir/R4/Consent/{id}`, and `GET /fhir/R4/Consent/{id}/_history/{version}`. */
  findFhirConsent(
    call: SystemCall,
    consentId: string,
    version: string | undefined,
  ): Promise<Result<FhirConsentAnswer, Problem>>;
  /** `GET /fhir/R4/Consent/{id}/_history`. */
  findFhirHistory(call: SystemCall, consentId: string): Promise<Result<FhirBundleAnswer, Problem>>;
  /** `POST /fhir/R4/Consent/_search`. */
  searchFhirConsents(call: SystemCall): Promise<Result<FhirBundleAnswer, Problem>>;
  /** `POST /v1/authority`: a practitioner records a change of who may decide for somebody. */
  recordAuthority(call: SystemCall): Promise<Result<AuthorityAnswer, Problem>>;
  /** `POST /v1/authority/questions`: who may decide for this person, for this purpose, and why. */
  askWhoDecides(call: SystemCall): Promise<Result<AuthorityQuestionAnswer, Problem>>;
  /** `POST /v1/protections`: a practitioner records what protects somebody. */
  recordProtection(call: SystemCall): Promise<Result<ProtectionAnswer, Problem>>;
  /** `POST /v1/protections/{id}/end`. */
  endProtection(call: SystemCall, protectionId: string): Promise<Result<ProtectionAnswer, Problem>>;
  /** `GET /v1/protections/{id}`, for the organisation that recorded it. */
  findProtection(call: SystemCall, protectionId: string): Promise<Result<ProtectionAnswer, Problem>>;
  /** `POST /v1/emergency-access`: open the least of a child's record without consent, because life or limb is at risk. */
  openInEmergency(call: SystemCall): Promise<Result<EmergencyAnswer, Problem>>;
  /** `POST /v1/relationships`: who of the requester's staff leads for a child or works with them. */
  recordRelationship(call: SystemCall): Promise<Result<RelationshipAnswer, Problem>>;
  /** `POST /v1/relationships/{id}/end`. */
  endRelationship(call: SystemCall, relationshipId: string): Promise<Result<RelationshipAnswer, Problem>>;
  /** `GET /v1/relationships/{id}`, for the organisation that recorded it. */
  findRelationship(call: SystemCall, relationshipId: string): Promise<Result<RelationshipAnswer, Problem>>;
  /** `GET /v1/holds`, and `GET /v1/holds/after/{id}`: what waits before the person who asks. */
  listHolds(call: SystemCall): Promise<Result<HoldListAnswer, Problem>>;
  listHoldsAfter(call: SystemCall, holdId: string): Promise<Result<HoldListAnswer, Problem>>;
  /** `GET /v1/holds/{id}`. */
  findHold(call: SystemCall, holdId: string): Promise<Result<HoldAnswer, Problem>>;
  /** `POST /v1/holds/{id}/decision`: the judgement of a named person. */
  decideHold(call: SystemCall, holdId: string): Promise<Result<HoldAnswer, Problem>>;
  /** `GET /v1/cases`: what the requester's officers must look at. */
  listCases(call: SystemCall, query: CaseQuery): Promise<Result<CaseListAnswer, Problem>>;
  /** `GET /v1/cases/{id}`. */
  findCase(call: SystemCall, caseId: string): Promise<Result<CaseAnswer, Problem>>;
  /** `POST /v1/cases/{id}/outcome`: what an officer found. */
  closeCase(call: SystemCall, caseId: string): Promise<Result<CaseAnswer, Problem>>;
  /** `POST /v1/family-notices`: what an officer of the operator has a family told. */
  tellFamily(call: SystemCall): Promise<Result<FamilyNoticeAnswer, Problem>>;
}
