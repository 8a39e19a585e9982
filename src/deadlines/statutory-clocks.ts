import type { ClockRule, Span } from './clock-rule.ts';

const days = (count: number): Span => ({ count, unit: 'DAYS' });
const weeks = (count: number): Span => ({ count, unit: 'WEEKS' });
const workingDays = (count: number): Span => ({ count, unit: 'WORKING_DAYS' });

/** What is late is told to whoever owes it and whoever waits, to the manager a working day later, and counted after three. */
const ladder: ClockRule['escalation'] = [
  { afterWorkingDays: 0, to: 'OWING' },
  { afterWorkingDays: 0, to: 'WAITING' },
  { afterWorkingDays: 1, to: 'MANAGER' },
  { afterWorkingDays: 3, to: 'PARTNERSHIP' },
];
const statutoryExcuses: ClockRule['excuses'] = ['EXCEPTIONAL_CIRCUMSTANCES', 'FAMILY_AWAY', 'SETTING_CLOSED'];
const afterSixWeeks: ClockRule['reminders'] = [weeks(2), days(3)];

/** What most of them have in common. */
const common = {
  standing: 'STATUTORY',
  bound: 'AT_MOST',
  owedTo: null,
  seenByRecipients: false,
  excuses: [],
  reminders: [],
  escalation: ladder,
} as const satisfies Partial<ClockRule>;

/** That an assessment was asked for, as a request for advice tells of it. */
const request: ClockRule['starts'] = { message: 'M01', part: '/request', day: 'requestReceivedOn' };
/** When a review met, as its report to the council tells of it. */
const review: ClockRule['starts'] = {
  message: 'M05',
  part: '/meeting',
  day: 'meetingDate',
  recipients: ['COUNCIL'],
};

function plan(...stages: readonly string[]): Exclude<ClockRule['ends'], 'START'>[number] {
  return { message: 'M03', where: { part: '/header', member: 'stage', oneOf: [...stages] } };
}

/**
 * The deadlines that everybody has (docs/domain/01 §1.8, docs/domain/02 §2.3). A partnership adds its own beside them and may make
 * these stricter, never looser (docs/decisions/0034). Reminders and ladders that no source gives are our proposal, to be agreed locally.
 */
export const statutoryClocks: readonly ClockRule[] = [
  {
    ...common,
    code: 'EHC_DECISION',
    plain: 'The council says whether it will assess',
    source: 'SEND Regulations 2014 reg 5(1); docs/domain/01 §1.8',
    limit: weeks(6),
    // Advice is asked for once it was decided to assess (reg 6(1)).
    starts: request,
    owedBy: 'SENDER',
    ends: 'START',
    excuses: statutoryExcuses,
  },
  {
    ...common,
    code: 'EHC_ADVICE',
    plain: 'Advice for an education, health and care needs assessment',
    source: 'SEND Regulations 2014 reg 8(1); docs/domain/01 §1.8',
    limit: weeks(6),
    starts: { message: 'M01', part: '/request' },
    owedBy: 'RECIPIENT',
    owedTo: 'SENDER',
    ends: [{ message: 'M02' }],
    excuses: ['EXCEPTIONAL_CIRCUMSTANCES', 'FAMILY_AWAY', 'MISSED_APPOINTMENT'],
    reminders: afterSixWeeks,
  },
  {
    ...common,
    code: 'EHC_NO_PLAN',
    plain: 'The council says that there will be no plan, or sends a draft',
    source: 'SEND Regulations 2014 reg 10(1); docs/domain/01 §1.8',
    limit: weeks(16),
    starts: request,
    owedBy: 'SENDER',
    seenByRecipients: true,
    ends: [plan('DRAFT', 'FINAL')],
    excuses: statutoryExcuses,
    reminders: afterSixWeeks,
  },
  {
    ...common,
    code: 'EHC_FINAL_PLAN',
    plain: 'The final education, health and care plan',
    source: 'SEND Regulations 2014 reg 13(2); docs/domain/01 §1.8',
    limit: weeks(20),
    starts: request,
    owedBy: 'SENDER',
    seenByRecipients: true,
    ends: [plan('FINAL')],
    excuses: statutoryExcuses,
    reminders: [weeks(4), weeks(1)],
  },
  {
    ...common,
    code: 'EHC_FAMILY_COMMENTS',
    plain: 'The family may comment on the draft of the plan',
    source: 'SEND Regulations 2014 reg 13(1); docs/domain/01 §1.8',
    bound: 'AT_LEAST',
    limit: days(15),
    starts: {
      message: 'M03',
      part: '/header',
      where: { part: '/header', member: 'stage', oneOf: ['DRAFT'] },
    },
    owedBy: 'SENDER',
    seenByRecipients: true,
    ends: [plan('FINAL', 'AMENDED')],
    escalation: [],
  },
  {
    ...common,
    code: 'SETTING_ANSWER',
    plain: 'A setting answers whether it could be named in the plan',
    standing: 'GUIDANCE',
    source: 'SEND Code of Practice; docs/domain/02 §2.3 M04',
    limit: days(15),
    starts: { message: 'M04', part: '/consultation' },
    owedBy: 'RECIPIENT',
    owedTo: 'SENDER',
    ends: [],
    excuses: ['SETTING_CLOSED'],
    reminders: [days(5)],
  },
  {
    ...common,
    code: 'REVIEW_REPORT',
    plain: 'The report of a review of the plan',
    source: 'SEND Regulations 2014 reg 20(8); docs/domain/01 §1.8',
    limit: weeks(2),
    starts: review,
    owedBy: 'SENDER',
    owedTo: 'RECIPIENT',
    ends: 'START',
  },
  {
    ...common,
    code: 'REVIEW_DECISION',
    plain: 'The council decides whether to keep, amend or end the plan, with the amendments that it proposes',
    source: 'SEND Regulations 2014 reg 20(10); docs/domain/01 §1.8',
    limit: weeks(4),
    starts: review,
    owedBy: 'RECIPIENT',
    owedTo: 'SENDER',
    ends: [plan('DRAFT', 'FINAL', 'AMENDED', 'CEASED')],
    reminders: [weeks(1)],
  },
  {
    ...common,
    code: 'REVIEW_FINAL_PLAN',
    plain: 'The plan as amended after a review',
    source: 'SEND Regulations 2014 regs 20, 22; docs/domain/01 §1.8',
    limit: weeks(12),
    starts: review,
    owedBy: 'RECIPIENT',
    owedTo: 'SENDER',
    ends: [plan('FINAL', 'AMENDED', 'CEASED')],
    reminders: afterSixWeeks,
  },
  {
    ...common,
    code: 'AMENDED_PLAN',
    plain: 'The plan as amended, after the amendments were proposed',
    source: 'SEND Regulations 2014 reg 22(3); docs/domain/01 §1.8',
    limit: weeks(8),
    starts: {
      message: 'M03',
      part: '/header',
      where: { part: '/header', member: 'stage', oneOf: ['DRAFT'] },
      whileRunning: 'REVIEW_FINAL_PLAN',
    },
    owedBy: 'SENDER',
    seenByRecipients: true,
    ends: [plan('FINAL', 'AMENDED', 'CEASED')],
    reminders: [weeks(2)],
  },
  {
    ...common,
    code: 'REFERRAL_FEEDBACK',
    plain: 'Whoever referred a child hears what became of it',
    source: 'Working Together to Safeguard Children; docs/domain/02 §2.3 M08, §2.6',
    limit: workingDays(1),
    starts: { message: 'M07', part: '/concern/harm', recipients: ['COUNCIL'] },
    owedBy: 'RECIPIENT',
    owedTo: 'SENDER',
    ends: [{ message: 'M08' }],
    escalation: [
      { afterWorkingDays: 0, to: 'WAITING' },
      { afterWorkingDays: 0, to: 'OWING' },
      { afterWorkingDays: 0, to: 'MANAGER' },
      { afterWorkingDays: 1, to: 'PARTNERSHIP' },
    ],
  },
  {
    ...common,
    code: 'PLACEMENT_NOTICE',
    plain: 'Those who must know hear on the day where a looked-after child lives',
    standing: 'GUIDANCE',
    source: 'docs/domain/02 §2.3 M16',
    limit: days(0),
    starts: { message: 'M16', part: '/placement', day: 'start' },
    owedBy: 'SENDER',
    owedTo: 'RECIPIENT',
    ends: 'START',
  },
  {
    ...common,
    code: 'PUPIL_TRANSFER',
    plain: 'A pupil’s file goes to the next school',
    // School days are working days but for holidays, which the law knows of and this gateway does not: they are excused.
    source: 'Education (Pupil Information) (England) Regulations 2005 reg 9 [R]; docs/domain/02 §2.3 M17',
    limit: workingDays(15),
    starts: { message: 'M17', part: '/history', day: 'leaving' },
    owedBy: 'SENDER',
    owedTo: 'RECIPIENT',
    ends: 'START',
    excuses: ['SETTING_CLOSED'],
  },
  {
    ...common,
    code: 'SUBJECT_REQUEST',
    plain: 'An answer to what a person, or whoever acts for them, asks of who holds their data',
    source: 'UK GDPR Art 12(3); docs/domain/02 §2.3 M22',
    limit: { count: 1, unit: 'MONTHS' },
    starts: { message: 'M22', part: '/request', day: 'receivedOn' },
    owedBy: 'RECIPIENT',
    ends: [],
    excuses: ['CLARIFICATION', 'EXTENDED'],
    reminders: [weeks(1)],
  },
];

/** Within how many working days somebody acknowledges; these run by what the recipient confirms, not by a message. */
export const acknowledgementClocks = {
  CORRECTION_ACKNOWLEDGEMENT: {
    plain: 'Whoever was given something wrong, or an earlier version, confirms that they know',
    source: 'UK GDPR Art 19; docs/domain/07 AC2; docs/domain/02 §2.3 M19',
    workingDays: 2,
  },
  TRANSITION_ACKNOWLEDGEMENT: {
    plain: 'The named adult contact confirms a transition referral',
    source: 'docs/domain/07 AC10, to be agreed locally',
    workingDays: 10,
  },
} as const;

/** How many working days before an acknowledgement is due its recipient is reminded. */
export const acknowledgementReminder = 1;
