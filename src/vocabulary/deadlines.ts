/** Why a deadline may be missed, or runs later (docs/domain/01 §1.8). A reason that no rule of a deadline lists excuses nothing of it. */
export const excuses = {
  EXCEPTIONAL_CIRCUMSTANCES: {
    plain: 'Exceptional personal circumstances affect the child or the parent.',
    source: 'SEND Regulations 2014 regs 8(2), 10(4), 13(3); docs/domain/01 §1.8',
    leastDays: 1,
    mostDays: null,
  },
  FAMILY_AWAY: {
    plain: 'The child or the parent is away from the area for at least four weeks on end.',
    source: 'SEND Regulations 2014 regs 8(2), 10(4), 13(3); docs/domain/01 §1.8',
    leastDays: 28,
    mostDays: null,
  },
  MISSED_APPOINTMENT: {
    plain: 'The child missed an appointment that the advice rests on.',
    source: 'SEND Regulations 2014 reg 8(2); docs/domain/01 §1.8',
    leastDays: 1,
    mostDays: null,
  },
  SETTING_CLOSED: {
    plain: 'The school or setting that is asked is closed for at least four weeks on end.',
    source: 'SEND Regulations 2014 regs 10(4), 13(3); docs/domain/01 §1.8',
    leastDays: 28,
    mostDays: null,
  },
  CLARIFICATION: {
    plain: 'Whoever asked was asked what they mean, or for proof of who they are.',
    source: 'docs/domain/01 §1.9 "clock pauses for clarification/ID"',
    leastDays: 1,
    mostDays: null,
  },
  EXTENDED: {
    plain: 'The request is complex, and whoever asked was told within the month.',
    source: 'UK GDPR Art 12(3)',
    leastDays: 1,
    mostDays: 62,
  },
} as const satisfies Record<
  string,
  {
    readonly plain: string;
    readonly source: string;
    /** Calendar days that a period of this reason lasts at least, and at most where there is an end. */
    readonly leastDays: number;
    readonly mostDays: number | null;
  }
>;

/** The stable code of a reason. */
export type ExcuseCode = keyof typeof excuses;

/** All reasons. */
export const excuseCodes = Object.keys(excuses) as readonly ExcuseCode[];

/** How a deadline ended. `EARLY`: what had to stay open for a time was closed before it was over. */
export const deadlineOutcomes = ['MET', 'LATE', 'EXCUSED', 'EARLY'] as const;
/** How a deadline ended. */
export type DeadlineOutcome = (typeof deadlineOutcomes)[number];
