import type { Queryable } from '../../database/index.ts';
import type { PreparedEntry } from '../../ledger/index.ts';
import type { PersonId } from '../../platform/index.ts';
import type { ReuseAgreementId } from './reuse-agreement.ts';

/** A version as it lies in the database. */
export interface ReuseRow {
  readonly agreementId: ReuseAgreementId;
  readonly version: number;
  readonly dataSubject: PersonId;
  readonly recordedAt: Date;
  readonly body: Buffer;
}

/** Writes a version, closes the epoch of the person and appends the entry: one statement. */
export async function recordReuseRow(
  db: Queryable,
  row: ReuseRow,
  entries: readonly PreparedEntry[],
): Promise<void> {
  await db.query('select entry_id, entry_index from consent.record_reuse($1, $2, $3, $4, $5, $6::jsonb)', [
    row.agreementId,
    row.version,
    row.dataSubject,
    row.recordedAt,
    row.body,
    JSON.stringify(entries),
  ]);
}

/** The newest version of one agreement. */
export async function findReuseRow(
  db: Queryable,
  agreementId: ReuseAgreementId,
): Promise<ReuseRow | undefined> {
  const { rows } = await db.query<SelectedReuse>(
    `select r.agreement_id, r.version, r.data_subject, r.recorded_at, r.body
       from consent.reuse_agreements r
      where r.agreement_id = $1
      order by r.version desc
      limit 1`,
    [agreementId],
  );
  return rows.map(toRow)[0];
}

/** The newest version of each agreement about a person. */
export async function findReuseRows(db: Queryable, person: PersonId): Promise<ReuseRow[]> {
  const { rows } = await db.query<SelectedReuse>(
    `select distinct on (r.agreement_id) r.agreement_id, r.version, r.data_subject, r.recorded_at, r.body
       from consent.reuse_agreements r
      where r.data_subject = $1
      order by r.agreement_id, r.version desc`,
    [person],
  );
  return rows.map(toRow);
}

interface SelectedReuse {
  readonly agreement_id: ReuseAgreementId;
  readonly version: number;
  readonly data_subject: PersonId;
  readonly recorded_at: Date;
  readonly body: Buffer;
}

function toRow(row: SelectedReuse): ReuseRow {
  return {
    agreementId: row.agreement_id,
    version: row.version,
    dataSubject: row.data_subject,
    recordedAt: row.recorded_at,
    body: row.body,
  };
}
