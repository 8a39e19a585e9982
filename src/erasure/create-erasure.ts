import type { PersonId, Result } from '../platform/index.ts';
import { type Erased, erasePerson, finishErasures } from './erase-person.ts';
import type { ErasureDeps } from './erasure-deps.ts';
import { countExpiredUnmatched, expireUnmatched } from './expire-unmatched.ts';
import { type DueRetention, findDueRetention } from './find-due.ts';
import type { ErasureOrder, ErasureRefusal } from './erasure-order.ts';
import {
  type HoldOrder,
  type LegalHold,
  type LegalHoldId,
  liftLegalHold,
  readLegalHolds,
  setLegalHold,
} from './legal-holds.ts';
import { type Replayed, replayErasures } from './replay-erasures.ts';

/** Forgetting people for good (docs/decisions/0024). It runs with the eraser's logins, which no serving process has. */
export interface Erasure {
  /** Erases a person, or goes on where an earlier run stopped. */
  erase(person: PersonId, order: ErasureOrder): Promise<Result<Erased, ErasureRefusal>>;
  /** Finishes what other processes left unfinished; gives how many. */
  finish(): Promise<number>;
  /** After a restore: erases again whoever was erased at any time. */
  replay(): Promise<Replayed>;
  setLegalHold(
    person: PersonId,
    untilDay: string | null,
    order: HoldOrder,
  ): Promise<Result<LegalHoldId, 'UNKNOWN'>>;
  liftLegalHold(
    person: PersonId,
    legalHoldId: LegalHoldId,
    order: HoldOrder,
  ): Promise<Result<undefined, 'UNKNOWN'>>;
  /** All legal holds of a person; the reading is an entry before they are given. */
  readLegalHolds(person: PersonId, order: HoldOrder): Promise<readonly LegalHold[]>;
  /** Whose record is no longer to be kept today (docs/domain/01 §1.11); a dry run of retention. */
  findDue(): Promise<readonly DueRetention[]>;
  /** How many keys there are of what is about nobody known and is no longer to be kept. */
  countUnmatchedDue(): Promise<number>;
  /** Destroys them; gives how many there were. */
  expireUnmatched(order: HoldOrder): Promise<number>;
}

/** Opens the room over its dependencies. */
export function createErasure(deps: ErasureDeps): Erasure {
  const retention = { ...deps.retention, db: deps.eraser, keys: deps.keysEraser };
  return {
    erase: (person, order) => erasePerson(deps, person, order),
    finish: () => finishErasures(deps),
    replay: () => replayErasures(deps),
    setLegalHold: (person, untilDay, order) => setLegalHold(deps, person, untilDay, order),
    liftLegalHold: (person, legalHoldId, order) => liftLegalHold(deps, person, legalHoldId, order),
    readLegalHolds: (person, order) => readLegalHolds(deps, person, order),
    findDue: () => findDueRetention(retention, deps.clock.now()),
    countUnmatchedDue: () => countExpiredUnmatched(retention, deps.clock.now()),
    expireUnmatched: (order) => expireUnmatched(deps, order),
  };
}
