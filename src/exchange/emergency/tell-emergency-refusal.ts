import type { Problem } from '../../vocabulary/index.ts';
import type { House } from '../house.ts';

const phoneNow = 'Nothing was opened. Phone the duty number now.';

/**
 * What is told where an emergency access is not given, for whatever reason: at once, and always with the number to phone (rulings 1).
 * Where it broke here, the on-call contact is raised.
 */
export function tellEmergencyRefusal(
  house: Pick<House, 'dutyPhone' | 'pageOnCall'>,
  problem: Problem,
): Problem {
  if (problem.code === 'ledger-unavailable' || problem.code === 'fault')
    house.pageOnCall('safeguarding-not-delivered');
  return {
    ...problem,
    detail: problem.detail === undefined ? phoneNow : `${phoneNow} ${problem.detail}`,
    phone: problem.phone ?? house.dutyPhone,
  };
}
