import type { Command } from 'commander';
import {
  type Agreements,
  type RegisteredSystem,
  mailboxAddress,
  recordForms,
  thumbprintOfCertificate,
} from '../agreements/index.ts';
import { departments, roles, webhookKinds } from '../vocabulary/index.ts';
import { registerKeyCommands } from './key-commands.ts';
import {
  addGroup,
  readCodes,
  readJsonFile,
  readTextFile,
  refuseInput,
  reportRefusals,
} from './command-input.ts';
import {
  type OpenAgreements,
  expectAccepted,
  getNamedOrganisation,
  getNamedSystem,
  readDates,
  withAgreements,
} from './registration-input.ts';
import { registerStaffCommands } from './staff-commands.ts';

type Options = Readonly<Record<string, string | undefined>>;

/** Registers `assent system …`, `assent key …` and `assent staff …`: with what an organisation takes part, and who acts for it. */
export function registerSystemCommands(program: Command, open: OpenAgreements): void {
  registerSystems(
    addGroup(program, 'system', 'register, change and suspend the systems of organisations'),
    open,
  );
  registerKeyCommands(program, open);
  registerStaffCommands(program, open);
}

function registerSystems(group: Command, open: OpenAgreements): void {
  group
    .command('register')
    .description('register a system from a JSON file (docs/agreements.md)')
    .argument('<organisation>', 'an identifier, such as ods:Z9Z9A')
    .argument('<file>')
    .action((organisation: string, file: string) =>
      withAgreements(open, async (agreements) => {
        const { organisationId } = await getNamedOrganisation(agreements, organisation);
        const draft = await readJsonFile('file', file);
        console.log(`systemId=${expectAccepted(await agreements.registerSystem(organisationId, draft))}`);
      }),
    );

  group
    .command('list')
    .description('list the systems of an organisation')
    .argument('<organisation>', 'an identifier, such as ods:Z9Z9A')
    .action((organisation: string) =>
      withAgreements(open, async (agreements) => {
        const { organisationId } = await getNamedOrganisation(agreements, organisation);
        for (const { clientId, endpoint, suspendedAt } of await agreements.listSystems(organisationId)) {
          console.log(
            `${clientId}  ${endpoint?.url ?? '-'}  ${suspendedAt === null ? 'active' : 'suspended'}`,
          );
        }
      }),
    );

  group
    .command('thumbprint')
    .description('print the thumbprint of a certificate (x5t#S256)')
    .argument('<file>', 'PEM')
    .action((file: string) =>
      reportRefusals(async () => {
        console.log(await readThumbprint(file));
      }),
    );

  onSystem(
    group,
    open,
    'show',
    'show a system with its keys and certificates in force',
    async (_agreements, system) => {
      console.log(JSON.stringify(system, null, 2));
      return Promise.resolve();
    },
  );

  onSystem(
    group,
    open,
    'add-certificate',
    'let it show a further certificate',
    async (agreements, system, options) => {
      const thumbprint = await readThumbprint(options['certificate'] ?? '');
      expectAccepted(await agreements.addCertificate(system.systemId, thumbprint, readDates(options)));
      console.log(`thumbprint=${thumbprint}`);
    },
  )
    .requiredOption('--certificate <file>', 'PEM')
    .option('--from <instant>', 'from when it counts (now)')
    .option('--to <instant>', 'from when it counts no more');

  group
    .command('retire-certificate')
    .description('end a certificate at once')
    .argument('<thumbprint>', 'as `assent system thumbprint` prints it')
    .action((thumbprint: string) =>
      withAgreements(open, async (agreements) => {
        expectAccepted(await agreements.retireCertificate(thumbprint));
        console.log('retired=yes');
      }),
    );

  onSystem(
    group,
    open,
    'endpoint',
    'state where it receives, and for whom',
    async (agreements, system, options) => {
      const url = options['mailbox'] === undefined ? options['url'] : mailboxAddress;
      const endpoint = {
        url: url ?? '',
        ...(options['departments'] === undefined
          ? {}
          : { departments: readCodes('departments', options['departments'], departments) }),
        ...(options['roles'] === undefined ? {} : { roles: readCodes('roles', options['roles'], roles) }),
      };
      expectAccepted(await agreements.changeEndpoint(system.systemId, url === undefined ? null : endpoint));
      console.log('changed=yes');
    },
  )
    .option(
      '--url <url>',
      'https, or mesh:MAILBOX for a mailbox of MESH; left out, the system no longer receives',
    )
    .option('--mailbox', 'nothing is sent to it: it collects what comes for it')
    .option('--departments <codes>', 'separated by commas (all)')
    .option('--roles <codes>', 'separated by commas (all)');

  onSystem(
    group,
    open,
    'records',
    'state where it gives records that others ask for',
    async (agreements, system, options) => {
      const { url, form, departments: named } = options;
      const service =
        url === undefined
          ? null
          : {
              url,
              form: readCodes('form', form ?? '', recordForms)[0] ?? 'JSON',
              ...(named === undefined ? {} : { departments: readCodes('departments', named, departments) }),
            };
      expectAccepted(await agreements.changeRecordService(system.systemId, service));
      console.log('changed=yes');
    },
  )
    .option('--url <url>', 'https; left out, the system no longer gives records')
    .option('--form <form>', 'JSON: messages of ours at this address; FHIR: searches under this base')
    .option('--departments <codes>', 'separated by commas (all)');

  onSystem(
    group,
    open,
    'webhook',
    'state where it is told that there is something to fetch, and of what',
    async (agreements, system, { url, kinds }) => {
      const webhook =
        url === undefined ? null : { url, kinds: readCodes('kinds', kinds ?? '', webhookKinds) };
      expectAccepted(await agreements.changeWebhook(system.systemId, webhook));
      console.log('changed=yes');
    },
  )
    .option('--url <url>', 'https; left out, it is told of nothing')
    .option('--kinds <codes>', `separated by commas: ${webhookKinds.join(', ')}`);

  onSystem(group, open, 'scopes', 'state what it may ask tokens for', async (agreements, system, options) => {
    const scopes = (options['scopes'] ?? '').split(',').filter((scope) => scope !== '');
    expectAccepted(await agreements.changeScopes(system.systemId, scopes));
    console.log('changed=yes');
  }).requiredOption('--scopes <codes>', 'separated by commas');

  onSystem(group, open, 'suspend', 'stop it at once', async (agreements, system, options) => {
    expectAccepted(await agreements.suspendSystem(system.systemId, options['reason'] ?? ''));
    console.log('suspended=yes');
  }).requiredOption('--reason <text>', 'goes into the ledger: never about a person');

  onSystem(group, open, 'resume', 'end its suspension', async (agreements, system, options) => {
    expectAccepted(await agreements.resumeSystem(system.systemId, options['reason'] ?? ''));
    console.log('resumed=yes');
  }).requiredOption('--reason <text>', 'goes into the ledger: never about a person');
}

/** A command on the system that its first argument names. */
function onSystem(
  group: Command,
  open: OpenAgreements,
  name: string,
  description: string,
  work: (agreements: Agreements, system: RegisteredSystem, options: Options) => Promise<void>,
): Command {
  return group
    .command(name)
    .description(description)
    .argument('<client id>')
    .action((clientId: string, options: Options) =>
      withAgreements(open, async (agreements) => {
        await work(agreements, await getNamedSystem(agreements, clientId), options);
      }),
    );
}

async function readThumbprint(path: string): Promise<string> {
  const pem = await readTextFile('certificate', path);
  try {
    return thumbprintOfCertificate(pem);
  } catch {
    throw refuseInput('certificate', 'certificate', `${path} holds no certificate in PEM.`);
  }
}
