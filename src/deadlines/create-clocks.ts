import type { Queryable } from '../database/index.ts';
import type { Ledger } from '../ledger/index.ts';
import {
  type ClockId,
  type ExchangeId,
  type JsonObject,
  type OrganisationId,
  type PersonId,
  londonDate,
} from '../platform/index.ts';
import type { DeadlineOutcome } from '../vocabulary/index.ts';
import { type Clock, type ClockState, type Excuse, type StartedClock, isStarted } from './clock.ts';
import { type ClockEvent, draftClockEntry } from './clock-entry.ts';
import type { ClockRule } from './clock-rule.ts';
import {
  type ClockPage,
  type ClockStep,
  type OwedQuestion,
  findClockRow,
  findNoteRow,
  findOwedRows,
  findPageRows,
  findRowsDue,
  findRowsOfArrival,
  findSameRow,
  isRunningRow,
  moveClockRow,
} from './clocks-sql.ts';
import { type ClockPoint, findClockDue, planClock } from './count-time.ts';
import type { ClockRules } from './read-clock-rules.ts';

/** A request that notes something, so that the same said again is known. */
export interface NoteRequest {
  readonly requestId: string;
  readonly requestHash: Buffer;
}

/** Deadlines that run. What will run is written by `deadlines.note_arrivals(jsonb)` in the statement that records the message. */
export interface Clocks {
  /** The deadlines that hold here. */
  readonly rules: ClockRules;
  findClock(clockId: ClockId): Promise<Clock | undefined>;
  /** What begins to run with an arrival. */
  findOfArrival(exchangeId: ExchangeId, ordinal: number): Promise<readonly Clock[]>;
  /** What an organisation owes, the oldest first: what runs, or will. */
  findOwed(question: OwedQuestion): Promise<readonly Clock[]>;
  /** As `findOwed`, with what has ended. */
  findEverOwed(question: OwedQuestion): Promise<readonly Clock[]>;
  isRunning(code: string, dataSubject: PersonId, organisationId: OrganisationId): Promise<boolean>;
  findDue(at: Date, limit: number): Promise<readonly StartedClock[]>;
  findPage(page: ClockPage): Promise<readonly Clock[]>;
  /** Begins to run. Where the same one runs already, told of by another message, it joins that. */
  start(clock: Clock, rule: ClockRule, arrivedAt: Date): Promise<void>;
  /** What it begins with never arrived, or did without the part that tells of it. */
  drop(clock: Clock): Promise<void>;
  /**
   * What was owed was done at an instant. False where somebody else was first.
   * @param more what the ledger says of it besides
   */
  end(
    clock: Clock,
    rule: ClockRule,
    at: Date,
    excused: boolean,
    more: JsonObject,
    note?: NoteRequest,
  ): Promise<boolean>;
  /** A period does not count. False where somebody else was first, or the same period is noted already. */
  excuse(
    clock: StartedClock,
    rule: ClockRule,
    excuse: Excuse,
    at: Date,
    more: JsonObject,
    note: NoteRequest,
  ): Promise<boolean>;
  /** Something was done about it by itself; what comes next is done in its turn. False where somebody else was first. */
  pass(clock: StartedClock, rule: ClockRule, points: readonly ClockPoint[], at: Date): Promise<boolean>;
  findNote(
    requestId: string,
  ): Promise<{ readonly requestHash: Buffer; readonly clockId: ClockId } | undefined>;
}

/** Opens the room over its dependencies. Every step is one statement with its ledger entry. */
export function createClocks({
  pool,
  ledger,
  rules,
}: {
  readonly pool: Queryable;
  readonly ledger: Pick<Ledger, 'prepare'>;
  readonly rules: ClockRules;
}): Clocks {
  async function move(
    clock: Clock,
    change: Partial<Omit<ClockStep, 'clockId' | 'turn' | 'entries'>>,
    entry: { readonly event: ClockEvent; readonly at: Date; readonly more: JsonObject } | null,
  ): ReturnType<typeof moveClockRow> {
    const { clockId, turn, state, joinedTo, startedAt, dueAt, nextAt, endedAt, outcome } = clock;
    const entries =
      entry === null ? [] : await ledger.prepare([draftClockEntry(clock, entry.event, entry.at, entry.more)]);
    return moveClockRow(pool, {
      ...{ clockId, turn, state, joinedTo, startedAt, dueAt, nextAt, endedAt, outcome },
      ...{ excuse: null, note: null },
      ...change,
      entries,
    });
  }

  async function join(clock: Clock): Promise<void> {
    const same = await findSameRow(pool, clock);
    if (same !== undefined) await move(clock, { state: 'JOINED', joinedTo: same.clockId }, null);
  }

  return {
    rules,
    findClock: (clockId) => findClockRow(pool, clockId),
    findOfArrival: (exchangeId, ordinal) => findRowsOfArrival(pool, exchangeId, ordinal),
    findOwed: (question) => findOwedRows(pool, question, ['WAITING', 'RUNNING']),
    findEverOwed: (question) => findOwedRows(pool, question, ['WAITING', 'RUNNING', 'JOINED', 'ENDED']),
    isRunning: (code, dataSubject, organisationId) => isRunningRow(pool, code, dataSubject, organisationId),
    findDue: async (at, limit) => (await findRowsDue(pool, at, limit)).filter(isStarted),
    findPage: (page) => findPageRows(pool, page),
    start: async (clock, rule, arrivedAt) => {
      const startDay = clock.startsOn ?? londonDate(arrivedAt);
      const dueAt = findClockDue(rule, startDay);
      const more = { since: startDay, due: dueAt.toISOString() };
      const ended = rule.ends === 'START';
      const outcome: DeadlineOutcome = arrivedAt > dueAt ? 'LATE' : 'MET';
      const state: ClockState = ended ? 'ENDED' : 'RUNNING';
      const moved = await move(
        clock,
        {
          state,
          startedAt: arrivedAt,
          dueAt,
          ...(ended
            ? { endedAt: arrivedAt, outcome }
            : // What is late already is told at once.
              { nextAt: findNext(rule, arrivedAt, dueAt, new Date(0)) }),
        },
        { event: ended ? 'ENDED' : 'STARTED', at: arrivedAt, more: ended ? { ...more, outcome } : more },
      );
      if (moved === 'TAKEN') await join(clock);
    },
    drop: async (clock) => {
      await move(clock, { state: 'DROPPED' }, null);
    },
    end: async (clock, rule, at, excused, more, note) => {
      const startedAt = clock.startedAt ?? at;
      const dueAt = clock.dueAt ?? findClockDue(rule, clock.startsOn ?? londonDate(startedAt), clock.excuses);
      const outcome = judge(rule, dueAt, at, excused);
      const moved = await move(
        clock,
        {
          state: 'ENDED',
          startedAt,
          dueAt,
          nextAt: null,
          endedAt: at,
          outcome,
          ...(note === undefined ? {} : { note: asNote(note) }),
        },
        { event: 'ENDED', at, more: { ...more, due: dueAt.toISOString(), outcome } },
      );
      return moved === 'DONE';
    },
    excuse: async (clock, rule, excuse, at, more, note) => {
      const dueAt = findClockDue(rule, clock.startsOn ?? londonDate(clock.startedAt), [
        ...clock.excuses,
        excuse,
      ]);
      const moved = await move(
        clock,
        { dueAt, nextAt: findNext(rule, clock.startedAt, dueAt, at), excuse, note: asNote(note) },
        { event: 'EXCUSED', at, more: { ...more, ...excuse, due: dueAt.toISOString() } },
      );
      return moved === 'DONE';
    },
    pass: async (clock, rule, points, at) => {
      const event = points.every(({ what }) => what === 'REMIND') ? 'REMINDED' : 'ESCALATED';
      const nextAt = findNext(rule, clock.startedAt, clock.dueAt, at);
      const told = { due: clock.dueAt.toISOString(), to: points.map(({ what }) => what) };
      return (await move(clock, { nextAt }, { event, at, more: told })) === 'DONE';
    },
    findNote: (requestId) => findNoteRow(pool, requestId),
  };
}

/** When something is next done about it after an instant; null where nothing is any more. */
function findNext(rule: ClockRule, startedAt: Date, dueAt: Date, after: Date): Date | null {
  return planClock(rule, startedAt, dueAt).find(({ at }) => at > after)?.at ?? null;
}

function judge({ bound }: ClockRule, dueAt: Date, at: Date, excused: boolean): DeadlineOutcome {
  if (bound === 'AT_LEAST') return at < dueAt ? 'EARLY' : 'MET';
  if (at <= dueAt) return 'MET';
  return excused ? 'EXCUSED' : 'LATE';
}

function asNote({ requestId, requestHash }: NoteRequest): NonNullable<ClockStep['note']> {
  return { requestId, requestHash: requestHash.toString('base64') };
}
