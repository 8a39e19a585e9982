import type { Problem } from '../vocabulary/index.ts';
import type { House } from './house.ts';

/** What is told first: a record that was asked for and is not there now. */
const phoneNow = {
  opened: 'Nothing was opened. Phone the duty number now.',
  given: 'Nothing was given. Phone the duty number now.',
} as const;

/**
 * What is told where a record that somebody needs to keep a child safe now is not opened or given, for whatever reason: at once, and
 * always with the number to phone (rulings 1). The on-call contact is raised, where a known system asked or it broke here (docs/domain/03
 * §3.5, docs/decisions/0026).
 * @param known whether a system that proved itself asked: strangers must not be able to ring the bell
 */
export function tellUrgentRefusal(
  house: Pick<House, 'dutyPhone' | 'pageOnCall'>,
  problem: Problem,
  kept: keyof typeof phoneNow,
  known: boolean,
): Problem {
  if (problem.code === 'ledger-unavailable' || problem.code === 'fault')
    house.pageOnCall('safeguarding-not-delivered');
  else if (known) house.pageOnCall('safeguarding-refused');
  return {
    ...problem,
    detail: problem.detail === undefined ? phoneNow[kept] : `${phoneNow[kept]} ${problem.detail}`,
    phone: problem.phone ?? house.dutyPhone,
  };
}
