import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { composeRooms } from '../../src/compose.ts';
import { usualTiming } from '../../src/exchange/index.ts';
import { type Config, createLogger, loadConfig } from '../../src/platform/index.ts';
import { type PreparedSystems, prepareSystems } from '../../src/region/prepare-systems.ts';
import { seedSystems, seedWestmarch } from '../../src/region/seed-westmarch.ts';
import { startChild } from '../../test/support/child-process.ts';
import type { TestDatabase } from '../../test/support/database.ts';
import { findFreePort, readFigure } from '../../test/support/gateway.ts';
import { startGatewayProcess } from '../../test/support/start-gateway-process.ts';
import type { Options } from '../options.ts';
import type { Report } from '../report.ts';
import { withDatabase } from '../with-database.ts';
import type { Credentials, LoadSettings, PassSettings } from './messages.ts';
import { type Target, measureTargets } from './measure-targets.ts';
import { seedFamilies, seedRequesters } from './seed-load.ts';
import { tellWhereTimeWent } from './tell-where-time-went.ts';

const requesters = 50;

/**
 * Whole exchanges through a gateway that runs as a process of its own, with everything on: mutual TLS, tokens, signed assertions,
 * encryption, decision and outcome entries, receipts; against an Express 5 and a bare node:http process that pass the same requests on
 * to the same recipient behind the same mutual TLS.
 */
export function benchExchange(options: Options): Promise<Report> {
  return withDatabase(async (database) => {
    const directory = await mkdtemp(join(tmpdir(), 'assent-bench-exchange-'));
    try {
      return await measureExchange(database, directory, options);
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  });
}

/** The same on a database and in a directory that are there. */
export async function measureExchange(
  database: TestDatabase,
  directory: string,
  options: Options,
): Promise<Report> {
  const settings = {
    ASSENT_MODE: 'development',
    ASSENT_PORT: String(await findFreePort()),
    ASSENT_DATA_DIR: join(directory, 'data'),
    ASSENT_CERTS_DIR: join(directory, 'certs'),
    ASSENT_LOG_LEVEL: 'info',
    // As it is where a gateway serves: tests have a shorter one.
    TEST_LEASE_SECONDS: String(usualTiming.leaseSeconds),
    ASSENT_REQUESTS_PER_MINUTE: '1000000',
    DATABASE_URL: database.urls.gateway,
    KEYSTORE_URL: database.urls.keys,
  };
  const config = loadConfig(settings);
  const log = createLogger(config);
  const rooms = composeRooms(config, { urls: database.urls, stop: () => Promise.resolve() }, log);
  const prepared = await prepareSystems(config);
  const credentials = await readCredentials(prepared);
  const region = await seedWestmarch(rooms, prepared);
  const pass = (kind: PassSettings['kind'], recipient = ''): ReturnType<typeof startChild> =>
    startChild(
      new URL('./pass-through.ts', import.meta.url),
      JSON.stringify({ kind, ...credentials, recipient }),
    );
  const sink = await pass('sink');
  const recipientPort = portOf(sink.said);
  await seedSystems(rooms, region, prepared, {
    WMC: recipientPort,
    FPS: recipientPort,
    WGH: recipientPort,
    FAC: recipientPort,
  });
  const flags = options.profile ? ['--cpu-prof', `--cpu-prof-dir=${directory}`] : [];
  const gateway = await startGatewayProcess(settings, flags);
  const recipient = `https://localhost:${recipientPort}`;
  const [express, node] = await Promise.all([pass('express', recipient), pass('node', recipient)]);
  const load = await startChild(
    new URL('./load.ts', import.meta.url),
    await describeLoad(config, prepared, directory, {
      requesters: await seedRequesters(config, rooms, region, requesters),
      children: await seedFamilies(rooms, region, options.families),
      size: options.size,
    }),
  );
  try {
    const targets: readonly Target[] = [
      { name: 'the gateway', address: config.publicUrl, pid: gateway.pid },
      {
        name: 'Express 5 and undici, passing on',
        address: addressOf(express.said),
        pid: express.child.pid ?? 0,
      },
      { name: 'node:http and undici, passing on', address: addressOf(node.said), pid: node.child.pid ?? 0 },
    ];
    const majors = (): Promise<number> =>
      readFigure({ config, region: { prepared } }, 'nodejs_gc_duration_seconds_count', { kind: '"major"' });
    const before = await majors();
    const measured = await measureTargets(load.child, targets, options);
    const figures = [...measured.figures, { name: 'major_gc', value: (await majors()) - before, places: 0 }];
    if (options.profile) {
      await gateway.end();
      process.stdout.write(await tellWhereTimeWent(directory));
    }
    const { families, connections, size, requests } = options;
    return {
      name: 'exchange',
      conditions: {
        families,
        requesters,
        connections,
        size,
        requests,
        fsync: true,
        openLoop: options.openLoop ?? 'no',
      },
      seen: measured.seen,
      figures,
    };
  } finally {
    for (const { child } of [load, express, node, sink]) child.kill('SIGKILL');
    await gateway.kill();
    await rooms.close();
    await log.close();
  }
}

async function readCredentials({
  authorityFile,
  systems: { FPS, WMC },
}: PreparedSystems): Promise<{ readonly server: Credentials; readonly client: Credentials }> {
  const [authority, server, client] = await Promise.all(
    [authorityFile, FPS.serverCertificateFile, WMC.certificateFile].map((file) => readFile(file, 'utf8')),
  );
  if (authority === undefined || server === undefined || client === undefined) throw new Error('read');
  return { server: { pem: server, authority }, client: { pem: client, authority } };
}

/** Writes down what the load is to be: an argument could not be as long. */
async function describeLoad(
  { publicUrl, tokens }: Pick<Config, 'publicUrl' | 'tokens'>,
  { authorityFile }: PreparedSystems,
  directory: string,
  load: Pick<LoadSettings, 'requesters' | 'children' | 'size'>,
): Promise<string> {
  const file = join(directory, 'load.json');
  const settings: LoadSettings = { gateway: publicUrl, audience: tokens.audience, authorityFile, ...load };
  await writeFile(file, JSON.stringify(settings));
  return file;
}

function portOf(said: unknown): number {
  return (said as { readonly port: number }).port;
}

function addressOf(said: unknown): string {
  return `https://localhost:${portOf(said)}`;
}
