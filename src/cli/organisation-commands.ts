import type { Command } from 'commander';
import {
  type Agreements,
  type Organisation,
  type ProfileChanges,
  formatOrganisationIdentifier,
  parseOrganisationIdentifierText,
} from '../agreements/index.ts';
import { departments, dutyStatuses } from '../vocabulary/index.ts';
import { addGroup, readCode, readCodes, readJsonFile, refuseInput } from './command-input.ts';
import {
  type OpenAgreements,
  expectAccepted,
  getNamedOrganisation,
  withAgreements,
} from './registration-input.ts';

/** Registers `assent organisation …`: who takes part. An organisation is named by an identifier such as ods:Z9Z9A. */
export function registerOrganisationCommands(program: Command, open: OpenAgreements): void {
  const group = addGroup(program, 'organisation', 'register, change, suspend and list organisations');

  group
    .command('register')
    .description('register an organisation from a JSON file (docs/agreements.md)')
    .argument('<file>')
    .action((file: string) =>
      withAgreements(open, async (agreements) => {
        const draft = await readJsonFile('file', file);
        console.log(`organisationId=${expectAccepted(await agreements.registerOrganisation(draft))}`);
      }),
    );

  group
    .command('list')
    .description('list all organisations as they stand today')
    .action(() =>
      withAgreements(open, async (agreements) => {
        for (const organisation of await agreements.listOrganisations()) console.log(describe(organisation));
      }),
    );

  onOrganisation('show', 'show an organisation as it stands today', async (_agreements, organisation) => {
    console.log(JSON.stringify(organisation, null, 2));
    return Promise.resolve();
  });

  onOrganisation(
    'update',
    'change its name, departments or duty phone',
    async (agreements, found, options) => {
      const changes: ProfileChanges = {
        ...(options['name'] === undefined ? {} : { name: options['name'] }),
        ...(options['phone'] === undefined ? {} : { dutyPhone: options['phone'] }),
        ...(options['departments'] === undefined
          ? {}
          : { departments: readCodes('departments', options['departments'], departments) }),
      };
      expectAccepted(await agreements.updateOrganisation(found.organisationId, changes));
      console.log('updated=yes');
    },
  )
    .option('--name <name>')
    .option('--phone <number>', 'where a person answers when something urgent is refused')
    .option('--departments <codes>', 'separated by commas');

  onOrganisation('add-identifier', 'give it a further identifier', async (agreements, found, options) => {
    const identifier = readIdentifier(options['identifier']);
    expectAccepted(await agreements.addIdentifier(found.organisationId, identifier, options['from']), {
      day: 'from',
    });
    console.log('added=yes');
  })
    .requiredOption('--identifier <system:value>')
    .option('--from <date>', 'the first day (today)');

  onOrganisation('end-identifier', 'end one of its identifiers', async (agreements, found, options) => {
    const identifier = readIdentifier(options['identifier']);
    expectAccepted(
      await agreements.endIdentifier(found.organisationId, identifier, options['lastDay'] ?? ''),
      { day: 'last-day' },
    );
    console.log('ended=yes');
  })
    .requiredOption('--identifier <system:value>')
    .requiredOption('--last-day <date>', 'the last day on which it names the organisation');

  onOrganisation('duty', 'state how it stands to the duty to share', async (agreements, found, options) => {
    const status = readCode('status', options['status'] ?? '', dutyStatuses);
    expectAccepted(await agreements.changeDutyStatus(found.organisationId, status, options['from'] ?? ''));
    console.log('changed=yes');
  })
    .requiredOption('--status <code>', dutyStatuses.join(', '))
    .requiredOption('--from <date>', 'the first day');

  onOrganisation('close', 'state that it is no more', async (agreements, found, options) => {
    const successor = options['successor'];
    const { organisationId: successorId } =
      successor === undefined
        ? { organisationId: undefined }
        : await getNamedOrganisation(agreements, successor);
    expectAccepted(
      await agreements.closeOrganisation(found.organisationId, options['on'] ?? '', successorId),
      { closedOn: 'on' },
    );
    console.log('closed=yes');
  })
    .requiredOption('--on <date>', 'the first day on which it is no more')
    .option('--successor <system:value>', 'who takes its place');

  onOrganisation('suspend', 'stop it and all its systems at once', async (agreements, found, options) => {
    expectAccepted(await agreements.suspendOrganisation(found.organisationId, options['reason'] ?? ''));
    console.log('suspended=yes');
  }).requiredOption('--reason <text>', 'goes into the ledger: never about a person');

  onOrganisation('resume', 'end its suspension', async (agreements, found, options) => {
    expectAccepted(await agreements.resumeOrganisation(found.organisationId, options['reason'] ?? ''));
    console.log('resumed=yes');
  }).requiredOption('--reason <text>', 'goes into the ledger: never about a person');

  /** A command on the organisation that its first argument names. */
  function onOrganisation(
    name: string,
    description: string,
    work: (
      agreements: Agreements,
      organisation: Organisation,
      options: Readonly<Record<string, string | undefined>>,
    ) => Promise<void>,
  ): Command {
    return group
      .command(name)
      .description(description)
      .argument('<organisation>', 'an identifier, such as ods:Z9Z9A')
      .action((organisation: string, options: Readonly<Record<string, string | undefined>>) =>
        withAgreements(open, async (agreements) => {
          await work(agreements, await getNamedOrganisation(agreements, organisation), options);
        }),
      );
  }
}

function readIdentifier(text = ''): Parameters<Agreements['addIdentifier']>[1] {
  const identifier = parseOrganisationIdentifierText(text);
  if (!identifier.ok) throw refuseInput('identifier', identifier.refusal.rule, identifier.refusal.message);
  return identifier.value;
}

function describe(organisation: Organisation): string {
  const { name, type, identifiers, departments: held, dutyStatus, active, suspendedAt } = organisation;
  const state = active ? 'active' : suspendedAt === null ? 'closed' : 'suspended';
  const names = identifiers.map(formatOrganisationIdentifier).join(' ');
  return `${names}  ${name}  ${type}  ${held.join(',') || '-'}  ${dutyStatus}  ${state}`;
}
