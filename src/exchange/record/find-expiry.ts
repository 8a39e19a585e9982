import type { ResolvedExchange } from '../resolve/resolved-exchange.ts';

const day = 86_400_000;
/** How long a delivery is tried: routine for a week; urgent for an hour, its sender having been told to phone. */
const lifetimes = { ROUTINE: 7 * day, URGENT: day / 24, IMMEDIATE: day / 24 } as const;

/** Until when it is tried to reach one recipient: as long as anything is, or only as long as its sender said for them. */
export function findExpiry(
  { identified: { message } }: ResolvedExchange,
  ordinal: number,
  writtenAt: Date,
): Date {
  const latest = writtenAt.getTime() + lifetimes[message.urgency];
  const recipient = message.recipients[ordinal];
  const asked =
    recipient !== undefined && 'deliverBy' in recipient ? Date.parse(recipient.deliverBy) : latest;
  return new Date(Math.min(asked, latest));
}
