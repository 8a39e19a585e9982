/** What was seen of one withdrawal and of the messages that raced it: nothing but what recipients and families can see. */
export interface WithdrawalHistory {
  /** When its answer had come back to whoever took the choice back, on the clock that all share; ISO 8601. */
  readonly finalAt: string;
  readonly recordedAt: string;
  /** The bodies that were accepted and relied on the choice. */
  readonly accepted: readonly { readonly deliveryId: string; readonly receivedAt: string }[];
}

/** A breach of what a withdrawal promises. */
export type Breach = 'ACCEPTED_AFTER_FINAL' | 'ACCEPTED_TWICE' | 'FINAL_BEFORE_RECORDED';

/**
 * Judges histories as rulings 12 has it: once a withdrawal is final, no recipient that checks accepts a body that relies on it;
 * and nobody has one effect twice.
 */
export function checkWithdrawals(histories: readonly WithdrawalHistory[]): readonly Breach[] {
  return histories.flatMap(({ finalAt, recordedAt, accepted }): Breach[] => {
    const late = accepted.filter(({ receivedAt }) => Date.parse(receivedAt) > Date.parse(finalAt));
    const ids = accepted.map(({ deliveryId }) => deliveryId);
    return [
      ...late.map((): Breach => 'ACCEPTED_AFTER_FINAL'),
      ...(new Set(ids).size < ids.length ? (['ACCEPTED_TWICE'] as const) : []),
      ...(Date.parse(finalAt) < Date.parse(recordedAt) ? (['FINAL_BEFORE_RECORDED'] as const) : []),
    ];
  });
}
