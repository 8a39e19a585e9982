import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import type { Agreements } from '../agreements/index.ts';
import {
  type EvidenceDeps,
  type EvidenceRefusal,
  composeEvidence,
  evidenceFaults,
  verifyEvidence,
} from '../exchange/index.ts';
import { asId, systemClock, uuidShape } from '../platform/index.ts';
import { type PolicySpelling, PolicyError } from '../policy/index.ts';
import { addGroup, readTextFile, refuseInput, reportRefusals } from './command-input.ts';
import { readOfficer } from './read-officer.ts';

/** What a bundle is made of, opened for one command. */
export interface OpenedEvidence extends Omit<EvidenceDeps, 'agreements' | 'clock' | 'spellPolicy'> {
  readonly agreements: Agreements;
  /** Ends its connections. */
  close(): Promise<void>;
}

const refusals: Readonly<Record<EvidenceRefusal, string>> = {
  'no-such-exchange': 'The ledger has no decision of such an exchange.',
  erased: 'Whoever it was about is erased: nothing of it can be shown any more.',
  'record-unstated':
    'A choice or agreement that decided is not there, or no entry states it. Run `assent ledger verify`.',
};

/**
 * Registers `assent ledger evidence`, which makes the evidence bundle of one exchange and writes down who had it made and why, and
 * `assent evidence verify`, which needs nothing but the file and the ledger's public key.
 */
export function registerEvidenceCommands(
  program: Command,
  ledger: Command,
  open: () => Promise<OpenedEvidence>,
  spellPolicy: (bundle: string, version: number) => readonly PolicySpelling[],
): void {
  ledger
    .command('evidence')
    .description('put everything that proves one exchange into one signed archive; that you did is an entry')
    .argument('<exchange>', 'the id of the exchange')
    .requiredOption('--organisation <identifier>', 'whose officer looks, such as ods:Z9Z9A')
    .requiredOption('--officer <staffId>', 'the officer, as in the staff register')
    .requiredOption('--why <words>', 'why: the number of a complaint, a court order')
    .requiredOption('--out <file>', 'the archive (.tar) to write; it must not be there yet')
    .action(async (exchange: string, options: Readonly<Record<string, string>>) => {
      const opened = await open();
      try {
        await reportRefusals(() => writeEvidence(opened, exchange, options, spellPolicy));
      } finally {
        await opened.close();
      }
    });

  addGroup(program, 'evidence', 'check what proves a disclosure, without a database')
    .command('verify')
    .description('prove an evidence bundle offline')
    .argument('<file>', 'the archive')
    .requiredOption('--key <vkey...>', 'the public key of the ledger, and those it replaced')
    .action((file: string, { key }: { key: readonly string[] }) => reportRefusals(() => check(file, key)));
}

async function writeEvidence(
  opened: OpenedEvidence,
  exchange: string,
  options: Readonly<Record<string, string>>,
  spellPolicy: EvidenceDeps['spellPolicy'],
): Promise<void> {
  const { organisation = '', officer = '', why = '', out = '' } = options;
  if (!uuidShape.test(exchange))
    throw refuseInput('exchange', 'exchange-id', 'An exchange is named by its id, a UUID in small letters.');
  // Before anything is looked at: what cannot be written down need not be made.
  if (existsSync(out)) throw refuseInput('out', 'file', `${out} is there already.`);
  const { looking, reason } = await readOfficer(opened.agreements, { organisation, officer, why });
  const deps = { ...opened, clock: systemClock, spellPolicy };
  const composed = await composeEvidence(deps, {
    exchangeId: asId<'Exchange'>(exchange),
    looking,
    why: reason,
  }).catch((fault: unknown) => {
    if (fault instanceof PolicyError) throw refuseInput('policy', 'policy', fault.message);
    throw fault;
  });
  if (!composed.ok) throw refuseInput('exchange', composed.refusal, refusals[composed.refusal]);
  await writeFile(out, composed.value, { flag: 'wx', mode: 0o600 });
  console.log(`bytes=${composed.value.length} file=${out}`);
}

async function check(file: string, keys: readonly string[]): Promise<void> {
  await readTextFile('file', file);
  const verdict = await verifyEvidence(await readFile(file), keys);
  for (const { code, file: where } of verdict.faults)
    console.log(`${where}: ${code}: ${evidenceFaults[code]}`);
  const { exchangeId, madeAt, entries, consents, policies, agreements, verified } = verdict;
  console.log(
    `exchange=${exchangeId ?? 'unknown'} made=${madeAt ?? 'unknown'} entries=${entries} consents=${consents} ` +
      `policies=${policies} agreements=${agreements} faults=${verdict.faults.length} verified=${verified ? 'yes' : 'no'}`,
  );
  if (!verified) process.exitCode = 1;
}
