import { setTimeout as sleep } from 'node:timers/promises';
import { erasureSteps } from '../../src/erasure/index.ts';
import { verifyReceipt } from '../../src/ledger/index.ts';
import { type PersonId, newId } from '../../src/platform/index.ts';
import { eraseUntilKilled, forkErasure, openTestErasure, orderOf } from '../support/erasure.ts';
import { findColumnsWith } from '../support/find-everywhere.ts';
import { type TestRegion, openTestRegion } from '../support/gateway.ts';

/** What was found. After `kills` come the states in which a killed erasure was left; of the rest all but the kills must be 0. */
export interface KillFigures {
  readonly kills: number;
  /** Nothing had begun: the person is as before. */
  readonly nothing: number;
  readonly begun: number;
  readonly recorded: number;
  readonly done: number;
  /** Left with nothing begun, and yet something was gone. */
  readonly torn: number;
  /** Erasures whose one ERASURE entry stands not at all, or twice. */
  readonly not_once: number;
  /** People of whom something opens, or stands anywhere but in the lists of erasures, after the end. */
  readonly readable: number;
  readonly receipts_failed: number;
  /** What the verifier complained of: after every tenth kill, and at the end. */
  readonly problems: number;
}

/** Whether every kill left either nothing or something that was finished, exactly once, and nothing readable after it. */
export function holdsUnderKills(figures: KillFigures): boolean {
  const { kills, nothing, begun, recorded, done } = figures;
  const { torn, not_once, readable, receipts_failed, problems } = figures;
  const left = nothing + begun + recorded + done;
  return kills > 0 && left === kills && torn + not_once + readable + receipts_failed + problems === 0;
}

interface Victim {
  readonly person: PersonId;
  readonly receipt: string;
  readonly sealed: Buffer;
}

const context = 'what is said of somebody';
/** Erasures that are killed beside each other. */
const lanes = 3;

/**
 * Orders erasures in processes of their own and kills each: one half after each of the steps in turn, the other half at a random
 * moment of the work. Then finishes what they left, orders again what had not begun, and looks for anything that is left.
 */
export async function killErasures(kills: number): Promise<KillFigures> {
  const system = await openTestRegion();
  const opened = openTestErasure(system);
  try {
    const counts = { nothing: 0, begun: 0, recorded: 0, done: 0, torn: 0, problems: 0 };
    const victims: Victim[] = [];
    // How long an erasure takes that nobody kills: the random moments lie within twice that.
    const first = await makeVictim(system);
    const started = performance.now();
    await opened.erasure.erase(first.person, await orderOf(system));
    const window = 2 * (performance.now() - started);
    let next = 0;
    const lane = async (): Promise<void> => {
      for (let number = next; number < kills; number = next) {
        next += 1;
        const victim = await makeVictim(system);
        victims.push(victim);
        await kill(system, victim.person, number, window);
        const state = await findState(system, victim.person);
        counts[state] += 1;
        if (state === 'nothing' && !(await isWhole(system, victim))) counts.torn += 1;
        if (number % 10 === 0) counts.problems += (await system.rooms.ledger.verify()).problemCount;
        await opened.erasure.finish();
      }
    };
    await Promise.all(Array.from({ length: lanes }, lane));
    for (const { person } of victims) {
      const erased = await opened.erasure.erase(person, await orderOf(system));
      if (!erased.ok) throw new Error(erased.refusal.code);
    }
    return {
      kills: victims.length,
      ...counts,
      not_once: await countNotOnce(system, victims),
      readable: await countReadable(system, victims),
      receipts_failed: victims.filter(
        ({ receipt }) => !verifyReceipt(receipt, 'CARRIED', system.rooms.ledger.verifierKey).ok,
      ).length,
      problems: counts.problems + (await system.rooms.ledger.verify()).problemCount,
    };
  } finally {
    await opened.close();
    await system.stop();
  }
}

/** Somebody of whom names, an entry and a sealed text are kept. */
async function makeVictim({ rooms }: TestRegion): Promise<Victim> {
  const registered = await rooms.families.registerPerson({
    identifiers: [],
    demographics: {
      familyName: 'Invented',
      givenNames: ['Somebody'],
      birthDate: '2015-03-04',
      sex: 'unknown',
      address: { lines: ['1 Invented Street'], postcode: 'ZZ99 1AA', uprn: null },
    },
    by: newId<'Staff'>(),
  });
  if (!registered.ok) throw new Error('somebody is registered');
  const person = registered.value;
  const draft = {
    entryId: newId<'Entry'>(),
    kind: 'OUTCOME' as const,
    at: new Date(),
    parts: [{ about: [person], content: { said: 'in confidence' } }],
    index: { dataSubject: person },
  };
  const [entry] = await rooms.ledger.append(await rooms.ledger.prepare([draft]));
  if (entry === undefined) throw new Error('an entry was appended');
  return {
    person,
    receipt: await rooms.ledger.getReceipt(entry.index),
    sealed: await rooms.keyStore.sealForPerson(person, Buffer.from('in confidence'), context),
  };
}

/** Every other one is killed after a step, by itself; the others at a moment that nobody chose. */
async function kill(system: TestRegion, person: PersonId, number: number, window: number): Promise<void> {
  const step = erasureSteps[Math.floor(number / 2) % erasureSteps.length];
  if (number % 2 === 0 && step !== undefined) {
    const signal = await eraseUntilKilled(system, person, step);
    if (signal !== 'SIGKILL') throw new Error(`it ended by ${String(signal)}`);
    return;
  }
  const child = forkErasure(system, person);
  const ended = new Promise((resolve) => child.once('exit', resolve));
  await new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('exit', () => {
      reject(new Error('the process ended before it began'));
    });
  });
  child.send('begin');
  await sleep(Math.random() * window);
  child.kill('SIGKILL');
  await ended;
}

async function findState(
  { database }: TestRegion,
  person: PersonId,
): Promise<'nothing' | 'begun' | 'recorded' | 'done'> {
  const { rows } = await database.owner.query<{ state: 'begun' | 'recorded' | 'done' }>(
    'select lower(state) as state from erasure.erasures where person_id = $1',
    [person],
  );
  return rows[0]?.state ?? 'nothing';
}

async function isWhole(system: TestRegion, { person, sealed }: Victim): Promise<boolean> {
  // A statement of the killed process may have been on its way.
  if ((await findState(system, person)) !== 'nothing') return true;
  const { keyStore, ledger } = system.rooms;
  const opens = await keyStore.openForPerson(person, sealed, context);
  const found = await ledger.findEntries({ dataSubject: person, limit: 9 });
  return opens !== undefined && found.length > 0;
}

async function countNotOnce({ database }: TestRegion, victims: readonly Victim[]): Promise<number> {
  const { rows } = await database.owner.query<{ count: string }>(
    `select count(*) as count from unnest($1::uuid[]) as v(person_id)
      where 1 <> (select count(*) from erasure.erasures x join ledger.entries e on e.entry_id = x.entry_id
                   where x.person_id = v.person_id and x.state = 'DONE' and e.kind = 'ERASURE')`,
    [victims.map(({ person }) => person)],
  );
  const { rows: all } = await database.owner.query<{ surplus: string }>(
    `select (select count(*) from ledger.entries where kind = 'ERASURE') - (select count(*) from erasure.erasures) as surplus`,
  );
  return Number(rows[0]?.count) + Math.abs(Number(all[0]?.surplus));
}

/** Where whoever was erased is still listed, by a random identifier, and nowhere else. */
const lists = ['erasure.erasures.person_id', 'keystore.destroyed_keys.person_id'];
/** Each of them is looked for in every column of both databases. */
const mostSearched = 20;

async function countReadable(
  { rooms: { keyStore, ledger }, database }: TestRegion,
  victims: readonly Victim[],
): Promise<number> {
  let readable = 0;
  for (const [position, { person, sealed }] of victims.entries()) {
    const opens = await keyStore.openForPerson(person, sealed, context);
    const found = await ledger.findEntries({ dataSubject: person, limit: 9 });
    const places = position < mostSearched ? await findColumnsWith(database, person) : lists;
    if (opens !== undefined || found.length > 0 || places.toSorted().join() !== lists.join()) readable += 1;
  }
  return readable;
}
