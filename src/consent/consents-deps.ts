import type { Pool } from '../database/index.ts';
import type { KeyStore } from '../keystore/index.ts';
import type { Ledger } from '../ledger/index.ts';
import type { Clock } from '../platform/index.ts';
import type { ConsentVersion } from './consent-version.ts';

/** What somebody is told, sealed for them: one element of what `notices.record_notices(jsonb)` takes. */
export type SealedTelling = object;

/** What happened to a record, for whoever chose. */
export type ConsentEvent = 'RECORDED' | 'WITHDRAWN' | 'MOVED';

/** The version that is being written. */
export type WrittenChoice = Pick<
  ConsentVersion,
  'consentId' | 'version' | 'dataSubject' | 'status' | 'type' | 'kind' | 'recordedAt' | 'body'
>;

/** What the room of consent works with. */
export interface ConsentsDeps {
  /** The main database, in the gateway's role. */
  readonly pool: Pick<Pool, 'query'>;
  readonly keyStore: Pick<KeyStore, 'sealForPerson' | 'openForPerson' | 'lookupHash'>;
  readonly ledger: Pick<Ledger, 'prepare'>;
  readonly clock: Clock;
  /**
   * Seals what whoever chose is told of a change of their own record. It is asked before the change is written, and what it
   * gives is written in the same statement. Nobody else is ever told (docs/domain/01 §1.7).
   */
  readonly tell: (event: ConsentEvent, choice: WrittenChoice) => Promise<readonly SealedTelling[]>;
}
