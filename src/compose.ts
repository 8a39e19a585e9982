import type { Server } from 'node:https';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { isPublicAddress, parseOrganisationIdentifierText } from './agreements/index.ts';
import { createApiApp, createTokenEndpoint, hardenServer, openTokenSigningKeys } from './api/index.ts';
import {
  type Rooms,
  composeConsole,
  composePortal,
  countDeliveries,
  findOwnIssuer,
  listRecurringJobs,
  openCarriers,
  openMesh,
  publishCheckpoints,
  readTlsMaterial,
  retentionOf,
  trustedIssuer,
} from './compose/index.ts';
import { type Pool, findSchemaDrift } from './database/index.ts';
import { isReplayMissing } from './erasure/index.ts';
import { isRetired } from './keystore/index.ts';
import { createReceiptSigner } from './consent/index.ts';
import {
  type DeliveryTiming,
  type Exchange,
  type House,
  type PeerIdentity,
  createAdmission,
  createKnownPeople,
  createDesks,
  createDispatcher,
  createExchange,
  createMeshJob,
  createIdentifyRequester,
  createOwnAccount,
  createRecordHolders,
  createRequestSigner,
  createSharedCounts,
  createTurns,
  databaseTime,
  exchangesByKey,
  readHoldDays,
  spentAssertions,
  startBackgroundWorker,
  usualTiming,
} from './exchange/index.ts';
import { bringNotices } from './notices/index.ts';
import { type Config, type Logger, systemClock } from './platform/index.ts';
import { loadPolicy, openPolicyCalendar, openPolicyLibrary } from './policy/index.ts';
import { findProfile } from './portal/index.ts';
import { loadCodeTable } from './records/index.ts';
import { scopeCodes } from './vocabulary/index.ts';

export {
  type Databases,
  type OpenedErasure,
  type Rooms,
  checkOwnWitnesses,
  composeRooms,
  joinDatabases,
  openDatabases,
  openErasure,
  openKeys,
} from './compose/index.ts';

/**
 * The one place that constructs things. Whatever starts the gateway (the process, a command, a test) builds it here, so
 * that none of them can leave a part out.
 */

/** A gateway that answers. */
export interface Gateway {
  readonly server: Server;
  /** The listener for families' browsers; null where no portal is configured. */
  readonly portal: Server | null;
  /** The listener for officers' browsers; null where no console is configured. */
  readonly console: Server | null;
  readonly exchange: Exchange;
  readonly house: House;
  /** Takes no more requests, lets those under way finish, and ends the background work. Asked again it is the same end. */
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
  const {
    clock,
    agreements,
    keyStore,
    ledger,
    families,
    consents,
    relationships,
    holds,
    cases,
    plans,
    clocks,
    pool,
    keyStorePool,
    metrics,
  } = rooms;
  const drift = await findSchemaDrift({ gateway: pool, keys: keyStorePool });
  if (drift.missing.length + drift.unknown.length > 0) {
    throw new Error(
      'the database is not of this version: run `assent database migrate` with the version that is to serve',
    );
  }
  if (await isReplayMissing(pool, keyStorePool)) {
    throw new Error(
      'a backup was put back that holds people who have been erased: run `assent erase replay` before anything is served',
    );
  }
  const { keyEncryptionKey } = config.keys;
  if (keyEncryptionKey !== null && (await isRetired(keyStorePool, keyEncryptionKey.export()))) {
    throw new Error('the key-encryption key is retired: start with the one that replaced it');
  }
  const policy = loadPolicy(config.policy.directory, config.policy.bundle);
  const { bundle, version, hash } = policy.version;
  if (!(await rooms.policies.putInForce(policy.version, config.mode === 'production')).ok) {
    throw new Error(
      `nobody has approved ${bundle} v${version} with the hash ${hash}: an officer does, by \`assent policy approve\``,
    );
  }
  const calendar = await openPolicyCalendar({
    pool,
    clock,
    library: await openPolicyLibrary(pool, config.policy.directory),
    first: policy,
    onFault: (fault) => {
      log.fault('policy-register-unread', fault);
    },
  });
  const material = await readTlsMaterial(config);
  const spend = spentAssertions(pool);
  const signingKeys = await openTokenSigningKeys({
    directory: join(config.dataDirectory, 'token-keys'),
    clock: systemClock,
  });
  const issuer = trustedIssuer(config, signingKeys);
  const receipts = createReceiptSigner(config.receiptKey);
  const toPeers: PeerIdentity = {
    certificate: material.clientCertificate,
    key: material.clientKey,
    authority: material.clientAuthority,
    mayDial: (address) => config.mode !== 'production' || isPublicAddress(address),
  };
  const carriers = openCarriers(config);
  // Systems' clocks and MESH's are the machine's, whatever instant a test lets the gateway believe.
  const mesh = openMesh(config, systemClock);
  const house: House = {
    pool,
    keyStore,
    ledger,
    findEarlier: exchangesByKey(pool),
    tellTime: databaseTime(pool),
    agreements,
    families,
    consents,
    receipts,
    known: createKnownPeople(rooms.consents, rooms.families),
    reuse: rooms.reuse,
    choiceRequests: rooms.choiceRequests,
    relationships,
    holds,
    cases,
    sayings: rooms.sayings,
    plans,
    clocks,
    operator: readOperator(config.operator),
    holdDays: readHoldDays(config.holdDays),
    get policy() {
      return calendar.present;
    },
    rehearsals: rooms.rehearsals,
    codes: loadCodeTable(config.codesFile),
    identify: createIdentifyRequester({
      openRegister: () => agreements.openEdition(),
      issuer,
      spendAssertion: spend,
    }),
    dispatcher: createDispatcher(toPeers, mesh),
    turns: createTurns(),
    holders: createRecordHolders(toPeers),
    timing,
    clock,
    log,
    metrics,
    mode: config.mode,
    publicUrl: config.publicUrl,
    dutyPhone: config.dutyPhone,
    emergencyMinutes: config.emergencyMinutes,
    recordParts: config.recordParts,
    deadlines: config.deadlines,
    admission: createAdmission(config.requestsAtOnce),
    signRequest: createRequestSigner(config.receiptKey, receipts.key.kid),
    bringNotices: (person, isLastAttempt) =>
      bringNotices(
        {
          pool,
          keyStore,
          clock,
          carriers,
          loadTerms: (persons, on) => families.loadProtections(persons, on),
          findManner: (whom) => findProfile({ pool, keyStore }, whom),
        },
        person,
        isLastAttempt,
      ),
    pageOnCall: (why) => {
      metrics.pages.inc({ why });
      log.error('on-call-page', { problem: why });
    },
  };
  const exchange = createExchange(house);
  const tokenEndpoint = createTokenEndpoint({
    issuer: findOwnIssuer(config),
    audience: config.tokens.audience,
    keys: signingKeys,
    register: agreements,
    spendAssertion: spend,
    scopes: scopeCodes,
    clock: systemClock,
    observe: (event) => {
      if (event.kind === 'fault') log.fault('token-endpoint-failed', event.fault);
      if (event.kind === 'refused') log.warn('token-refused', { problem: event.error });
    },
  });
  const draining = { begun: false };
  const counts = createSharedCounts(pool, clock, log);
  const app = createApiApp({
    isDraining: () => draining.begun,
    exchange,
    receiptKey: receipts.key,
    clock,
    logger: log,
    metrics,
    metricsToken: config.metricsToken,
    findOrganisationOfCertificate: async (thumbprint) =>
      (await agreements.findSystemByThumbprint(thumbprint))?.organisationId,
    tokenEndpoint,
    findLedgerResource: (path) => ledger.findResource(path),
    checkReadiness: async () => [
      { name: 'database', ready: await isWritable(pool) },
      { name: 'keyStore', ready: await isWritable(keyStorePool) },
      { name: 'ledgerKey', ready: ledger.verifierKey !== '' },
    ],
    publicUrl: config.publicUrl,
    rateLimit: { requests: config.requestsPerMinute },
    counts,
    dutyPhone: config.dutyPhone,
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
  const publishing = await publishCheckpoints(ledger, log, metrics);
  const portal = composePortal(config, rooms, createOwnAccount(house), material, log);
  const officersConsole = composeConsole(config, rooms, calendar, createDesks(house), material, log);
  const worker = await startBackgroundWorker(house, pool, [
    ...listRecurringJobs(rooms, house, retentionOf(config, rooms)),
    ...(mesh === null ? [] : [createMeshJob(house, mesh)]),
  ]);
  const counting = countDeliveries(pool, log, metrics);
  const close = async (): Promise<void> => {
    counting.stop();
    counts.stop();
    // Told first that it is not ready, a balancer sends no more; what comes all the same is answered, and its connection ends.
    draining.begun = true;
    if (server.listening) await wait(config.drain);
    await publishing.stop();
    await Promise.all([closeServer(server), portal?.close(), officersConsole?.close(), worker.stop()]);
    calendar.close();
    await Promise.all([
      house.dispatcher.close(),
      house.holders.close(),
      ...Object.values(carriers).map((carrier) => carrier.close()),
    ]);
  };
  let closing: Promise<void> | undefined;
  return {
    server,
    portal: portal?.server ?? null,
    console: officersConsole?.server ?? null,
    exchange,
    house,
    close: () => (closing ??= close()),
  };
}

/** Whether it answers and may be written to: a database that only reads can record nothing, and so nothing may leave. */
async function isWritable(pool: Pool): Promise<boolean> {
  try {
    const { rows } = await pool.query<{ read_only: string }>(
      "select current_setting('transaction_read_only') as read_only",
    );
    return rows[0]?.read_only === 'off';
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

/** @throws Error where the setting names no organisation: cases that nobody can see must not be believed to be seen */
function readOperator(setting: string | undefined): House['operator'] {
  if (setting === undefined) return null;
  const parsed = parseOrganisationIdentifierText(setting);
  if (!parsed.ok) throw new Error(`ASSENT_OPERATOR: ${parsed.refusal.message}`);
  return parsed.value;
}
