import type { Queryable } from '../database/index.ts';
import type { KeyStore } from '../keystore/index.ts';
import {
  type JsonObject,
  type JsonValue,
  type NoticeId,
  type PersonId,
  asId,
  uuidShape,
} from '../platform/index.ts';
import { type Notice, type NoticeKind, noticeContext } from './notice.ts';
import { type NoticeRow, findNoticeRow, findNoticeRows } from './notice-sql.ts';

/** A notice as its reader reads it again. */
export interface ReadNotice extends Notice {
  /** What there is beside the sentence; empty where there is nothing. */
  readonly details: JsonObject;
}

/** Which of a reader's notices are wanted. */
export interface NoticeSearch {
  readonly kinds?: readonly NoticeKind[];
  /** Judged before they count: what it leaves out neither fills a page nor moves its end. */
  readonly keep: (notice: ReadNotice) => boolean;
  /** The last one of the page before. */
  readonly after?: { readonly writtenAt: Date; readonly noticeId: NoticeId };
  readonly limit: number;
}

interface ReadingDeps {
  readonly pool: Queryable;
  readonly keyStore: Pick<KeyStore, 'openForPerson'>;
}

/** Notices that are opened at once: no more than a short list needs. */
const batches = { least: 20, most: 100 };

/** The notices to a person, the newest first. One whose key is destroyed is not there any more. */
export async function readNotices(
  deps: ReadingDeps,
  person: PersonId,
  { kinds, keep, after, limit }: NoticeSearch,
): Promise<readonly ReadNotice[]> {
  const found: ReadNotice[] = [];
  const batch = Math.min(batches.most, Math.max(batches.least, limit));
  let place = after ?? null;
  while (found.length < limit) {
    const rows: readonly NoticeRow[] = await findNoticeRows(deps.pool, {
      person,
      kinds: kinds ?? null,
      after: place,
      limit: batch,
    });
    const opened = await Promise.all(rows.map((row) => openRow(deps, person, row)));
    found.push(...opened.filter((each) => each !== undefined).filter(keep));
    place = rows.at(-1) ?? null;
    if (rows.length < batch) break;
  }
  return found.slice(0, limit);
}

/** One notice to a person; nobody else's is found. */
export async function readNotice(
  deps: ReadingDeps,
  person: PersonId,
  noticeId: string,
): Promise<ReadNotice | undefined> {
  if (!uuidShape.test(noticeId)) return undefined;
  const row = await findNoticeRow(deps.pool, person, noticeId);
  return row === undefined ? undefined : openRow(deps, person, row);
}

async function openRow(
  { keyStore }: Pick<ReadingDeps, 'keyStore'>,
  person: PersonId,
  row: NoticeRow,
): Promise<ReadNotice | undefined> {
  const body = await keyStore.openForPerson(person, row.body, noticeContext(row.noticeId));
  if (body === undefined) return undefined;
  const { text, about, ...details } = JSON.parse(body.toString('utf8')) as Record<string, JsonValue>;
  return {
    noticeId: row.noticeId,
    kind: row.kind,
    person,
    about: typeof about === 'string' ? asId<'Person'>(about) : null,
    exchangeId: row.exchangeId,
    writtenAt: row.writtenAt,
    text: typeof text === 'string' ? text : '',
    details,
  };
}
