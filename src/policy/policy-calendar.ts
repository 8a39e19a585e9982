import type { Queryable } from '../database/index.ts';
import type { Clock } from '../platform/index.ts';
import type { PolicyLibrary } from './policy-library.ts';
import { type PolicyTurn, findTurns } from './policy-register-sql.ts';
import type { CompiledPolicy } from './policy-types.ts';

/** Which text decides when, as one replica knows it. */
export interface PolicyCalendar {
  /**
   * The text that decides now.
   * @throws PolicyUnknownError where that is not known, or it cannot be had: nothing may be decided then
   */
  readonly present: CompiledPolicy;
  /** Every text that decides or decided here. */
  readonly library: PolicyLibrary;
  close(): void;
}

/** It is not known which text decides, or that text is not to be had here. */
export class PolicyUnknownError extends Error {
  override readonly name = 'PolicyUnknownError';
}

/** What the calendar stands on. */
export interface PolicyCalendarDeps {
  readonly pool: Queryable;
  readonly clock: Clock;
  readonly library: PolicyLibrary;
  /** The text of the policy directory, which decides until one is published. */
  readonly first: CompiledPolicy;
  /** Told of what went wrong when the register was read in the background. */
  readonly onFault: (fault: unknown) => void;
}

/** Milliseconds for which what was read of the register is relied upon. */
const reliedOn = 60_000;

/**
 * Milliseconds between publication and the first moment from which a text decides: twice as long as any replica relies on what it read, so
 * that each of them knows of it before (docs/decisions/0052). What is left over is how far their clocks may be apart.
 */
export const publicationLead = 2 * reliedOn;

/** Milliseconds between two looks into the register. */
const lookEvery = 10_000;

/** Opens the calendar of one replica, and keeps it up to date. */
export async function openPolicyCalendar({
  pool,
  clock,
  library,
  first,
  onFault,
}: PolicyCalendarDeps): Promise<PolicyCalendar> {
  // By a clock that only goes forward: a process that stood still knows nothing afterwards.
  let readAt = performance.now();
  let turns: readonly PolicyTurn[] = [];

  async function read(): Promise<void> {
    const began = performance.now();
    const published = (await findTurns(pool)).filter(({ proposalId }) => proposalId !== null);
    if (published.length > turns.length) await library.refresh();
    turns = published;
    readAt = began;
    // Compiled now, what is about to decide delays nobody when its moment comes.
    const last = published.at(-1);
    if (last !== undefined) library.find(last);
  }

  await read();
  const looking = setInterval(() => {
    read().catch(onFault);
  }, lookEvery).unref();
  return {
    get present() {
      if (performance.now() - readAt > reliedOn)
        throw new PolicyUnknownError('the register of policies could not be read lately');
      const now = clock.now();
      const turn = turns.findLast(({ since }) => since <= now);
      if (turn === undefined) return first;
      const policy = library.find(turn);
      if (policy === undefined)
        throw new PolicyUnknownError(`the text of ${turn.bundle} v${turn.version} is not to be had here`);
      return policy;
    },
    library,
    close: () => {
      clearInterval(looking);
      library.close();
    },
  };
}
