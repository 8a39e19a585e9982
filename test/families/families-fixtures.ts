import { createFamilies, type Demographics, type Families } from '../../src/families/index.ts';
import type { MovableClock, Timer } from '../../src/platform/index.ts';
import type { TestDatabase } from '../support/database.ts';
import { makeLedger, type TestLedger } from '../support/ledger.ts';

/** Counts what a match costs. */
export interface WorkCount {
  queries: number;
  openings: number;
  hashes: number;
}

/** A timer that stands still while work is done and notes how long it was asked to wait. */
export interface StillTimer extends Timer {
  readonly waits: number[];
  /** Milliseconds that the next piece of work seems to take. */
  workTakes: number;
}

/** The room of families on a test database, with its costs and waits visible. */
export interface TestFamilies extends TestLedger {
  readonly families: Families;
  readonly work: WorkCount;
  readonly timer: StillTimer;
  readonly clock: MovableClock;
}

/** Makes the room over a test database. */
export function makeFamilies(database: TestDatabase): TestFamilies {
  const test = makeLedger(database);
  const work: WorkCount = { queries: 0, openings: 0, hashes: 0 };
  const timer = makeStillTimer();
  const { keyStore } = test;
  const families = createFamilies({
    pool: new Proxy(database.gateway, {
      get: (target, name): unknown => {
        if (name === 'query') work.queries += 1;
        const member: unknown = Reflect.get(target, name);
        return typeof member === 'function' ? (member.bind(target) as unknown) : member;
      },
    }),
    keyStore: {
      createPersonKey: (person) => keyStore.createPersonKey(person),
      sealForPerson: (person, plaintext, context) => keyStore.sealForPerson(person, plaintext, context),
      openForPerson: (person, sealed, context) => {
        work.openings += 1;
        return keyStore.openForPerson(person, sealed, context);
      },
      lookupHash: (kind, value) => {
        work.hashes += 1;
        return keyStore.lookupHash(kind, value);
      },
    },
    ledger: test.ledger,
    clock: test.clock,
    timer,
    mode: 'test',
    matchTimeClass: 40,
  });
  return { ...test, families, work, timer };
}

/** Jackie Cormack of docs/domain/07 §7.0, with an invented address. */
export const jackie: Demographics = {
  familyName: 'Cormack',
  givenNames: ['Jackie'],
  birthDate: '2017-05-14',
  sex: 'female',
  address: { lines: ['7 Mill Lane', 'Westmarch'], postcode: 'ZZ99 3VZ', uprn: '199356' },
};

function makeStillTimer(): StillTimer {
  let now = 0;
  let started = false;
  return {
    waits: [],
    workTakes: 0,
    now() {
      // Read once before the work and once after it.
      if (started) now += this.workTakes;
      started = !started;
      return now;
    },
    wait(milliseconds) {
      this.waits.push(milliseconds);
      now += milliseconds;
      return Promise.resolve();
    },
  };
}
