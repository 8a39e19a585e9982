import { readPackExpiry } from '../../records/index.ts';
import type { ResolvedExchange } from '../resolve/resolved-exchange.ts';

const day = 86_400_000;
/** How long a delivery is tried: routine for a week; urgent for an hour, its sender having been told to phone. */
const lifetimes = { ROUTINE: 7 * day, URGENT: day / 24, IMMEDIATE: day / 24 } as const;
/** How long a pack for a meeting waits at most. */
const longestPack = 90 * day;

/**
 * Until when it is tried to reach one recipient: as long as anything is, or only as long as its sender said for them. A pack for a
 * meeting can be fetched until it expires, and not after that (docs/domain/02 §2.3 M21).
 */
export function findExpiry(
  { identified: { message } }: ResolvedExchange,
  ordinal: number,
  writtenAt: Date,
): Date {
  const pack = 'segments' in message && !('form' in message) ? readPackExpiry(message) : undefined;
  const latest =
    pack === undefined
      ? writtenAt.getTime() + lifetimes[message.urgency]
      : Math.min(pack.getTime(), writtenAt.getTime() + longestPack);
  const recipient = message.recipients[ordinal];
  const asked =
    recipient !== undefined && 'deliverBy' in recipient ? Date.parse(recipient.deliverBy) : latest;
  return new Date(Math.min(asked, latest));
}
