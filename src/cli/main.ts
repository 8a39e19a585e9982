import { Command } from 'commander';
import { registerPolicyCommands } from './policy-commands.ts';

const program = new Command('assent')
  .description('Assent: consent-aware information sharing between public bodies')
  .showHelpAfterError();

registerPolicyCommands(program);

try {
  await program.parseAsync();
} catch (error) {
  console.error(error instanceof Error ? error.message : 'unknown fault');
  process.exitCode = 1;
}
