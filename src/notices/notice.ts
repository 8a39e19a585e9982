import type { KeyStore } from '../keystore/index.ts';
import type { ExchangeId, NoticeId, PersonId } from '../platform/index.ts';
import type { PlainGroup } from '../vocabulary/index.ts';

/** What somebody is told about a disclosure, in words that they can read. */
export interface Notice {
  readonly noticeId: NoticeId;
  readonly exchangeId: ExchangeId;
  readonly person: PersonId;
  readonly writtenAt: Date;
  readonly from: string;
  readonly to: string;
  /** The plain groups of what was shared. What was withheld is never named or counted. */
  readonly groups: readonly PlainGroup[];
  /** Why, in plain words. */
  readonly purpose: string;
}

/** A notice as it is stored: sealed for the person who is told. */
export interface SealedNotice {
  readonly noticeId: NoticeId;
  readonly exchangeId: ExchangeId;
  readonly personId: PersonId;
  readonly kind: 'SHARED';
  readonly writtenAt: string;
  readonly body: Buffer;
}

/** The sentence that a family reads. It speaks of what went, never of what stayed. */
function composeNotice(notice: Pick<Notice, 'from' | 'to' | 'groups' | 'purpose'>): string {
  const groups = notice.groups.map((group) => `“${group}”`).join(', ');
  return `${notice.from} shared information with ${notice.to}. It was about: ${groups}. Why: ${notice.purpose}.`;
}

/** Seals a notice for the person who is told. */
export async function sealNotice(keyStore: KeyStore, notice: Notice): Promise<SealedNotice> {
  const body = {
    text: composeNotice(notice),
    from: notice.from,
    to: notice.to,
    groups: notice.groups,
    purpose: notice.purpose,
  };
  return {
    noticeId: notice.noticeId,
    exchangeId: notice.exchangeId,
    personId: notice.person,
    kind: 'SHARED',
    writtenAt: notice.writtenAt.toISOString(),
    body: await keyStore.sealForPerson(
      notice.person,
      Buffer.from(JSON.stringify(body)),
      `notice:${notice.noticeId}`,
    ),
  };
}
