import type { Queryable } from '../../database/index.ts';
import { type OrganisationId, uuidShape } from '../../platform/index.ts';
import { shownScopeSchema } from './shown-scope.ts';
import type { NoticeVersion } from './notice-version.ts';

/** Writes a version of a notice once; the same notice again changes nothing. */
export async function insertNotice(
  db: Queryable,
  notice: NoticeVersion,
  organisationId: OrganisationId | null,
  at: Date,
): Promise<void> {
  await db.query(
    `insert into consent.notice_versions
       (notice_version, hash, origin, organisation_id, reference, language, format, text, scope, registered_at)
     values ($1, decode($2, 'hex'), $3, $4, $5, $6, $7, $8, $9::jsonb, $10)
     on conflict (notice_version) do nothing`,
    [
      notice.noticeVersion,
      notice.hash,
      notice.origin,
      organisationId,
      notice.reference,
      notice.language,
      notice.format,
      notice.text,
      JSON.stringify(notice.scope),
      at,
    ],
  );
}

/** A version of a notice by its name; a text that is no version names none. */
export async function findNoticeRow(
  db: Queryable,
  noticeVersion: string,
): Promise<NoticeVersion | undefined> {
  if (!uuidShape.test(noticeVersion)) return undefined;
  const { rows } = await db.query<SelectedNotice>(
    `select n.notice_version, encode(n.hash, 'hex') as hash, n.origin, n.reference, n.language, n.format, n.text, n.scope
       from consent.notice_versions n
      where n.notice_version = $1`,
    [noticeVersion],
  );
  const [row] = rows;
  return row === undefined
    ? undefined
    : {
        noticeVersion: row.notice_version,
        hash: row.hash,
        origin: row.origin,
        reference: row.reference,
        language: row.language,
        format: row.format,
        text: row.text,
        scope: shownScopeSchema.parse(row.scope),
      };
}

interface SelectedNotice {
  readonly notice_version: string;
  readonly hash: string;
  readonly origin: NoticeVersion['origin'];
  readonly reference: string;
  readonly language: string;
  readonly format: NoticeVersion['format'];
  readonly text: string;
  readonly scope: unknown;
}
