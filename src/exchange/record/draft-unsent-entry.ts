import type { EntryDraft } from '../../ledger/index.ts';
import { type ExchangeId, newId } from '../../platform/index.ts';
import type { ResolvedExchange } from '../resolve/resolved-exchange.ts';
import type { DecidedRecipient } from './draft-decision-entry.ts';

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
  return {
    entryId: newId<'Entry'>(),
    kind: 'OUTCOME',
    at,
    exchangeId,
    parts: [
      {
        about: dataSubject === null ? [] : [dataSubject],
        content: {
          schema: 'assent.outcome/1',
          decisionEntryId: entryId,
          outcome: 'NOT_SENT',
          why: 'no-receiving-system',
          attempts: 0,
        },
      },
    ],
    index: {
      sourceOrganisationId: requester.organisation.organisationId,
      recipientOrganisationId: resolved.organisation.organisationId,
      purpose: message.purposeCode,
      messageType: message.type,
      outcome: 'NOT_SENT',
      correlationId: message.correlationId ?? exchangeId,
      ...(dataSubject === null ? {} : { dataSubject }),
    },
  };
}
