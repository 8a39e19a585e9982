import { Command } from 'commander';
import { type Rooms, composeRooms, joinDatabases } from '../compose.ts';
import { createLogger, loadConfig } from '../platform/index.ts';
import { registerAgreementCommands } from './agreement-commands.ts';
import { registerDatabaseCommands } from './database-commands.ts';
import { registerLedgerCommands } from './ledger-commands.ts';
import { registerOrganisationCommands } from './organisation-commands.ts';
import { registerPartnerCommands } from './partner-commands.ts';
import { registerPolicyCommands } from './policy-commands.ts';
import { registerSystemCommands } from './system-commands.ts';

/** The `assent` command: every area registers its own commands; what they need is opened when one of them runs. */
const program = new Command('assent')
  .description('Assent: consent-aware information sharing between public bodies')
  .showHelpAfterError();

/** The standing rooms, beside a running development gateway or by themselves. */
async function openRooms(): Promise<Rooms> {
  const config = loadConfig();
  const log = createLogger({ logLevel: 'error' });
  const databases = await joinDatabases(config, log);
  const rooms = composeRooms(config, databases, log);
  return {
    ...rooms,
    close: async () => {
      await rooms.close();
      await databases.stop();
      await log.close();
    },
  };
}

registerPolicyCommands(program);
registerDatabaseCommands(program, loadConfig);
registerLedgerCommands(program, openRooms);
registerOrganisationCommands(program, openRooms);
registerSystemCommands(program, openRooms);
registerAgreementCommands(program, openRooms);
registerPartnerCommands(program, loadConfig);

try {
  await program.parseAsync();
} catch (error) {
  console.error(error instanceof Error ? error.message : 'unknown fault');
  process.exitCode = 1;
}
