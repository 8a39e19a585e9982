import type { House } from './house.ts';
import type { DecidedRecipient } from './record/draft-decision-entry.ts';
import type { IdentifiedMessage } from './resolve/resolved-exchange.ts';

/** Counts a decision that is written down, and says in the log what came of it: codes and figures, nothing of anybody. */
export function countExchange(
  house: House,
  { kind, message }: IdentifiedMessage,
  decided: readonly DecidedRecipient[],
  exchangeId: string,
): void {
  const { metrics, log } = house;
  for (const { decision, resolved } of decided) {
    metrics.exchanges.inc({ outcome: decision.outcome, mode: kind, message_type: message.type });
    for (const { outcome } of decision.segments) metrics.segments.inc({ outcome });
    log.info('exchange-decided', {
      exchangeId,
      recipientOrganisationId: resolved.organisation.organisationId,
      messageType: message.type,
      purpose: message.purposeCode,
      mode: kind,
      outcome: decision.outcome,
      released: decision.released.length,
    });
  }
}
