import type { Command } from 'commander';
import {
  DumpRefusedError,
  type DumpedDatabase,
  type Pool,
  dumpDatabase,
  loadDump,
} from '../database/index.ts';
import type { OpenedErasure } from '../compose.ts';
import { readCode, refuseInput, reportRefusals, addGroup } from './command-input.ts';

/** Both databases as their owner, and erasure, opened for one command. */
export interface OpenedOwner {
  readonly owners: Readonly<Record<DumpedDatabase, Pool>>;
  /** Opened only where it is needed: after something was put back. */
  readonly openErasure: () => OpenedErasure;
  readonly close: () => Promise<void>;
}

const databases = ['gateway', 'keystore'] as const satisfies readonly DumpedDatabase[];

/**
 * Registers `assent backup` and `assent restore`. The two databases are backed up apart, into files that are kept apart: the first is
 * unreadable without the second. Whatever is put back, every erasure is done again before the command ends.
 */
export function registerBackupCommands(program: Command, open: () => Promise<OpenedOwner>): void {
  addGroup(program, 'backup', 'write one of the two databases, as it is at one instant, into a file')
    .argument('<database>', databases.join(' or '))
    .argument('<file>', 'where it goes; it must not exist yet')
    .action((database: string, file: string) =>
      reportRefusals(async () => {
        const which = readCode('database', database, databases);
        await withOwner(open, async ({ owners }) => {
          const rows = await dumpDatabase(owners[which], which, file).catch((fault: unknown) => {
            if (fault instanceof Error && 'code' in fault && fault.code === 'EEXIST')
              throw refuseInput('file', 'file', `${file} is there already.`);
            throw fault;
          });
          console.log(`database=${which} rows=${rows} written=yes`);
        });
      }),
    );

  addGroup(
    program,
    'restore',
    'put backups into databases that hold nothing yet, and erase again whoever was erased since they were made; no gateway may run',
  )
    .option('--gateway <file>', 'a backup of the main database')
    .option('--keystore <file>', 'a backup of the key store')
    .action((files: { gateway?: string; keystore?: string }) =>
      reportRefusals(async () => {
        const given = databases.flatMap((which) => {
          const file = files[which];
          return file === undefined ? [] : [[which, file] as const];
        });
        if (given.length === 0) throw refuseInput('gateway', 'file', 'Name a backup to put back.');
        await withOwner(open, async ({ owners, openErasure: openEraser }) => {
          for (const [which, file] of given) {
            const { header, rows } = await loadDump(owners[which], which, file).catch((fault: unknown) => {
              if (fault instanceof DumpRefusedError) throw refuseInput(which, 'backup', `${fault.message}.`);
              throw fault;
            });
            console.log(`database=${which} of=${header.at} rows=${rows} restored=yes`);
          }
          const opened = openEraser();
          try {
            const { listed, erasedAgain } = await opened.erasure.replay();
            console.log(`listed=${listed} erased-again=${erasedAgain}`);
          } finally {
            await opened.close();
          }
        });
      }),
    );
}

async function withOwner(
  open: () => Promise<OpenedOwner>,
  work: (opened: OpenedOwner) => Promise<void>,
): Promise<void> {
  const opened = await open();
  try {
    await work(opened);
  } finally {
    await opened.close();
  }
}
