import type { Command } from 'commander';
import type { Agreements } from '../agreements/index.ts';
import type { OpenedErasure, Rooms } from '../compose.ts';
import { type ErasureOrder, type UnderWay, erasureGroundCodes } from '../erasure/index.ts';
import { asId, systemClock, uuidShape } from '../platform/index.ts';
import { addGroup, readCode, readDay, refuseInput, withOpened } from './command-input.ts';
import { readOfficer } from './read-officer.ts';
import { readPeople } from './read-people.ts';

/** The rooms and the eraser's logins, opened for one command. */
export interface OpenedEraser {
  readonly rooms: Pick<Rooms, 'agreements' | 'families'>;
  readonly erasure: OpenedErasure['erasure'];
  close(): Promise<void>;
}

/** Who acts and why, as every command that looks or erases is told. */
export interface OfficerOptions {
  readonly organisation: string;
  readonly officer: string;
  readonly why: string;
}

/** Registers `assent erase …` and `assent legal-hold …`. */
export function registerEraseCommands(program: Command, open: () => Promise<OpenedEraser>): void {
  const group = addGroup(program, 'erase', 'forget people for good, and see to it that they stay forgotten');
  withOfficer(
    group
      .command('people')
      .description('destroy their keys and everything that stands about them, with an ERASURE entry for each')
      .argument('<file>', 'one number a line, such as nhs-number:9990001014')
      .requiredOption('--ground <code>', erasureGroundCodes.join(', ')),
  ).action((file: string, options: OfficerOptions & { ground: string }) =>
    withOpened(open, async ({ rooms, erasure }) => {
      const officer = await readOrder(rooms.agreements, options);
      const ground = readCode('ground', options.ground, erasureGroundCodes);
      let [erased, refused] = [0, 0];
      for (const person of await readPeople(rooms.families, file)) {
        const outcome = await erasure.erase(person, { ...officer, ground });
        if (outcome.ok) {
          erased += 1;
          console.log(`erasure=${outcome.value.erasureId} entry=${outcome.value.entryId}`);
        } else {
          refused += 1;
          for (const line of await spell(rooms.agreements, outcome.refusal)) console.log(line);
        }
      }
      console.log(`erased=${erased} refused=${refused}`);
      if (refused > 0) process.exitCode = 1;
    }),
  );
  group
    .command('finish')
    .description('finish what a process that was killed left unfinished')
    .action(() =>
      withOpened(open, async ({ erasure }) => {
        console.log(`finished=${await erasure.finish()}`);
      }),
    );
  group
    .command('replay')
    .description(
      'after a restore by other means than assent restore: erase again whoever was erased at any time',
    )
    .action(() =>
      withOpened(open, async ({ erasure }) => {
        const { listed, erasedAgain } = await erasure.replay();
        console.log(`listed=${listed} erased-again=${erasedAgain}`);
      }),
    );

  const holds = addGroup(
    program,
    'legal-hold',
    'keep people from being erased while a court may need the record',
  );
  withOfficer(
    holds
      .command('set')
      .description('set a hold on each of them')
      .argument('<file>', 'one number a line, such as nhs-number:9990001014')
      .option('--until <date>', 'the last day (until it is lifted)'),
  ).action((file: string, options: OfficerOptions & { until?: string }) =>
    withOpened(open, async ({ rooms, erasure }) => {
      const officer = await readOrder(rooms.agreements, options);
      const until = options.until === undefined ? null : readDay('until', options.until);
      for (const person of await readPeople(rooms.families, file)) {
        const set = await erasure.setLegalHold(person, until, officer);
        console.log(set.ok ? `legal-hold=${set.value}` : `refused=${set.refusal}`);
        if (!set.ok) process.exitCode = 1;
      }
    }),
  );
  withOfficer(
    holds
      .command('lift')
      .description('lift a hold')
      .argument('<file>', 'the number of whom it is about')
      .requiredOption('--hold <id>', 'the hold, as set printed it'),
  ).action((file: string, options: OfficerOptions & { hold: string }) =>
    withOpened(open, async ({ rooms, erasure }) => {
      const officer = await readOrder(rooms.agreements, options);
      if (!uuidShape.test(options.hold))
        throw refuseInput('hold', 'hold-id', 'A hold is named by its id, a UUID in small letters.');
      const [person, ...others] = await readPeople(rooms.families, file);
      if (person === undefined || others.length > 0)
        throw refuseInput('file', 'people', 'The file names one person.');
      const lifted = await erasure.liftLegalHold(person, asId<'LegalHold'>(options.hold), officer);
      console.log(`lifted=${lifted.ok ? 'yes' : 'no'}`);
      if (!lifted.ok) process.exitCode = 1;
    }),
  );
  withOfficer(
    holds
      .command('list')
      .description('who set holds on them, why and until when; the reading stands in the ledger')
      .argument('<file>', 'one number a line, such as nhs-number:9990001014'),
  ).action((file: string, options: OfficerOptions) =>
    withOpened(open, async ({ rooms, erasure }) => {
      const officer = await readOrder(rooms.agreements, options);
      for (const person of await readPeople(rooms.families, file)) {
        for (const hold of await erasure.readLegalHolds(person, officer)) {
          const ended = hold.lifted === null ? 'no' : hold.lifted.at.toISOString();
          console.log(
            `legal-hold=${hold.legalHoldId} set=${hold.setAt.toISOString()} staff=${hold.by.staffId} ` +
              `until=${hold.untilDay ?? '-'} lifted=${ended} reason=${JSON.stringify(hold.reason)}`,
          );
        }
      }
    }),
  );
}

/** Adds the options that name who acts and why. */
export function withOfficer(command: Command): Command {
  return command
    .requiredOption('--organisation <identifier>', 'whose officer acts, such as ods:Z9Z9A')
    .requiredOption('--officer <staffId>', 'the officer, as in the staff register')
    .requiredOption('--why <words>', 'why: it goes into the ledger, so it never names anybody');
}

/** Who acts and why. @throws RefusedInput */
export async function readOrder(
  agreements: Agreements,
  options: OfficerOptions,
): Promise<Omit<ErasureOrder, 'ground'>> {
  const { by, reason } = await readOfficer(agreements, options);
  return { by, reason };
}

type Refusal = Exclude<
  Awaited<ReturnType<OpenedEraser['erasure']['erase']>>,
  { readonly ok: true }
>['refusal'];

/** Why somebody is not erased, and where there is something to wait for, each thing that has to end first, one a line. */
async function spell(agreements: Agreements, refusal: Refusal): Promise<readonly string[]> {
  if (refusal.code !== 'UNDER_WAY') return [`refused=${refusal.code}`];
  const { waitsFor } = refusal;
  const count = (wanted: UnderWay['kind']): number => waitsFor.filter(({ kind }) => kind === wanted).length;
  const counts = `deliveries=${count('DELIVERY')} holds=${count('HOLD')} cases=${count('CASE')}`;
  const lines = waitsFor.map(async ({ kind, id, exchangeId, organisationId, dueAt }) => {
    const named =
      organisationId === null ? null : await agreements.getOrganisation(organisationId, systemClock.now());
    return [
      `waits-for=${kind} id=${id}`,
      ...(exchangeId === null ? [] : [`exchange=${exchangeId}`]),
      ...(named === null ? [] : [`organisation=${JSON.stringify(named.name)}`]),
      `due=${dueAt.toISOString()}`,
    ].join(' ');
  });
  return [`refused=UNDER_WAY ${counts}`, ...(await Promise.all(lines))];
}
