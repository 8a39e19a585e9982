export { type Erasure, createErasure } from './create-erasure.ts';
export { type ErasureDeps, type PersonTraces, erasureSteps } from './erasure-deps.ts';
export type { UnderWay } from './erasure-sql.ts';
export { keepErasureList } from './erasure-list.ts';
export { type ErasureOrder, erasureGroundCodes } from './erasure-order.ts';
export type { RetentionDeps } from './find-due.ts';
export { createRetentionJob } from './retention-job.ts';
export { isReplayMissing } from './replay-erasures.ts';
