/**
 * What an entry of the ledger is found by as its outcome (docs/ledger-index.md): of a decision; of a delivery, and what became of it
 * later; of a hold; of a case; of a deadline; of a policy version; and of what was refused before a decision.
 */
export const entryOutcomes = [
  ...(['FORWARD', 'FORWARD_REDACTED', 'HOLD', 'DENY'] as const),
  ...(['DELIVERED', 'REJECTED', 'EXPIRED', 'CANCELLED', 'NOT_SENT', 'NOTHING_GIVEN'] as const),
  ...(['ACKNOWLEDGED', 'CORRECTED', 'REFUSED'] as const),
  ...(['OPENED', 'ESCALATED', 'RELEASED', 'WAITS_FOR_SECOND', 'LEAD_CHANGED'] as const),
  ...(['JOINED', 'CLOSED'] as const),
  ...(['STARTED', 'EXCUSED', 'REMINDED', 'ENDED'] as const),
  ...(['PROPOSED', 'APPROVED', 'IN_FORCE'] as const),
] as const;

/** One of the outcomes that an entry is found by. */
export type EntryOutcome = (typeof entryOutcomes)[number];
