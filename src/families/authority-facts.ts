import type { PersonId } from '../platform/index.ts';
import type { AuthorityEvidenceType, CapacityBasis, PurposeCode } from '../vocabulary/index.ts';

/** One recorded claim that a person holds parental responsibility for a child (docs/domain/01 §1.7). */
export interface ParentalResponsibilityFact {
  readonly holder: PersonId;
  readonly evidence: AuthorityEvidenceType | null;
  /** Who checked the evidence, or `null` while nobody has: then the claim gives no authority. */
  readonly verifiedBy: string | null;
  /** The London day on which the evidence was checked. */
  readonly verifiedOn: string | null;
  /** First London day in force (YYYY-MM-DD); `null` is since birth. */
  readonly from: string | null;
  /** First London day no longer in force; `null` is open. */
  readonly to: string | null;
}

/**
 * All that is known about who may decide for one person. Competence, capacity, orders and school age belong here as
 * further members when they are recorded; a rule may read only what stands here.
 */
export interface AuthorityFacts {
  readonly person: PersonId;
  /** YYYY-MM-DD, or `null` where the person is unknown or erased: then nobody decides. */
  readonly birthDate: string | null;
  readonly parentalResponsibility: readonly ParentalResponsibilityFact[];
}

/** For what, and on which day, somebody must decide. */
export interface AuthorityQuestion {
  readonly purpose: PurposeCode;
  /** The calendar day in Europe/London (YYYY-MM-DD): authority changes at 00:00 London (docs/domain/01 §1.7). */
  readonly date: string;
  /** Whether this is a decision about special educational needs (Children and Families Act 2014 s.80). */
  readonly sendDecision: boolean;
}

/** Somebody who may decide, and in what capacity. */
export interface Decider {
  readonly person: PersonId;
  readonly capacityBasis: CapacityBasis;
  /** What proved it, where it rests on evidence. */
  readonly evidence?: {
    readonly type: AuthorityEvidenceType;
    readonly verifiedBy: string;
    readonly verifiedOn: string;
  };
}

/** Who may decide today for this person and purpose, and by which rule. */
export interface AuthorityFinding {
  /** The name of the rule that answered. */
  readonly rule: string;
  /** Each of them may decide alone (Children Act 1989 s.2(7)); empty is nobody. */
  readonly deciders: readonly Decider[];
  /** People who say that they hold parental responsibility and whose evidence nobody has checked: a task, no authority. */
  readonly unverified: readonly PersonId[];
  readonly selfDecides: boolean;
  /** SHA-256 (hex) over the canonical facts and what came of them; a decision cites it. */
  readonly snapshotHash: string;
}
