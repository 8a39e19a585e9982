import { z } from 'zod';
import { addDays, londonDate, type JsonObject, type PersonId } from '../platform/index.ts';
import { authorityEventKinds, eventStages, listAuthorityEvents, type DueEvent } from './authority-events.ts';
import type { AuthorityFacts } from './authority-facts.ts';
import { hashDay, scheduleContext } from './authority-note.ts';
import {
  findDueRows,
  findFirstPlanned,
  findLastDayDone,
  recordAuthorityEventsRow,
  recordDayDone,
  type ScheduleRow,
} from './authority-sql.ts';
import type { FamiliesDeps } from './families-deps.ts';
import { prepareFamilyEntry } from './family-entry.ts';
import { hashAuthority } from './hash-authority.ts';
import { isTaken } from './is-taken.ts';
import { loadAuthorityFacts } from './load-authority-facts.ts';

/** People whose plans are read at once. */
const batch = 50;
/** Days that are looked at again though they are over, so that a plan which a late clock wrote is not missed. */
const lookBack = 2;

const dueSchema = z.strictObject({
  kind: z.enum(authorityEventKinds),
  day: z.iso.date(),
  factId: z.uuid().nullable(),
  stage: z.enum(eventStages),
  due: z.iso.date(),
});

/** A person for whom something is due. */
export interface DuePerson {
  readonly person: PersonId;
  readonly scheduleIds: readonly string[];
  /** What is still true of the plan: an event that the facts no longer make is left out. */
  readonly due: readonly DueEvent[];
  readonly facts: AuthorityFacts;
}

/** The London days up to today for which something may still be due, the earliest first. */
export async function findOpenDays(
  deps: Pick<FamiliesDeps, 'pool'>,
  today: string,
): Promise<readonly string[]> {
  const done = await findLastDayDone(deps.pool);
  const first = done === undefined ? await findFirstPlanned(deps.pool) : undefined;
  const start = done === undefined ? (first === undefined ? today : londonDate(first)) : addDays(done, 1);
  const days: string[] = [];
  for (let day = start; day <= today; day = addDays(day, 1)) days.push(day);
  return days;
}

/** Writes that a day is done, once it is over for good. */
export async function closeDay(
  deps: Pick<FamiliesDeps, 'pool' | 'clock'>,
  day: string,
  today: string,
): Promise<void> {
  if (addDays(day, lookBack) <= today) await recordDayDone(deps.pool, day, deps.clock.now());
}

/**
 * Reads who has something due on a London day, in turns: pass the last person of the answer to get the next. An empty answer is
 * the end.
 */
export async function findDuePeople(
  deps: FamiliesDeps,
  day: string,
  after: PersonId | null,
): Promise<readonly DuePerson[]> {
  const rows = await findDueRows(deps.pool, hashDay(deps, day), after, batch);
  const persons = [...new Set(rows.map(({ person }) => person))];
  if (persons.length === 0) return [];
  const facts = await loadAuthorityFacts(deps, persons);
  return Promise.all(
    persons.map(async (person) => {
      const known = facts.get(person);
      if (known === undefined) throw new Error('every person asked for has facts');
      const planned = rows.filter((row) => row.person === person);
      const opened = (await Promise.all(planned.map((row) => openDue(deps, row)))).flat();
      const listed = listAuthorityEvents(known);
      return {
        person,
        scheduleIds: planned.map(({ scheduleId }) => scheduleId),
        due: opened.filter((event) =>
          listed.some(
            ({ kind, day: on, factId }) => kind === event.kind && on === event.day && factId === event.factId,
          ),
        ),
        facts: known,
      };
    }),
  );
}

/**
 * Writes that what was due for a person is done, with the ledger entry that states who may decide before and after, and what
 * people are told: one statement. It answers whether it was this call that did it.
 * @param notices sealed, as `notices.record_notices` takes them
 */
export async function recordAuthorityEvents(
  deps: FamiliesDeps,
  { person, scheduleIds, due, facts }: DuePerson,
  at: Date,
  notices: readonly object[],
): Promise<boolean> {
  const content: JsonObject = {
    event: 'AUTHORITY_EVENTS',
    events: due.map(({ kind, day, factId, stage }) => ({
      kind,
      day,
      factId,
      stage,
      before: hashAuthority(facts, addDays(day, -1)),
      after: hashAuthority(facts, day),
    })),
    notices: notices.length,
  };
  const entries = due.length === 0 ? [] : await prepareFamilyEntry(deps, at, [person], content);
  const acts = due.some(({ stage }) => stage === 'ON_THE_DAY');
  try {
    await recordAuthorityEventsRow(deps.pool, { person, scheduleIds, acts, at }, notices, entries);
    return true;
  } catch (error) {
    if (!isTaken(error, 'authority_schedule_done_pkey')) throw error;
    return false;
  }
}

/** Nothing where the person is erased. */
async function openDue(deps: FamiliesDeps, { scheduleId, person, sealed }: ScheduleRow): Promise<DueEvent[]> {
  const opened = await deps.keyStore.openForPerson(person, sealed, scheduleContext(scheduleId));
  return opened === undefined ? [] : [dueSchema.parse(JSON.parse(opened.toString()))];
}
