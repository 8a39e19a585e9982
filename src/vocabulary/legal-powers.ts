import type { DutyKind } from './handling.ts';

/** A statute or rule under which information may or must be shared. */
export interface LegalPower {
  readonly source: string;
  readonly kind: DutyKind;
  /** The first day on which it can be relied on (YYYY-MM-DD), where it is recent enough to matter. */
  readonly from?: string;
}

/** Powers and duties to share (docs/domain/01 §1.5). */
export const legalPowers = {
  CA1989_S17: { source: 'Children Act 1989 s.17', kind: 'MAY' },
  CA1989_S47: { source: 'Children Act 1989 s.47', kind: 'MUST' },
  CA1989_S20: { source: 'Children Act 1989 s.20', kind: 'MAY' },
  CA1989_S31: { source: 'Children Act 1989 s.31', kind: 'MAY' },
  CA2004_S10: { source: 'Children Act 2004 s.10', kind: 'MAY' },
  CA2004_S11: { source: 'Children Act 2004 s.11', kind: 'MAY' },
  CA2004_S16LA: { source: 'Children Act 2004 s.16LA', kind: 'MUST', from: '2026-09-30' },
  CA2004_S16LC: { source: 'Children Act 2004 s.16LC', kind: 'MUST', from: '2026-09-30' },
  CFA2014_S23: { source: 'Children and Families Act 2014 s.23', kind: 'MUST' },
  CFA2014_S25_S26_S31: {
    source: 'Children and Families Act 2014 ss.25, 26, 31; SEND Regulations 2014 reg 8',
    kind: 'MUST',
  },
  CFA2014_S36_S44: { source: 'Children and Families Act 2014 ss.36–44', kind: 'MUST' },
  CARE2014_S58: { source: 'Care Act 2014 s.58', kind: 'MAY' },
  HSCA2015_S251B: { source: 'Health and Social Care Act 2012 s.251B', kind: 'MUST' },
  EDU_CTF: { source: 'Education (Pupil Information) (England) Regulations 2005', kind: 'MUST' },
  CDA1998_S115: { source: 'Crime and Disorder Act 1998 s.115', kind: 'MAY' },
  COURT_ORDER: { source: 'Order of a court', kind: 'MUST' },
  VITAL: { source: 'Vital interests: life at risk (UK GDPR Art 6(1)(d))', kind: 'MAY' },
  CONSENT: { source: 'Explicit consent (UK GDPR Art 6(1)(a), 9(2)(a))', kind: 'MAY' },
} as const satisfies Record<string, LegalPower>;

/** The stable code of a power or duty. */
export type LegalPowerCode = keyof typeof legalPowers;

/** All codes of powers and duties. */
export const legalPowerCodes = Object.keys(legalPowers) as readonly LegalPowerCode[];
