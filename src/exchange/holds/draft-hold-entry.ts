import type { HoldBody, HoldDraft } from '../../holds/index.ts';
import type { EntryDraft, PartDraft } from '../../ledger/index.ts';
import { type JsonObject, newId } from '../../platform/index.ts';

/** What happened to a hold. */
export type HoldEvent =
  'OPENED' | 'ESCALATED' | 'EXPIRED' | 'RELEASED' | 'REFUSED' | 'WAITS_FOR_SECOND' | 'LEAD_CHANGED';

/**
 * Drafts the ledger entry of what happened to a hold: sealed for the person it is about, silent parts apart, and where all of
 * it is silent with no row in the search index (rulings 16).
 */
export function draftHoldEntry(
  hold: Pick<HoldDraft, 'holdId' | 'exchangeId' | 'dataSubject'> & { readonly body: HoldBody },
  event: HoldEvent,
  at: Date,
  more: JsonObject = {},
): EntryDraft {
  const { body, holdId, exchangeId, dataSubject } = hold;
  const about = dataSubject === null ? [] : [dataSubject];
  const silent = body.silentSegmentIds.length > 0;
  const part: PartDraft = {
    about,
    silent,
    content: {
      schema: 'assent.hold/1',
      event,
      holdId,
      judge: body.judge,
      reasons: body.reasons,
      segmentIds: body.segmentIds,
      named: body.named,
      ...more,
    },
  };
  return {
    entryId: newId<'Entry'>(),
    kind: 'HOLD',
    at,
    exchangeId,
    parts: [part],
    ...(silent
      ? {}
      : {
          index: {
            sourceOrganisationId: body.sourceOrganisationId,
            recipientOrganisationId: body.recipient.organisationId,
            purpose: body.purpose,
            messageType: body.messageType,
            outcome: event,
            correlationId: body.correlationId,
            ...(dataSubject === null ? {} : { dataSubject }),
          },
        }),
  };
}
