/** The neutral form of a case: what the documents say that a decision rests on, in nobody's types. Everything is JSON. */
export interface OracleCase {
  readonly name: string;
  /** ISO 8601. */
  readonly at: string;
  readonly kind: 'PUSH' | 'PULL' | 'ADVICE';
  readonly purpose: string;
  readonly messageType: string;
  readonly urgency: string;
  /** A complete attestation came with the request. */
  readonly attested: boolean;
  /** A statutory trigger stands in its place. */
  readonly trigger: boolean;
  /** A statute compels this very message. */
  readonly statutoryTransfer: boolean;
  readonly synthetic: boolean;
  readonly source: Party;
  readonly recipient: Party & { readonly role: string };
  /** P17: the person who would read, by name; null is a professional. */
  readonly reader: string | null;
  /** Somebody is certain whom it is about. */
  readonly matched: boolean;
  readonly agreement: { readonly categories: 'ALL' | readonly string[] } | null;
  readonly adoptionLink: boolean;
  readonly courtRestriction: boolean;
  readonly optedOut: boolean;
  /** How far single people can be told apart in what goes. */
  readonly extract: 'PERSON' | 'PSEUDONYMISED' | 'AGGREGATE';
  readonly relationship: 'PRESENT' | 'ABSENT' | 'NOT_ASKED';
  readonly training: 'CURRENT' | 'LAPSED' | 'NOT_ASKED';
  /** A named practitioner judged that sharing would do more harm than not sharing. */
  readonly moreDetrimental: boolean;
  /** An exception of SEND Regulations 2014 reg 17 that the source claims, and whether the young person asked for it in writing. */
  readonly claim: { readonly code: string; readonly written: boolean } | null;
  /** The days on which the parent was told, and was offered to talk (Children and Families Act 2014 s.23). */
  readonly told: { readonly informedOn: string; readonly discussionOfferedOn: string | null } | null;
  /** Author, council and somebody of the family agreed that existing advice suffices (reg 6(4)); null is nobody yet. */
  readonly reuse: {
    readonly author: string;
    readonly council: string;
    readonly by: string | null;
    readonly ended: boolean;
  } | null;
  /** P15: the order that is cited, by its place among the child's orders, or one that is not on file; and what it is said to name. */
  readonly cited: { readonly order: number | null; readonly categories: readonly string[] } | null;
  /** A health professional's opinions: whether reading a segment would do serious harm. */
  readonly opinions: readonly { readonly segment: string; readonly harm: boolean }[];
  /** Where the child is must not become known; who is safe to tell; and whether two people have looked at what would show. */
  readonly shielded: boolean;
  readonly safeContact: string | null;
  readonly reviewed: boolean;
  /** An emergency access: a reason was written, one person is named, and its time is over. */
  readonly emergency: { readonly reason: boolean; readonly person: boolean; readonly over: boolean } | null;
  /** Segments that the lead practitioner decided to share, with reasons. */
  readonly lead: readonly string[];
  /** Segments that a named approver released, with reasons. */
  readonly approved: readonly string[];
  /** Everybody who is spoken of; the first is the data subject. */
  readonly people: readonly PersonCase[];
  readonly consents: readonly ConsentCase[];
  readonly segments: readonly SegmentCase[];
}

export interface Party {
  readonly organisation: string;
  readonly kind: string;
  readonly department: string;
  readonly duty: string;
}

/** One person and what is recorded about who may decide for them. */
export interface PersonCase {
  readonly person: string;
  /** YYYY-MM-DD; null is unknown. */
  readonly birthDate: string | null;
  readonly claims: readonly ClaimCase[];
  /** Gillick assessments of this person. */
  readonly competence: readonly (DatedTerms & { readonly competent: boolean })[];
  /** Findings about this person's capacity. */
  readonly capacity: readonly (DatedTerms & { readonly finding: string; readonly organisation: string })[];
  readonly representatives: readonly (DatedTerms & {
    readonly person: string;
    readonly kind: 'LPA' | 'DEPUTY';
  })[];
  readonly legalStatuses: readonly (Period & { readonly code: string; readonly council: string })[];
  /** Orders of a court: a decision is given to one person, or something is permitted or forbidden. */
  readonly orders: readonly OrderCase[];
}

export interface OrderCase extends DatedTerms {
  readonly effect: 'GIVES_DECISION' | 'PERMITS' | 'FORBIDS';
  /** To whom the decision is given; null with the other effects. */
  readonly decider: string | null;
}

/** Days as YYYY-MM-DD: the first in force, and the first no longer in force; null is open. */
export interface Period {
  readonly from: string | null;
  readonly to: string | null;
}

/** For which decisions something is meant; 'ALL' narrows nothing. */
export interface DatedTerms extends Period {
  readonly purposes: 'ALL' | readonly string[];
  readonly categories: 'ALL' | readonly string[];
  readonly kinds: 'ALL' | readonly string[];
}

/** A claim to parental responsibility, and the type of its evidence. */
export interface ClaimCase extends Period {
  readonly holder: string;
  readonly verified: boolean;
  readonly evidence: string;
}

/** One recorded choice (docs/domain/03 §3.6). */
export interface ConsentCase {
  readonly about: string;
  /** A person, or an organisation as `organisation:WMC`. */
  readonly by: string;
  /** In what capacity they decided, as docs/domain/03 §3.6 names it. */
  readonly capacity: string;
  readonly type: string;
  readonly kind: 'CONSENT' | 'OBJECTION';
  readonly status: string;
  readonly purposes: 'ALL' | readonly string[];
  readonly recipients: 'ALL' | RecipientsCase;
  /** What is not about sharing is agreed to or refused as a whole; null where it is about sharing. */
  readonly answer: 'AGREES' | 'REFUSES' | null;
  readonly permits: readonly string[];
  readonly denies: 'ALL' | readonly string[];
  /** Instants; the end is the first at which it no longer holds. */
  readonly from: string;
  readonly to: string | null;
  /** First and last day of the information that is meant. */
  readonly dataFrom: string | null;
  readonly dataTo: string | null;
  /** The order in which the choices were made: a later one of the same person counts. */
  readonly order: number;
}

/** A recipient is meant when every list that is not empty names it. */
export interface RecipientsCase {
  readonly organisations: readonly string[];
  readonly departments: readonly string[];
  readonly roles: readonly string[];
  readonly kinds: readonly string[];
}

/** One part of the record, without content. */
export interface SegmentCase {
  readonly segment: string;
  readonly labelled: boolean;
  readonly categories: readonly string[];
  readonly level: string;
  readonly flags: readonly string[];
  /** Whom it is about; null is somebody whom nobody could find. */
  readonly about: readonly (string | null)[];
  /** The day of the information itself; null is unknown. */
  readonly dataDate: string | null;
  readonly healthOrigin: boolean;
  readonly linked: boolean;
  readonly mandatory: boolean;
  readonly safetyCritical: boolean;
  readonly notForRoles: readonly string[];
  readonly embargoUntil: string | null;
}

/** What comes of one segment, and the reason codes that the documents allow for it. */
export interface SegmentVerdict {
  readonly segment: string;
  readonly outcome: 'RELEASE' | 'HOLD' | 'WITHHOLD';
  readonly reasons: readonly string[];
}

/** What comes of a case. */
export interface Verdict {
  readonly outcome: 'FORWARD' | 'FORWARD_REDACTED' | 'HOLD' | 'DENY';
  /** The bars that stop the request; empty when none does. */
  readonly bars: readonly string[];
  readonly segments: readonly SegmentVerdict[];
  /** Which cells of the matrix were read with which result of the choices, as `ROW/CATEGORY/RESULT`. */
  readonly cells: readonly string[];
}
