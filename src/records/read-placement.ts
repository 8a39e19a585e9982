import { z } from 'zod';
import type { SegmentedMessage } from './message.ts';
import { readSegment } from './read-segment.ts';

/** From when a child lives elsewhere, as a placement notice (M16) says. */
export interface Placement {
  /** YYYY-MM-DD. */
  readonly start: string;
  /** Whether the child lives with somebody else than before. */
  readonly elsewhere: boolean;
  /** The part that says so. */
  readonly segmentId: string;
  /** Who cares for the child now, where the notice names them. */
  readonly carer?: string | undefined;
}

const placementSchema = z.looseObject({ start: z.string(), kind: z.string() });
const carerSchema = z.looseObject({ name: z.string() });

/** Reads what a placement notice says; absent where the message is none. */
export function readPlacement(message: Pick<SegmentedMessage, 'type' | 'segments'>): Placement | undefined {
  if (message.type !== 'M16') return undefined;
  const placement = readSegment(message.segments, '/placement', placementSchema);
  if (placement === undefined) return undefined;
  const { start, kind } = placement.content;
  return {
    start,
    elsewhere: kind !== 'PARENTS',
    segmentId: placement.segment.segmentId,
    carer: readSegment(message.segments, '/carer', carerSchema)?.content.name,
  };
}
