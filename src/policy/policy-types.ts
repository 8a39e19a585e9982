import type {
  CategoryCode,
  ConfidentialityLevel,
  ConsentEffect,
  Department,
  DutyKind,
  DutyStatus,
  HandlingFlag,
  LegalPowerCode,
  MessageTypeCode,
  OrganisationType,
  PurposeCode,
  ReasonCode,
  Reg17ExceptionCode,
  RoleCode,
} from '../vocabulary/index.ts';

/** Which text decided: written into every decision, so that it can be replayed years later. */
export interface PolicyVersion {
  readonly bundle: string;
  readonly version: number;
  /** SHA-256 in hexadecimal of the canonical bundle, and of what it extends. */
  readonly hash: string;
}

/** What the recorded choices come to for one category (docs/domain/03 §3.5). */
export type ChoiceResult = 'PERMIT' | 'NONE' | 'DENY' | 'CONFLICT';

/** Where a recipient's need puts a category (docs/domain/03 §3.4). `NO_ROW`: no rule says that this recipient needs anything. */
export type MatrixCell = 'ALLOWED' | 'LINKED' | 'NEVER' | 'BLANK' | 'NO_ROW';

/** What the rules say about one category of one segment. */
export type PolicyOutcome = 'FORWARD' | 'HOLD' | 'WITHHOLD';

/** Who would receive what, from whom and why: the facts that select a row of the matrix. */
export interface RowQuestion {
  readonly recipientType: OrganisationType;
  readonly recipientDepartment: Department;
  readonly recipientRole: RoleCode;
  readonly recipientDutyStatus: DutyStatus;
  readonly sourceType: OrganisationType;
  readonly purpose: PurposeCode;
  readonly messageType: MessageTypeCode;
}

/** One question: one category of one segment for one recipient. All facts are established elsewhere. */
export interface SegmentCase extends RowQuestion {
  readonly category: CategoryCode;
  readonly level: ConfidentialityLevel;
  /** The author marked the segment as linked to the need, or its relevance is attested. */
  readonly linkedToNeed: boolean;
  /** The attestation or the statutory trigger that the purpose requires is present (rulings 4). */
  readonly attested: boolean;
  /** How far the choice decides (rulings 4). Under P17 identity and authority decide in its place (docs/domain/03 §3.2). */
  readonly effect: ConsentEffect;
  readonly choice: ChoiceResult;
  /** The child's own permit covers it. */
  readonly childPermits: boolean;
  readonly flags: readonly HandlingFlag[];
  /** It is about somebody other than the data subject; under P17, other than the data subject and the viewer. */
  readonly aboutOthers: boolean;
  /** A named approver released this segment, with reasons. */
  readonly approved: boolean;
  /** A verified lead practitioner's decision covers this segment. */
  readonly leadApproves: boolean;
  /** Under P17: the person, their representative or a parent asks, and identity and authority are verified. */
  readonly ownAccess: boolean;
}

/** The outcome, and the row and the rule that decided. */
export interface PolicyAnswer {
  readonly outcome: PolicyOutcome;
  readonly cell: MatrixCell;
  /** The id of the matrix row, or null where none matches. */
  readonly row: string | null;
  /** The id of the rule in the bundle that decided; where several forbid, the one whose reason comes first. */
  readonly rule: string;
  /** Most specific first, never empty. */
  readonly reasons: readonly ReasonCode[];
}

/** What selects a legal basis. */
export interface BasisQuestion {
  readonly purpose: PurposeCode;
  readonly messageType: MessageTypeCode;
  readonly sourceDutyStatus: DutyStatus;
  readonly recipientDutyStatus: DutyStatus;
  /** The day of the decision in Europe/London, YYYY-MM-DD: duties have first days (docs/domain/01 §1.5). */
  readonly on: string;
}

/** Layers A, B and C of docs/domain/01 §1.1: power or duty, data protection, confidentiality. */
export interface LegalBasis {
  readonly powers: readonly LegalPowerCode[];
  readonly dutyKind: DutyKind;
  /** UK GDPR Art 6. */
  readonly art6: string;
  /** UK GDPR Art 9, where the data are of a special category. */
  readonly art9: string | null;
  /** Data Protection Act 2018 Schedule 1, where Art 9 needs a condition there. */
  readonly sch1: string | null;
  /** Data Protection Act 2018 s.10(5), where the data are about offending. */
  readonly art10: string | null;
  /** What sets a confidence aside. */
  readonly confidentiality: string;
  /** No power carries it: without a recorded choice there is no basis. */
  readonly needsConsent: boolean;
}

/** A policy bundle that was checked and compiled. Pure: the same question always gets the same answer. */
export interface CompiledPolicy {
  readonly version: PolicyVersion;
  /** The first day on which the bundle applies, YYYY-MM-DD. */
  readonly effectiveFrom: string;
  /** Decides one category of one segment. A code that the vocabularies do not know is never answered more permissively. */
  readonly decideSegment: (segment: SegmentCase) => PolicyAnswer;
  /** The id of the one matrix row that matches, or null. */
  readonly findRow: (question: RowQuestion) => string | null;
  /** The legal basis, or undefined where no law and no agreement of the family allows the purpose between these two. */
  readonly findBasis: (question: BasisQuestion) => LegalBasis | undefined;
  /** Whether SEND Regulations 2014 reg 17 stands before this disclosure. */
  readonly hasReg17Gate: (question: RowQuestion) => boolean;
  /** Whether an exception that somebody claims opens the gate for this disclosure. */
  readonly opensReg17: (claim: Reg17Claim) => boolean;
  /** Whether somebody in this role may release what otherwise never goes. */
  readonly mayApprove: (role: RoleCode) => boolean;
  /** Whether the opinion of serious harm of somebody in this role counts (Data Protection Act 2018 Sch 3). */
  readonly mayGiveOpinion: (role: RoleCode) => boolean;
}

/** An exception of SEND Regulations 2014 reg 17 as it is claimed for one disclosure. */
export interface Reg17Claim extends RowQuestion {
  readonly exception: Reg17ExceptionCode;
  /** The young person asked for it in writing. */
  readonly writtenRequest: boolean;
  /** Single people can be told apart in what goes. */
  readonly identifiable: boolean;
}
