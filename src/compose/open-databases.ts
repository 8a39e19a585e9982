import {
  type GatewayUrls,
  type PublishedUrls,
  findRunningUrls,
  migrateDatabase,
  publishUrls,
  reachDatabases,
} from '../database/index.ts';
import type { Config, Logger } from '../platform/index.ts';

/** The databases of this process, opened as its configuration says. */
export interface Databases {
  readonly urls: GatewayUrls;
  /** For commands that migrate, back up or rotate; null where this process was not given them. */
  readonly owner: PublishedUrls['owner'];
  /** For commands that erase; null where this process was not given them. */
  readonly eraser: PublishedUrls['eraser'];
  stop(): Promise<void>;
}

/**
 * Opens the databases: our own server, one that we provision, or what an administrator made. Only the first two are brought
 * up to date here; production runs `assent database migrate` with the owner's login, which the gateway never has.
 * @param announce receives a line whenever the embedded server has something to say to an operator
 */
export async function openDatabases(
  config: Config,
  log: Logger,
  announce: (line: string) => void = () => undefined,
): Promise<Databases> {
  const reached = await reachDatabases(config, announce);
  if (config.database.kind === 'CONFIGURED' || reached.owner === null)
    return handOn(reached, () => reached.stop());
  try {
    await migrateDatabase(reached.owner);
    const withdraw = await publishUrls(config.dataDirectory, reached);
    log.info('databases-open');
    return handOn(reached, async () => {
      await withdraw();
      await reached.stop();
    });
  } catch (fault) {
    await reached.stop();
    throw fault;
  }
}

/** The databases of a development gateway that is running, for a command beside it; opens them where none is running. */
export async function joinDatabases(config: Config, log: Logger): Promise<Databases> {
  const running =
    config.database.kind === 'EMBEDDED' ? await findRunningUrls(config.dataDirectory) : undefined;
  return running === undefined ? openDatabases(config, log) : handOn(running, () => Promise.resolve());
}

function handOn(urls: PublishedUrls, stop: () => Promise<void>): Databases {
  return { urls, owner: urls.owner, eraser: urls.eraser, stop };
}
