import { endOfCalendarDay, endOfCalendarMonth, endOfWorkingDay } from '../../deadlines/index.ts';
import { londonDate } from '../../platform/index.ts';
import { type CaseKind, type CaseLimit, type RoleCode, caseKinds } from '../../vocabulary/index.ts';

const hour = 3_600_000;
const day = 24 * hour;

/** On how many nights somebody asks about a person whom they do not work with before officers look (docs/domain/07 X5). */
export const lookupNights = 3;
/** Within how many days; our proposal, to be agreed locally. */
const lookupWindowDays = 28;

/** By when somebody must have looked at a case of a kind that is opened at an instant. */
export function findCaseDue(kind: CaseKind, at: Date): Date {
  const limit: CaseLimit = caseKinds[kind].limit;
  if ('workingDays' in limit) return endOfWorkingDay(at, limit.workingDays);
  return 'days' in limit ? endOfCalendarDay(at, limit.days) : endOfCalendarMonth(at, limit.months);
}

/** The day to which an instant belongs for counting nights: it begins at six in London, so that a night is never two. */
export function nightOf(at: Date): string {
  return londonDate(new Date(at.getTime() - 6 * hour));
}

/** The start of the window in which nights are counted. */
export function startOfLookups(at: Date): Date {
  return new Date(at.getTime() - lookupWindowDays * day);
}

/** Who looks at cases and closes them (docs/domain/02 §2.1). */
export const officerRoles: readonly RoleCode[] = ['IG_OFFICER', 'DPO', 'CALDICOTT'];

/** When a case that was handed up is spoken of again. */
export function findNextCaseDue(at: Date): Date {
  return endOfWorkingDay(at, 1);
}

/** How long what came to no case is kept, in days: longer than any window in which something is counted. */
export const uncountedDays = 90;
