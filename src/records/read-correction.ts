import type { SegmentedMessage } from './message.ts';
import { readSegment } from './read-segment.ts';
import { correctionPartPath, correctionPartSchema, frameSchema } from './catalogue/correction.ts';

/** What a correction (M19) speaks of. */
export interface Correction {
  readonly kind: 'CORRECTION' | 'RETRACTION' | 'WRONG_PERSON';
  readonly originalMessageId: string;
  /** The parts of the original that were wrong, by their identifiers; all of it where none is named. */
  readonly parts: readonly string[] | 'ALL';
  /** Which of the correction's own segments speaks of which part. */
  readonly spokenOfIn: ReadonlyMap<string, string>;
}

/** Reads what a correction speaks of; absent where the message is none. */
export function readCorrection(message: Pick<SegmentedMessage, 'type' | 'segments'>): Correction | undefined {
  if (message.type !== 'M19') return undefined;
  const frame = readSegment(message.segments, '/correction', frameSchema);
  if (frame === undefined) return undefined;
  const spokenOfIn = new Map(
    message.segments.flatMap(({ path, segmentId, content }): [string, string][] => {
      const part = path.startsWith(correctionPartPath) ? correctionPartSchema.safeParse(content) : undefined;
      return part?.success === true ? [[segmentId, part.data.segmentId]] : [];
    }),
  );
  const parts = [...new Set(spokenOfIn.values())];
  return { ...frame.content, parts: parts.length === 0 ? 'ALL' : parts, spokenOfIn };
}
