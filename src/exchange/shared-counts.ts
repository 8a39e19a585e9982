import { createHash } from 'node:crypto';
import type { Queryable } from '../database/index.ts';
import type { Clock, Logger } from '../platform/index.ts';

/** How many requests each system makes in a minute, over all replicas. */
export interface SharedCounts {
  /** Counts one more, and gives how many there were in this minute as far as is known here, and when the next begins. */
  count(who: string): { readonly requests: number; readonly until: Date };
  /** Tells the others what was counted here, and learns what they have. */
  exchange(): Promise<void>;
  stop(): void;
}

/** Milliseconds between two exchanges: so long a system may have its whole limit at every replica. */
const interval = 1_000;
const minute = 60_000;

interface Counted {
  /** Counted here in this minute. */
  own: number;
  /** Of these, what the others know already. */
  told: number;
  /** Counted elsewhere, when that was last asked. */
  others: number;
}

/**
 * Counts requests without asking the database about each: every replica counts for itself and tells the others once a second. While the
 * database cannot be asked each replica goes by what it knows.
 */
export function createSharedCounts(pool: Queryable, clock: Clock, log: Pick<Logger, 'fault'>): SharedCounts {
  let begun = 0;
  let counts = new Map<string, Counted>();
  const begin = (): void => {
    const now = Math.floor(clock.now().getTime() / minute) * minute;
    if (now === begun) return;
    begun = now;
    counts = new Map();
  };
  const exchange = async (): Promise<void> => {
    begin();
    const [at, these] = [begun, counts];
    const news = [...these].flatMap(([who, counted]) =>
      counted.own > counted.told ? [{ who, counted, requests: counted.own - counted.told }] : [],
    );
    if (news.length === 0) return;
    for (const { counted } of news) counted.told = counted.own;
    const told = new Map(news.map(({ who, counted }) => [who, counted.told]));
    const { rows } = await pool.query<{ who: string; requests: string }>(
      'select who, requests::text from exchange.add_requests($1, $2::jsonb)',
      [new Date(at), JSON.stringify(news.map(({ who, requests }) => ({ who, requests })))],
    );
    for (const { who, requests } of rows) {
      const counted = these.get(who);
      if (counted !== undefined) counted.others = Number(requests) - (told.get(who) ?? 0);
    }
  };
  const exchanging = setInterval(() => {
    exchange().catch((fault: unknown) => {
      log.fault('requests-not-counted', fault);
    });
  }, interval);
  exchanging.unref();
  return {
    count: (name) => {
      begin();
      const who = createHash('sha256').update(name).digest('hex');
      const counted = counts.get(who) ?? { own: 0, told: 0, others: 0 };
      counted.own += 1;
      counts.set(who, counted);
      return { requests: counted.own + counted.others, until: new Date(begun + minute) };
    },
    exchange,
    stop: () => {
      clearInterval(exchanging);
    },
  };
}
