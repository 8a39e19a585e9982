import { join } from 'node:path';
import type { Command } from 'commander';
import type { Config } from '../platform/index.ts';
import { type PartnerSystem, createPartnerSystem } from '../region/index.ts';

/** Registers `assent partner token` and `assent partner assertion`: a partner's side of the protocol, for trying things by hand. */
export function registerPartnerCommands(program: Command, readConfig: () => Config): void {
  const partner = program
    .command('partner')
    .description('act as a partner’s system, to try the API by hand (see README)');

  partner
    .command('token')
    .description('get a certificate-bound access token and print it')
    .requiredOption('--system <client id>', 'the registered system, such as fps-school-records')
    .action(async ({ system }: { system: string }) => {
      await withPartner(readConfig(), system, async (opened) => {
        console.log(await opened.getToken());
      });
    });

  partner
    .command('assertion')
    .description('sign that a practitioner acts for one message, and print the assertion')
    .requiredOption('--system <client id>', 'the registered system, such as fps-school-records')
    .requiredOption('--staff <staff id>', 'the practitioner, as the staff register names them')
    .requiredOption('--role <role>', 'the role in which they act, such as DSL')
    .requiredOption('--message <message id>', 'the message that they act for')
    .option('--lead', 'they are the lead practitioner for this family', false)
    .action(
      async (options: { system: string; staff: string; role: string; message: string; lead: boolean }) => {
        await withPartner(readConfig(), options.system, async (opened) => {
          const acting = { staffId: options.staff, role: options.role, leadPractitioner: options.lead };
          console.log(await opened.signAssertion(acting, options.message));
        });
      },
    );
}

async function withPartner(
  config: Config,
  clientId: string,
  work: (partner: PartnerSystem) => Promise<void>,
): Promise<void> {
  if (!/^[a-z0-9-]{3,64}$/.test(clientId))
    throw new Error('--system must be a client id, such as fps-school-records');
  const partner = await createPartnerSystem({
    clientId,
    gateway: config.publicUrl,
    audience: config.tokens.audience,
    certificateFile: join(config.certsDirectory, 'systems', `${clientId}-client.pem`),
    authorityFile: join(config.certsDirectory, 'ca.crt'),
    signingKeyFile: join(config.certsDirectory, 'keys', `${clientId}.jwk.json`),
  });
  try {
    await work(partner);
  } finally {
    await partner.close();
  }
}
