import { randomInt } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { Agent, request } from 'undici';
import { type Gateway, type Rooms, composeGateway, composeRooms } from '../../src/compose.ts';
import type { DeliveryTiming } from '../../src/exchange/index.ts';
import { type Clock, type Config, type Logger, createLogger, loadConfig } from '../../src/platform/index.ts';
import type { PreparedSystems } from '../../src/region/prepare-systems.ts';
import { type Westmarch, openWestmarch } from '../../src/region/open-westmarch.ts';
import { type TestDatabase, createTestDatabase } from './database.ts';

/** A region on a database of its own: its rooms, and its systems as processes of their own. No gateway answers them yet. */
export interface TestRegion {
  readonly config: Config;
  /** The settings that the configuration was read from, for another process of the same gateway. */
  readonly settings: Readonly<Record<string, string>>;
  readonly database: TestDatabase;
  readonly rooms: Rooms;
  readonly region: Westmarch;
  readonly log: Logger;
  /** Everything that was logged so far. */
  readLog(): string;
  stop(): Promise<void>;
}

/** The real gateway, with the region around it. */
export interface TestGateway extends TestRegion {
  readonly gateway: Gateway;
}

/** Opens the region alone. Takes some seconds: once for each test file, in its `beforeAll`. */
export async function openTestRegion(given: Readonly<Record<string, string>> = {}): Promise<TestRegion> {
  const { region, ...rest } = await beginTestRegion(given, (url) => url);
  try {
    return { ...rest, region: await region };
  } catch (fault) {
    await rest.stop();
    throw fault;
  }
}

/**
 * Starts the region and its gateway. Takes some seconds: once for each test file, in its `beforeAll`.
 * @param reach another way to the same databases, for the gateway alone
 * @param clock another clock than the machine's, which the region's people and the gateway go by
 */
export async function startTestGateway(
  given: Readonly<Record<string, string>> = {},
  timing?: DeliveryTiming,
  reach: (url: string) => string = (url) => url,
  clock?: Clock,
): Promise<TestGateway> {
  const begun = await beginTestRegion(given, reach, clock);
  const { config, rooms, log } = begun;
  const listening = async (): Promise<Gateway> => {
    const gateway = await composeGateway(config, rooms, log, timing);
    await new Promise<void>((resolve) => gateway.server.listen(config.port, config.host, resolve));
    return gateway;
  };
  const begunGateway = listening();
  try {
    const [gateway, region] = await Promise.all([begunGateway, begun.region]);
    return { ...begun, region, gateway, stop: () => stopAll(region, gateway, begun) };
  } catch (fault) {
    // Whatever stayed open would go on in the files that come after this one.
    await begunGateway.then(
      (gateway) => gateway.close(),
      () => undefined,
    );
    await begun.stop();
    throw fault;
  }
}

async function stopAll(region: Westmarch, gateway: Gateway, begun: { stop(): Promise<void> }): Promise<void> {
  await region.stop();
  await gateway.close();
  await begun.stop();
}

async function beginTestRegion(
  given: Readonly<Record<string, string>>,
  reach: (url: string) => string,
  clock?: Clock,
): Promise<Omit<TestRegion, 'region'> & { readonly region: Promise<Westmarch> }> {
  const database = await createTestDatabase();
  const urls = {
    ...database.urls,
    gateway: reach(database.urls.gateway),
    keys: reach(database.urls.keys),
  };
  const directory = await mkdtemp(join(tmpdir(), 'assent-test-'));
  const settings = {
    ASSENT_MODE: 'development',
    ASSENT_PORT: String(await findFreePort()),
    ASSENT_DATA_DIR: join(directory, 'data'),
    ASSENT_CERTS_DIR: join(directory, 'certs'),
    ASSENT_LOG_LEVEL: 'debug',
    // However busy the machine is: no test but those of a lost database is about it.
    ASSENT_DATABASE_WAIT_SECONDS: '60',
    DATABASE_URL: urls.gateway,
    KEYSTORE_URL: urls.keys,
    ...given,
  };
  const config = loadConfig(settings);
  const lines: Buffer[] = [];
  const sink = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      lines.push(chunk);
      done();
    },
  });
  const log = createLogger(config, sink);
  const rooms = composeRooms(config, { urls, stop: () => Promise.resolve() }, log, clock);
  const region = openWestmarch(config, rooms, rooms.ledger.verifierKey, process.env['ASSENT_TEST_PEER']);
  return {
    config,
    settings,
    database,
    rooms,
    region,
    log,
    readLog: () => Buffer.concat(lines).toString('utf8'),
    stop: async () => {
      await region.then(
        (opened) => opened.stop(),
        () => undefined,
      );
      await rooms.close();
      await log.close();
      await database.drop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Where a gateway answers, and the authority of its certificate. */
export interface PublicFace {
  readonly config: Pick<Config, 'publicUrl'>;
  readonly region: { readonly prepared: Pick<PreparedSystems, 'authorityFile'> };
}

/** Asks one of the gateway's public addresses over HTTPS, as an operator's tools would. */
export async function readPublic(
  { config, region }: PublicFace,
  path: string,
): Promise<{ readonly status: number; readonly text: string }> {
  const agent = new Agent({ connect: { ca: await readFile(region.prepared.authorityFile, 'utf8') } });
  try {
    const answer = await request(`${config.publicUrl}${path}`, { dispatcher: agent });
    return { status: answer.statusCode, text: await answer.body.text() };
  } finally {
    await agent.close();
  }
}

/** One of the gateway's figures, with exactly these labels; 0 where it was never moved. */
export async function readFigure(
  system: PublicFace,
  name: string,
  labels: Readonly<Record<string, string>> = {},
): Promise<number> {
  const { text } = await readPublic(system, '/metrics');
  const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  const line = text
    .split('\n')
    .find((each) => each.startsWith(name) && wanted.every((pair) => each.includes(pair)));
  return Number(line?.split(' ').at(-1) ?? 0);
}

/**
 * A port that nothing listens on, below those that the system gives to connections: whoever stops listening there for a moment finds it
 * free again, however many others connect meanwhile.
 */
export async function findFreePort(): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const port = randomInt(12_000, 32_000);
    if (await isFree(port)) return port;
  }
  throw new Error('no port is free');
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => {
      resolve(false);
    });
    probe.listen(port, '127.0.0.1', () => {
      probe.close(() => {
        resolve(true);
      });
    });
  });
}
