import type { KeyStore } from '../keystore/index.ts';
import type { ExchangeId, JsonObject, NoticeId, PersonId } from '../platform/index.ts';

/** What a notice tells of. */
export type NoticeKind =
  /** Information went to a recipient (docs/domain/01 §1.6). */
  | 'SHARED'
  /** Who may decide changes on a day: 90 and 30 days before and on the day (docs/domain/01 §1.7). */
  | 'AUTHORITY_EVENT'
  /** A choice was recorded, changed or taken back. */
  | 'CONSENT_CHANGED'
  /** Earlier recipients were told what they must no longer rely on. */
  | 'NO_LONGER_RELY'
  /** Somebody had access in an emergency (docs/domain/03 §3.2 P14). */
  | 'EMERGENCY_ACCESS'
  /** Somebody asked to see what is held. */
  | 'ACCESS_REQUEST'
  /** Something was not shared, and the family may know. */
  | 'BLOCKED'
  /** What the reader said was answered. */
  | 'ANSWERED';

/** What somebody is told, in words that they can read. */
export interface Notice {
  readonly noticeId: NoticeId;
  readonly kind: NoticeKind;
  /** Who is told. */
  readonly person: PersonId;
  /** Whom it speaks of, so that their page and their erasure find it; null where that is nobody known. */
  readonly about: PersonId | null;
  /** The exchange that it tells of; a notice of a disclosure always has one. */
  readonly exchangeId: ExchangeId | null;
  readonly writtenAt: Date;
  /** The sentence that the person reads. What was withheld is never named or counted in it. */
  readonly text: string;
  /** The same for a program, where there is more to it than the sentence. */
  readonly details?: JsonObject;
}

/**
 * A notice as it is stored, sealed for the person who is told. It serialises with JSON.stringify to one element of what
 * `notices.record_notices(jsonb)` takes, which a room performs inside its own one statement.
 */
export interface SealedNotice {
  readonly noticeId: NoticeId;
  readonly exchangeId: ExchangeId | null;
  readonly personId: PersonId;
  readonly kind: NoticeKind;
  /** ISO 8601 in UTC. */
  readonly writtenAt: string;
  /** The sealed body in base64. */
  readonly body: string;
  /** Nobody but its reader may learn that it was written: nothing is sent for it. */
  readonly quiet: boolean;
}

/**
 * Seals a notice for the person who is told.
 * @param quiet nobody but its reader may learn that it was written, so that nothing is sent for it
 */
export async function sealNotice(
  keyStore: Pick<KeyStore, 'sealForPerson'>,
  notice: Notice,
  quiet = false,
): Promise<SealedNotice> {
  const about = notice.about === null ? {} : { about: notice.about };
  const body = { text: notice.text, ...about, ...notice.details };
  const sealed = await keyStore.sealForPerson(
    notice.person,
    Buffer.from(JSON.stringify(body)),
    noticeContext(notice.noticeId),
  );
  return {
    noticeId: notice.noticeId,
    exchangeId: notice.exchangeId,
    personId: notice.person,
    kind: notice.kind,
    writtenAt: notice.writtenAt.toISOString(),
    body: sealed.toString('base64'),
    quiet,
  };
}

/** What a notice's seal is bound to. */
export function noticeContext(noticeId: string): string {
  return `notice:${noticeId}`;
}
