import type { Command } from 'commander';
import { addGroup, withOpened } from './command-input.ts';
import { type OfficerOptions, type OpenedEraser, readOrder, withOfficer } from './erase-commands.ts';

/** Registers `assent retention …`: whose record is no longer to be kept (docs/domain/01 §1.11). */
export function registerRetentionCommands(program: Command, open: () => Promise<OpenedEraser>): void {
  const group = addGroup(program, 'retention', 'whose record is no longer to be kept');
  group
    .command('due')
    .description('count, by rule and year, whose period is over, and erase nobody (a dry run)')
    .action(() =>
      withOpened(open, async ({ erasure }) => {
        const due = await erasure.findDue();
        const counts = new Map<string, number>();
        for (const { rule, endsOn, held } of due) {
          const line = `rule=${rule} ended=${endsOn.slice(0, 4)} held=${held ? 'yes' : 'no'}`;
          counts.set(line, (counts.get(line) ?? 0) + 1);
        }
        for (const [line, people] of counts) console.log(`${line} people=${people}`);
        const held = due.filter((each) => each.held).length;
        console.log(
          `due=${due.length - held} held=${held} unmatched-keys=${await erasure.countUnmatchedDue()}`,
        );
      }),
    );
  withOfficer(
    group
      .command('erase')
      .description(
        'erase everybody whose period is over and whom no legal hold keeps, and what is about nobody known',
      ),
  ).action((options: OfficerOptions) =>
    withOpened(open, async ({ rooms, erasure }) => {
      const order = await readOrder(rooms.agreements, options);
      let [erased, waiting, held] = [0, 0, 0];
      for (const each of await erasure.findDue()) {
        if (each.held) {
          held += 1;
          continue;
        }
        const outcome = await erasure.erase(each.person, { ...order, ground: 'RETENTION' });
        if (outcome.ok) erased += 1;
        else waiting += 1;
      }
      const unmatched = await erasure.expireUnmatched(order);
      console.log(`erased=${erased} waiting=${waiting} held=${held} unmatched-keys=${unmatched}`);
    }),
  );
}
