import type { EntryDraft } from '../ledger/index.ts';
import { type JsonObject, newId } from '../platform/index.ts';
import type { CaseDraft } from './case.ts';

/** What happened to a case. `JOINED`: it happened again while one was open. */
export type CaseEvent = 'OPENED' | 'JOINED' | 'ESCALATED' | 'CLOSED';

/**
 * Drafts the ledger entry of what happened to a case. Where it is silent the entry names no exchange in clear and has no row
 * in the search index (rulings 16).
 */
export function draftCaseEntry(
  draft: Pick<
    CaseDraft,
    'caseId' | 'kind' | 'organisationId' | 'exchangeId' | 'about' | 'actBy' | 'silent' | 'content'
  >,
  event: CaseEvent,
  at: Date,
  more: JsonObject = {},
): EntryDraft {
  const { caseId, kind, organisationId, exchangeId, about, actBy, silent, content } = draft;
  const [dataSubject, ...others] = about;
  return {
    entryId: newId<'Entry'>(),
    kind: 'CASE',
    at,
    ...(silent || exchangeId === null ? {} : { exchangeId }),
    parts: [
      {
        about,
        silent,
        content: {
          schema: 'assent.case/1',
          event,
          // Of what happened again the case that it joined stands beside it in the register.
          [event === 'JOINED' ? 'occurrenceId' : 'caseId']: caseId,
          kind,
          lookedAtBy: organisationId,
          exchangeId,
          actBy: actBy && { ...actBy },
          content,
          ...more,
        },
      },
    ],
    ...(silent
      ? {}
      : {
          index: {
            outcome: event,
            ...(organisationId === null ? {} : { sourceOrganisationId: organisationId }),
            ...(dataSubject === undefined || others.length > 0 ? {} : { dataSubject }),
          },
        }),
  };
}
