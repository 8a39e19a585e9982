import type { RecipientAnswer } from './exchange.ts';
import type { House } from './house.ts';

/**
 * Raises the on-call contact where urgent safeguarding did not reach its recipient: refused, with nobody to take it, or not
 * taken at the first attempt (docs/domain/03 §3.5 "Fail closed, never fail silent"). Once for a message, whoever its
 * recipients are.
 */
export function pageUndelivered(house: Pick<House, 'pageOnCall'>, answers: readonly RecipientAnswer[]): void {
  const undelivered = answers.filter(({ delivery }) => delivery === 'NOT_DELIVERED_PHONE');
  if (undelivered.length === 0) return;
  const refused = undelivered.every(({ outcome }) => outcome === 'DENY');
  house.pageOnCall(refused ? 'safeguarding-refused' : 'safeguarding-not-delivered');
}
