import { z } from 'zod';
import type { SegmentedMessage } from './message.ts';

const invitationSchema = z.looseObject({ packExpires: z.string() });

/** Until when the pack of an invitation to a meeting (M21) may be fetched and kept; absent where the message is none. */
export function readPackExpiry({
  type,
  segments,
}: Pick<SegmentedMessage, 'type' | 'segments'>): Date | undefined {
  if (type !== 'M21') return undefined;
  const read = invitationSchema.safeParse(segments.find(({ path }) => path === '/invitation')?.content);
  return read.success ? new Date(read.data.packExpires) : undefined;
}
