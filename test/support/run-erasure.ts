import { once } from 'node:events';
import { composeRooms, joinDatabases } from '../../src/compose.ts';
import { openErasure } from '../../src/compose/index.ts';
import { asId, createLogger, loadConfig } from '../../src/platform/index.ts';
import { orderOf } from './erasure.ts';

/**
 * An erasure as a process of its own, on the settings of its environment, that kills itself after a step; without a step it says that it
 * is ready, begins once it is told to, and is killed by whoever told it.
 */
const [person, last] = process.argv.slice(2);
if (person === undefined) throw new Error('a person is needed');
const config = loadConfig();
const log = createLogger({ logLevel: 'error' });
const databases = await joinDatabases(config, log);
const rooms = composeRooms(config, databases, log);
const { erasure } = openErasure(config, rooms, databases, {
  afterStep: (step) => {
    if (step === last) process.kill(process.pid, 'SIGKILL');
  },
});
const order = await orderOf({ rooms });
if (last === undefined) {
  process.send?.('ready');
  await once(process, 'message');
}
const erased = await erasure.erase(asId<'Person'>(person), order);
if (last !== undefined) throw new Error(`it was not killed: ${JSON.stringify(erased)}`);
process.send?.('erased');
