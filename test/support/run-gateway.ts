import { composeGateway, composeRooms, openDatabases } from '../../src/compose.ts';
import { createLogger, loadConfig } from '../../src/platform/index.ts';
import { quickTiming } from './quick-timing.ts';

/** A gateway as a process of its own, on the settings of its environment; to be killed at any moment. */
const config = loadConfig();
const log = createLogger(config);
const rooms = composeRooms(config, await openDatabases(config, log), log);
const { server } = await composeGateway(config, rooms, log, quickTiming);
server.listen(config.port, config.host, () => {
  process.send?.('listening');
});
