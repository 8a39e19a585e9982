import { type Pool, openPool } from '../database/index.ts';
import { type Erasure, type ErasureDeps, createErasure, keepErasureList } from '../erasure/index.ts';
import { hashReliance } from '../exchange/index.ts';
import { hashRecorder } from '../families/index.ts';
import { noticeContext } from '../notices/index.ts';
import { type Config, systemClock } from '../platform/index.ts';
import type { Rooms } from './compose-rooms.ts';
import type { Databases } from './open-databases.ts';

/** Erasure over the rooms, and what ends its connections. */
export interface OpenedErasure {
  readonly erasure: Erasure;
  /** The main database and the key store as the eraser. */
  readonly eraser: Pool;
  readonly close: () => Promise<void>;
}

/**
 * Opens what no serving process has: the eraser's logins and the list of erasures outside both databases.
 * @param given for tests: told after each step that is durable
 * @throws Error where this process was given neither
 */
export function openErasure(
  config: Pick<Config, 'erasureListFile' | 'retentionYears'>,
  rooms: Pick<Rooms, 'keyStore' | 'ledger' | 'agreements' | 'families'>,
  { eraser }: Pick<Databases, 'eraser'>,
  given: Partial<Pick<ErasureDeps, 'afterStep' | 'clock'>> = {},
): OpenedErasure {
  if (eraser === null)
    throw new Error('DATABASE_ERASER_URL and KEYSTORE_ERASER_URL are required to erase anybody.');
  if (config.erasureListFile === undefined)
    throw new Error('ASSENT_ERASURE_LIST_FILE is required to erase anybody.');
  const options = { max: 2, applicationName: 'assent-erase', statementTimeout: 120_000 };
  const pools = [openPool(eraser.gatewayEraser, options), openPool(eraser.keysEraser, options)] as const;
  const { keyStore, ledger, agreements } = rooms;
  return {
    eraser: pools[0],
    erasure: createErasure({
      eraser: pools[0],
      keysEraser: pools[1],
      keyStore,
      ledger,
      clock: given.clock ?? systemClock,
      list: keepErasureList(config.erasureListFile),
      traces: {
        hashRecorders: async (person) =>
          (await agreements.listOrganisations()).map(({ organisationId }) =>
            hashRecorder({ keyStore }, person, organisationId),
          ),
        hashReliance: (consentId) => hashReliance(keyStore, consentId),
        noticeContext,
      },
      retention: retentionOf(config, rooms),
      afterStep: given.afterStep ?? (() => undefined),
    }),
    close: async () => {
      await Promise.all(pools.map((pool) => pool.end()));
    },
  };
}

/** What retention is counted from, as the room of families knows it. */
export function retentionOf(
  config: Pick<Config, 'retentionYears'>,
  { families }: Pick<Rooms, 'families'>,
): ErasureDeps['retention'] {
  return {
    years: config.retentionYears,
    loadLives: async (persons) =>
      new Map(
        [...(await families.loadAuthorityFacts(persons))].map(([person, facts]) => [
          person,
          {
            birthDate: facts.birthDate,
            diedOn: facts.deaths.find((death) => death.person === person)?.on ?? null,
            lookedAfter: facts.legalStatuses.length > 0,
          },
        ]),
      ),
  };
}
