import type { Pool } from '../database/index.ts';
import type { KeyStore } from '../keystore/index.ts';
import type { Ledger } from '../ledger/index.ts';
import type { Clock, Timer } from '../platform/index.ts';
import type { EnvironmentMode } from './check-environment.ts';

/** What the room of families works with. */
export interface FamiliesDeps {
  /** The main database, in the gateway's role. */
  readonly pool: Pick<Pool, 'query'>;
  readonly keyStore: Pick<KeyStore, 'createPersonKey' | 'sealForPerson' | 'openForPerson' | 'lookupHash'>;
  readonly ledger: Pick<Ledger, 'prepare'>;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly mode: EnvironmentMode;
  /** Length of the time class of a match in milliseconds: longer than a match takes, so that all take as long. */
  readonly matchTimeClass: number;
}
