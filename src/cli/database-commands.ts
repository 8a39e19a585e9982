import type { Command } from 'commander';
import { migrateDatabase, prepareRoles, tidyDatabase } from '../database/index.ts';
import type { Config } from '../platform/index.ts';
import type { OpenedOwner } from './backup-commands.ts';
import { addGroup } from './command-input.ts';

/** Registers `assent database migrate` and `assent database tidy`. */
export function registerDatabaseCommands(
  program: Command,
  readConfig: () => Config,
  openOwner: () => Promise<OpenedOwner>,
): void {
  const group = addGroup(program, 'database', 'prepare the databases of a deployment');
  group
    .command('tidy')
    .description(
      'write both databases anew without what was deleted, and end the log before it; after erasures, while nobody is waiting: tables are locked one after the other',
    )
    .action(async () => {
      const { owners, close } = await openOwner();
      try {
        for (const owner of [owners.gateway, owners.keystore]) await tidyDatabase(owner);
        console.log('tidied=yes');
      } finally {
        await close();
      }
    });
  group
    .command('migrate')
    .description(
      'make the roles and bring both databases up to date; needs the owners’ logins in DATABASE_OWNER_URL and KEYSTORE_OWNER_URL',
    )
    .action(async () => {
      const { database } = readConfig();
      if (database.kind !== 'CONFIGURED') {
        console.log('In the development mode the databases are brought up to date at every start.');
        return;
      }
      if (database.owner === null) {
        throw new Error('DATABASE_OWNER_URL and KEYSTORE_OWNER_URL are required to migrate.');
      }
      const password = (url: string): string => decodeURIComponent(new URL(url).password);
      await prepareRoles({
        ownerUrl: database.owner.gateway,
        gatewayPassword: password(database.gateway),
        eraserPassword: database.eraser && password(database.eraser.gateway),
      });
      await prepareRoles({
        ownerUrl: database.owner.keys,
        gatewayPassword: password(database.keys),
        eraserPassword: database.eraser && password(database.eraser.keys),
      });
      await migrateDatabase({ gatewayOwner: database.owner.gateway, keysOwner: database.owner.keys });
      console.log('migrated=yes');
    });
}
