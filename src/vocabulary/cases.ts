/** Why information-governance officers look at something (docs/domain/01 §1.5, §1.7, §1.9; docs/domain/07 AC5, AC9, X2, X5). */
export const caseKinds = {
  EMERGENCY_ACCESS: {
    plain: 'Somebody opened a record in an emergency.',
    source: 'docs/domain/07 X2',
    limit: { workingDays: 1 },
  },
  REPEATED_EMERGENCY: {
    plain: 'One person opened records in emergencies again and again.',
    source: 'docs/domain/07 X2; Caldicott principle 4',
    limit: { workingDays: 1 },
  },
  NO_RELATIONSHIP_LOOKUPS: {
    plain: 'Somebody who does not work with a person asked about them on several nights.',
    source: 'docs/domain/07 X5; Data Protection Act 2018 s.170',
    limit: { workingDays: 1 },
  },
  DO_NOT_SHARE: {
    plain: 'A practitioner decided not to share, because that would do the child more harm.',
    source: 'docs/domain/01 §1.5; Children Act 2004 s.16LA',
    limit: { workingDays: 5 },
  },
  OBJECTION_OVERRIDDEN: {
    plain: 'Information went although somebody who may decide had objected.',
    source: 'docs/domain/03 §3.5; docs/domain/07 AC4',
    limit: { workingDays: 5 },
  },
  ADOPTION_BLOCK: {
    plain: 'Somebody asked about a number that is no longer used.',
    source: 'docs/domain/01 §1.9; docs/domain/07 AC9',
    limit: { workingDays: 1 },
  },
  SHIELD_REVIEW: {
    plain: 'Somebody asked for the record of a person whose location is protected.',
    source: 'docs/domain/07 AC5',
    limit: { workingDays: 1 },
  },
  TAKEN_TOO_LATE: {
    plain: 'A recipient took something too late: the choice that let it go had ended by then.',
    source: 'docs/domain/rulings 12; UK GDPR Art 33',
    limit: { workingDays: 1 },
  },
  UNVERIFIED_RESPONSIBILITY: {
    plain: 'A claim to parental responsibility waits for somebody to see its evidence.',
    source: 'docs/domain/01 §1.7; docs/domain/07 AC6 variant C',
    limit: { workingDays: 5 },
  },
  LEAD_CLAIMED: {
    plain: 'Another organisation says that one of its staff leads for a child for whom you lead.',
    source: 'docs/domain/02 §2.1; docs/decisions/0045',
    limit: { workingDays: 5 },
  },
  FAMILY_WORDS: {
    plain:
      'Somebody says something in their own words, for you to read and to pass on to those who help them.',
    source: 'docs/domain/03 §3.1 VOI; docs/domain/06 F36',
    limit: { workingDays: 5 },
  },
  FAMILY_DISPUTE: {
    plain: 'Somebody says that something about them or their child is wrong.',
    source: 'UK GDPR Art. 16 and 12(3); docs/domain/02 M19',
    limit: { months: 1 },
  },
  FAMILY_COMPLAINT: {
    plain: 'Somebody complains.',
    source: 'Data Protection Act 2018 s.164A',
    limit: { days: 30 },
  },
  FAMILY_COPY: {
    plain: 'Somebody asks for a copy of what you hold.',
    source: 'UK GDPR Art. 15 and 12(3); docs/domain/02 M22',
    limit: { months: 1 },
  },
  FAMILY_DELETION: {
    plain: 'Somebody asks for something to be deleted.',
    source: 'UK GDPR Art. 17 and 12(3)',
    limit: { months: 1 },
  },
} as const satisfies Record<
  string,
  {
    readonly plain: string;
    readonly source: string;
    /** By when somebody must have looked; a limit that no source gives is our proposal, to be agreed locally. */
    readonly limit: CaseLimit;
  }
>;

/** A time that is counted from the day on which a case is opened; that day does not count. */
export type CaseLimit =
  | { readonly workingDays: number }
  | { readonly days: number }
  /** Calendar months; where their last day is no working day, the next one. */
  | { readonly months: number };

/** The stable code of a kind of case. */
export type CaseKind = keyof typeof caseKinds;

/** All kinds of case. */
export const caseKindCodes = Object.keys(caseKinds) as readonly CaseKind[];

/** Where a case stands; it only moves forward. */
export const caseStates = ['OPEN', 'ESCALATED', 'CLOSED'] as const;
/** Where a case stands. */
export type CaseState = (typeof caseStates)[number];

/** What an officer found. */
export const caseFindings = ['JUSTIFIED', 'MISTAKE', 'MISUSE', 'RESOLVED'] as const;
/** What an officer found. */
export type CaseFinding = (typeof caseFindings)[number];

/** What follows for whoever acted (docs/domain/01 §1.9 "Misuse"). */
export const caseSanctions = ['NONE', 'ADVICE', 'TRAINING', 'SUSPENDED', 'REPORTED'] as const;
/** What follows for whoever acted. */
export type CaseSanction = (typeof caseSanctions)[number];

/**
 * What somebody may say to a service in the portal, and the kind of case that it opens there. Words in somebody's own language are the
 * category `VOI` (docs/domain/03 §3.1); they may also be kept for nobody yet.
 */
export const sayings = {
  WORDS: 'FAMILY_WORDS',
  DISPUTE: 'FAMILY_DISPUTE',
  COMPLAINT: 'FAMILY_COMPLAINT',
  COPY: 'FAMILY_COPY',
  DELETION: 'FAMILY_DELETION',
} as const satisfies Record<string, CaseKind>;

/** What somebody says. */
export type SayingKind = keyof typeof sayings;

/** Everything that somebody may say. */
export const sayingKinds = Object.keys(sayings) as readonly SayingKind[];
