import type { z } from 'zod';
import type { JsonValue } from '../platform/index.ts';

/** Finds the segment at a path whose content has this shape, and reads it. */
export function readSegment<Content, Segment extends { readonly path: string; readonly content: JsonValue }>(
  segments: readonly Segment[],
  path: string,
  schema: z.ZodType<Content>,
): { readonly segment: Segment; readonly content: Content } | undefined {
  const segment = segments.find((each) => each.path === path);
  const read = schema.safeParse(segment?.content);
  return segment !== undefined && read.success ? { segment, content: read.data } : undefined;
}
