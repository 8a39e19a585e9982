import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestDatabase, createTestDatabase } from '../support/database.ts';
import { type TestLedger, draftDecision, makeLedger } from '../support/ledger.ts';

let database: TestDatabase;
let test: TestLedger;
let other: ChildProcess;

beforeAll(async () => {
  database = await createTestDatabase();
  test = makeLedger(database);
  const script = fileURLToPath(new URL('./append-without-end.ts', import.meta.url));
  other = spawn(process.execPath, ['--import', 'tsx', script, database.urls.gateway, database.urls.keys], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (other.stdout !== null) await once(other.stdout, 'data');
  other.stdout?.resume();
});
afterAll(async () => {
  other.kill('SIGCONT');
  other.kill('SIGKILL');
  if (other.exitCode === null && other.signalCode === null) await once(other, 'exit');
  await database.drop();
});

describe('a replica that is paused at any moment', () => {
  it('keeps no other replica from appending (docs/decisions/0002)', async () => {
    const waits: number[] = [];
    for (let pause = 0; pause < 25; pause += 1) {
      await sleep(Math.random() * 30);
      other.kill('SIGSTOP');
      const start = performance.now();
      await test.ledger.append(await test.ledger.prepare([draftDecision([])]));
      waits.push(performance.now() - start);
      other.kill('SIGCONT');
    }
    // What the paused replica had sent is finished by the database without it; nothing waits for the replica itself.
    expect(Math.max(...waits)).toBeLessThan(5_000);
    expect(await test.ledger.verify({ openContent: false })).toMatchObject({ verified: true });
  });
});
