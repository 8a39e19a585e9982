import type { Command } from 'commander';
import { type Ledger, type PolicyLine, verifyWitnessedReceipt } from '../ledger/index.ts';
import { createLedgerSigner } from '../tlog/index.ts';
import { addGroup, readTextFile, refuseInput, reportRefusals, withOpened } from './command-input.ts';
import { registerExportCommand, verifyFolder } from './ledger-export-commands.ts';
import { getEntryAt } from './get-entry-at.ts';
import { printVerdict } from './print-verdict.ts';
import { readTrustPolicy } from './read-trust-policy.ts';
import { type LoadPolicyVersion, createReplay } from './replay-entry.ts';

/** A ledger to work on, opened for one command. */
export interface OpenedLedger {
  readonly ledger: Ledger;
  /** Ends its connections. */
  close(): Promise<void>;
}

interface VerifyOptions {
  readonly checkpoint?: string[];
  readonly sealed?: boolean;
  readonly folder?: string;
  readonly key?: string[];
  readonly policy?: string;
}

/**
 * Registers `assent ledger verify`, `export`, `checkpoint`, `key` and `receipt` on the gateway's own ledger, and `verify-receipt`,
 * which needs nothing but the public key. Each ends with exit code 1 when something is not proved or not the same, and with 2
 * when it was asked wrongly. Gives the group of commands, for others to add to.
 */
export function registerLedgerCommands(
  program: Command,
  openLedger: () => Promise<OpenedLedger>,
  loadPolicyVersion: LoadPolicyVersion,
  listPolicies: () => readonly PolicyLine[],
): Command {
  const ledger = addGroup(program, 'ledger', 'prove the ledger, and what it gives to others');

  ledger
    .command('verify')
    .description('prove every entry, root, checkpoint and tile from what is stored')
    .option('--checkpoint <file...>', 'signed checkpoints kept outside the database, which must still hold')
    .option('--sealed', 'leave content sealed and check commitments only')
    .option('--folder <folder>', 'prove an exported ledger instead, without a database')
    .option('--key <vkey...>', 'with --folder: the public key of the ledger, and those it replaced')
    .option('--policy <file>', 'with --folder: whose cosignatures are enough (c2sp.org/tlog-policy)')
    .action(async (options: VerifyOptions) => {
      if (options.folder !== undefined) {
        await verifyFolder(options.folder, options);
        return;
      }
      await withLedger(openLedger, async (opened) => {
        const trusted = await Promise.all(
          (options.checkpoint ?? []).map((file) => readTextFile('checkpoint', file)),
        );
        const replay = createReplay(loadPolicyVersion);
        const verdict = await opened.verify({ trusted, openContent: options.sealed !== true, replay });
        printVerdict(verdict);
      });
    });
  registerExportCommand(ledger, (work) => withLedger(openLedger, work), listPolicies);

  ledger
    .command('checkpoint')
    .description('sign the present size and print the note, to be kept elsewhere')
    .action(() =>
      withLedger(openLedger, async (opened) => {
        process.stdout.write(await opened.publishCheckpoint());
      }),
    );

  ledger
    .command('key')
    .description('print the public key that checkpoints, receipts, exports and evidence are checked with')
    .argument('[file]', 'a private key, as ASSENT_LEDGER_KEY_FILE names it, in place of the configured one')
    .option('--origin <name>', 'with a file: the name of the ledger, as ASSENT_LEDGER_ORIGIN')
    .action((file: string | undefined, { origin }: { origin?: string }) =>
      file === undefined
        ? withLedger(openLedger, (opened) => {
            console.log(opened.verifierKey);
            return Promise.resolve();
          })
        : reportRefusals(() => printKeyOf(file, origin)),
    );

  ledger
    .command('receipt')
    .description('print the receipt of an entry')
    .argument('<index>', 'the index of the entry, from 0')
    .action((index: string) =>
      withLedger(openLedger, async (opened) => {
        const { index: wanted } = await getEntryAt(opened, index);
        process.stdout.write(await opened.getReceipt(wanted));
      }),
    );

  ledger
    .command('verify-receipt')
    .description('prove a receipt offline')
    .argument('<file>', 'the receipt (.tlog-proof)')
    .requiredOption('--key <vkey>', 'the public key of the ledger')
    .option('--cosigned <file>', 'the same proof with cosignatures, fetched later from /ledger/proof/<index>')
    .option('--policy <file>', 'whose cosignatures are enough (c2sp.org/tlog-policy)')
    .action((file: string, { key, cosigned, policy }: ReceiptOptions) =>
      reportRefusals(async () => {
        const receipt = await readTextFile('file', file);
        const later = cosigned === undefined ? undefined : await readTextFile('cosigned', cosigned);
        const verified = verifyWitnessedReceipt(receipt, later, key, await readTrustPolicy(policy));
        if (!verified.ok) process.exitCode = 1;
        console.log(
          verified.ok
            ? `index=${verified.value.index} size=${verified.value.checkpoint.size} kind=${verified.value.entry?.kind ?? 'unknown'} at=${verified.value.entry?.at ?? 'unknown'} verified=yes`
            : `refused=${verified.refusal} verified=no`,
        );
      }),
    );
  return ledger;
}

interface ReceiptOptions {
  readonly key: string;
  readonly cosigned?: string;
  readonly policy?: string;
}

function withLedger(
  openLedger: () => Promise<OpenedLedger>,
  work: (ledger: Ledger) => Promise<void>,
): Promise<void> {
  return withOpened(openLedger, ({ ledger }) => work(ledger));
}

/** For whoever sets a ledger up: no database is needed. */
async function printKeyOf(file: string, origin: string | undefined): Promise<void> {
  if (origin === undefined)
    throw refuseInput('origin', 'with-a-file', 'Say the name of the ledger: its public key carries it.');
  const pem = await readTextFile('file', file);
  try {
    console.log(createLedgerSigner(origin, pem).verifierKey);
  } catch {
    throw refuseInput(
      'file',
      'ledger-key',
      'A ledger has an Ed25519 key in PEM and a name without spaces and plus.',
    );
  }
}
