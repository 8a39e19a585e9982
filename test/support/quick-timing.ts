import type { DeliveryTiming } from '../../src/exchange/index.ts';

/** Attempts follow quickly, so that a test need not wait for the usual minutes. */
export const quickTiming: DeliveryTiming = {
  leaseSeconds: 2,
  clockMarginSeconds: 0,
  findRetryDelay: () => 1,
};
