import type { Command } from 'commander';
import type { Rooms } from '../compose.ts';
import { findNoticeHistory } from '../notices/index.ts';
import { uuidShape } from '../platform/index.ts';
import { addGroup, refuseInput, reportRefusals } from './command-input.ts';

/** Registers `assent notice …`: what people were told of, and how it was tried to bring it to them. */
export function registerNoticeCommands(program: Command, open: () => Promise<Rooms>): void {
  addGroup(program, 'notice', 'what people were told of')
    .command('history')
    .description(
      'show the notices of an exchange and every attempt to bring them; never to whom, or in what words',
    )
    .argument('<exchange id>')
    .action(async (exchangeId: string) => {
      const rooms = await open();
      try {
        await reportRefusals(async () => {
          if (!uuidShape.test(exchangeId))
            throw refuseInput('exchange', 'exchange', 'An exchange is named by a UUID.');
          const history = await findNoticeHistory(rooms.pool, exchangeId);
          for (const { kind, writtenAt, triedAt, channel, outcome, why } of history) {
            const tried =
              triedAt === null
                ? 'not brought yet'
                : `${triedAt.toISOString()}  ${[channel, outcome, why].filter((each) => each !== null).join(' ')}`;
            console.log(`${writtenAt.toISOString()}  ${kind}  ${tried}`);
          }
          const notices = new Set(history.map(({ noticeId }) => noticeId)).size;
          console.log(
            `notices=${notices} sent=${history.filter(({ outcome }) => outcome === 'SENT').length}`,
          );
        });
      } finally {
        await rooms.close();
      }
    });
}
