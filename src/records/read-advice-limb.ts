import { type AdviceLimb, adviceRequestSchema } from './catalogue/advice-request.ts';
import type { SegmentedMessage } from './message.ts';
import { readSegment } from './read-segment.ts';

/** Reads which advice a request asks for (M01); absent where the message is none. */
export function readAdviceLimb(message: Pick<SegmentedMessage, 'type' | 'segments'>): AdviceLimb | undefined {
  if (message.type !== 'M01') return undefined;
  return readSegment(message.segments, '/request', adviceRequestSchema)?.content.limb;
}
