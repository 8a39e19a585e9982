import { z } from 'zod';
import { speaking } from '../../records/index.ts';

/**
 * A text that says something, as in the messages themselves: a reason, a reference, a name. Spaces and a dash are no reason for which
 * anything could be let go or opened.
 */
export function words(limit: number): z.ZodString {
  return z.string().min(1, { abort: true }).max(limit).regex(speaking.worded);
}
