import type { Command } from 'commander';
import type { Rooms } from '../compose.ts';
import { findLanes, resumeLane, stopLane } from '../exchange/index.ts';
import { addGroup, refuseInput, reportRefusals } from './command-input.ts';
import { getNamedSystem } from './registration-input.ts';

/** Registers `assent delivery …`: what waits for recipients, and whether it is tried. */
export function registerDeliveryCommands(program: Command, open: () => Promise<Rooms>): void {
  const group = addGroup(program, 'delivery', 'what waits for recipients, and whether it is tried');
  const withRooms = async (work: (rooms: Rooms) => Promise<void>): Promise<void> => {
    const rooms = await open();
    try {
      await reportRefusals(() => work(rooms));
    } finally {
      await rooms.close();
    }
  };

  group
    .command('list')
    .description('list the systems for which something waits, whose circuit is open, or that were stopped')
    .action(() =>
      withRooms(async ({ pool, agreements }) => {
        const lanes = await findLanes(pool);
        for (const lane of lanes) {
          const system = await agreements.findSystem(lane.systemId);
          const way =
            lane.stoppedAt !== null
              ? `stopped since ${lane.stoppedAt.toISOString()} (${lane.stoppedWhy ?? ''})`
              : lane.probeAt === null
                ? 'open'
                : `down, tried again at ${lane.probeAt.toISOString()}`;
          console.log(
            `${system?.clientId ?? lane.systemId}  waiting=${lane.waiting} failures=${lane.failures}  ${way}`,
          );
        }
        console.log(`recipients=${lanes.length}`);
      }),
    );

  group
    .command('stop')
    .description('send and try nothing routine to a system until it is let go on; what is urgent still goes')
    .argument('<client id>')
    .requiredOption('--reason <text>', 'never about a person')
    .action((clientId: string, { reason }: { readonly reason: string }) =>
      withRooms(async ({ pool, agreements }) => {
        if (reason.trim() === '' || reason.length > 200)
          throw refuseInput('reason', 'reason', 'A reason has 1 to 200 characters.');
        await stopLane(pool, (await getNamedSystem(agreements, clientId)).systemId, reason);
        console.log('stopped=yes');
      }),
    );

  group
    .command('resume')
    .description('let deliveries to a system go on, and say what becomes of those that waited')
    .argument('<client id>')
    .requiredOption(
      '--waiting <what>',
      'send: what waited is sent, the oldest first; report: its senders are told that it was not',
    )
    .action((clientId: string, { waiting }: { readonly waiting: string }) =>
      withRooms(async ({ pool, agreements }) => {
        if (waiting !== 'send' && waiting !== 'report')
          throw refuseInput('waiting', 'waiting', 'What waited is sent or reported: say `send` or `report`.');
        const { systemId } = await getNamedSystem(agreements, clientId);
        const waited = await resumeLane(pool, systemId, waiting === 'send' ? 'SEND' : 'REPORT');
        console.log(`resumed=yes waited=${waited} ${waiting === 'send' ? 'sent' : 'reported'}=${waited}`);
      }),
    );
}
