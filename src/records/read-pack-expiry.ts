import { z } from 'zod';
import type { SegmentedMessage } from './message.ts';
import { readSegment } from './read-segment.ts';

const invitationSchema = z.looseObject({ packExpires: z.string() });

/** Until when the pack of an invitation to a meeting (M21) may be fetched and kept; absent where the message is none. */
export function readPackExpiry(message: Pick<SegmentedMessage, 'type' | 'segments'>): Date | undefined {
  if (message.type !== 'M21') return undefined;
  const invitation = readSegment(message.segments, '/invitation', invitationSchema);
  return invitation && new Date(invitation.content.packExpires);
}
