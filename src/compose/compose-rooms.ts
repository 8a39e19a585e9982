import type { KeyObject } from 'node:crypto';
import { type Agreements, createAgreements } from '../agreements/index.ts';
import { type Cases, type Sayings, createCases, createSayings } from '../cases/index.ts';
import {
  type Consents,
  type ReuseAgreements,
  consentRecords,
  type ChoiceRequests,
  createChoiceRequests,
  createConsents,
  createReuseAgreements,
} from '../consent/index.ts';
import { type Clocks, createClocks, loadClockRules } from '../deadlines/index.ts';
import { type Pool, openPool } from '../database/index.ts';
import { tellOfChoice } from '../exchange/index.ts';
import { type Families, createFamilies } from '../families/index.ts';
import { type Holds, createHolds } from '../holds/index.ts';
import { type KeyStore, createKeyStore } from '../keystore/index.ts';
import { type Ledger, type WitnessTerms, createLedger } from '../ledger/index.ts';
import {
  type Clock,
  type Config,
  type Logger,
  type Metrics,
  createMetrics,
  systemClock,
  systemTimer,
} from '../platform/index.ts';
import { type Plans, createPlans } from '../plans/index.ts';
import {
  type PolicyDrafts,
  type PolicyPublication,
  type PolicyRegister,
  type Rehearsals,
  createPolicyDrafts,
  createPolicyPublication,
  createPolicyRegister,
  createRehearsals,
} from '../policy/index.ts';
import { type Relationships, createRelationships } from '../relationships/index.ts';
import { createLedgerSigner, isQuorum, parseTrustPolicy } from '../tlog/index.ts';
import type { Databases } from './open-databases.ts';

/** Milliseconds within which every match of a person is answered, so that all take as long (docs/domain/04 §4.6). */
const matchTimeClass = 60;

/** The standing rooms over their databases. What commands and the gateway have in common. */
export interface Rooms {
  /** What all of them go by, and the gateway with them. */
  readonly clock: Clock;
  readonly pool: Pool;
  readonly keyStorePool: Pool;
  /** The figures that this process publishes. */
  readonly metrics: Metrics;
  readonly keyStore: KeyStore;
  readonly ledger: Ledger;
  readonly agreements: Agreements;
  readonly families: Families;
  readonly consents: Consents;
  readonly reuse: ReuseAgreements;
  readonly choiceRequests: ChoiceRequests;
  readonly relationships: Relationships;
  readonly holds: Holds;
  readonly cases: Cases;
  readonly sayings: Sayings;
  readonly plans: Plans;
  readonly clocks: Clocks;
  readonly policies: PolicyRegister;
  readonly drafts: PolicyDrafts;
  readonly publication: PolicyPublication;
  readonly rehearsals: Rehearsals;
  close(): Promise<void>;
}

/**
 * Builds the standing rooms.
 * @param clock the machine's; a test brings its own, so that what it asserts does not end with a date
 */
export function composeRooms(
  config: Config,
  databases: Pick<Databases, 'urls' | 'stop'>,
  log: Logger,
  clock: Clock = systemClock,
): Rooms {
  const metrics = createMetrics({ process: true });
  const countLost = (database: 'main' | 'keys') => (): void => {
    metrics.connectionsLost.inc({ database });
    log.warn('database-connection-lost');
  };
  const pool = openPool(databases.urls.gateway, {
    onConnectionLost: countLost('main'),
    max: 16,
    connectionTimeout: config.databaseWait,
  });
  const keyStorePool = openPool(databases.urls.keys, {
    connectionTimeout: config.databaseWait,
    onConnectionLost: countLost('keys'),
    applicationName: 'assent-keys',
  });
  const keyStore = createKeyStore({
    keys: keyStorePool,
    keyEncryptionKey: getKeyEncryptionKey(config).export(),
    retiredKeyEncryptionKeys:
      config.keys.retiredKeyEncryptionKey === null ? [] : [config.keys.retiredKeyEncryptionKey.export()],
    lookupKey: config.keys.lookupKey.export(),
  });
  const signer = createLedgerSigner(
    config.ledger.origin,
    config.ledger.signingKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  );
  const ledger = createLedger({
    pool,
    keyStore,
    signer,
    origin: config.ledger.origin,
    clock,
    records: [consentRecords(keyStore)],
    ...readWitnesses(config),
  });
  const environment = config.mode;
  return {
    clock,
    pool,
    keyStorePool,
    metrics,
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
    consents: createConsents({ pool, keyStore, ledger, clock, tell: tellOfChoice(keyStore) }),
    reuse: createReuseAgreements({ pool, keyStore, ledger, clock }),
    choiceRequests: createChoiceRequests({ pool, keyStore, ledger, clock }),
    relationships: createRelationships({ pool, keyStore, ledger, clock }),
    holds: createHolds({ pool, keyStore }),
    cases: createCases({ pool, keyStore, ledger }),
    sayings: createSayings({ pool, keyStore, ledger }),
    plans: createPlans({ pool, keyStore }),
    clocks: createClocks({ pool, ledger, rules: loadClockRules(config.clocksFile) }),
    policies: createPolicyRegister({ pool, ledger, clock }),
    publication: createPolicyPublication({ pool, ledger, clock, ...config.policy }),
    drafts: createPolicyDrafts({ pool, clock, ...config.policy }),
    rehearsals: createRehearsals({ pool, keyStore, clock, directory: config.policy.directory }),
    close: async () => {
      await Promise.all([pool.end(), keyStorePool.end(), ledger.close()]);
    },
  };
}

/** @throws Error with the line that is wrong, where the policy cannot be read */
function readWitnesses({ witnesses }: Config): { readonly witnesses?: WitnessTerms } {
  if (witnesses.policy === undefined) return {};
  const policy = parseTrustPolicy(witnesses.policy);
  if (!policy.ok) throw new Error(`ASSENT_WITNESS_POLICY_FILE: ${policy.refusal}`);
  if (policy.value.quorum === 'none') return {};
  const reached = policy.value.witnesses.filter(({ url }) => url !== null).map(({ key }) => key);
  if (!isQuorum(policy.value.quorum, reached))
    throw new Error('ASSENT_WITNESS_POLICY_FILE: the witnesses with a URL are not enough for the quorum');
  return {
    witnesses: {
      policy: policy.value,
      grace: witnesses.graceMinutes * 60_000,
      backlog: witnesses.backlog,
    },
  };
}

function getKeyEncryptionKey({ keys }: Pick<Config, 'keys'>): KeyObject {
  if (keys.keyEncryptionKey === null)
    throw new Error('the key-management service was not asked for the key-encryption key');
  return keys.keyEncryptionKey;
}
