import type { ChoiceResult } from '../../policy/index.ts';
import type {
  AssertionType,
  CategoryCode,
  ConfidentialityLevel,
  Department,
  DisclosureMode,
  DutyStatus,
  HandlingFlag,
  MessageTypeCode,
  OrganisationType,
  PurposeCode,
  RoleCode,
  Urgency,
} from '../../vocabulary/index.ts';

/**
 * Everything that a decision rests on, and nothing else: no payload, no clock, no database. The facts are written into
 * the ledger beside the decision, so that the same facts under the same policy give the same answer years later.
 */
export interface DecisionFacts {
  /** The instant decided at, ISO 8601 in UTC. */
  readonly at: string;
  readonly kind: 'PUSH' | 'PULL' | 'ADVICE';
  readonly mode: DisclosureMode;
  readonly messageType: MessageTypeCode;
  readonly purpose: PurposeCode;
  readonly urgency: Urgency;
  /** A statute compels this very message (pupil transfer, alert): the choice is recorded, not asked. */
  readonly statutoryTransfer: boolean;
  /** A statutory trigger stands in place of an attestation (rulings 4). */
  readonly statutoryTrigger: boolean;
  /** A complete attestation came with the request (docs/domain/01 §1.5). */
  readonly attested: boolean;
  /**
   * Under P17: the person, their representative or a parent asks themselves, with identity and authority proved. A system
   * never does.
   */
  readonly ownAccess: boolean;
  readonly familyInformed: 'YES' | 'NO' | 'UNSAFE' | 'PENDING';
  /** Whether the data are invented (development and test). Purpose P23 may touch nothing else. */
  readonly syntheticData: boolean;
  readonly source: PartyFacts;
  readonly recipient: PartyFacts & { readonly role: RoleCode };
  readonly agreement: AgreementFacts | null;
  /**
   * How sure it is whom this is about. `BY_RULE`: nobody was looked up, the answer is for "a child in this situation"
   * (rulings 7).
   */
  readonly identity: 'CONFIRMED' | 'UNCONFIRMED' | 'BY_RULE';
  readonly bars: RequestBars;
  /** Who may decide for the data subject today, as a hash of the snapshot and whether that is the person themselves. */
  readonly authority: {
    readonly snapshotHash: string;
    readonly rule: string;
    readonly selfDecides: boolean;
    readonly someoneMayDecide: boolean;
  };
  /** A verified lead practitioner's judgement that came with the request: the segments it covers. */
  readonly leadDecision: { readonly by: string; readonly segmentIds: readonly string[] } | null;
  /** Segments that a named approver released, with reasons kept elsewhere. */
  readonly approvals: readonly { readonly segmentId: string; readonly by: string }[];
  readonly segments: readonly SegmentFacts[];
}

/** One side of the exchange, as the rules see it. */
export interface PartyFacts {
  readonly organisationId: string;
  readonly type: OrganisationType;
  readonly department: Department;
  readonly dutyStatus: DutyStatus;
}

/** What the agreement in force between the two sides allows. */
export interface AgreementFacts {
  readonly agreementId: string;
  readonly version: number;
  readonly categories: 'ALL' | readonly CategoryCode[];
}

/** Bars on the request as a whole, evaluated before anything else (docs/domain/03 §3.5 step 3). */
export interface RequestBars {
  readonly adoption: boolean;
  readonly courtRestriction: boolean;
  readonly nationalDataOptOut: boolean;
}

/** One part of the record that is decided on, without its content. */
export interface SegmentFacts {
  readonly segmentId: string;
  readonly part: 'ENVELOPE' | 'SEGMENT' | 'ATTACHMENT' | 'RESOURCE';
  readonly labelled: boolean;
  readonly categories: readonly CategoryCode[];
  readonly level: ConfidentialityLevel;
  readonly flags: readonly HandlingFlag[];
  /** True when it is about somebody other than the data subject only. */
  readonly aboutOthers: boolean;
  readonly linkedToNeed: boolean;
  readonly mandatory: boolean;
  readonly safetyCritical: boolean;
  readonly notForRoles: readonly RoleCode[];
  readonly assertionType: AssertionType | null;
  /** Until when it may not go (ISO 8601), where it is flagged EMBARGO_UNTIL. */
  readonly embargoUntil: string | null;
  /** What the people who may decide have chosen, per category. */
  readonly choices: readonly ChoiceFacts[];
}

/** The recorded choice that bears on one category of one segment. */
export interface ChoiceFacts {
  readonly category: CategoryCode;
  readonly result: ChoiceResult;
  readonly refs: readonly { readonly consentId: string; readonly version: number }[];
  readonly withdrawn: boolean;
  readonly childPermits: boolean;
}
