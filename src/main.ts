import { type Rooms, composeGateway, composeRooms, openDatabases, openKeys } from './compose.ts';
import type { RegionWitnesses } from './region/index.ts';
import { type Config, ConfigError, createLogger, loadConfig } from './platform/index.ts';

/** The process: read the settings, compose, listen, drain on a signal. */
async function main(): Promise<void> {
  const read = await openKeys(loadConfig());
  const log = createLogger(read);
  const [witnesses, databases] = await Promise.all([
    startOwnWitnesses(read),
    openDatabases(read, log, (line) => {
      console.error(line);
    }),
  ]);
  const config: Config =
    witnesses === undefined ? read : { ...read, witnesses: { ...read.witnesses, policy: witnesses.policy } };
  const rooms = composeRooms(config, databases, log);
  const gateway = await composeGateway(config, rooms, log);
  await new Promise<void>((resolve, reject) => {
    gateway.server.once('error', reject);
    gateway.server.listen(config.port, config.host, resolve);
  });
  log.info('listening', { port: config.port });
  const { portal } = gateway;
  if (portal !== null && config.portal !== null) {
    const { port } = config.portal;
    await new Promise<void>((resolve, reject) => {
      portal.once('error', reject);
      portal.listen(port, config.host, resolve);
    });
    log.info('portal-listening', { port });
  }
  const close = async (): Promise<void> => {
    await gateway.close();
    await rooms.close();
    await databases.stop();
    await witnesses?.stop();
    await log.close();
  };
  let region: { stop(): Promise<void> } | undefined;
  try {
    region = config.mode === 'development' ? await startRegion(config, rooms) : undefined;
  } catch (fault) {
    await close();
    const why = fault instanceof Error ? fault.message : 'unknown fault';
    throw new Error(
      `The synthetic region did not start: ${why}. To begin anew, remove ${config.certsDirectory} and ${config.dataDirectory}, and start again.`,
      { cause: fault },
    );
  }

  let stopping = false;
  const stop = (signal: string): void => {
    if (stopping) return;
    stopping = true;
    log.info('stopping', { signal });
    void (async () => {
      await region?.stop();
      await close();
    })();
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

/** Loaded only where it is wanted: production has no synthetic region. */
async function startRegion(config: Config, rooms: Rooms): Promise<{ stop(): Promise<void> }> {
  const { runWestmarch } = await import('./region/index.ts');
  return runWestmarch(config, rooms, rooms.ledger.verifierKey);
}

/** A development gateway that is given no witnesses brings its own. */
async function startOwnWitnesses(config: Config): Promise<RegionWitnesses | undefined> {
  if (config.mode !== 'development' || config.witnesses.policy !== undefined) return undefined;
  const { startWitnesses } = await import('./region/index.ts');
  return startWitnesses(config);
}

try {
  await main();
} catch (fault) {
  console.error(fault instanceof ConfigError || fault instanceof Error ? fault.message : 'unknown fault');
  process.exitCode = 1;
}
