import { type Result, refuse } from '../platform/index.ts';
import type { FamilyRefusal } from './family-links.ts';

/**
 * Refuses an end that lies before the beginning: it would undo days on which something held, and nothing ends twice. What was
 * recorded by mistake ends on the day on which it began, and so holds on none. Days are London days; `from: null` is since birth.
 */
export function refuseEarlyEnd(from: string | null, to: string): Result<never, FamilyRefusal> | undefined {
  return from !== null && to < from
    ? refuse({
        code: 'family-days',
        message: 'It cannot end before the day on which it began. Give that day or a later one.',
      })
    : undefined;
}
