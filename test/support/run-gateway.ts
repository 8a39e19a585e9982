import { composeGateway, composeRooms, openDatabases } from '../../src/compose.ts';
import { createLogger, loadConfig } from '../../src/platform/index.ts';
import { quickTiming } from './quick-timing.ts';

/**
 * A gateway as a process of its own, on the settings of its environment; to be killed at any moment. With `TEST_HALT_AT` it sends
 * itself the signal in `TEST_HALT_WITH`, once, when it comes to that point: `before TEXT` and `after TEXT` name a statement that
 * it makes by words in it, `before dispatch` and `after dispatch` the sending itself. `TEST_LEASE_SECONDS` is another lease; with
 * `TEST_DRAINS` it ends as it does in production; `TEST_CONSENT_CACHE` makes it a gateway that must be caught.
 */
const config = loadConfig();
const log = createLogger(config);
const rooms = composeRooms(config, await openDatabases(config, log), log);
if (process.env['TEST_CONSENT_CACHE'] !== undefined)
  believeChoices(Number(process.env['TEST_CONSENT_CACHE']));
const gateway = await composeGateway(config, rooms, log, {
  ...quickTiming,
  leaseSeconds: Number(process.env['TEST_LEASE_SECONDS'] ?? quickTiming.leaseSeconds),
});
const { server, house, portal } = gateway;
process.once('SIGTERM', () => {
  if (process.env['TEST_DRAINS'] === undefined) process.exit(0);
  void gateway.close().then(() => process.exit(0));
});
haltAt(process.env['TEST_HALT_AT'], process.env['TEST_HALT_WITH'] === 'SIGSTOP' ? 'SIGSTOP' : 'SIGKILL');
// Several of these run beside each other, so that a portal is opened only where somebody named its port.
if (portal !== null && config.portal !== null && process.env['ASSENT_PORTAL_PORT'] !== undefined) {
  const { port } = config.portal;
  await new Promise<void>((resolve) => portal.listen(port, config.host, resolve));
}
server.listen(config.port, config.host, () => {
  process.send?.('listening');
});

function haltAt(point: string | undefined, signal: 'SIGSTOP' | 'SIGKILL'): void {
  if (point === undefined) return;
  const [when = '', ...words] = point.split(' ');
  const what = words.join(' ');
  let halted = false;
  const halt = (): void => {
    if (halted) return;
    halted = true;
    process.kill(process.pid, signal);
  };
  async function around<Value>(work: () => Promise<Value>): Promise<Value> {
    if (when === 'before') halt();
    const value = await work();
    if (when === 'after') halt();
    return value;
  }
  if (what === 'dispatch') {
    const { dispatcher } = house;
    const send = dispatcher.dispatch.bind(dispatcher);
    Object.assign(dispatcher, {
      dispatch: (...args: Parameters<typeof send>) => around(() => send(...args)),
    });
    return;
  }
  const { pool } = rooms;
  const query: (...args: unknown[]) => unknown = pool.query.bind(pool);
  Object.assign(pool, {
    query: (...args: unknown[]) => {
      const [statement] = args;
      return typeof statement === 'string' && statement.includes(what)
        ? around(() => Promise.resolve(query(...args)))
        : query(...args);
    },
  });
}

/** The build that checkers must catch: what families chose is believed for so many milliseconds, and nothing is guarded. */
function believeChoices(milliseconds: number): void {
  const { consents } = rooms;
  const load = consents.loadChoices.bind(consents);
  const believed = new Map<string, { readonly until: number; readonly choices: ReturnType<typeof load> }>();
  Object.assign(consents, {
    loadChoices: (...[persons, asAt]: Parameters<typeof load>) => {
      const key = persons.join(' ');
      const known = believed.get(key);
      if (known !== undefined && known.until > performance.now()) return known.choices;
      const choices = load(persons, asAt);
      believed.set(key, { until: performance.now() + milliseconds, choices });
      return choices;
    },
    getEpochs: () => Promise.resolve([]),
  });
}
