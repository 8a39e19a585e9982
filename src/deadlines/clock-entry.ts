import type { EntryDraft } from '../ledger/index.ts';
import { type JsonObject, newId } from '../platform/index.ts';
import type { Clock } from './clock.ts';

/** What happened to a deadline. */
export type ClockEvent = 'STARTED' | 'EXCUSED' | 'REMINDED' | 'ESCALATED' | 'ENDED';

/**
 * Drafts the ledger entry of what happened to a deadline. Where it is silent the entry names no exchange in clear and has no row in the
 * search index (rulings 16).
 */
export function draftClockEntry(clock: Clock, event: ClockEvent, at: Date, more: JsonObject): EntryDraft {
  const { clockId, code, exchangeId, dataSubject, owedBy, owedTo, silent, correlationId } = clock;
  return {
    entryId: newId<'Entry'>(),
    kind: 'DEADLINE',
    at,
    ...(silent ? {} : { exchangeId }),
    parts: [
      {
        about: dataSubject === null ? [] : [dataSubject],
        silent,
        content: {
          schema: 'assent.deadline/1',
          event,
          deadlineId: clockId,
          deadline: code,
          exchangeId,
          owedBy,
          owedTo,
          ...more,
        },
      },
    ],
    ...(silent
      ? {}
      : {
          index: {
            outcome: event,
            sourceOrganisationId: owedBy,
            correlationId,
            ...(owedTo === null ? {} : { recipientOrganisationId: owedTo }),
            ...(dataSubject === null ? {} : { dataSubject }),
          },
        }),
  };
}
