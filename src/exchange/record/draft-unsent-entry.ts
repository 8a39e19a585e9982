import type { EntryDraft } from '../../ledger/index.ts';
import type { ExchangeId } from '../../platform/index.ts';
import type { ResolvedExchange } from '../resolve/resolved-exchange.ts';
import type { DecidedRecipient } from './draft-decision-entry.ts';
import { draftOutcomeEntry } from './draft-outcome-entry.ts';

/**
 * The outcome of what might go and has nobody to take it: no system of the recipient receives for its department and role
 * (rulings 15: an outcome entry for each recipient).
 */
export function draftUnsentEntry(
  exchangeId: ExchangeId,
  exchange: ResolvedExchange,
  { entryId, resolved }: DecidedRecipient,
  at: Date,
): EntryDraft {
  const { dataSubject, identified } = exchange;
  const { message, requester } = identified;
  return draftOutcomeEntry({
    at,
    exchangeId,
    dataSubject,
    content: {
      schema: 'assent.outcome/1',
      decisionEntryId: entryId,
      outcome: 'NOT_SENT',
      why: 'no-receiving-system',
      attempts: 0,
    },
    index: {
      sourceOrganisationId: requester.organisation.organisationId,
      recipientOrganisationId: resolved.organisation.organisationId,
      purpose: message.purposeCode,
      messageType: message.type,
      outcome: 'NOT_SENT',
      correlationId: message.correlationId ?? exchangeId,
    },
  });
}
