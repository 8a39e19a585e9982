import type { Queryable } from '../database/index.ts';
import type { PreparedEntry } from '../ledger/index.ts';
import type { PersonId } from '../platform/index.ts';
import type { AuthorityNote } from './authority-note.ts';

/** A protection as stored, with its ending where it has one. */
export interface ProtectionRow {
  readonly protectionId: string;
  readonly dataSubject: PersonId;
  readonly sealed: Buffer;
  readonly ending: Buffer | null;
  readonly recordedAt: Date;
}

/** All protections of some people, ended ones included, the newest last. */
export function findProtectionRows(db: Queryable, persons: readonly PersonId[]): Promise<ProtectionRow[]> {
  return selectProtections(db, 'p.data_subject = any($1::uuid[])', persons);
}

/** One protection, by its identifier. */
export async function findProtectionRow(
  db: Queryable,
  protectionId: string,
): Promise<ProtectionRow | undefined> {
  return (await selectProtections(db, 'p.protection_id = any($1::uuid[])', [protectionId]))[0];
}

async function selectProtections(
  db: Queryable,
  condition: 'p.data_subject = any($1::uuid[])' | 'p.protection_id = any($1::uuid[])',
  values: readonly string[],
): Promise<ProtectionRow[]> {
  const { rows } = await db.query<{
    protection_id: string;
    data_subject: PersonId;
    sealed: Buffer;
    ending: Buffer | null;
    recorded_at: Date;
  }>(
    `select p.protection_id, p.data_subject, p.sealed, e.sealed as ending, p.recorded_at
       from families.protections p
       left join families.protection_endings e on e.protection_id = p.protection_id
      where ${condition}
      order by p.sequence`,
    [values],
  );
  return rows.map((row) => ({
    protectionId: row.protection_id,
    dataSubject: row.data_subject,
    sealed: row.sealed,
    ending: row.ending,
    recordedAt: row.recorded_at,
  }));
}

/** Records a protection: one statement. */
export async function recordProtectionRow(
  db: Queryable,
  row: {
    readonly protectionId: string;
    readonly dataSubject: PersonId;
    readonly sealed: Buffer;
    readonly at: Date;
  },
  note: AuthorityNote,
  entries: readonly PreparedEntry[],
): Promise<void> {
  await db.query(
    'select entry_id, entry_index from families.record_protection($1, $2, $3, $4, $5::jsonb, $6::jsonb)',
    [row.protectionId, row.dataSubject, row.sealed, row.at, JSON.stringify(note), JSON.stringify(entries)],
  );
}

/** Ends a protection: one statement. */
export async function recordProtectionEndingRow(
  db: Queryable,
  row: { readonly protectionId: string; readonly sealed: Buffer; readonly at: Date },
  note: AuthorityNote,
  entries: readonly PreparedEntry[],
): Promise<void> {
  await db.query(
    'select entry_id, entry_index from families.record_protection_ending($1, $2, $3, $4::jsonb, $5::jsonb)',
    [row.protectionId, row.sealed, row.at, JSON.stringify(note), JSON.stringify(entries)],
  );
}
