import { z } from 'zod';
import type { SegmentedMessage } from './message.ts';

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
export function readPlacement({
  type,
  segments,
}: Pick<SegmentedMessage, 'type' | 'segments'>): Placement | undefined {
  if (type !== 'M16') return undefined;
  const part = segments.find(({ path }) => path === '/placement');
  const placement = placementSchema.safeParse(part?.content);
  if (part === undefined || !placement.success) return undefined;
  const carer = carerSchema.safeParse(segments.find(({ path }) => path === '/carer')?.content);
  const { start, kind } = placement.data;
  return {
    start,
    elsewhere: kind !== 'PARENTS',
    segmentId: part.segmentId,
    carer: carer.success ? carer.data.name : undefined,
  };
}
