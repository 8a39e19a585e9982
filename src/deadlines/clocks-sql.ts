import type { Queryable } from '../database/index.ts';
import type { PreparedEntry } from '../ledger/index.ts';
import {
  type ClockId,
  type ExchangeId,
  type OrganisationId,
  type PersonId,
  asId,
  hasErrorCode,
} from '../platform/index.ts';
import type { DeadlineOutcome } from '../vocabulary/index.ts';
import type { Clock, ClockState, Excuse } from './clock.ts';

/** A step of a deadline, as `deadlines.move` takes it; instants in ISO 8601. */
export interface ClockStep {
  readonly clockId: ClockId;
  readonly turn: number;
  readonly state: ClockState;
  readonly joinedTo: ClockId | null;
  readonly startedAt: Date | null;
  readonly dueAt: Date | null;
  readonly nextAt: Date | null;
  readonly endedAt: Date | null;
  readonly outcome: DeadlineOutcome | null;
  readonly excuse: Excuse | null;
  readonly note: { readonly requestId: string; readonly requestHash: string } | null;
  readonly entries: readonly PreparedEntry[];
}

/** Moves a deadline on; `MOVED`: somebody else was first; `TAKEN`: there is the same one already, or the request was made before. */
export async function moveClockRow(db: Queryable, step: ClockStep): Promise<'DONE' | 'MOVED' | 'TAKEN'> {
  try {
    const { rowCount } = await db.query('select entry_id, entry_index from deadlines.move($1::jsonb)', [
      JSON.stringify(step),
    ]);
    return (rowCount ?? 0) > 0 ? 'DONE' : 'MOVED';
  } catch (fault) {
    if (hasErrorCode(fault, '23505')) return 'TAKEN';
    throw fault;
  }
}

/** One deadline. */
export async function findClockRow(db: Queryable, clockId: ClockId): Promise<Clock | undefined> {
  return (await selectClocks(db, 'where c.clock_id = $1', [clockId]))[0];
}

/** What begins to run with an arrival. */
export function findRowsOfArrival(
  db: Queryable,
  exchangeId: ExchangeId,
  ordinal: number,
): Promise<readonly Clock[]> {
  return selectClocks(db, 'where c.exchange_id = $1 and c.ordinal = $2 order by c.code, c.clock_id', [
    exchangeId,
    ordinal,
  ]);
}

/** Whose deadlines of one code are looked for: what one organisation owes, to another one where that waits for it. */
export interface OwedQuestion {
  readonly code: string;
  readonly owedBy: OrganisationId;
  readonly owedTo: OrganisationId | null;
  readonly dataSubject: PersonId | null;
  readonly correlationId: string;
}

/**
 * What an organisation owes about a person, or in one correspondence where nobody knows about whom, the oldest first. What it owes to
 * somebody other than `owedTo` is not among it, unless the family waits for it.
 */
export function findOwedRows(
  db: Queryable,
  { code, owedBy, owedTo, dataSubject, correlationId }: OwedQuestion,
  states: readonly ClockState[],
): Promise<readonly Clock[]> {
  return selectClocks(
    db,
    `where c.code = $1 and c.owed_by = $2 and (c.owed_to is null or c.owed_to = $3) and c.state = any($6::text[])
       and (c.data_subject = $4 or c.correlation_id = $5)
     order by c.recorded_at, c.clock_id`,
    [code, owedBy, owedTo, dataSubject, correlationId, states],
  );
}

/** Of what runs from one day the one that runs already, or has ended. */
export async function findSameRow(db: Queryable, clock: Clock): Promise<Clock | undefined> {
  const found = await selectClocks(
    db,
    `where c.code = $1 and c.owed_by = $2 and c.owed_to is not distinct from $3 and c.data_subject = $4 and c.starts_on = $5::date
       and c.state in ('RUNNING', 'ENDED')`,
    [clock.code, clock.owedBy, clock.owedTo, clock.dataSubject, clock.startsOn],
  );
  return found[0];
}

/** Whether anything of one code runs about a person that an organisation is a party to. */
export async function isRunningRow(
  db: Queryable,
  code: string,
  dataSubject: PersonId,
  organisationId: OrganisationId,
): Promise<boolean> {
  const { rows } = await db.query<{ runs: boolean }>(
    `select exists (select from deadlines.clocks c
       where c.code = $1 and c.data_subject = $2 and c.state = 'RUNNING' and $3 in (c.owed_by, c.owed_to)) as runs`,
    [code, dataSubject, organisationId],
  );
  return rows[0]?.runs === true;
}

/** Running deadlines about which something is to be done by an instant. */
export function findRowsDue(db: Queryable, at: Date, limit: number): Promise<readonly Clock[]> {
  return selectClocks(
    db,
    `where c.state = 'RUNNING' and c.next_at <= $1 order by c.next_at, c.clock_id limit $2`,
    [at, limit],
  );
}

/** A page of what an organisation may see: what it owes, what it waits for, and what it was told of. */
export interface ClockPage {
  readonly organisationId: OrganisationId;
  readonly running: boolean;
  readonly after: { readonly dueAt: Date; readonly clockId: ClockId } | null;
  readonly limit: number;
}

/** A page of deadlines, those due first. */
export function findPageRows(db: Queryable, page: ClockPage): Promise<readonly Clock[]> {
  return selectClocks(
    db,
    `where $1 in (c.owed_by, c.owed_to, c.seen_by)
       and (c.state in ('RUNNING', 'ENDED') or c.state = 'JOINED' and not exists (
         select from deadlines.clocks o
          where o.clock_id = c.joined_to and $1 in (o.owed_by, o.owed_to, o.seen_by) or
                o.joined_to = c.joined_to and o.clock_id < c.clock_id and $1 in (o.owed_by, o.owed_to, o.seen_by)))
       and (coalesce(p.state, c.state) = 'RUNNING') = $2
       and ($3::timestamptz is null or (coalesce(p.due_at, c.due_at), c.clock_id) > ($3::timestamptz, $4::uuid))
     order by coalesce(p.due_at, c.due_at), c.clock_id
     limit $5`,
    [page.organisationId, page.running, page.after?.dueAt ?? null, page.after?.clockId ?? null, page.limit],
  );
}

/** Notes that a request asked before: what it asked, and of which deadline. */
export async function findNoteRow(
  db: Queryable,
  requestId: string,
): Promise<{ readonly requestHash: Buffer; readonly clockId: ClockId } | undefined> {
  const { rows } = await db.query<{ request_hash: Buffer; clock_id: string }>(
    'select request_hash, clock_id from deadlines.notes where request_id = $1',
    [requestId],
  );
  return rows[0] && { requestHash: rows[0].request_hash, clockId: asId<'Clock'>(rows[0].clock_id) };
}

async function selectClocks(
  db: Queryable,
  rest: string,
  values: readonly unknown[],
): Promise<readonly Clock[]> {
  const { rows } = await db.query<{
    clock_id: string;
    code: string;
    exchange_id: string;
    ordinal: number;
    data_subject: string | null;
    correlation_id: string;
    owed_by: string;
    owed_to: string | null;
    seen_by: string | null;
    silent: boolean;
    unnamed: boolean;
    starts_on: string | null;
    part_hash: Buffer;
    decision_entry_id: string;
    decided_at: Date;
    recorded_at: Date;
    state: ClockState;
    joined_to: string | null;
    started_at: Date | null;
    due_at: Date | null;
    next_at: Date | null;
    ended_at: Date | null;
    outcome: DeadlineOutcome | null;
    turn: number;
    excuses: readonly Excuse[];
  }>(
    `select c.clock_id, c.code, c.exchange_id, c.ordinal, c.data_subject, c.correlation_id, c.owed_by, c.owed_to, c.seen_by, c.silent,
            c.unnamed, c.starts_on::text as starts_on, c.part_hash, c.decision_entry_id, c.decided_at, c.recorded_at, c.state,
            c.joined_to, coalesce(p.started_at, c.started_at) as started_at, coalesce(p.due_at, c.due_at) as due_at, c.next_at,
            coalesce(p.ended_at, c.ended_at) as ended_at, coalesce(p.outcome, c.outcome) as outcome, c.turn,
            coalesce((select jsonb_agg(jsonb_build_object('reason', e.reason, 'from', e.from_day, 'to', e.to_day)
                                       order by e.from_day, e.to_day, e.reason)
                        from deadlines.excuses e where e.clock_id = coalesce(c.joined_to, c.clock_id)), '[]'::jsonb) as excuses
       from deadlines.clocks c
       left join deadlines.clocks p on p.clock_id = c.joined_to
       ${rest}`,
    [...values],
  );
  return rows.map((row) => ({
    clockId: asId<'Clock'>(row.clock_id),
    code: row.code,
    exchangeId: asId<'Exchange'>(row.exchange_id),
    ordinal: row.ordinal,
    dataSubject: row.data_subject === null ? null : asId<'Person'>(row.data_subject),
    correlationId: row.correlation_id,
    owedBy: asId<'Organisation'>(row.owed_by),
    owedTo: row.owed_to === null ? null : asId<'Organisation'>(row.owed_to),
    seenBy: row.seen_by === null ? null : asId<'Organisation'>(row.seen_by),
    silent: row.silent,
    unnamed: row.unnamed,
    startsOn: row.starts_on,
    partHash: row.part_hash,
    decisionEntryId: asId<'Entry'>(row.decision_entry_id),
    decidedAt: row.decided_at,
    recordedAt: row.recorded_at,
    state: row.state,
    joinedTo: row.joined_to === null ? null : asId<'Clock'>(row.joined_to),
    startedAt: row.started_at,
    dueAt: row.due_at,
    nextAt: row.next_at,
    endedAt: row.ended_at,
    outcome: row.outcome,
    turn: row.turn,
    excuses: row.excuses,
  }));
}
