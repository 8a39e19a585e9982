import { setTimeout as wait } from 'node:timers/promises';
import type { Deadline } from './deadline.ts';
import type { StoredExchange } from './record/stored-exchange.ts';

/** How long to wait before looking again, in milliseconds. */
const pause = 100;
/** How long to wait at most: the process that tries may be gone, and its lease outlasts any answer. In milliseconds. */
const longest = 3_000;
/** What must be left of the deadline to open the answer and give it, in milliseconds. */
const leftForAnswer = 1_000;

/**
 * An exchange that was already run, once no attempt to deliver it is under way any more, or it cannot be waited for. Whoever repeats a
 * request while its first attempt runs, here or at another replica, would otherwise be told that it did not arrive, and to phone,
 * a moment before it does.
 * @param find reads the exchange again
 */
export async function awaitDelivery(
  stored: StoredExchange,
  find: () => Promise<StoredExchange | undefined>,
  deadline: Deadline,
): Promise<StoredExchange> {
  const leftAtEnd = Math.max(leftForAnswer, deadline.left() - longest);
  let latest = stored;
  while (isUnderWay(latest) && deadline.left() > leftAtEnd) {
    await wait(pause);
    latest = (await find()) ?? latest;
  }
  return latest;
}

function isUnderWay({ recipients }: StoredExchange): boolean {
  return recipients.some(({ state }) => state === 'DISPATCHED');
}
