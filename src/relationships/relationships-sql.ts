import type { Queryable } from '../database/index.ts';
import type { PreparedEntry } from '../ledger/index.ts';
import { type PersonId, type RelationshipId, asId } from '../platform/index.ts';

/** A relationship as it lies in the database, with its end if there is one. */
export interface RelationshipRow {
  readonly relationshipId: RelationshipId;
  readonly person: PersonId;
  readonly requestHash: Buffer;
  readonly recordedAt: Date;
  readonly body: Buffer;
  readonly endingBody: Buffer | null;
}

/** Writes a relationship, the cases that it opens (as `cases.open_cases(jsonb)` takes them) and its ledger entry: one statement. */
export async function recordRelationshipRow(
  db: Queryable,
  row: Pick<RelationshipRow, 'relationshipId' | 'person' | 'requestHash' | 'recordedAt' | 'body'> & {
    readonly requestKey: Buffer;
  },
  cases: readonly object[],
  entries: readonly PreparedEntry[],
): Promise<void> {
  await db.query(
    `select entry_id, entry_index
       from relationships.record_relationship($1, $2, $3, $4, $5, $6, $7::jsonb, $8::jsonb)`,
    [
      row.relationshipId,
      row.person,
      row.requestKey,
      row.requestHash,
      row.recordedAt,
      row.body,
      JSON.stringify(cases),
      JSON.stringify(entries),
    ],
  );
}

/** Writes the end of a relationship and its ledger entry: one statement. */
export async function recordEndingRow(
  db: Queryable,
  row: { readonly relationshipId: RelationshipId; readonly recordedAt: Date; readonly body: Buffer },
  entries: readonly PreparedEntry[],
): Promise<void> {
  await db.query('select entry_id, entry_index from relationships.record_ending($1, $2, $3, $4::jsonb)', [
    row.relationshipId,
    row.recordedAt,
    row.body,
    JSON.stringify(entries),
  ]);
}

/** All relationships of a person, in the order in which they were recorded. */
export function findRowsOfPerson(db: Queryable, person: PersonId): Promise<readonly RelationshipRow[]> {
  return findRows(db, 'r.person_id = $1', person);
}

/** One relationship. */
export async function findRow(
  db: Queryable,
  relationshipId: RelationshipId,
): Promise<RelationshipRow | undefined> {
  return (await findRows(db, 'r.relationship_id = $1', relationshipId))[0];
}

/** The relationship that a request made before. */
export async function findRowOfRequest(
  db: Queryable,
  requestKey: Buffer,
): Promise<RelationshipRow | undefined> {
  return (await findRows(db, 'r.request_key = $1', requestKey))[0];
}

async function findRows(
  db: Queryable,
  condition: 'r.person_id = $1' | 'r.relationship_id = $1' | 'r.request_key = $1',
  value: string | Buffer,
): Promise<readonly RelationshipRow[]> {
  const { rows } = await db.query<{
    relationship_id: string;
    person_id: string;
    request_hash: Buffer;
    recorded_at: Date;
    body: Buffer;
    ending_body: Buffer | null;
  }>(
    `select r.relationship_id, r.person_id, r.request_hash, r.recorded_at, r.body, e.body as ending_body
       from relationships.relationships r
       left join relationships.endings e on e.relationship_id = r.relationship_id
      where ${condition}
      order by r.sequence`,
    [value],
  );
  return rows.map((row) => ({
    relationshipId: asId<'Relationship'>(row.relationship_id),
    person: asId<'Person'>(row.person_id),
    requestHash: row.request_hash,
    recordedAt: row.recorded_at,
    body: row.body,
    endingBody: row.ending_body,
  }));
}
