import type { Urgency } from '../../vocabulary/index.ts';
import { findRetryDelay } from './find-retry-delay.ts';

/** How long one attempt may take, and how long to wait before the next. */
export interface DeliveryTiming {
  /**
   * Seconds that a process has for one attempt before another may try, and for which a recipient may accept what was
   * dispatched. More than an attempt can take.
   */
  readonly leaseSeconds: number;
  /** Seconds by which recipients' clocks may be behind the database's: a withdrawal is final no sooner (ADR 0010). */
  readonly clockMarginSeconds: number;
  /** Seconds until the next attempt, after so many attempts; `asked` is what the recipient asked for. */
  findRetryDelay(attempts: number, asked: number | undefined, urgency: Urgency): number;
}

/** The timing of a gateway that serves. Tests bring a quicker one. */
export const usualTiming: DeliveryTiming = {
  leaseSeconds: 30,
  clockMarginSeconds: 60,
  findRetryDelay,
};
