import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { createSigningKey, publicPartOf } from '../agreements/index.ts';
import { addGroup, readInstant, readJsonFile, refuseInput, reportRefusals } from './command-input.ts';
import {
  type OpenAgreements,
  expectAccepted,
  getNamedOrganisation,
  getNamedSystem,
  readDates,
  withAgreements,
} from './registration-input.ts';

type Options = Readonly<Record<string, string | undefined>>;

/** Registers `assent key …`: the signing keys of systems and organisations. */
export function registerKeyCommands(program: Command, open: OpenAgreements): void {
  const group = addGroup(program, 'key', 'make, register, rotate and retire signing keys');
  group
    .command('create')
    .description('make a private key, where it will be used, and print the public part to register')
    .requiredOption('--kid <kid>', 'the name of the key')
    .requiredOption('--out <file>', 'where the private key goes; it must not exist yet')
    .action(({ kid, out }: { kid: string; out: string }) =>
      reportRefusals(async () => {
        const key = await createSigningKey(kid);
        try {
          await writeFile(out, `${JSON.stringify(key, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
        } catch {
          throw refuseInput('out', 'file', `${out} cannot be written, or is there already.`);
        }
        console.log(JSON.stringify(publicPartOf(key), null, 2));
      }),
    );

  group
    .command('add')
    .description('register a public key of a system, or of an organisation for signing agreements')
    .argument('<file>', 'the public key, a JWK')
    .option('--system <client id>')
    .option('--organisation <identifier>')
    .option('--from <instant>', 'from when it counts (now)')
    .option('--to <instant>', 'from when it counts no more')
    .option('--others-end <instant>', "rotate: the holder's other keys end then")
    .action((file: string, options: Options) =>
      withAgreements(open, async (agreements) => {
        const jwk = await readJsonFile('file', file);
        const othersEnd = readInstant('others-end', options['othersEnd']);
        const when = { ...readDates(options), ...(othersEnd === undefined ? {} : { othersEnd }) };
        const { system, organisation } = options;
        if ((system === undefined) === (organisation === undefined)) {
          throw refuseInput('system', 'key-holder', 'Name either --system or --organisation.');
        }
        if (system !== undefined) {
          const { systemId } = await getNamedSystem(agreements, system);
          expectAccepted(await agreements.addSystemKey(systemId, jwk, when));
        } else {
          const { organisationId } = await getNamedOrganisation(agreements, organisation ?? '');
          expectAccepted(await agreements.addOrganisationKey(organisationId, jwk, when));
        }
        console.log('added=yes');
      }),
    );

  group
    .command('list')
    .description('list the keys of an organisation and its systems')
    .argument('<organisation>', 'an identifier, such as ods:Z9Z9A')
    .action((organisation: string) =>
      withAgreements(open, async (agreements) => {
        const { organisationId } = await getNamedOrganisation(agreements, organisation);
        for (const { key, systemId, validFrom, validTo } of await agreements.listKeys(organisationId)) {
          const holder = systemId === null ? 'agreements' : 'system';
          console.log(
            `${key.kid}  ${key.alg}  ${holder}  ${validFrom.toISOString()}  ${validTo?.toISOString() ?? '-'}`,
          );
        }
      }),
    );

  group
    .command('retire')
    .description('end a key at once; from an earlier instant, it also undoes what it signed since')
    .argument('<kid>')
    .option('--from <instant>', 'since when it must not be believed (now)')
    .action((kid: string, options: Options) =>
      withAgreements(open, async (agreements) => {
        expectAccepted(await agreements.retireKey(kid, readInstant('from', options['from'])));
        console.log('retired=yes');
      }),
    );
}
