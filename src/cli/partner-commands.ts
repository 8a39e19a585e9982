import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { type Config, hasErrorCode } from '../platform/index.ts';
import { type PartnerSystem, createPartnerSystem } from '../region/index.ts';
import { roles } from '../vocabulary/index.ts';
import { addGroup, readCode, refuseInput, reportRefusals } from './command-input.ts';

/** Registers `assent partner token` and `assent partner assertion`: a partner's side of the protocol, for trying things by hand. */
export function registerPartnerCommands(program: Command, readConfig: () => Config): void {
  const partner = addGroup(
    program,
    'partner',
    'act as a partner’s system, to try the API by hand (see README)',
  );

  partner
    .command('token')
    .description('get a certificate-bound access token and print it')
    .requiredOption('--system <client id>', 'the registered system, such as fps-school-records')
    .action(({ system }: { system: string }) =>
      reportRefusals(() =>
        withPartner(readConfig(), system, async (opened) => {
          console.log(await opened.getToken());
        }),
      ),
    );

  partner
    .command('assertion')
    .description('sign that a practitioner acts for one message, and print the assertion')
    .requiredOption('--system <client id>', 'the registered system, such as fps-school-records')
    .requiredOption('--staff <staff id>', 'the practitioner, as the staff register names them')
    .requiredOption('--role <role>', 'the role in which they act, such as DSL')
    .requiredOption('--message <message id>', 'the message, or the idempotency key, that they act for')
    .option('--lead', 'they are the lead practitioner for this family', false)
    .action((options: { system: string; staff: string; role: string; message: string; lead: boolean }) =>
      reportRefusals(async () => {
        const role = readCode('role', options.role, roles);
        const acting = { staffId: options.staff, role, leadPractitioner: options.lead };
        await withPartner(readConfig(), options.system, async (opened) => {
          console.log(await opened.signAssertion(acting, options.message));
        });
      }),
    );
}

async function withPartner(
  config: Config,
  clientId: string,
  work: (partner: PartnerSystem) => Promise<void>,
): Promise<void> {
  if (!/^[a-z0-9-]{3,64}$/.test(clientId))
    throw refuseInput('system', 'client-id', 'Write a client id, such as fps-school-records.');
  const files = {
    certificateFile: join(config.certsDirectory, 'systems', `${clientId}-client.pem`),
    authorityFile: join(config.certsDirectory, 'ca.crt'),
    signingKeyFile: join(config.certsDirectory, 'keys', `${clientId}.jwk.json`),
  };
  for (const file of Object.values(files)) {
    await access(file).catch(() => {
      const message = `There is no ${file}. npm start makes those of the Westmarch region.`;
      throw refuseInput('system', 'file', message);
    });
  }
  const gateway = config.publicUrl;
  const partner = await createPartnerSystem({
    clientId,
    gateway,
    audience: config.tokens.audience,
    ...files,
  });
  try {
    await work(partner);
  } catch (fault) {
    if (!isUnreachable(fault)) throw fault;
    throw new Error(`The gateway does not answer at ${gateway}: start it with npm start.`, {
      cause: fault,
    });
  } finally {
    await partner.close();
  }
}

/** Whether a fault, or what caused it, is that nobody listens there. */
function isUnreachable(fault: unknown): boolean {
  return hasErrorCode(fault, 'ECONNREFUSED') || (fault instanceof Error && isUnreachable(fault.cause));
}
