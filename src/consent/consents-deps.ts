import type { Pool } from '../database/index.ts';
import type { KeyStore } from '../keystore/index.ts';
import type { Ledger } from '../ledger/index.ts';
import type { Clock } from '../platform/index.ts';

/** What the room of consent works with. */
export interface ConsentsDeps {
  /** The main database, in the gateway's role. */
  readonly pool: Pick<Pool, 'query'>;
  readonly keyStore: Pick<KeyStore, 'sealForPerson' | 'openForPerson'>;
  readonly ledger: Pick<Ledger, 'prepare'>;
  readonly clock: Clock;
}
