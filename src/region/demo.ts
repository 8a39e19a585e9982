import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { composeGateway, composeRooms, openDatabases } from '../compose.ts';
import { createLogger, loadConfig } from '../platform/index.ts';
import { playCatalogue } from './catalogue-exchanges.ts';
import { playFirstExchanges } from './first-exchanges.ts';
import { openWestmarch } from './open-westmarch.ts';
import { printResults } from './print-results.ts';
import type { SceneResult } from './scene-result.ts';

/**
 * `npm run demo -- --once`: the first exchanges of the region on a database, certificates and keys of their own, which are
 * gone afterwards. Ends with one line of figures; exits 0 only if every result is as its scenario says and the ledger
 * verifies.
 */
async function demo(): Promise<boolean> {
  const directory = await mkdtemp(join(tmpdir(), 'assent-demo-'));
  const port = await findFreePort();
  const config = loadConfig({
    ASSENT_MODE: 'development',
    ASSENT_PORT: String(port),
    ASSENT_DATA_DIR: join(directory, 'data'),
    ASSENT_CERTS_DIR: join(directory, 'certs'),
    ASSENT_LOG_LEVEL: 'error',
  });
  const log = createLogger(config);
  const databases = await openDatabases(config, log);
  const rooms = composeRooms(config, databases, log);
  const gateway = await composeGateway(config, rooms, log);
  try {
    await new Promise<void>((resolve) => gateway.server.listen(port, config.host, resolve));
    const region = await openWestmarch(config, rooms, rooms.ledger.verifierKey);
    const play = async (): Promise<readonly [readonly SceneResult[], readonly SceneResult[]]> => [
      await playFirstExchanges(region, rooms.ledger.verifierKey),
      await playCatalogue(region),
    ];
    const [results, catalogue] = await play().finally(() => region.stop());
    const sent = catalogue.filter(({ differences }) => differences.length === 0);
    const verdict = await rooms.ledger.verify();
    console.log(printResults([...results, ...catalogue.filter((each) => !sent.includes(each))]));
    console.log(
      `\n${summarise(results)} catalogue=${sent.length}/${catalogue.length} ledger=${verdict.entries} verified=${verdict.verified ? 'yes' : 'no'}`,
    );
    return (
      verdict.verified && [...results, ...catalogue].every(({ differences }) => differences.length === 0)
    );
  } finally {
    await gateway.close();
    await rooms.close();
    await databases.stop();
    await log.close();
    await rm(directory, { recursive: true, force: true });
  }
}

function summarise(results: readonly SceneResult[]): string {
  const count = (outcome: string): number =>
    results.filter((result) => (result.answer?.outcome ?? result.outcome) === outcome).length;
  return `exchanges=${results.length} forwarded=${count('FORWARD')} redacted=${count('FORWARD_REDACTED')} held=${count('HOLD')} refused=${count('DENY')}`;
}

function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => {
        if (address === null || typeof address === 'string') reject(new Error('no port'));
        else resolve(address.port);
      });
    });
  });
}

process.exitCode = (await demo()) ? 0 : 1;
