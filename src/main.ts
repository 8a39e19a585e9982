import type { Server } from 'node:https';
import {
  type Rooms,
  checkOwnWitnesses,
  composeGateway,
  composeRooms,
  openDatabases,
  openKeys,
} from './compose.ts';
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
  const opened: (() => Promise<void>)[] = [() => log.close()];
  if (witnesses !== undefined) opened.push(() => witnesses.stop());
  opened.push(
    () => databases.stop(),
    () => rooms.close(),
  );
  /** Closes what is open, the last opened first: whatever stayed open would keep the process alive without a gateway. */
  const close = async (): Promise<void> => {
    for (const closing of opened.splice(0).toReversed()) await closing();
  };
  try {
    const gateway = await composeGateway(config, rooms, log);
    opened.push(() => gateway.close());
    if (witnesses !== undefined) await checkOwnWitnesses(rooms.ledger, config);
    await listen(gateway.server, config.port, config.host);
    log.info('listening', { port: config.port });
    if (gateway.portal !== null && config.portal !== null) {
      await listen(gateway.portal, config.portal.port, config.host);
      log.info('portal-listening', { port: config.portal.port });
    }
    if (gateway.console !== null && config.console !== null) {
      await listen(gateway.console, config.console.port, config.host);
      log.info('console-listening', { port: config.console.port });
    }
    if (config.mode === 'development') {
      const region = await startRegion(config, rooms);
      opened.push(() => region.stop());
    }
  } catch (fault) {
    await close();
    throw fault;
  }

  let stopping = false;
  const stop = (signal: string): void => {
    if (stopping) return;
    stopping = true;
    log.info('stopping', { signal });
    void close();
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
}

/** Loaded only where it is wanted: production has no synthetic region. */
async function startRegion(config: Config, rooms: Rooms): Promise<{ stop(): Promise<void> }> {
  const { runWestmarch } = await import('./region/index.ts');
  try {
    return await runWestmarch(config, rooms, rooms.ledger.verifierKey);
  } catch (fault) {
    const why = fault instanceof Error ? fault.message : 'unknown fault';
    throw new Error(
      `The synthetic region did not start: ${why}. To begin anew, remove ${config.certsDirectory} and ${config.dataDirectory}, and start again.`,
      { cause: fault },
    );
  }
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
