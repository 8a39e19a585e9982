import type { Queryable } from '../database/index.ts';
import type { SealedPart } from '../keystore/index.ts';
import { type OrganisationId, type PersonId, type StaffId, asId } from '../platform/index.ts';

/** How far a rehearsal is. */
export type RehearsalState = 'WAITING' | 'RUNNING' | 'DONE' | 'STOPPED' | 'FAILED';

/** A draft that is tried on decisions that were made. */
export interface Rehearsal {
  readonly rehearsalId: string;
  readonly draftId: string;
  readonly edition: number;
  readonly organisationId: OrganisationId;
  readonly staffId: StaffId;
  readonly askedAt: Date;
  readonly days: number;
  readonly state: RehearsalState;
  /** Decisions in all, and those that are done. */
  readonly total: number;
  readonly done: number;
}

/** What somebody asks for. */
export type RehearsalAsked = Omit<Rehearsal, 'state' | 'total' | 'done'>;

interface RehearsalRow {
  readonly rehearsal_id: string;
  readonly draft_id: string;
  readonly edition: number;
  readonly organisation_id: string;
  readonly staff_id: string;
  readonly asked_at: Date;
  readonly days: number;
  readonly state: RehearsalState;
  readonly total: number;
  readonly done: number;
}

const columns = `r.rehearsal_id, r.draft_id, r.edition, r.organisation_id, r.staff_id, r.asked_at, r.days, r.state, r.total, r.done`;

/** Queues a rehearsal; false where one of the organisation's is under way. */
export async function beginRehearsalRow(pool: Queryable, asked: RehearsalAsked): Promise<boolean> {
  const { rehearsalId, draftId, edition, organisationId, staffId, askedAt, days } = asked;
  const { rows } = await pool.query<{ begun: boolean }>(
    'select policy.begin_rehearsal($1, $2, $3, $4, $5, $6, $7) as begun',
    [rehearsalId, draftId, edition, organisationId, staffId, askedAt, days],
  );
  return rows[0]?.begun === true;
}

/** One rehearsal, without what came of it. */
export async function findRehearsalRow(pool: Queryable, rehearsalId: string): Promise<Rehearsal | undefined> {
  const { rows } = await pool.query<RehearsalRow>(
    `select ${columns} from policy.rehearsals r where r.rehearsal_id = $1`,
    [rehearsalId],
  );
  return rows.map(readRow)[0];
}

/** The rehearsals of a draft, the newest first; at most twenty. */
export async function findRehearsalsOfDraft(pool: Queryable, draftId: string): Promise<readonly Rehearsal[]> {
  const { rows } = await pool.query<RehearsalRow>(
    `select ${columns} from policy.rehearsals r where r.draft_id = $1 order by r.asked_at desc limit 20`,
    [draftId],
  );
  return rows.map(readRow);
}

/** Begins the work on one that waits; nothing where somebody else has, or it was stopped before. */
export async function takeRehearsalRow(pool: Queryable, rehearsalId: string): Promise<Rehearsal | undefined> {
  const { rows } = await pool.query<RehearsalRow>(
    `update policy.rehearsals r
     set state = case when r.stop_asked then 'STOPPED' else 'RUNNING' end, moved_at = clock_timestamp()
     where r.rehearsal_id = $1 and r.state = 'WAITING'
     returning ${columns}`,
    [rehearsalId],
  );
  return rows.map(readRow).find(({ state }) => state === 'RUNNING');
}

/** Notes how far it is. False where it is to go no further. */
export async function noteRehearsalRow(
  pool: Queryable,
  rehearsalId: string,
  { total, done }: Pick<Rehearsal, 'total' | 'done'>,
): Promise<boolean> {
  const { rows } = await pool.query<{ stop_asked: boolean }>(
    `update policy.rehearsals r set total = $2, done = $3, moved_at = clock_timestamp()
     where r.rehearsal_id = $1 and r.state = 'RUNNING'
     returning r.stop_asked`,
    [rehearsalId, total, done],
  );
  return rows[0]?.stop_asked === false;
}

/** Ends it, with what came of it where it is done. */
export async function endRehearsalRow(
  pool: Queryable,
  rehearsalId: string,
  state: 'DONE' | 'STOPPED' | 'FAILED',
  results?: { readonly open: SealedPart; readonly silent: SealedPart },
): Promise<void> {
  await pool.query(
    `update policy.rehearsals r
     set state = $2, moved_at = clock_timestamp(), open_results = $3::jsonb, silent_results = $4::jsonb
     where r.rehearsal_id = $1 and r.state = 'RUNNING'`,
    [
      rehearsalId,
      state,
      results === undefined ? null : JSON.stringify(spell(results.open)),
      results === undefined ? null : JSON.stringify(spell(results.silent)),
    ],
  );
}

/** Asks that it stop; one that nobody has begun stops at once. */
export async function stopRehearsalRow(pool: Queryable, rehearsalId: string): Promise<void> {
  await pool.query(
    `update policy.rehearsals r
     set stop_asked = true, state = case when r.state = 'WAITING' then 'STOPPED' else r.state end
     where r.rehearsal_id = $1 and r.state in ('WAITING', 'RUNNING')`,
    [rehearsalId],
  );
}

/** What came of one that is done, sealed. */
export async function findSealedResults(
  pool: Queryable,
  rehearsalId: string,
): Promise<{ readonly open: SealedPart; readonly silent: SealedPart } | undefined> {
  const { rows } = await pool.query<{ open_results: SpelledPart; silent_results: SpelledPart }>(
    `select r.open_results, r.silent_results from policy.rehearsals r
     where r.rehearsal_id = $1 and r.state = 'DONE'`,
    [rehearsalId],
  );
  const [row] = rows;
  return row && { open: read(row.open_results), silent: read(row.silent_results) };
}

/** Forgets what was tried before an instant. */
export async function forgetRehearsalRows(pool: Queryable, before: Date): Promise<void> {
  await pool.query('delete from policy.rehearsals r where r.asked_at < $1', [before]);
}

/** A sealed part as it is kept: bytes in base64. */
interface SpelledPart {
  readonly keyId: string;
  readonly ciphertext: string;
}

function spell({ keyId, ciphertext }: SealedPart): SpelledPart {
  return { keyId, ciphertext: ciphertext.toString('base64') };
}

function read({ keyId, ciphertext }: SpelledPart): SealedPart {
  const nobody: readonly { readonly person: PersonId; readonly wrapped: Buffer }[] = [];
  return { keyId, ciphertext: Buffer.from(ciphertext, 'base64'), wraps: nobody };
}

function readRow(row: RehearsalRow): Rehearsal {
  return {
    rehearsalId: row.rehearsal_id,
    draftId: row.draft_id,
    edition: row.edition,
    organisationId: asId<'Organisation'>(row.organisation_id),
    staffId: asId<'Staff'>(row.staff_id),
    askedAt: row.asked_at,
    days: row.days,
    state: row.state,
    total: row.total,
    done: row.done,
  };
}
