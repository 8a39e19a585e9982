import { join } from 'node:path';
import type { Config } from '../platform/index.ts';
import { startEmbeddedPostgres } from './embedded-postgres.ts';
import { type DatabaseUrls, provisionDatabases } from './provision-databases.ts';

/** The URLs that this process may use, and what ends the embedded server if there is one. */
export interface ReachedDatabases {
  readonly gateway: string;
  readonly keys: string;
  /** What `migrateDatabase` needs; null where this process was not given it. */
  readonly owner: Pick<DatabaseUrls, 'gatewayOwner' | 'keysOwner'> | null;
  /** What erasure needs; null where this process was not given it. */
  readonly eraser: Pick<DatabaseUrls, 'gatewayEraser' | 'keysEraser'> | null;
  /** Ends the embedded server; does nothing to any other. */
  stop(): Promise<void>;
}

/**
 * Makes the configured databases reachable: starts the embedded server and makes roles and databases in development, and just
 * hands on the URLs of an administrator otherwise.
 * @param log receives one line whenever something happens that an operator should know
 */
export async function reachDatabases(
  config: Pick<Config, 'database' | 'dataDirectory'>,
  log: (line: string) => void = () => undefined,
): Promise<ReachedDatabases> {
  const { database } = config;
  const credentialsFile = join(config.dataDirectory, 'secrets', 'database-roles.json');
  switch (database.kind) {
    case 'EMBEDDED': {
      const server = await startEmbeddedPostgres({ dataDir: database.directory, log });
      try {
        const urls = await provisionDatabases(server.ownerUrl, { credentialsFile });
        return reached(urls, () => server.stop());
      } catch (error) {
        await server.stop();
        throw error;
      }
    }
    case 'PROVISIONED':
      return reached(await provisionDatabases(database.ownerUrl, { credentialsFile }), () =>
        Promise.resolve(),
      );
    case 'CONFIGURED': {
      const { gateway, keys, owner, eraser } = database;
      return {
        gateway,
        keys,
        owner: owner && { gatewayOwner: owner.gateway, keysOwner: owner.keys },
        eraser: eraser && { gatewayEraser: eraser.gateway, keysEraser: eraser.keys },
        stop: () => Promise.resolve(),
      };
    }
  }
}

function reached(urls: DatabaseUrls, stop: () => Promise<void>): ReachedDatabases {
  return { gateway: urls.gateway, keys: urls.keys, owner: urls, eraser: urls, stop };
}
