import { randomInt } from 'node:crypto';
import type { Urgency } from '../../vocabulary/index.ts';

const firstDelay = 5;
const longestDelay = 15 * 60;
const longestUrgentDelay = 30;
const longestAsked = 60 * 60;

/**
 * Seconds until the next attempt: doubling from 5 seconds to a quarter of an hour (urgent: half a minute), with jitter of
 * up to a quarter, and never sooner than the recipient asked for, within an hour.
 */
export function findRetryDelay(attempts: number, asked: number | undefined, urgency: Urgency): number {
  const longest = urgency === 'ROUTINE' ? longestDelay : longestUrgentDelay;
  const backOff = Math.min(firstDelay * 2 ** Math.min(attempts, 16), longest);
  const jitter = randomInt(Math.ceil(backOff / 4) + 1);
  return Math.max(backOff + jitter, Math.min(asked ?? 0, longestAsked));
}
