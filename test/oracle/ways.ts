import { type Milestones, findMilestones } from './calendar.ts';

/** What Cedar, which knows no order and no birthdays, cannot say. */
export interface Ways {
  /** Rulings 4: "first that fits". */
  readonly effects: readonly string[];
  /** Of the orders of a court that speak of something, the kind that answers first (docs/domain/01 §1.7). */
  readonly orders: readonly string[];
  /** What may hold the whole, each with the bars of earlier steps of docs/domain/03 §3.5 before which it is not asked. */
  readonly holds: Readonly<Record<string, readonly string[]>>;
  /** Of the choices of several people whom a segment is about, the first that anybody's comes to. */
  readonly choices: readonly string[];
  /** The days on which authority passes. */
  readonly findMilestones: (birthDate: string) => Milestones;
}

/** Steps 1 and 3: who asks, under which agreement, and bars whose answer must not depend on who it is. */
const firstSteps = [
  'DENY_NO_DSA',
  'DENY_TRAINING_LAPSED',
  'DENY_ADOPTION',
  'DENY_COURT_RESTRICTED',
  'DENY_NDOO',
  'DENY_SYNTHETIC_ONLY',
  'DENY_NO_RELATIONSHIP',
];

export const documentedWays: Ways = {
  findMilestones,
  orders: ['FORBIDS', 'GIVES_DECISION', 'PERMITS'],
  holds: {
    HOLD_ID_MISMATCH: firstSteps,
    HOLD_SHIELD_REVIEW: [...firstSteps, 'DENY_MORE_DETRIMENTAL', 'DENY_NO_AUTHORITY'],
  },
  effects: [
    'DETERMINATIVE/listed',
    'RECORD_ONLY/law',
    'DETERMINATIVE/no-duty',
    'RECORD_ONLY/safeguarding',
    'DETERMINATIVE/sensitive',
    'WEIGHTED/purpose',
    'WEIGHTED/transition',
    'DETERMINATIVE/purpose',
    'RECORD_ONLY/purpose',
  ],
  choices: ['DENY', 'CONFLICT', 'NONE', 'PERMIT'],
};
