/** Who may be told a reason (docs/domain/rulings 7). Everyone else gets the uniform answer. */
export type ReasonAudience = 'SENDER' | 'RELATED_REQUESTER' | 'LEAD' | 'IG';

/** A stable machine reason: what it means in plain words, where the rule comes from, and who may be told. */
export interface Reason {
  readonly plain: string;
  readonly source: string;
  readonly audience: readonly ReasonAudience[];
}

const everyoneInvolved: readonly ReasonAudience[] = ['SENDER', 'RELATED_REQUESTER', 'LEAD', 'IG'];
const workers: readonly ReasonAudience[] = ['SENDER', 'LEAD', 'IG'];
const leadAndIg: readonly ReasonAudience[] = ['LEAD', 'IG'];
const igOnly: readonly ReasonAudience[] = ['IG'];

/** Every reason that a decision can carry. A test holds this table and the code together, both ways. */
export const reasons = {
  PERMIT_CONSENT: {
    plain: 'The person who may decide has agreed to this.',
    source: 'docs/domain/03 §3.5',
    audience: everyoneInvolved,
  },
  PERMIT_REASONABLE_EXPECTATION: {
    plain: 'The recipient needs this for the purpose and nobody has objected.',
    source: 'docs/domain/03 §3.5; docs/domain/rulings 5',
    audience: everyoneInvolved,
  },
  PERMIT_LEAD_DECISION: {
    plain: 'The lead practitioner decided that this may be shared, and said why.',
    source: 'docs/domain/03 §3.5',
    audience: workers,
  },
  PERMIT_NAMED_APPROVER: {
    plain: 'A named approver released this part, and said why.',
    source: 'docs/domain/03 §3.5',
    audience: workers,
  },
  PERMIT_DUTY_16LA: {
    plain: 'The law obliges sharing to keep the child safe or promote their welfare.',
    source: 'Children Act 2004 s.16LA',
    audience: everyoneInvolved,
  },
  PERMIT_S47: {
    plain: 'Needed for a child protection enquiry.',
    source: 'Children Act 1989 s.47',
    audience: everyoneInvolved,
  },
  PERMIT_SEND_REG8: {
    plain: 'The law obliges the service to answer a request for advice.',
    source: 'SEND Regulations 2014 reg 8',
    audience: everyoneInvolved,
  },
  PERMIT_R17_INTEREST: {
    plain: "Those who must see the plan in the child's interests may see it.",
    source: 'SEND Regulations 2014 reg 17',
    audience: everyoneInvolved,
  },
  PERMIT_YP_REQUEST: {
    plain: 'The young person asked for this.',
    source: 'SEND Regulations 2014 reg 17',
    audience: everyoneInvolved,
  },
  PERMIT_LAC_PLAN: {
    plain: "Needed to care for a looked-after child under the council's plan.",
    source: 'Care Planning, Placement and Case Review Regulations 2010',
    audience: everyoneInvolved,
  },
  PERMIT_STATUTORY_ALERT: {
    plain: 'The law requires this notification.',
    source: 'docs/domain/02 §2.3 M10',
    audience: everyoneInvolved,
  },
  PERMIT_STATUTORY_TRANSFER: {
    plain: 'The law requires this record to move with the pupil.',
    source: 'Education (Pupil Information) (England) Regulations 2005',
    audience: everyoneInvolved,
  },
  PERMIT_R17_EXCEPTION: {
    plain: 'The law names this reader among those who may see a plan.',
    source: 'SEND Regulations 2014 reg 17; docs/domain/01 §1.8',
    audience: workers,
  },
  PERMIT_ASSESSMENT_GATE: {
    plain: 'The person agreed to the assessment.',
    source: 'Care Act 2014 s.58',
    audience: everyoneInvolved,
  },
  PERMIT_COURT_ORDER: {
    plain: 'A court has ordered this.',
    source: 'Order of a court',
    audience: everyoneInvolved,
  },
  PERMIT_OWN_ACCESS: {
    plain: 'People may see what is held about them.',
    source: 'UK GDPR Art 15',
    audience: everyoneInvolved,
  },
  PERMIT_BREAK_GLASS: {
    plain: 'Life or limb is at risk.',
    source: 'docs/domain/03 §3.2 P14',
    audience: everyoneInvolved,
  },
  PERMIT_STATUTORY_FUNCTION: {
    plain: 'Needed for a function that a statute gives the recipient.',
    source: 'docs/domain/03 §3.2; docs/domain/rulings 4',
    audience: everyoneInvolved,
  },
  PERMIT_EARLIER_RECIPIENT: {
    plain:
      'Whoever was given something is told that it was wrong, or that a later version has taken its place.',
    source: 'UK GDPR Art 19; docs/domain/02 §2.3 M19, §2.4',
    audience: everyoneInvolved,
  },
  PERMIT_OWN_MESSAGE: {
    plain: 'Whoever sent a message may know what became of it.',
    source: 'docs/domain/07 AC2',
    audience: everyoneInvolved,
  },
  PERMIT_DEADLINE: {
    plain: 'Whoever owes something, or waits for it, may know when it is due and that it is late.',
    source: 'docs/domain/01 §1.8; docs/domain/02 §2.6',
    audience: everyoneInvolved,
  },
  PERMIT_CONSENT_EVENT: {
    plain: 'Whoever was given information because somebody had agreed is told that this was taken back.',
    source: 'docs/domain/01 §1.7; UK GDPR Art 7(3), Art 19',
    audience: everyoneInvolved,
  },
  REDACT_NOT_NEEDED: {
    plain: 'The recipient does not need this for the purpose.',
    source: 'docs/domain/03 §3.4',
    audience: workers,
  },
  REDACT_NEVER: {
    plain: 'This kind of information never goes to this recipient without a named approver.',
    source: 'docs/domain/03 §3.4; docs/domain/rulings 5',
    audience: workers,
  },
  REDACT_CONSENT_DENIED: {
    plain: 'The person who may decide has said no.',
    source: 'docs/domain/03 §3.5',
    audience: workers,
  },
  REDACT_THIRD_PARTY: {
    plain: 'This is about somebody else.',
    source: 'docs/domain/01 §1.9',
    audience: workers,
  },
  REDACT_CHILD_CONFIDENCE: {
    plain: 'The child told this in confidence.',
    source: 'docs/domain/01 §1.3, §1.9',
    audience: workers,
  },
  REDACT_SHIELDED: {
    plain: 'This could show where somebody is who must not be found.',
    source: 'docs/domain/01 §1.9',
    audience: leadAndIg,
  },
  REDACT_SERIOUS_HARM: {
    plain: 'Seeing this would be likely to cause serious harm.',
    source: 'Data Protection Act 2018 Sch 3',
    audience: leadAndIg,
  },
  REDACT_HANDLING: {
    plain: 'The author marked this as not for the reader’s role.',
    source: 'docs/domain/07 AC1',
    audience: workers,
  },
  HOLD_CONSENT_CONFLICT: {
    plain: 'The people who may decide disagree; a lead practitioner must judge.',
    source: 'docs/domain/01 §1.7',
    audience: leadAndIg,
  },
  HOLD_LEAD_JUDGEMENT: {
    plain: 'A lead practitioner must judge whether this may be shared.',
    source: 'docs/domain/03 §3.5',
    audience: workers,
  },
  HOLD_ID_MISMATCH: {
    plain: 'It is not certain whom this is about.',
    source: 'docs/domain/04 §4.6',
    audience: workers,
  },
  HOLD_CAPACITY: {
    plain: 'It must first be confirmed that the person can decide this.',
    source: 'docs/domain/01 §1.7',
    audience: leadAndIg,
  },
  HOLD_PROFESSIONAL_OPINION: {
    plain: 'A health professional must say whether this could cause serious harm.',
    source: 'Data Protection Act 2018 Sch 3',
    audience: leadAndIg,
  },
  HOLD_SHIELD_REVIEW: {
    plain: 'Somebody must check that this gives no location away.',
    source: 'docs/domain/07 AC5',
    audience: leadAndIg,
  },
  HOLD_UNLABELLED: {
    plain: 'The author has not said what kind of information this is.',
    source: 'docs/domain/02 §2.2',
    audience: workers,
  },
  HOLD_MANDATORY_WITHHELD: {
    plain: 'A part that the message cannot do without may not be shared as it stands.',
    source: 'docs/domain/03 §3.5',
    audience: workers,
  },
  DENY_NO_BASIS: {
    plain: 'No law and no agreement of the family allows this.',
    source: 'docs/domain/03 §3.5; docs/domain/07 X10',
    audience: workers,
  },
  DENY_ATTESTATION_MISSING: {
    plain: 'This purpose needs a named person to attest why sharing is justified.',
    source: 'docs/domain/rulings 4; docs/domain/01 §1.5',
    audience: everyoneInvolved,
  },
  DENY_CONSENT_ABSENT: {
    plain: 'Nobody who may decide has agreed to this.',
    source: 'docs/domain/03 §3.5',
    audience: workers,
  },
  DENY_CONSENT_CONFLICT: {
    plain: 'The people who may decide disagree.',
    source: 'docs/domain/01 §1.7',
    audience: leadAndIg,
  },
  DENY_WITHDRAWN: {
    plain: 'The agreement to share was taken back.',
    source: 'docs/domain/01 §1.7; docs/domain/rulings 3',
    audience: workers,
  },
  DENY_NO_DSA: {
    plain: 'No sharing agreement between the two organisations covers this.',
    source: 'docs/domain/03 §3.5 step 1',
    audience: everyoneInvolved,
  },
  DENY_NO_MATRIX_ROW: {
    plain: 'No rule says that this recipient needs anything for this purpose.',
    source: 'docs/domain/rulings 5, 6',
    audience: workers,
  },
  DENY_NDOO: {
    plain: 'The person has opted out of use beyond their own care.',
    source: 'docs/domain/01 §1.10',
    audience: igOnly,
  },
  DENY_ADOPTION: { plain: 'No information available.', source: 'docs/domain/01 §1.9', audience: igOnly },
  DENY_COURT_RESTRICTED: {
    plain: 'A court has restricted this.',
    source: 'docs/domain/03 §3.5 step 3',
    audience: workers,
  },
  DENY_EMBARGO: {
    plain: 'This may not be shared yet.',
    source: 'docs/domain/03 §3.5 step 3',
    audience: workers,
  },
  DENY_AUTHORITY_LAPSED: {
    plain: 'The person who agreed may no longer decide this.',
    source: 'docs/domain/01 §1.7',
    audience: workers,
  },
  DENY_NO_RELATIONSHIP: {
    plain: 'The reader has no recorded relationship with this child.',
    source: 'docs/domain/02 §2.1',
    audience: igOnly,
  },
  DENY_NO_AUTHORITY: {
    plain: 'This person may not decide or ask for this child.',
    source: 'docs/domain/01 §1.7',
    audience: leadAndIg,
  },
  DENY_RETRACTED: {
    plain: 'The author has taken this back as wrong.',
    source: 'docs/domain/07 X6',
    audience: workers,
  },
  DENY_R17_NO_CONSENT: {
    plain: 'A plan goes to this reader only if the family agrees, or under an exception that the law names.',
    source: 'SEND Regulations 2014 reg 17; docs/domain/01 §1.8',
    audience: workers,
  },
  DENY_PARENT_NOT_INFORMED: {
    plain: 'The parent must be told first, and offered to talk about it.',
    source: 'Children and Families Act 2014 s.23',
    audience: workers,
  },
  DENY_REUSE_AGREED: {
    plain:
      'Its author, the council and the family agreed that the advice there is suffices: do not ask again.',
    source: 'SEND Regulations 2014 reg 6(4)',
    audience: everyoneInvolved,
  },
  DENY_ASSESSMENT_GATE: {
    plain: 'Nobody who may decide has agreed to the assessment.',
    source: 'Care Act 2014 s.58; docs/domain/07 AC10',
    audience: workers,
  },
  DENY_MORE_DETRIMENTAL: {
    plain: 'A named practitioner judged that sharing would do the child more harm than not sharing.',
    source: 'Children Act 2004 s.16LA; docs/domain/01 §1.5',
    audience: leadAndIg,
  },
  DENY_TRAINING_LAPSED: {
    plain: 'The practitioner’s training is not in date.',
    source: 'docs/domain/03 §3.5 step 1',
    audience: everyoneInvolved,
  },
  DENY_IDENTIFIABLE: {
    plain: 'Planning uses figures about groups only, never about one person.',
    source: 'docs/domain/rulings 6; docs/domain/07 AC10',
    audience: workers,
  },
  DENY_SYNTHETIC_ONLY: {
    plain: 'Tests and training use invented data only.',
    source: 'docs/domain/03 §3.2 P23',
    audience: everyoneInvolved,
  },
} as const satisfies Record<string, Reason>;

/** The stable code of a reason. */
export type ReasonCode = keyof typeof reasons;

/** All reason codes. */
export const reasonCodes = Object.keys(reasons) as readonly ReasonCode[];

/** The meaning, source and audience of a reason. */
export function getReason(code: ReasonCode): Reason {
  return reasons[code];
}

/**
 * What is told in place of a reason to whoever may not know that reason: the answer that a more common case gets, and as true
 * (docs/domain/rulings 7). Saying nothing would tell by its silence, and by who could say yes, that those who decide disagree.
 */
const commonerReasons: Partial<Record<ReasonCode, ReasonCode>> = {
  HOLD_CONSENT_CONFLICT: 'HOLD_LEAD_JUDGEMENT',
  HOLD_CAPACITY: 'HOLD_LEAD_JUDGEMENT',
  DENY_CONSENT_CONFLICT: 'REDACT_CONSENT_DENIED',
};

/** The reasons as some readers are told them: their own, the commoner ones in their place, or none. */
export function findToldReasons(
  codes: readonly ReasonCode[],
  readers: readonly ReasonAudience[],
): readonly ReasonCode[] {
  const mayKnow = (code: ReasonCode): boolean =>
    getReason(code).audience.some((audience) => readers.includes(audience));
  const told = codes.flatMap((code) => (mayKnow(code) ? code : (commonerReasons[code] ?? [])));
  return [...new Set(told)];
}
