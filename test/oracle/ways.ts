import { type Milestones, findMilestones } from './calendar.ts';

/** What Cedar, which knows no order and no birthdays, cannot say. */
export interface Ways {
  /** Rulings 4: "first that fits". */
  readonly effects: readonly string[];
  /** Of the choices of several people whom a segment is about, the first that anybody's comes to. */
  readonly choices: readonly string[];
  /** The days on which authority passes. */
  readonly findMilestones: (birthDate: string) => Milestones;
}

export const documentedWays: Ways = {
  findMilestones,
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
