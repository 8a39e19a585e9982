import { Command } from 'commander';
import { hasErrorCode, loadConfig } from '../platform/index.ts';
import { checkBundle, listBases, loadPolicy, spellPolicy } from '../policy/index.ts';
import { registerAgreementCommands } from './agreement-commands.ts';
import { registerBackupCommands } from './backup-commands.ts';
import { endMisunderstood } from './command-input.ts';
import { registerDatabaseCommands } from './database-commands.ts';
import { registerDeliveryCommands } from './delivery-commands.ts';
import { registerNoticeCommands } from './notice-commands.ts';
import { registerEvidenceCommands } from './evidence-commands.ts';
import { registerEraseCommands } from './erase-commands.ts';
import { registerKeyStoreCommands } from './keys-commands.ts';
import { registerLedgerCommands } from './ledger-commands.ts';
import { listPolicies } from './list-policies.ts';
import { registerLedgerSearchCommands } from './ledger-search-commands.ts';
import { registerReplayCommand } from './ledger-replay-command.ts';
import { registerMessageCommands } from './message-commands.ts';
import { openEraser, openOwner, openRooms } from './open-house.ts';
import { withPolicies } from './open-with-policies.ts';
import { registerOrganisationCommands } from './organisation-commands.ts';
import { registerPartnerCommands } from './partner-commands.ts';
import { registerPolicyCommands } from './policy-commands.ts';
import { registerPolicyRegisterCommands } from './policy-register-commands.ts';
import type { LoadPolicyVersion } from './replay-entry.ts';
import { registerRetentionCommands } from './retention-commands.ts';
import { registerSystemCommands } from './system-commands.ts';

/** The `assent` command: every area registers its own commands; what they need is opened when one of them runs. */
const program = endMisunderstood(
  new Command('assent')
    .description('Assent: consent-aware information sharing between public bodies')
    .addHelpText('after', '\n`assent witness` is a program of its own: see `assent witness --help`.')
    .showHelpAfterError(),
);

const policies = withPolicies(openRooms, () => loadConfig().policy.directory);
const loadPolicyVersion: LoadPolicyVersion = (bundle, version) =>
  loadPolicy(policies.directory(), bundle, version);

registerPolicyRegisterCommands(registerPolicyCommands(program), openRooms, (bundle, version) =>
  checkBundle(loadConfig().policy.directory, bundle, version),
);
registerDatabaseCommands(program, loadConfig, openOwner);
const ledger = registerLedgerCommands(program, policies.open, loadPolicyVersion, () =>
  listPolicies(policies.directory()),
);
registerEvidenceCommands(program, ledger, policies.open, (bundle, version) =>
  spellPolicy(policies.directory(), bundle, version),
);
registerLedgerSearchCommands(ledger, openRooms, () => listBases(loadConfig().policy.directory));
registerReplayCommand(ledger, policies.open, loadPolicyVersion);
registerOrganisationCommands(program, openRooms);
registerSystemCommands(program, openRooms);
registerAgreementCommands(program, openRooms);
registerDeliveryCommands(program, openRooms);
registerNoticeCommands(program, openRooms);
registerEraseCommands(program, openEraser);
registerRetentionCommands(program, openEraser);
registerKeyStoreCommands(program, openOwner);
registerBackupCommands(program, openOwner);
registerMessageCommands(program);
registerPartnerCommands(program, loadConfig);

// Whoever reads our output may stop reading: `assent … | head`.
process.stdout.on('error', (fault) => {
  process.exit(hasErrorCode(fault, 'EPIPE') ? 0 : 1);
});

try {
  await program.parseAsync();
} catch (error) {
  const said = error instanceof Error ? error.message : 'unknown fault';
  console.error(hasErrorCode(error, 'ECONNREFUSED') ? `The database does not answer: ${said}` : said);
  process.exitCode = 1;
}
