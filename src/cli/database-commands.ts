import type { Command } from 'commander';
import { migrateDatabase, prepareRoles } from '../database/index.ts';
import type { Config } from '../platform/index.ts';
import { addGroup } from './command-input.ts';

/** Registers `assent database migrate`. */
export function registerDatabaseCommands(program: Command, readConfig: () => Config): void {
  addGroup(program, 'database', 'prepare the databases of a deployment')
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
