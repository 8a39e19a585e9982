import { composeRooms, joinDatabases } from '../../src/compose.ts';
import { openErasure } from '../../src/compose/index.ts';
import { asId, createLogger, loadConfig } from '../../src/platform/index.ts';
import { orderOf } from './erasure.ts';

/** An erasure as a process of its own, on the settings of its environment, that kills itself after a step. */
const [person, last] = process.argv.slice(2);
if (person === undefined || last === undefined) throw new Error('a person and a step are needed');
const config = loadConfig();
const log = createLogger({ logLevel: 'error' });
const databases = await joinDatabases(config, log);
const rooms = composeRooms(config, databases, log);
const { erasure } = openErasure(config, rooms, databases, {
  afterStep: (step) => {
    if (step === last) process.kill(process.pid, 'SIGKILL');
  },
});
const erased = await erasure.erase(asId<'Person'>(person), await orderOf({ rooms }));
throw new Error(`it was not killed: ${JSON.stringify(erased)}`);
