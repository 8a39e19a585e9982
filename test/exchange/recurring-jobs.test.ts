import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { planTurns } from '../../src/exchange/plan-turns.ts';
import { type BackgroundWorker, startBackgroundWorker } from '../../src/exchange/index.ts';
import type { RecurringJob } from '../../src/platform/index.ts';
import { eventually } from '../support/exchanges.ts';
import { type TestGateway, startTestGateway } from '../support/gateway.ts';

let system: TestGateway;
const workers: BackgroundWorker[] = [];

beforeAll(async () => {
  system = await startTestGateway();
});
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.stop()));
});
afterAll(() => system.stop());

function job(name: string, run: RecurringJob['run'], everyMinutes = 60): RecurringJob {
  return { name, everyMinutes, run };
}

/** One replica's worker. */
async function startWorker(jobs: readonly RecurringJob[]): Promise<void> {
  workers.push(await startBackgroundWorker(system.gateway.house, system.rooms.pool, jobs));
}

/** A gateway that ran this job some minutes ago, and none since. */
async function lastTurn(name: string, minutesAgo: number): Promise<void> {
  await system.database.owner.query(
    `insert into graphile_worker._private_known_crontabs (identifier, known_since, last_execution)
     values ($1, now() - interval '1 year', date_trunc('minute', now()) - make_interval(mins => $2))`,
    [name, minutesAgo],
  );
}

async function settle(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 3_000));
}

describe('turns', () => {
  const digest = (hour: number, min: number): Parameters<ReturnType<typeof match>>[0] => ({
    hour,
    min,
    date: 1,
    month: 1,
    dow: 1,
  });
  function match(everyMinutes: number): Extract<ReturnType<typeof planTurns>[number]['match'], object> {
    const [turn] = planTurns([job('thing', () => Promise.resolve(), everyMinutes)]);
    if (typeof turn?.match !== 'function') throw new Error('no turn was planned');
    return turn.match;
  }

  it('come as often as the job asks, counted from midnight', () => {
    const hourly = match(60);
    expect([hourly(digest(0, 0)), hourly(digest(9, 0)), hourly(digest(9, 1))]).toEqual([true, true, false]);
    const daily = match(1440);
    expect([daily(digest(0, 0)), daily(digest(12, 0))]).toEqual([true, false]);
    expect(match(1)(digest(7, 13))).toBe(true);
  });

  it('are refused where two jobs share a name or an interval makes no sense', () => {
    const run = (): Promise<void> => Promise.resolve();
    expect(() => planTurns([job('thing', run), job('thing', run)])).toThrow(/share a name/);
    for (const minutes of [0, -5, 1.5, 1441, NaN]) {
      expect(() => planTurns([job('thing', run, minutes)])).toThrow(/due every/);
    }
  });
});

describe('the worker', () => {
  it('does a turn that was missed once, however many replicas there are', async () => {
    const ran: Date[] = [];
    await lastTurn('shared-thing', 2);
    const jobs = [
      job(
        'shared-thing',
        (at) => {
          ran.push(at);
          return Promise.resolve();
        },
        1,
      ),
    ];
    await Promise.all([startWorker(jobs), startWorker(jobs)]);
    await eventually(() => Promise.resolve(ran[0]), 'the job ran');
    await settle();
    expect(ran.length).toBeLessThanOrEqual(2);
    expect(new Set(ran.map((at) => at.toISOString().slice(0, 16))).size).toBe(ran.length);
  });

  it('goes on after its queue could not be written to at the end of a job, and the process with it', async () => {
    const unhandled: unknown[] = [];
    const note = (fault: unknown): void => {
      unhandled.push(fault);
    };
    process.on('unhandledRejection', note);
    let away = false;
    let runs = 0;
    const pool = new Proxy(system.rooms.pool, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== 'function') return member;
        return (...given: unknown[]): unknown =>
          away && name === 'connect'
            ? Promise.reject(new Error('timeout exceeded when trying to connect'))
            : (Reflect.apply(member, target, given) as unknown);
      },
    });
    await lastTurn('unsettled-thing', 2);
    const run = (): Promise<void> => {
      runs += 1;
      away = true;
      setTimeout(() => {
        away = false;
      }, 500);
      return Promise.resolve();
    };
    try {
      workers.push(await startBackgroundWorker(system.gateway.house, pool, [job('unsettled-thing', run, 1)]));
      await eventually(() => Promise.resolve(runs > 0 ? true : undefined), 'the job ran');
      await eventually(
        () => Promise.resolve(system.readLog().includes('background-worker-ended') || undefined),
        'the worker is started again',
      );
      await settle();
      expect(unhandled).toEqual([]);
    } finally {
      process.off('unhandledRejection', note);
    }
  });

  it('tries a turn again that failed, says so in the log, and leaves the other jobs alone', async () => {
    let tries = 0;
    let others = 0;
    await lastTurn('failing-thing', 2);
    await lastTurn('other-thing', 2);
    await startWorker([
      job(
        'failing-thing',
        () => {
          tries += 1;
          return tries === 1 ? Promise.reject(new Error('told of nobody')) : Promise.resolve();
        },
        1,
      ),
      job(
        'other-thing',
        () => {
          others += 1;
          return Promise.resolve();
        },
        1,
      ),
    ]);
    await eventually(() => Promise.resolve(tries > 1 ? true : undefined), 'the turn was tried again');
    expect(others).toBeGreaterThan(0);
    expect(system.readLog()).toContain('"task":"failing-thing"');
    expect(system.readLog()).not.toContain('told of nobody');
  });
});
