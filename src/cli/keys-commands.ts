import { writeFile } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import type { Command } from 'commander';
import { rewrapKeys } from '../keystore/index.ts';
import type { Pool } from '../database/index.ts';
import type { Config } from '../platform/index.ts';
import { addGroup, refuseInput, reportRefusals } from './command-input.ts';

/** The key store as its owner, and the settings, opened for one command. */
export interface OpenedKeys {
  readonly keys: Config['keys'];
  readonly owners: { readonly keystore: Pool };
  close(): Promise<void>;
}

/** Registers `assent keys …`: the key-encryption key of the key store. */
export function registerKeyStoreCommands(program: Command, open: () => Promise<OpenedKeys>): void {
  const group = addGroup(program, 'keys', 'the key-encryption key, under which the keys of people lie');
  group
    .command('create')
    .description('make a new key-encryption key in a file that only its owner can read')
    .requiredOption('--out <file>', 'where it goes; it must not exist yet')
    .action(({ out }: { out: string }) =>
      reportRefusals(async () => {
        try {
          await writeFile(out, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600, flag: 'wx' });
        } catch {
          throw refuseInput('out', 'file', `${out} cannot be written, or is there already.`);
        }
        console.log('created=yes');
      }),
    );
  group
    .command('rotate')
    .description(
      'retire ASSENT_RETIRED_KEK_FILE and wrap every key under the present one; to be run again if interrupted. ' +
        'Before it, every gateway is restarted with both; after it, with the present one alone, and the old one is destroyed',
    )
    .action(async () => {
      const opened = await open();
      try {
        await reportRefusals(async () => {
          const { keyEncryptionKey: current, retiredKeyEncryptionKey: retired } = opened.keys;
          if (current === null || retired === null)
            throw refuseInput('ASSENT_RETIRED_KEK_FILE', 'setting', 'Name the key that is being replaced.');
          const rewrapped = await rewrapKeys(opened.owners.keystore, {
            retired: retired.export(),
            current: current.export(),
          });
          console.log(`rewrapped=${rewrapped} rotated=yes`);
        });
      } finally {
        await opened.close();
      }
    });
}
