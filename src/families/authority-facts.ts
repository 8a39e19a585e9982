import type { OrganisationId, PersonId, StaffId } from '../platform/index.ts';
import type {
  AuthorityEvidenceType,
  CapacityBasis,
  CapacityOutcome,
  CategoryCode,
  LegalStatusCode,
  OrderEffect,
  OrganisationType,
  PurposeCode,
  RoleCode,
} from '../vocabulary/index.ts';

/** The London days on which something holds (YYYY-MM-DD). */
export interface FactPeriod {
  /** First day in force; `null` is from the beginning. */
  readonly from: string | null;
  /** First day no longer in force; `null` is open. */
  readonly to: string | null;
}

/** For which decisions something is meant. Each member narrows the others; `ALL` narrows nothing. */
export interface DecisionTerms {
  readonly purposes: 'ALL' | readonly PurposeCode[];
  readonly categories: 'ALL' | readonly CategoryCode[];
  readonly recipientTypes: 'ALL' | readonly OrganisationType[];
  readonly recipientOrganisations: 'ALL' | readonly OrganisationId[];
}

/** The named professional who judged, for the organisation that answers for them. */
export interface Assessor {
  readonly staff: StaffId;
  readonly role: RoleCode;
  readonly organisation: OrganisationId;
}

/** One recorded claim that a person holds parental responsibility for a child (docs/domain/01 §1.7). */
export interface ParentalResponsibilityFact extends FactPeriod {
  readonly holder: PersonId;
  /** What proves it; a special guardianship order and a parental order also say what becomes of other holders. */
  readonly evidence: AuthorityEvidenceType | null;
  /** Who checked the evidence, or `null` while nobody has: then the claim gives no authority. */
  readonly verifiedBy: string | null;
  /** The London day on which the evidence was checked. */
  readonly verifiedOn: string | null;
}

/** A Gillick assessment: whether a child under 16 understands enough for particular decisions (docs/domain/01 §1.7 step 4). */
export interface CompetenceFact {
  readonly factId: string;
  /** The London day of the assessment. */
  readonly from: string;
  /** First day on which it no longer holds: it expired, at most twelve months after it was made, or was revoked. */
  readonly to: string;
  readonly outcome: 'COMPETENT' | 'NOT_COMPETENT';
  readonly terms: DecisionTerms;
  readonly assessor: Assessor;
}

/** What was found about somebody's capacity: the data subject's, or that of a person who decides for them. */
export interface CapacityFact extends FactPeriod {
  readonly factId: string;
  readonly of: PersonId;
  readonly finding: CapacityOutcome;
  readonly terms: DecisionTerms;
  readonly assessor: Assessor;
}

/** A health and welfare attorney, or a deputy whom the Court of Protection appointed (Mental Capacity Act 2005 s.9, s.16). */
export interface RepresentativeFact extends FactPeriod {
  readonly factId: string;
  readonly person: PersonId;
  readonly kind: 'LPA' | 'DEPUTY';
  readonly terms: DecisionTerms;
}

/** A looked-after child's legal status with the council that answers for it. */
export interface LegalStatusFact extends FactPeriod {
  readonly factId: string;
  readonly code: LegalStatusCode;
  readonly council: OrganisationId;
}

/** A court order on file. It wins within its terms and dates (docs/domain/01 §1.7). */
export interface CourtOrderFact extends FactPeriod {
  readonly factId: string;
  /** Orders under Children Act 1989 s.8 end at 18 at the latest (s.91(10)–(11)); others end when they say. */
  readonly kind: 'SPECIFIC_ISSUE' | 'PROHIBITED_STEPS' | 'OTHER';
  readonly effect: OrderEffect;
  /** To whom the decision is given; `null` with the other effects. */
  readonly decider: PersonId | null;
  readonly terms: DecisionTerms;
  /** SHA-256 of the order's document, in hex. */
  readonly documentHash: string;
}

/** What a carer may settle day by day, as the placement plan says. It is never a consent to sharing (docs/domain/01 §1.7). */
export interface DelegationFact extends FactPeriod {
  readonly factId: string;
  readonly carer: PersonId;
  readonly matters: readonly string[];
}

/** All that is known about who may decide for one person. A rule may read only what stands here. */
export interface AuthorityFacts {
  readonly person: PersonId;
  /** YYYY-MM-DD, or `null` where the person is unknown or erased: then nobody decides. */
  readonly birthDate: string | null;
  /** Whether the identity was retired (adoption): nobody decides for it any more. */
  readonly retired: boolean;
  readonly parentalResponsibility: readonly ParentalResponsibilityFact[];
  readonly competence: readonly CompetenceFact[];
  /** Findings about the data subject and about everybody who could decide for them. */
  readonly capacity: readonly CapacityFact[];
  readonly representatives: readonly RepresentativeFact[];
  readonly legalStatuses: readonly LegalStatusFact[];
  readonly courtOrders: readonly CourtOrderFact[];
  readonly delegations: readonly DelegationFact[];
  /** Who has died, of the data subject and those who could decide for them, and the London day on which it took effect. */
  readonly deaths: readonly { readonly person: PersonId; readonly on: string }[];
}

/** What is known of somebody of whom nothing is known: nobody decides for them. */
export function noAuthorityFacts(person: PersonId): AuthorityFacts {
  return {
    person,
    birthDate: null,
    retired: false,
    parentalResponsibility: [],
    competence: [],
    capacity: [],
    representatives: [],
    legalStatuses: [],
    courtOrders: [],
    delegations: [],
    deaths: [],
  };
}

/** For what, and on which day, somebody must decide. */
export interface AuthorityQuestion {
  readonly purpose: PurposeCode;
  /** The kind of information; `null` asks about the request as a whole, which only what holds for all kinds answers. */
  readonly category: CategoryCode | null;
  /** What the recipient is and who it is; `null` asks about recipients as a whole. */
  readonly recipientType: OrganisationType | null;
  readonly recipientOrganisationId: OrganisationId | null;
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

/** An organisation that may decide: a council under a care order, or the one whose professional judges best interests. */
export interface DecidingOrganisation {
  readonly organisationId: OrganisationId;
  readonly capacityBasis: 'LA_CARE_ORDER' | 'BEST_INTERESTS';
}

/** The court order that answers within its terms and dates. */
export interface AnsweringOrder {
  readonly orderId: string;
  readonly effect: OrderEffect;
  readonly documentHash: string;
}

/** Who may decide today for this person and purpose, and by which rule. */
export interface AuthorityFinding {
  /** The name of the rule that answered. */
  readonly rule: AuthorityRuleName;
  /** Each of them may decide alone (Children Act 1989 s.2(7)); empty is no person. */
  readonly deciders: readonly Decider[];
  /** Organisations that may decide beside them, or in place of a person. */
  readonly organisations: readonly DecidingOrganisation[];
  /** People who say that they hold parental responsibility and whose evidence nobody has checked: a task, no authority. */
  readonly unverified: readonly PersonId[];
  /**
   * Everybody whose claim to parental responsibility nobody had verified by that day, whoever decides instead: what they
   * permitted never counted, so that it cannot lapse.
   */
  readonly neverVerified: readonly PersonId[];
  /** Deciders whose capacity for this decision a named professional must confirm before they are newly asked. */
  readonly capacityToBeConfirmed: readonly PersonId[];
  readonly order: AnsweringOrder | null;
  /** Carers and what the placement plan lets them settle; never a consent. */
  readonly delegated: readonly { readonly person: PersonId; readonly matters: readonly string[] }[];
  readonly selfDecides: boolean;
  /** SHA-256 (hex) over the canonical facts and what came of them; a decision cites it. */
  readonly snapshotHash: string;
}

/** The rules of docs/domain/01 §1.7 in the order in which they are asked. */
export const authorityRuleNames = [
  'IDENTITY_RETIRED',
  'FACTS_MISSING',
  'DECEASED',
  'COURT_ORDER',
  'ADULT_SELF',
  'ADULT_ATTORNEY',
  'ADULT_DEPUTY',
  'ADULT_BEST_INTERESTS',
  'YOUNG_PERSON_AND_PARENTS',
  'YOUNG_PERSON_SELF',
  'YOUNG_PERSON_SEND',
  'YOUNG_PERSON_REPRESENTED',
  'YOUNG_PERSON_BEST_INTERESTS',
  'GILLICK_COMPETENT',
  'PARENTAL_RESPONSIBILITY',
  'NOBODY',
] as const;
export type AuthorityRuleName = (typeof authorityRuleNames)[number];
