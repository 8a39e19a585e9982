import type { Command } from 'commander';
import type { Rooms } from '../compose.ts';
import type { checkBundle } from '../policy/index.ts';
import { refuseInput, withOpened } from './command-input.ts';
import { withOfficer } from './erase-commands.ts';
import { readOfficer } from './read-officer.ts';

/** What the register of policies needs, opened for one command. */
type OpenedRegister = Pick<Rooms, 'agreements' | 'policies' | 'close'>;

/** Reads and checks a version of a bundle as it stands in the policy directory. */
type CheckBundle = (bundle: string, version: number) => ReturnType<typeof checkBundle>;

interface OfficerOptions {
  readonly organisation: string;
  readonly officer: string;
  readonly why: string;
}

/**
 * Registers `assent policy approve` and `assent policy history`: who approved which text, and which text decided since when. In
 * production no gateway starts under a text that nobody has approved.
 */
export function registerPolicyRegisterCommands(
  policy: Command,
  open: () => Promise<OpenedRegister>,
  check: CheckBundle,
): void {
  withOfficer(
    policy
      .command('approve')
      .description(
        'approve the text of a bundle version, so that gateways may start under it; an entry says so',
      )
      .argument('<bundle>', 'the bundle, such as BASE-1')
      .argument('<version>', 'its version'),
  ).action((bundle: string, version: string, options: OfficerOptions) =>
    withOpened(open, async ({ agreements, policies }) => {
      const { by, reason } = await readOfficer(agreements, options);
      const text = readText(check, bundle, version);
      const approved = await policies.approve(text, { ...by, reason });
      console.log(
        `policy=${bundle} version=${version} hash=${text.hash} approved=${approved ? 'yes' : 'before'}`,
      );
    }),
  );

  policy
    .command('history')
    .description('which text decided since when, and who had approved it')
    .action(() =>
      withOpened(open, async ({ agreements, policies }) => {
        const turns = await policies.listTurns();
        for (const { turn, bundle, version, hash, since, approvals } of turns) {
          const officers = await Promise.all(
            approvals.map(async ({ organisationId, staffId }) => {
              const { identifiers } = await agreements.getOrganisation(organisationId);
              const [named] = identifiers;
              return `${named === undefined ? organisationId : `${named.system}:${named.value}`}/${staffId}`;
            }),
          );
          console.log(
            `turn=${turn} policy=${bundle} version=${version} since=${since.toISOString()} hash=${hash} ` +
              `approved-by=${officers.length === 0 ? '-' : officers.join(',')}`,
          );
        }
        console.log(`turns=${turns.length}`);
      }),
    );
}

/** @throws RefusedInput where there is no such version, it may not decide, or something is wrong with it */
function readText(
  check: CheckBundle,
  name: string,
  version: string,
): NonNullable<ReturnType<CheckBundle>['bundle']>['version'] {
  if (!/^[1-9]\d{0,5}$/.test(version))
    throw refuseInput('version', 'version', 'A version is a number from 1.');
  const { bundle, problems } = check(name, Number(version));
  const [first] = problems;
  if (first !== undefined || bundle === undefined)
    throw refuseInput('bundle', first?.rule ?? 'missing', first?.message ?? 'There is no such bundle.');
  // A draft that comes into force is another text.
  if (bundle.status !== 'in-force')
    throw refuseInput('version', 'status', `${name} v${version} is ${bundle.status}: it decides nothing.`);
  return bundle.version;
}
