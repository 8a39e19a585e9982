import {
  type OpenedErasure,
  type Rooms,
  composeRooms,
  joinDatabases,
  openErasure,
  openKeys,
} from '../compose.ts';
import { openPool } from '../database/index.ts';
import { createLogger, loadConfig } from '../platform/index.ts';
import type { OpenedOwner } from './backup-commands.ts';
import type { OpenedEraser } from './erase-commands.ts';
import type { OpenedKeys } from './keys-commands.ts';

/** What most commands work on, beside a running development gateway or by themselves. */
async function openHouse(): Promise<{
  readonly config: Awaited<ReturnType<typeof openKeys>>;
  readonly databases: Awaited<ReturnType<typeof joinDatabases>>;
  readonly rooms: Rooms;
  readonly close: () => Promise<void>;
}> {
  const config = await openKeys(loadConfig());
  const log = createLogger({ logLevel: 'error' });
  const databases = await joinDatabases(config, log);
  const rooms = composeRooms(config, databases, log);
  return {
    config,
    databases,
    rooms,
    close: async () => {
      await rooms.close();
      await databases.stop();
      await log.close();
    },
  };
}

/** The standing rooms. */
export async function openRooms(): Promise<Rooms> {
  const { rooms, close } = await openHouse();
  return { ...rooms, close };
}

/** The rooms with the eraser's logins. */
export async function openEraser(): Promise<OpenedEraser & Pick<OpenedErasure, 'eraser'>> {
  const { config, databases, rooms, close } = await openHouse();
  try {
    const opened = openErasure(config, rooms, databases);
    return {
      rooms,
      erasure: opened.erasure,
      eraser: opened.eraser,
      close: async () => {
        await opened.close();
        await close();
      },
    };
  } catch (fault) {
    await close();
    throw fault;
  }
}

/** Both databases as their owner: the gateway itself can neither copy nor put back a database, nor change a key. */
export async function openOwner(): Promise<OpenedOwner & OpenedKeys> {
  const { config, databases, rooms, close } = await openHouse();
  const { owner } = databases;
  if (owner === null) {
    await close();
    throw new Error('DATABASE_OWNER_URL and KEYSTORE_OWNER_URL are required for this.');
  }
  const options = { max: 1, applicationName: 'assent-owner', statementTimeout: 3_600_000 };
  const owners = {
    gateway: openPool(owner.gatewayOwner, options),
    keystore: openPool(owner.keysOwner, options),
  };
  return {
    owners,
    keys: config.keys,
    openErasure: () => openErasure(config, rooms, databases),
    close: async () => {
      await Promise.all([owners.gateway.end(), owners.keystore.end()]);
      await close();
    },
  };
}
