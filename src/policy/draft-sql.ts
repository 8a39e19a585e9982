import type { Queryable } from '../database/index.ts';
import { type OrganisationId, type StaffId, asId } from '../platform/index.ts';
import type { TextVerdict } from './judge-text.ts';
import type { PolicyFile } from './policy-text.ts';

/** A draft as somebody saved it. */
export interface DraftEdition {
  readonly draftId: string;
  /** From 1. */
  readonly edition: number;
  readonly organisationId: OrganisationId;
  readonly staffId: StaffId;
  readonly savedAt: Date;
  readonly files: readonly PolicyFile[];
  readonly verdict: TextVerdict;
}

/** The newest edition of a draft, for a list. */
export type DraftLine = Omit<DraftEdition, 'files'>;

interface DraftRow {
  readonly draft_id: string;
  readonly edition: number;
  readonly organisation_id: string;
  readonly staff_id: string;
  readonly saved_at: Date;
  readonly verdict: TextVerdict;
}

/** The newest editions of an organisation's drafts, those that were saved last first; at most a hundred. */
export async function findDraftLines(
  pool: Queryable,
  organisationId: OrganisationId,
): Promise<readonly DraftLine[]> {
  const { rows } = await pool.query<DraftRow>(
    `select d.draft_id, d.edition, d.organisation_id, d.staff_id, d.saved_at, d.verdict
     from policy.drafts d
     where d.organisation_id = $1
       and not exists (select 1 from policy.drafts n where n.draft_id = d.draft_id and n.edition > d.edition)
     order by d.saved_at desc
     limit 100`,
    [organisationId],
  );
  return rows.map(readLine);
}

/** An edition of a draft; without a number the newest. */
export async function findDraftRow(
  pool: Queryable,
  draftId: string,
  edition: number | null,
): Promise<DraftEdition | undefined> {
  const { rows } = await pool.query<DraftRow & { readonly files: readonly PolicyFile[] }>(
    `select d.draft_id, d.edition, d.organisation_id, d.staff_id, d.saved_at, d.verdict, d.files
     from policy.drafts d
     where d.draft_id = $1 and ($2::integer is null or d.edition = $2)
     order by d.edition desc
     limit 1`,
    [draftId, edition],
  );
  const [row] = rows;
  return row && { ...readLine(row), files: row.files };
}

/** Keeps the edition after `after`; false where somebody was there before, or the draft is another organisation's. */
export async function saveDraftRow(
  pool: Queryable,
  after: number,
  { draftId, organisationId, staffId, savedAt, files, verdict }: Omit<DraftEdition, 'edition'>,
): Promise<boolean> {
  const { version } = verdict;
  const { rows } = await pool.query<{ saved: boolean }>(
    'select policy.save_draft($1, $2, $3, $4, $5, $6, $7, $8, $9::jsonb, $10::jsonb) as saved',
    [
      draftId,
      after,
      organisationId,
      staffId,
      savedAt,
      version?.bundle ?? null,
      version?.version ?? null,
      version?.hash ?? null,
      JSON.stringify(files),
      JSON.stringify(verdict),
    ],
  );
  return rows[0]?.saved === true;
}

function readLine(row: DraftRow): DraftLine {
  return {
    draftId: row.draft_id,
    edition: row.edition,
    organisationId: asId<'Organisation'>(row.organisation_id),
    staffId: asId<'Staff'>(row.staff_id),
    savedAt: row.saved_at,
    verdict: row.verdict,
  };
}
