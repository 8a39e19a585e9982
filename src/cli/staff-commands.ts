import type { Command } from 'commander';
import type { StaffDraft } from '../agreements/index.ts';
import { roles } from '../vocabulary/index.ts';
import { addGroup, readCodes } from './command-input.ts';
import {
  type OpenAgreements,
  expectAccepted,
  getNamedOrganisation,
  withAgreements,
} from './registration-input.ts';

type Options = Readonly<Record<string, string | undefined>>;

/** Registers `assent staff …`: who acts for an organisation. */
export function registerStaffCommands(program: Command, open: OpenAgreements): void {
  const group = addGroup(program, 'staff', 'keep the staff registers of organisations');
  group
    .command('record')
    .description('record one who acts for an organisation; a later record takes its place')
    .argument('<organisation>', 'an identifier, such as ods:Z9Z9A')
    .requiredOption('--staff <id>', "the organisation's own reference, never a name")
    .requiredOption('--roles <codes>', 'separated by commas')
    .requiredOption('--active-from <date>')
    .option('--active-to <date>', 'the last day')
    .option('--training-valid-to <date>', 'the last day on which the training counts')
    .option('--register <name>', 'the register, as agreements name it', 'main')
    .action((organisation: string, options: Options) =>
      withAgreements(open, async (agreements) => {
        const { organisationId } = await getNamedOrganisation(agreements, organisation);
        const draft: StaffDraft = {
          staffId: options['staff'] ?? '',
          register: options['register'],
          roles: readCodes('roles', options['roles'] ?? '', roles),
          trainingValidTo: options['trainingValidTo'] ?? null,
          activeFrom: options['activeFrom'] ?? '',
          activeTo: options['activeTo'] ?? null,
        };
        expectAccepted(await agreements.recordStaff(organisationId, draft));
        console.log('recorded=yes');
      }),
    );

  group
    .command('list')
    .description('list those who act for an organisation')
    .argument('<organisation>', 'an identifier, such as ods:Z9Z9A')
    .action((organisation: string) =>
      withAgreements(open, async (agreements) => {
        const { organisationId } = await getNamedOrganisation(agreements, organisation);
        for (const { staffId, register, roles: held, trainingValidTo, active } of await agreements.listStaff(
          organisationId,
        )) {
          console.log(
            `${staffId}  ${register}  ${held.join(',')}  ${trainingValidTo ?? '-'}  ${active ? 'active' : 'left'}`,
          );
        }
      }),
    );
}
