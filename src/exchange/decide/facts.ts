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
  Reg17ExceptionCode,
  RoleCode,
  Urgency,
} from '../../vocabulary/index.ts';

/**
 * Everything that a decision rests on, and nothing else: no payload, no clock, no database. The facts are written into
 * the ledger beside the decision, so that the same facts under the same policy give the same answer years later.
 */
export interface DecisionFacts {
  /**
   * Which edition of the facts these are. Rules that came with an edition never touch facts of an earlier one, so that what
   * was recorded then is answered today as it was then (docs/domain/07 §7.2 property 6).
   */
  readonly edition: FactsEdition;
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
   * Under P17: as whom the reader may see the record today, worked out from our own records of identity and authority and
   * never from anybody's word. Null: nobody who may.
   */
  readonly own: OwnAccess | null;
  /**
   * Under P17: the reader sees only what the person who decides has permitted them to see. So for a parent whose child
   * decides for themselves, and for a chosen supporter (docs/domain/01 §1.9 "Children's own rights").
   */
  readonly ownByPermitOnly: boolean;
  /** Whether single people can be told apart in what goes (docs/domain/rulings 6: audit, planning, research). */
  readonly extract: ExtractForm;
  readonly familyInformed: 'YES' | 'NO' | 'UNSAFE' | 'PENDING';
  /** Whether the data are invented (development and test). Purpose P23 may touch nothing else. */
  readonly syntheticData: boolean;
  readonly source: PartyFacts;
  /** A person who reads under P17 is at home in no organisation: then the source stands here, and `person` is true. */
  readonly recipient: PartyFacts & { readonly role: RoleCode; readonly person: boolean };
  readonly agreement: AgreementFacts | null;
  /**
   * How sure it is whom this is about. `BY_RULE`: nobody was looked up, the answer is for "a child in this situation"
   * (rulings 7).
   */
  readonly identity: 'CONFIRMED' | 'UNCONFIRMED' | 'BY_RULE';
  readonly bars: RequestBars;
  readonly gates: StatutoryGates;
  /** An emergency access (P14): whether a reason was written, who accesses, and until when (ISO 8601). */
  readonly emergency: {
    readonly reasonGiven: boolean;
    readonly person: string | null;
    readonly expires: string;
  } | null;
  /**
   * A named practitioner judged that sharing would do the child more harm than not sharing (Children Act 2004 s.16LA): a
   * positive decision not to share, with reasons.
   */
  readonly moreDetrimental: { readonly by: string; readonly reasons: string } | null;
  /** What protects the family: whether where the child is must not become known, and whether somebody is safe to tell. */
  readonly protections: { readonly shieldedLocation: boolean; readonly safeContact: boolean };
  /** Who may decide for the data subject today, as a hash of the snapshot and whether that is the person themselves. */
  readonly authority: {
    readonly snapshotHash: string;
    readonly rule: string;
    readonly selfDecides: boolean;
    readonly someoneMayDecide: boolean;
    /** Somebody who would decide is flagged: their capacity for new decisions is to be confirmed (docs/domain/01 §1.7). */
    readonly capacityToBeConfirmed: boolean;
    /** Somebody answered whose parental responsibility nobody has verified yet. */
    readonly someoneUnverified: boolean;
  };
  /** A verified lead practitioner's judgement that came with the request: the segments it covers. */
  readonly leadDecision: { readonly by: string; readonly segmentIds: readonly string[] } | null;
  /** Segments that a named approver released, with reasons kept elsewhere. */
  readonly approvals: readonly { readonly segmentId: string; readonly by: string }[];
  readonly segments: readonly SegmentFacts[];
}

/** The editions of the facts. 1: the first exchanges. 2: with gates, emergency access, orders and people as recipients. */
export type FactsEdition = 1 | 2;

/** As whom a person reads under P17. */
export type OwnAccess = 'SELF' | 'PARENT' | 'REPRESENTATIVE';

/** How far single people can be told apart: as themselves, under pseudonyms, or not at all. */
export type ExtractForm = 'PERSON' | 'PSEUDONYMISED' | 'AGGREGATE';

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
  /** The number asked about was retired by an adoption: nobody outside information governance may learn that. */
  readonly adoption: boolean;
  readonly courtRestriction: boolean;
  /** The person has opted out of use beyond their own care. It acts on health-origin parts under P20 and P21. */
  readonly nationalDataOptOut: boolean;
  /** An order of a court that speaks of this whole disclosure, within its terms and dates (docs/domain/01 §1.7). */
  readonly order: 'PERMITS' | 'FORBIDS' | null;
  /** Whether the practitioner has a legitimate relationship with the child. Asked where somebody asks to see it for themselves. */
  readonly relationship: 'PRESENT' | 'ABSENT' | 'NOT_ASKED';
  /** Whether the practitioner's training is in date. */
  readonly training: 'CURRENT' | 'LAPSED' | 'NOT_ASKED';
  /**
   * Under P17, for a child whose location is shielded and a reader who is not the safe contact: whether two people have
   * looked at what would show (docs/domain/07 AC5).
   */
  readonly shieldReview: 'NONE' | 'NEEDED' | 'DONE';
}

/** Gates that a statute puts before a disclosure (docs/domain/01 §1.5, §1.8). */
export interface StatutoryGates {
  /** SEND Regulations 2014 reg 17: a plan goes only with consent, or under an exception that somebody claims in code. */
  readonly reg17: {
    readonly applies: boolean;
    readonly exception: Reg17ExceptionCode | null;
    /** The young person asked for it in writing, which two of the exceptions need. */
    readonly writtenRequest: boolean;
    /** The child, the parent or the young person agreed to this recipient for this purpose. */
    readonly childOrParentPermits: boolean;
  };
  /** Children and Families Act 2014 s.23: the parent is told, and offered to talk, before the council is. Not a consent. */
  readonly s23: {
    readonly applies: boolean;
    /** Calendar days, YYYY-MM-DD. */
    readonly parentInformedOn: string | null;
    readonly discussionOfferedOn: string | null;
    /** Null where the child's age is not known. */
    readonly underSchoolAge: boolean | null;
  };
  /** Care Act 2014 s.58: what the gate of an assessment for adult services comes to. */
  readonly assessment: 'PERMIT' | 'DENY' | 'NONE' | 'NOT_ASKED';
  /** Data Protection Act 2018 Sch 3: health data under P17 wait for the appropriate health professional's opinion. */
  readonly professionalOpinion: {
    readonly applies: boolean;
    readonly opinions: readonly { readonly segmentId: string; readonly harm: boolean; readonly by: string }[];
  };
  /** SEND Regulations 2014 reg 6(4): author, council and family agreed that existing advice suffices, so do not ask again. */
  readonly reuse: 'AGREED' | 'NONE' | 'NOT_ASKED';
  /** P15: the categories that the court's order names; null where no order was filed. */
  readonly courtNames: readonly CategoryCode[] | 'NOT_ASKED' | null;
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
  /** It was first written by health services or adult social care (docs/domain/01 §1.9, §1.10). */
  readonly healthOrigin: boolean;
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
  /** The data subject decides about this kind of information themselves. */
  readonly selfDecides: boolean;
  /** A permit would cover it, but who gave it may no longer decide (docs/domain/01 §1.7). */
  readonly lapsed: boolean;
  /** A court's order that speaks of this category: it gives the decision to somebody, or permits, or forbids. */
  readonly order: 'GIVES_DECISION' | 'PERMITS' | 'FORBIDS' | null;
  /**
   * Whether consent in the sense of UK GDPR Art 6(1)(a) and 9(2)(a) stands, where processing rests on it: a permit of another
   * type than agreement to share, whose withdrawal stops the processing (docs/domain/01 §1.2).
   */
  readonly processing: ProcessingFacts;
}

/** What consent as a lawful basis comes to; `REFUSED` and `WITHDRAWN` stop what rests on it. */
export type ProcessingFacts = 'NOT_ASKED' | 'NONE' | 'STANDS' | 'REFUSED' | 'WITHDRAWN';
