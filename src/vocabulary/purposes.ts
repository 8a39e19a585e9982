/** How far a recorded choice decides (docs/domain/01 §1.4): decisive, to be weighed by a person, or shown and logged. */
export type ConsentEffect = 'DETERMINATIVE' | 'WEIGHTED' | 'RECORD_ONLY';

/** Why information is used. */
export interface Purpose {
  readonly name: string;
  /** HL7 v3-ActReason codes that stand for it, nearest first. Empty where HL7 has none. */
  readonly hl7: readonly string[];
  /** Whether the first HL7 code means the same (`EXACT`), only comes nearest, or there is none. */
  readonly match: 'EXACT' | 'NEAREST' | 'NONE';
  /**
   * The effect of a recorded choice where nothing in rulings 4 decides first. P11, P12 and P22 become `RECORD_ONLY`
   * where a statute compels; P13 is decisive only for a child or young person who decides for themselves.
   */
  readonly effect: ConsentEffect;
  /** Whether a person must attest the judgement, or a statutory trigger stand, before it may be used (rulings 4). */
  readonly needsAttestation: boolean;
}

function purpose(
  name: string,
  hl7: readonly string[],
  match: Purpose['match'],
  effect: ConsentEffect,
  needsAttestation = false,
): Purpose {
  return { name, hl7, match, effect, needsAttestation };
}

/** The 23 purposes of use (docs/domain/03 §3.2). A consent given for one purpose never satisfies another. */
export const purposes = {
  P01: purpose('Individual health care', ['TREAT'], 'EXACT', 'WEIGHTED'),
  P02: purpose('Multi-agency coordination', ['COC'], 'EXACT', 'WEIGHTED'),
  P03: purpose('Education, health and care needs assessment', ['COC'], 'NEAREST', 'WEIGHTED'),
  P04: purpose('Education, health and care plan: prepare, issue, deliver', ['COC'], 'NEAREST', 'WEIGHTED'),
  P05: purpose('Education, health and care plan: annual review', ['COC'], 'NEAREST', 'WEIGHTED'),
  P06: purpose('Early or family help', ['COC'], 'NEAREST', 'WEIGHTED'),
  P07: purpose('Child in need (Children Act 1989 s.17)', ['GOV'], 'NEAREST', 'WEIGHTED'),
  P08: purpose(
    'Child protection enquiry (Children Act 1989 s.47)',
    ['THREAT'],
    'NEAREST',
    'RECORD_ONLY',
    true,
  ),
  P09: purpose(
    'Welfare or safeguarding disclosure (Children Act 2004 s.16LA)',
    ['GOV'],
    'NEAREST',
    'RECORD_ONLY',
    true,
  ),
  P10: purpose('Looked-after care planning', ['COC'], 'NEAREST', 'WEIGHTED'),
  P11: purpose('Running education: admissions, transfer', [], 'NONE', 'WEIGHTED'),
  P12: purpose('Attendance, children missing education', [], 'NONE', 'WEIGHTED'),
  P13: purpose('Transition to adult services', ['COC'], 'EXACT', 'DETERMINATIVE'),
  P14: purpose('Emergency care, immediate danger', ['ETREAT', 'BTG'], 'EXACT', 'RECORD_ONLY', true),
  P15: purpose('Court, tribunal, legal claim', ['HLEGAL'], 'NEAREST', 'RECORD_ONLY'),
  P16: purpose('Prevent or detect crime', [], 'NONE', 'RECORD_ONLY'),
  P17: purpose(
    "A person's own access, or their representative's",
    ['PATRQT', 'FAMRQT', 'PWATRNY', 'SUPNWK'],
    'EXACT',
    'DETERMINATIVE',
  ),
  P18: purpose('Inspection, ombudsman, complaint', ['HCOMPL'], 'NEAREST', 'RECORD_ONLY'),
  P19: purpose('Quality, audit, practice review', ['HQUALIMP'], 'NEAREST', 'RECORD_ONLY'),
  P20: purpose('Service planning, commissioning', ['HOPERAT'], 'NEAREST', 'RECORD_ONLY'),
  P21: purpose('Research', ['HRESCH'], 'NEAREST', 'DETERMINATIVE'),
  P22: purpose('Eligibility for benefit or personal budget', ['ELIGDTRM'], 'NEAREST', 'DETERMINATIVE'),
  P23: purpose(
    'Test, training, system administration',
    ['HTEST', 'TRAIN', 'HSYSADMIN'],
    'EXACT',
    'RECORD_ONLY',
  ),
} as const satisfies Record<string, Purpose>;

/** The stable code of a purpose. */
export type PurposeCode = keyof typeof purposes;

/** All purpose codes in order. */
export const purposeCodes = Object.keys(purposes) as readonly PurposeCode[];

/** Whether an untrusted text is a purpose code. */
export function isPurposeCode(text: string): text is PurposeCode {
  return Object.hasOwn(purposes, text);
}

/** The facts about one purpose. */
export function getPurpose(code: PurposeCode): Purpose {
  return purposes[code];
}
