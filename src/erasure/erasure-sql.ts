import type { Queryable } from '../database/index.ts';
import type { PreparedEntry } from '../ledger/index.ts';
import { type EntryId, type Id, type OrganisationId, type PersonId, asId } from '../platform/index.ts';

/** Names an erasure. */
export type ErasureId = Id<'Erasure'>;

/** Where an erasure stands: nothing new can be recorded; the ledger says so; keys and rows are gone. */
export type ErasureState = 'BEGUN' | 'RECORDED' | 'DONE';

/** An erasure as it lies in the database. */
export interface ErasureRow {
  readonly erasureId: ErasureId;
  readonly person: PersonId;
  /** Of its one ERASURE entry. */
  readonly entryId: EntryId;
  readonly state: ErasureState;
  readonly begunAt: Date;
}

/** One thing about a person that comes before their erasure: on its way to a recipient, before a judge, or before an officer. */
export interface UnderWay {
  readonly kind: 'DELIVERY' | 'HOLD' | 'CASE';
  /** Of the delivery, the hold or the case. */
  readonly id: string;
  /** Where it came up; not told of a case. */
  readonly exchangeId: string | null;
  /** The recipient of a delivery, or whose officers look at a case. */
  readonly organisationId: OrganisationId | null;
  /** When a delivery is given up, and when a hold or a case is handed up. */
  readonly dueAt: Date;
}

interface Row {
  erasure_id: string;
  person_id: string;
  entry_id: string;
  state: ErasureState;
  begun_at: Date;
}

function readRow(row: Row): ErasureRow {
  return {
    erasureId: asId(row.erasure_id),
    person: asId(row.person_id),
    entryId: asId(row.entry_id),
    state: row.state,
    begunAt: row.begun_at,
  };
}

/** What `erasure.begin_erasure` takes; bytes in base64. */
export interface ErasureBeginning {
  readonly erasureId: ErasureId;
  readonly personId: PersonId;
  readonly entryId: EntryId;
  /** ISO 8601. */
  readonly at: string;
  readonly order: string;
  readonly orderKey: string;
  readonly replayed: boolean;
}

/**
 * Begins an erasure, or gives the one that was begun before.
 * @throws DatabaseError AS190 nobody, AS191 legal hold, AS192 something is under way
 */
export async function beginErasure(eraser: Queryable, beginning: ErasureBeginning): Promise<ErasureRow> {
  const { rows } = await eraser.query<Row>(
    'select erasure_id, person_id, entry_id, state, begun_at from erasure.begin_erasure($1::jsonb)',
    [JSON.stringify(beginning)],
  );
  const [row] = rows;
  if (row === undefined) throw new Error('an erasure that was begun gave no row');
  return readRow(row);
}

/** Appends the ERASURE entry and notes that it stands; does nothing where it stands already. */
export async function recordErasure(
  eraser: Queryable,
  erasureId: ErasureId,
  entries: readonly PreparedEntry[],
): Promise<void> {
  await eraser.query('select erasure.record_erasure($1::uuid, $2::jsonb)', [
    erasureId,
    JSON.stringify(entries),
  ]);
}

/** What `erasure.finish_erasure` takes; bytes in base64. */
export interface ErasureFinish {
  readonly erasureId: ErasureId;
  /** ISO 8601. */
  readonly at: string;
  readonly personHash: string;
  readonly recorderHashes: readonly string[];
  readonly relianceHashes: readonly string[];
  readonly noticeIds: readonly string[];
}

/** Deletes every row about the person in every room, in one statement; false where it was done before. */
export async function finishErasure(eraser: Queryable, finish: ErasureFinish): Promise<boolean> {
  const { rows } = await eraser.query<{ done: boolean }>('select erasure.finish_erasure($1::jsonb) as done', [
    JSON.stringify(finish),
  ]);
  return rows[0]?.done === true;
}

/** All erasures that are not done yet, the oldest first. */
export async function findUnfinished(db: Queryable): Promise<readonly ErasureRow[]> {
  const { rows } = await db.query<Row>(
    `select e.erasure_id, e.person_id, e.entry_id, e.state, e.begun_at
       from erasure.erasures e where e.state <> 'DONE' order by e.begun_at, e.erasure_id`,
  );
  return rows.map(readRow);
}

/** All erasures, the oldest first. */
export async function findErasures(db: Queryable): Promise<readonly ErasureRow[]> {
  const { rows } = await db.query<Row>(
    `select e.erasure_id, e.person_id, e.entry_id, e.state, e.begun_at
       from erasure.erasures e order by e.begun_at, e.erasure_id`,
  );
  return rows.map(readRow);
}

/** What is under way about a person, what is due first coming first. */
export async function findUnderWay(eraser: Queryable, person: PersonId): Promise<readonly UnderWay[]> {
  const { rows } = await eraser.query<{
    kind: UnderWay['kind'];
    id: string;
    exchange_id: string | null;
    organisation_id: string | null;
    due_at: Date;
  }>(
    'select w.kind, w.id, w.exchange_id, w.organisation_id, w.due_at from erasure.list_under_way($1::uuid) as w',
    [person],
  );
  return rows.map((row) => ({
    kind: row.kind,
    id: row.id,
    exchangeId: row.exchange_id,
    organisationId: row.organisation_id === null ? null : asId(row.organisation_id),
    dueAt: row.due_at,
  }));
}

/** The places of the entries that lose a key or their index row with the person, and of those whose part others keep. */
export async function findEntriesAbout(
  eraser: Queryable,
  person: PersonId,
  personHash: Buffer,
): Promise<{ readonly all: readonly number[]; readonly shared: readonly number[] }> {
  const { rows } = await eraser.query<{ entry_index: string; shared: boolean }>(
    `select i.entry_index,
            exists (select from ledger.part_wraps w
                      join ledger.part_wraps o on o.entry_index = w.entry_index and o.slot = w.slot
                     where w.entry_index = i.entry_index and w.person_id = $1::uuid and o.person_id <> $1::uuid) as shared
       from ledger.find_entries_about($1::uuid, $2::bytea) as i(entry_index)
      order by i.entry_index`,
    [person, personHash],
  );
  return {
    all: rows.map((row) => Number(row.entry_index)),
    shared: rows.filter((row) => row.shared).map((row) => Number(row.entry_index)),
  };
}

/** A sealed message to a relative of the person that belongs to no exchange. */
export interface RelativesNotice {
  readonly noticeId: string;
  readonly person: PersonId;
  readonly body: Buffer;
}

/** The messages to relatives among which some may speak of the person. */
export async function findNoticesOfRelatives(
  eraser: Queryable,
  person: PersonId,
): Promise<readonly RelativesNotice[]> {
  const { rows } = await eraser.query<{ notice_id: string; person_id: string; body: Buffer }>(
    'select n.notice_id, n.person_id, n.body from erasure.find_notices_of_relatives($1::uuid) as n',
    [person],
  );
  return rows.map((row) => ({ noticeId: row.notice_id, person: asId(row.person_id), body: row.body }));
}

/** The records of choices about the person. */
export async function findChoicesAbout(eraser: Queryable, person: PersonId): Promise<readonly string[]> {
  const { rows } = await eraser.query<{ consent_id: string }>(
    'select c.consent_id from erasure.find_choices_about($1::uuid) as c(consent_id)',
    [person],
  );
  return rows.map((row) => row.consent_id);
}
