import type { Queryable } from '../database/index.ts';
import type { PreparedEntry } from '../ledger/index.ts';
import type { PersonId } from '../platform/index.ts';
import type { AuthorityNote } from './authority-note.ts';

/** A fact as stored, with its ending where it has one. */
export interface AuthorityFactRow {
  readonly factId: string;
  readonly dataSubject: PersonId;
  readonly sealed: Buffer;
  readonly ending: Buffer | null;
}

/** All facts about some people, ended ones included. */
export function findAuthorityFactRows(
  db: Queryable,
  persons: readonly PersonId[],
): Promise<AuthorityFactRow[]> {
  return selectFacts(db, 'f.data_subject = any($1::uuid[])', persons);
}

/** One fact, by its identifier. */
export async function findAuthorityFactRow(
  db: Queryable,
  factId: string,
): Promise<AuthorityFactRow | undefined> {
  return (await selectFacts(db, 'f.fact_id = any($1::uuid[])', [factId]))[0];
}

async function selectFacts(
  db: Queryable,
  condition: 'f.data_subject = any($1::uuid[])' | 'f.fact_id = any($1::uuid[])',
  values: readonly string[],
): Promise<AuthorityFactRow[]> {
  const { rows } = await db.query<{
    fact_id: string;
    data_subject: PersonId;
    sealed: Buffer;
    ending: Buffer | null;
  }>(
    `select f.fact_id, f.data_subject, f.sealed, e.sealed as ending
       from families.authority_facts f
       left join families.authority_fact_endings e on e.fact_id = f.fact_id
      where ${condition}
      order by f.fact_id`,
    [values],
  );
  return rows.map((row) => ({
    factId: row.fact_id,
    dataSubject: row.data_subject,
    sealed: row.sealed,
    ending: row.ending,
  }));
}

/** Somebody themselves, and everybody for whom something changes when it changes for them. */
export async function findConcernedPersons(db: Queryable, person: PersonId): Promise<readonly PersonId[]> {
  const { rows } = await db.query<{ concerned: PersonId[] }>(
    'select families.find_concerned($1::uuid) as concerned',
    [person],
  );
  return rows[0]?.concerned ?? [];
}

/** Which of some people have a retired identity. */
export async function findRetiredPersons(
  db: Queryable,
  persons: readonly PersonId[],
): Promise<ReadonlySet<PersonId>> {
  const { rows } = await db.query<{ person_id: PersonId }>(
    'select r.person_id from families.person_retirements r where r.person_id = any($1::uuid[])',
    [persons],
  );
  return new Set(rows.map((row) => row.person_id));
}

/** Records a fact: one statement. */
export async function recordAuthorityFactRow(
  db: Queryable,
  row: {
    readonly factId: string;
    readonly dataSubject: PersonId;
    readonly persons: readonly PersonId[];
    readonly sealed: Buffer;
    readonly at: Date;
  },
  note: AuthorityNote,
  entries: readonly PreparedEntry[],
): Promise<void> {
  await db.query(
    `select entry_id, entry_index
       from families.record_authority_fact($1, $2, $3::uuid[], $4, $5, $6::jsonb, $7::jsonb)`,
    [
      row.factId,
      row.dataSubject,
      row.persons,
      row.sealed,
      row.at,
      JSON.stringify(note),
      JSON.stringify(entries),
    ],
  );
}

/** Ends a fact: one statement. */
export async function recordAuthorityEndingRow(
  db: Queryable,
  row: { readonly factId: string; readonly sealed: Buffer; readonly at: Date },
  note: AuthorityNote,
  entries: readonly PreparedEntry[],
): Promise<void> {
  await db.query(
    'select entry_id, entry_index from families.record_authority_ending($1, $2, $3, $4::jsonb, $5::jsonb)',
    [row.factId, row.sealed, row.at, JSON.stringify(note), JSON.stringify(entries)],
  );
}

/** A request that was recorded. */
export interface RequestRow {
  readonly requestHash: Buffer;
  readonly answerId: string;
  readonly recordedAt: Date;
}

/** Finds what became of a request. */
export async function findRequestRow(db: Queryable, requestId: string): Promise<RequestRow | undefined> {
  const { rows } = await db.query<{ request_hash: Buffer; answer_id: string; recorded_at: Date }>(
    `select r.request_hash, r.answer_id, r.recorded_at from families.authority_requests r where r.request_id = $1`,
    [requestId],
  );
  const [row] = rows;
  return row === undefined
    ? undefined
    : { requestHash: row.request_hash, answerId: row.answer_id, recordedAt: row.recorded_at };
}

/** Whether an organisation recorded something of a person's authority. */
export async function hasRecorder(db: Queryable, recorderHash: Buffer): Promise<boolean> {
  const { rows } = await db.query<{ known: boolean }>(
    'select exists (select from families.authority_recorders r where r.recorder_hash = $1) as known',
    [recorderHash],
  );
  return rows[0]?.known === true;
}

/** Something due, as stored. */
export interface ScheduleRow {
  readonly scheduleId: string;
  readonly person: PersonId;
  readonly sealed: Buffer;
}

/** What is due under the hash of a day and not done yet, the plan of each person together. */
export async function findDueRows(
  db: Queryable,
  dayHash: Buffer,
  after: PersonId | null,
  limit: number,
): Promise<ScheduleRow[]> {
  const { rows } = await db.query<{ schedule_id: string; person_id: PersonId; sealed: Buffer }>(
    `select s.schedule_id, s.person_id, s.sealed
       from families.authority_schedule s
      where s.day_hash = $1
        and not exists (select from families.authority_schedule_done d where d.schedule_id = s.schedule_id)
        and s.person_id in (
          select n.person_id
            from families.authority_schedule n
           where n.day_hash = $1 and ($2::uuid is null or n.person_id > $2)
             and not exists (select from families.authority_schedule_done d where d.schedule_id = n.schedule_id)
           group by n.person_id
           order by n.person_id
           limit $3)
      order by s.person_id, s.schedule_id`,
    [dayHash, after, limit],
  );
  return rows.map((row) => ({ scheduleId: row.schedule_id, person: row.person_id, sealed: row.sealed }));
}

/** Writes that what was due for one person is done: one statement. It fails where somebody else has done it already. */
export async function recordAuthorityEventsRow(
  db: Queryable,
  row: {
    readonly person: PersonId;
    readonly scheduleIds: readonly string[];
    readonly acts: boolean;
    readonly at: Date;
  },
  notices: readonly object[],
  entries: readonly PreparedEntry[],
): Promise<void> {
  await db.query(
    `select entry_id, entry_index
       from families.record_authority_events($1, $2::uuid[], $3, $4, $5::jsonb, $6::jsonb)`,
    [row.person, row.scheduleIds, row.acts, row.at, JSON.stringify(notices), JSON.stringify(entries)],
  );
}

/** The last London day for which everything that was due is done. */
export async function findLastDayDone(db: Queryable): Promise<string | undefined> {
  const { rows } = await db.query<{ day: string | null }>(
    'select max(d.day) as day from families.authority_days d',
  );
  return rows[0]?.day ?? undefined;
}

/** The instant at which anything was first planned. */
export async function findFirstPlanned(db: Queryable): Promise<Date | undefined> {
  const { rows } = await db.query<{ recorded_at: Date | null }>(
    'select min(s.recorded_at) as recorded_at from families.authority_schedule s',
  );
  return rows[0]?.recorded_at ?? undefined;
}

/** Writes that everything that was due on a London day is done. */
export async function recordDayDone(db: Queryable, day: string, at: Date): Promise<void> {
  await db.query(
    'insert into families.authority_days (day, done_at) values ($1, $2) on conflict (day) do nothing',
    [day, at],
  );
}
