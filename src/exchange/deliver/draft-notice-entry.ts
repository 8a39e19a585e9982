import type { EntryDraft } from '../../ledger/index.ts';
import type { Notice } from '../../notices/index.ts';
import { type ExchangeId, type PersonId, newId } from '../../platform/index.ts';
import type { PurposeCode } from '../../vocabulary/index.ts';

/** What a notice belongs to. */
interface NoticedExchange {
  readonly exchangeId: ExchangeId;
  readonly dataSubject: PersonId | null;
  readonly purpose: PurposeCode;
  readonly correlationId: string;
}

/**
 * The entry of one notice (rulings 15).
 * @param silent nobody but the person may learn that it was written: no search finds it (rulings 16)
 */
export function draftNoticeEntry(
  { exchangeId, dataSubject, purpose, correlationId }: NoticedExchange,
  notice: Notice,
  silent = false,
): EntryDraft {
  return {
    entryId: newId<'Entry'>(),
    kind: 'NOTICE',
    at: notice.writtenAt,
    exchangeId,
    parts: [
      {
        about: [dataSubject ?? notice.person],
        silent,
        content: {
          schema: 'assent.notice/1',
          noticeId: notice.noticeId,
          kind: notice.kind,
          told: notice.person,
          ...notice.details,
        },
      },
    ],
    ...(silent ? {} : { index: { purpose, correlationId } }),
  };
}
