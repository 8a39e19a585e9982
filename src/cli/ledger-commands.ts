import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { type Ledger, type LedgerVerdict, ledgerProblems, verifyReceipt } from '../ledger/index.ts';

/** A ledger to work on, opened for one command. */
export interface OpenedLedger {
  readonly ledger: Ledger;
  /** Ends its connections. */
  close(): Promise<void>;
}

/**
 * Registers `assent ledger verify`, `checkpoint` and `receipt` on the gateway's own ledger, and `verify-receipt`, which
 * needs nothing but the public key. Each sets a non-zero exit code when something is not proved.
 */
export function registerLedgerCommands(program: Command, openLedger: () => Promise<OpenedLedger>): void {
  const ledger = program.command('ledger').description('prove the ledger, and what it gives to others');

  ledger
    .command('verify')
    .description('prove every entry, root, checkpoint and tile from what is stored')
    .option('--checkpoint <file...>', 'signed checkpoints kept outside the database, which must still hold')
    .option('--sealed', 'leave content sealed and check commitments only')
    .action(async (options: { checkpoint?: string[]; sealed?: boolean }) => {
      const trusted = await Promise.all((options.checkpoint ?? []).map((file) => readFile(file, 'utf8')));
      await withLedger(openLedger, async (opened) => {
        const verdict = await opened.verify({ trusted, openContent: options.sealed !== true });
        for (const line of describeVerdict(verdict)) console.log(line);
        if (!verdict.verified) process.exitCode = 1;
      });
    });

  ledger
    .command('checkpoint')
    .description('sign the present size and print the note, to be kept elsewhere')
    .action(() =>
      withLedger(openLedger, async (opened) => {
        process.stdout.write(await opened.publishCheckpoint());
      }),
    );

  ledger
    .command('receipt')
    .description('print the receipt of an entry')
    .argument('<index>', 'the index of the entry, from 0')
    .action((index: string) =>
      withLedger(openLedger, async (opened) => {
        if (!/^\d+$/.test(index)) throw new RangeError('an index is a number from 0 on');
        process.stdout.write(await opened.getReceipt(BigInt(index)));
      }),
    );

  ledger
    .command('verify-receipt')
    .description('prove a receipt offline')
    .argument('<file>', 'the receipt (.tlog-proof)')
    .requiredOption('--key <vkey>', 'the public key of the ledger')
    .action(async (file: string, { key }: { key: string }) => {
      const verified = verifyReceipt(await readFile(file, 'utf8'), 'CARRIED', key);
      if (!verified.ok) process.exitCode = 1;
      console.log(
        verified.ok
          ? `index=${verified.value.index} size=${verified.value.checkpoint.size} kind=${verified.value.entry?.kind ?? 'unknown'} at=${verified.value.entry?.at ?? 'unknown'} verified=yes`
          : `refused=${verified.refusal} verified=no`,
      );
    });
}

/** One line for each problem with its place, then the figures. */
function describeVerdict(verdict: LedgerVerdict): readonly string[] {
  const { entries, checkpoints, openedParts, erasedParts, problems, problemCount, verified } = verdict;
  const unlisted = problemCount - problems.length;
  return [
    ...problems.map(({ code, index }) => `${index ?? 'ledger'}: ${code}: ${ledgerProblems[code]}`),
    ...(unlisted > 0 ? [`and ${unlisted} more`] : []),
    `parts opened: ${openedParts}; parts erased and verified by commitment: ${erasedParts}`,
    `entries=${entries} checkpoints=${checkpoints} problems=${problemCount} verified=${verified ? 'yes' : 'no'}`,
  ];
}

async function withLedger(
  openLedger: () => Promise<OpenedLedger>,
  work: (ledger: Ledger) => Promise<void>,
): Promise<void> {
  const opened = await openLedger();
  try {
    await work(opened.ledger);
  } finally {
    await opened.close();
  }
}
