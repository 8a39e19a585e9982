import type { Server } from 'node:https';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Agreements,
  createAgreements,
  isPublicAddress,
  openDevelopmentAuthority,
} from './agreements/index.ts';
import { createApiApp, createTokenEndpoint, hardenServer, openTokenSigningKeys } from './api/index.ts';
import { type Consents, createConsents } from './consent/index.ts';
import {
  type GatewayUrls,
  type Pool,
  findRunningUrls,
  findSchemaDrift,
  migrateDatabase,
  openPool,
  publishUrls,
  reachDatabases,
} from './database/index.ts';
import {
  type DeliveryTiming,
  type Exchange,
  type House,
  type RedeliveryWorker,
  createDispatcher,
  createExchange,
  createIdentifyRequester,
  forgetSpentAssertions,
  readKeySetFrom,
  remoteKeys,
  spentAssertions,
  startRedeliveryWorker,
  tokenIssuer,
  usualTiming,
} from './exchange/index.ts';
import { type Families, createFamilies, systemTimer } from './families/index.ts';
import { type KeyStore, createKeyStore } from './keystore/index.ts';
import { type Ledger, createLedger, createLedgerSigner } from './ledger/index.ts';
import { type Config, type Logger, type Metrics, createMetrics, systemClock } from './platform/index.ts';
import { loadPolicy } from './policy/index.ts';
import { scopeCodes } from './vocabulary/index.ts';

/**
 * The one place that constructs things. Whatever starts the gateway (the process, a command, a test) builds it here, so
 * that none of them can leave a part out.
 */

/** Milliseconds within which every match of a person is answered, so that all take as long (docs/domain/04 §4.6). */
const matchTimeClass = 60;
/** Requests that one organisation may make in a minute before it is told to wait. */
const rateLimit = { requests: 3000, windowSeconds: 60 };
const daily = 86_400_000;
/** Milliseconds between checkpoints that nobody asked for. */
const checkpointInterval = 3_000;

/** The databases of this process, opened as its configuration says. */
export interface Databases {
  readonly urls: GatewayUrls;
  stop(): Promise<void>;
}

/**
 * Opens the databases: our own server, one that we provision, or what an administrator made. Only the first two are brought
 * up to date here; production runs `assent database migrate` with the owner's login, which the gateway never has.
 * @param announce receives a line whenever the embedded server has something to say to an operator
 */
export async function openDatabases(
  config: Config,
  log: Logger,
  announce: (line: string) => void = () => undefined,
): Promise<Databases> {
  const reached = await reachDatabases(config, announce);
  if (config.database.kind === 'CONFIGURED' || reached.owner === null)
    return { urls: reached, stop: () => reached.stop() };
  try {
    await migrateDatabase(reached.owner);
    const withdraw = await publishUrls(config.dataDirectory, reached);
    log.info('databases-open');
    return {
      urls: reached,
      stop: async () => {
        await withdraw();
        await reached.stop();
      },
    };
  } catch (fault) {
    await reached.stop();
    throw fault;
  }
}

/** The databases of a development gateway that is running, for a command beside it; opens them where none is running. */
export async function joinDatabases(config: Config, log: Logger): Promise<Databases> {
  const running =
    config.database.kind === 'EMBEDDED' ? await findRunningUrls(config.dataDirectory) : undefined;
  return running === undefined
    ? openDatabases(config, log)
    : { urls: running, stop: () => Promise.resolve() };
}

/** The standing rooms over their databases. What commands and the gateway have in common. */
export interface Rooms {
  readonly pool: Pool;
  readonly keyStorePool: Pool;
  readonly keyStore: KeyStore;
  readonly ledger: Ledger;
  readonly agreements: Agreements;
  readonly families: Families;
  readonly consents: Consents;
  close(): Promise<void>;
}

/** Builds the standing rooms. */
export function composeRooms(config: Config, databases: Databases, log: Logger): Rooms {
  const onConnectionLost = (): void => {
    log.warn('database-connection-lost');
  };
  const pool = openPool(databases.urls.gateway, { onConnectionLost, max: 16 });
  const keyStorePool = openPool(databases.urls.keys, { onConnectionLost, applicationName: 'assent-keys' });
  const clock = systemClock;
  const keyStore = createKeyStore({
    keys: keyStorePool,
    keyEncryptionKey: config.keys.keyEncryptionKey.export(),
    retiredKeyEncryptionKeys:
      config.keys.retiredKeyEncryptionKey === null ? [] : [config.keys.retiredKeyEncryptionKey.export()],
    lookupKey: config.keys.lookupKey.export(),
  });
  const signer = createLedgerSigner(
    config.ledger.origin,
    config.ledger.signingKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  );
  const ledger = createLedger({ pool, keyStore, signer, origin: config.ledger.origin, clock });
  const environment = config.mode;
  return {
    pool,
    keyStorePool,
    keyStore,
    ledger,
    agreements: createAgreements({ pool, ledger, clock, environment }),
    families: createFamilies({
      pool,
      keyStore,
      ledger,
      clock,
      timer: systemTimer,
      mode: environment,
      matchTimeClass,
    }),
    consents: createConsents({ pool, keyStore, ledger, clock }),
    close: async () => {
      await Promise.all([pool.end(), keyStorePool.end()]);
    },
  };
}

/** A gateway that answers. */
export interface Gateway {
  readonly server: Server;
  readonly exchange: Exchange;
  readonly house: House;
  /** Takes no more requests, lets those under way finish, and ends the background work. */
  close(): Promise<void>;
}

/**
 * Builds the gateway over its rooms. The caller lets the server listen.
 * @param timing how long attempts to deliver may take; tests bring a quicker one
 */
export async function composeGateway(
  config: Config,
  rooms: Rooms,
  log: Logger,
  timing: DeliveryTiming = usualTiming,
): Promise<Gateway> {
  const { agreements, keyStore, ledger, families, consents, pool, keyStorePool } = rooms;
  const clock = systemClock;
  const drift = await findSchemaDrift({ gateway: pool, keys: keyStorePool });
  if (drift.missing.length + drift.unknown.length > 0) {
    throw new Error(
      'the database is not of this version: run `assent database migrate` with the version that is to serve',
    );
  }
  const material = await readTlsMaterial(config);
  const spend = spentAssertions(pool);
  const signingKeys = await openTokenSigningKeys({
    directory: join(config.dataDirectory, 'token-keys'),
    clock,
  });
  const { audience, jwksUri } = config.tokens;
  const ownIssuer = `${config.publicUrl}/oauth`;
  const issuer =
    jwksUri === null
      ? tokenIssuer({
          issuer: ownIssuer,
          audience,
          algorithms: ['ES256'],
          findKey: (kid) => signingKeys.findKey(kid),
        })
      : tokenIssuer({
          issuer: config.tokens.issuer,
          audience,
          algorithms: ['ES256', 'ES384', 'PS256', 'PS384', 'RS384', 'EdDSA'],
          findKey: remoteKeys({ read: readKeySetFrom(jwksUri), clock }),
        });
  const metrics: Metrics = createMetrics({ process: true });
  const house: House = {
    pool,
    keyStore,
    ledger,
    agreements,
    families,
    consents,
    policy: loadPolicy(config.policy.directory, config.policy.bundle),
    identify: createIdentifyRequester({ register: agreements, issuer, spendAssertion: spend }),
    dispatcher: createDispatcher({
      certificate: material.clientCertificate,
      key: material.clientKey,
      authority: material.clientAuthority,
      mayDial: (address) => config.mode !== 'production' || isPublicAddress(address),
    }),
    timing,
    clock,
    log,
    metrics,
    mode: config.mode,
    dutyPhone: config.dutyPhone,
    pageOnCall: (why) => {
      metrics.pages.inc({ why });
      log.error('on-call-page', { problem: why });
    },
  };
  const exchange = createExchange(house);
  const tokenEndpoint = createTokenEndpoint({
    issuer: ownIssuer,
    audience,
    keys: signingKeys,
    register: agreements,
    spendAssertion: spend,
    scopes: scopeCodes,
    clock,
    observe: (event) => {
      if (event.kind === 'fault') log.fault('token-endpoint-failed', event.fault);
      if (event.kind === 'refused') log.warn('token-refused', { problem: event.error });
    },
  });
  const app = createApiApp({
    exchange,
    clock,
    logger: log,
    metrics,
    metricsToken: config.metricsToken,
    findOrganisationOfCertificate: async (thumbprint) =>
      (await agreements.findSystemByThumbprint(thumbprint))?.organisationId,
    tokenEndpoint,
    readCheckpoint: () => ledger.publishCheckpoint(),
    checkReadiness: async () => [
      { name: 'database', ready: await answers(pool) },
      { name: 'keyStore', ready: await answers(keyStorePool) },
      { name: 'ledgerKey', ready: ledger.verifierKey !== '' },
    ],
    publicUrl: config.publicUrl,
    rateLimit,
    mayNameInstant: config.mode !== 'production',
  });
  const server = hardenServer(
    {
      certificate: material.serverCertificate,
      privateKey: material.serverKey,
      clientAuthorities: [material.clientAuthority],
    },
    app,
  );
  const worker: RedeliveryWorker = await startRedeliveryWorker(house, pool);
  // Entries that nobody asks a receipt for are covered by a signed checkpoint all the same (reliability.md I1).
  const publishing = setInterval(() => {
    ledger.publishCheckpoint().catch((fault: unknown) => {
      log.fault('checkpoint-not-published', fault);
    });
  }, checkpointInterval);
  publishing.unref();
  const forgetting = setInterval(() => {
    forgetSpentAssertions(pool).catch((fault: unknown) => {
      log.fault('forget-spent-assertions-failed', fault);
    });
  }, daily);
  forgetting.unref();
  return {
    server,
    exchange,
    house,
    close: async () => {
      clearInterval(publishing);
      clearInterval(forgetting);
      await Promise.all([closeServer(server), worker.stop()]);
      await house.dispatcher.close();
    },
  };
}

async function answers(pool: Pool): Promise<boolean> {
  try {
    await pool.query('select 1');
    return true;
  } catch {
    return false;
  }
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeIdleConnections();
  });
}

interface GatewayTls {
  readonly serverCertificate: string;
  readonly serverKey: string;
  readonly clientCertificate: string;
  readonly clientKey: string;
  readonly clientAuthority: string;
}

/** Outside production the development authority makes what is missing; production brings its own. */
async function readTlsMaterial(config: Config): Promise<GatewayTls> {
  if (config.mode === 'production') {
    const [certificate, key, authority] = await Promise.all([
      readFile(config.tls.certFile, 'utf8'),
      readFile(config.tls.keyFile, 'utf8'),
      readFile(config.tls.clientCaFile, 'utf8'),
    ]);
    return {
      serverCertificate: certificate,
      serverKey: key,
      clientCertificate: certificate,
      clientKey: key,
      clientAuthority: authority,
    };
  }
  const authority = await openDevelopmentAuthority({
    directory: config.certsDirectory,
    clock: systemClock,
    environment: config.mode,
  });
  const [server, client] = await Promise.all([
    authority.issueGatewayServer(),
    authority.issueGatewayClient(),
  ]);
  return {
    serverCertificate: server.certificatePem,
    serverKey: server.privateKeyPem,
    clientCertificate: client.certificatePem,
    clientKey: client.privateKeyPem,
    clientAuthority: authority.certificatePem,
  };
}
