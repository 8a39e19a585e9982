import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { type Gateway, type Rooms, composeGateway, composeRooms } from '../../src/compose.ts';
import { type Config, createLogger, loadConfig } from '../../src/platform/index.ts';
import { type Westmarch, openWestmarch } from '../../src/region/open-westmarch.ts';
import { type TestDatabase, createTestDatabase } from './database.ts';

/** The real gateway on a real database of its own, with the region's systems as processes of their own. */
export interface TestGateway {
  readonly config: Config;
  readonly database: TestDatabase;
  readonly rooms: Rooms;
  readonly gateway: Gateway;
  readonly region: Westmarch;
  /** Everything that was logged so far. */
  readLog(): string;
  stop(): Promise<void>;
}

/** Starts all of it. Takes some seconds: once for each test file, in its `beforeAll`. */
export async function startTestGateway(
  settings: Readonly<Record<string, string>> = {},
): Promise<TestGateway> {
  const database = await createTestDatabase();
  const directory = await mkdtemp(join(tmpdir(), 'assent-test-'));
  const config = loadConfig({
    ASSENT_MODE: 'development',
    ASSENT_PORT: String(await findFreePort()),
    ASSENT_DATA_DIR: join(directory, 'data'),
    ASSENT_CERTS_DIR: join(directory, 'certs'),
    ASSENT_LOG_LEVEL: 'debug',
    DATABASE_URL: database.urls.gateway,
    KEYSTORE_URL: database.urls.keys,
    ...settings,
  });
  const lines: Buffer[] = [];
  const sink = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      lines.push(chunk);
      done();
    },
  });
  const log = createLogger(config, sink);
  const rooms = composeRooms(config, { urls: database.urls, stop: () => Promise.resolve() }, log);
  const gateway = await composeGateway(config, rooms, log);
  await new Promise<void>((resolve) => gateway.server.listen(config.port, config.host, resolve));
  const region = await openWestmarch(config, rooms, rooms.ledger.verifierKey);
  return {
    config,
    database,
    rooms,
    gateway,
    region,
    readLog: () => Buffer.concat(lines).toString('utf8'),
    stop: async () => {
      await region.stop();
      await gateway.close();
      await rooms.close();
      await log.close();
      await database.drop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** A port that nothing listens on. */
export function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => {
        if (address === null || typeof address === 'string') reject(new Error('no port'));
        else resolve(address.port);
      });
    });
  });
}
