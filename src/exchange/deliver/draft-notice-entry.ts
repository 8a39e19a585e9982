import type { EntryDraft } from '../../ledger/index.ts';
import type { Notice } from '../../notices/index.ts';
import { newId } from '../../platform/index.ts';
import type { Consignment } from './consignment.ts';

/** The entry of one notice (rulings 15). */
export function draftNoticeEntry(
  {
    exchangeId,
    dataSubject,
    purpose,
    correlationId,
  }: Pick<Consignment, 'exchangeId' | 'dataSubject' | 'purpose' | 'correlationId'>,
  notice: Notice,
): EntryDraft {
  return {
    entryId: newId<'Entry'>(),
    kind: 'NOTICE',
    at: notice.writtenAt,
    exchangeId,
    parts: [
      {
        about: [dataSubject ?? notice.person],
        content: {
          schema: 'assent.notice/1',
          noticeId: notice.noticeId,
          kind: notice.kind,
          told: notice.person,
          ...notice.details,
        },
      },
    ],
    index: { purpose, correlationId },
  };
}
