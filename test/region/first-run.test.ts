import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { composeGateway, composeRooms } from '../../src/compose.ts';
import { loadConfig } from '../../src/platform/index.ts';
import { playFirstExchanges } from '../../src/region/first-exchanges.ts';
import { openWestmarch } from '../../src/region/open-westmarch.ts';
import { printResults } from '../../src/region/print-results.ts';
import type { SceneResult } from '../../src/region/scene-result.ts';
import { valueOf } from '../support/agreements.ts';
import { type TestGateway, findFreePort, startTestGateway } from '../support/gateway.ts';

let system: TestGateway;
beforeAll(async () => {
  system = await startTestGateway();
});
afterAll(() => system.stop());

const outcomesOf = (results: readonly SceneResult[]): readonly unknown[] =>
  results.map(({ answer, outcome, differences }) => [answer?.outcome ?? outcome, ...differences]);
const asTheScenariosSay = [
  ['FORWARD_REDACTED'],
  ['DENY'],
  ['FORWARD'],
  ['FORWARD_REDACTED'],
  ['FORWARD_REDACTED'],
];

describe('the first exchanges', () => {
  it('come out as their scenarios say, and are told as a table of what was forwarded, withheld, held and refused', async () => {
    const results = await playFirstExchanges(system.region, system.rooms.ledger.verifierKey);
    expect(outcomesOf(results)).toEqual(asTheScenariosSay);

    const scenes = printResults(results).trim().split('\n\n');
    expect(scenes).toHaveLength(5);
    const [plan = '', copy = '', , advice = '', pulled = ''] = scenes;
    expect(plan).toMatch(/^ {2}mothers-health +withheld +REDACT_THIRD_PARTY: /m);
    expect(copy.split('\n').slice(1)).toEqual([
      expect.stringMatching(/^ {2}the whole message {2}refused {4}DENY_NO_DSA: /),
    ]);
    expect(advice).toMatch(/^ {2}entry\.5 +held +HOLD_UNLABELLED: /m);
    expect(pulled).toMatch(/^ {2}Condition\/autism +given$/m);
    const columns = plan
      .split('\n')
      .slice(1)
      .map((row) => row.search(/(?<=\s)(?:forwarded|withheld)(?=\s)/));
    expect(new Set(columns).size).toBe(1);
  });
});

describe('a start', () => {
  it('after an older version, and for which the certificates alone were removed, goes on with the database', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'assent-certs-'));
    const config = loadConfig({
      ...system.settings,
      ASSENT_PORT: String(await findFreePort()),
      ASSENT_CERTS_DIR: directory,
    });
    const rooms = composeRooms(
      config,
      { urls: system.database.urls, stop: () => Promise.resolve() },
      system.log,
    );
    const gateway = await composeGateway(config, rooms, system.log);
    await new Promise<void>((resolve) => gateway.server.listen(config.port, config.host, resolve));
    // As a version left it that knew fewer scopes.
    const { clientId } = system.region.prepared.systems.FPS;
    const older = await rooms.agreements.findSystemByClientId(clientId);
    if (older === undefined) throw new Error('the school has no system');
    valueOf(await rooms.agreements.changeScopes(older.systemId, ['messages:send']));
    const region = await openWestmarch(config, rooms, rooms.ledger.verifierKey);
    try {
      expect(outcomesOf(await playFirstExchanges(region, rooms.ledger.verifierKey))).toEqual(
        asTheScenariosSay,
      );
    } finally {
      await region.stop();
      await gateway.close();
      await rooms.close();
      await rm(directory, { recursive: true });
    }
  });

  it.each<[string, () => Promise<Readonly<Record<string, string>>>]>([
    [
      'whose first exchanges fail',
      // Where nothing listens: no system of the region reaches its gateway.
      async () => ({ ASSENT_PUBLIC_URL: `https://localhost:${String(await findFreePort())}` }),
    ],
    [
      'whose sign-in port is taken',
      () => Promise.resolve({ ASSENT_SIGN_IN_ISSUER: `https://localhost:${String(system.config.port)}` }),
    ],
  ])('%s ends with what was wrong, and leaves no process behind', async (_why, settings) => {
    const gateway = spawn(
      process.execPath,
      ['--import', 'tsx', fileURLToPath(new URL('../../src/main.ts', import.meta.url))],
      {
        env: {
          ...process.env,
          ...system.settings,
          ASSENT_PORT: String(await findFreePort()),
          ASSENT_PORTAL_PORT: String(await findFreePort()),
          ASSENT_SIGN_IN_ISSUER: `https://localhost:${String(await findFreePort())}`,
          ASSENT_CONSOLE_PORT: String(await findFreePort()),
          ASSENT_STAFF_ISSUER: `https://localhost:${String(await findFreePort())}`,
          ...(await settings()),
        },
        stdio: ['ignore', 'ignore', 'pipe'],
      },
    );
    const said: Buffer[] = [];
    gateway.stderr.on('data', (chunk: Buffer) => said.push(chunk));
    const hanging = setTimeout(() => gateway.kill('SIGKILL'), 170_000);
    // The systems of the region hold the other end of this pipe: it closes when the last of them is gone.
    const [[code]] = (await Promise.all([once(gateway, 'exit'), once(gateway.stderr, 'close')])) as [
      [number | null],
      unknown,
    ];
    clearTimeout(hanging);
    expect(code).toBe(1);
    expect(Buffer.concat(said).toString()).toContain('The synthetic region did not start');
  });
});
