import { stat } from 'node:fs/promises';
import type { Command } from 'commander';
import { type Ledger, NothingSignedError, type PolicyLine, verifyExport } from '../ledger/index.ts';
import { hasErrorCode } from '../platform/index.ts';
import { type VerifierKey, parseVerifierKey } from '../tlog/index.ts';
import { readTextFile, refuseInput, reportRefusals } from './command-input.ts';
import { printVerdict } from './print-verdict.ts';
import { readTrustPolicy } from './read-trust-policy.ts';

/** What is given beside an exported folder: nothing of it may come from there. */
interface FolderOptions {
  readonly key?: readonly string[];
  readonly policy?: string;
  readonly checkpoint?: readonly string[];
}

/** Registers `assent ledger export`. */
export function registerExportCommand(
  ledger: Command,
  withLedger: (work: (ledger: Ledger) => Promise<void>) => Promise<void>,
  listPolicies: () => readonly PolicyLine[],
): void {
  ledger
    .command('export')
    .description('write everything that an outside checker needs, and nothing readable, into a new folder')
    .argument('<folder>', 'the folder; it must not be there yet')
    .option('--from <index>', 'leave out the entries of bundles that end at or before this index', '0')
    .action((folder: string, { from }: { from: string }) =>
      withLedger(async (opened) => {
        if (!/^\d{1,15}$/.test(from)) throw refuseInput('from', 'index', 'An index is a number from 0 on.');
        const request = { policies: listPolicies(), minimumIndex: Number(from) };
        const written = await opened.exportTo(folder, request).catch((fault: unknown) => {
          if (hasErrorCode(fault, 'EEXIST'))
            throw refuseInput('folder', 'folder', `${folder} is there already.`);
          if (fault instanceof NothingSignedError) throw refuseInput('ledger', 'empty', fault.message);
          throw fault;
        });
        const { entries, checkpoints, records } = written;
        console.log(`entries=${entries} checkpoints=${checkpoints} records=${records} folder=${folder}`);
      }),
    );
}

/** Proves an exported folder, without a database. */
export function verifyFolder(folder: string, options: FolderOptions): Promise<void> {
  return reportRefusals(async () => {
    const { key = [], policy, checkpoint = [] } = options;
    if (key.length === 0)
      throw refuseInput(
        'key',
        'key',
        'Name the public key of the ledger: what is in the folder proves nothing.',
      );
    const isFolder = await stat(folder).then(
      (found) => found.isDirectory(),
      () => false,
    );
    if (!isFolder) throw refuseInput('folder', 'folder', `${folder} is no folder.`);
    const verdict = await verifyExport(folder, {
      keys: key.map((text) => ({ text, key: readKey(text) })),
      policy: await readTrustPolicy(policy),
      trusted: await Promise.all(checkpoint.map((file) => readTextFile('checkpoint', file))),
    });
    printVerdict(verdict);
  });
}

function readKey(text: string): VerifierKey {
  const read = parseVerifierKey(text);
  if (!read.ok) throw refuseInput('key', 'vkey', `This is no key: ${read.refusal}.`);
  return read.value;
}
