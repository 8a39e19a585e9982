import type { Queryable } from '../database/index.ts';
import type { KeyStore } from '../keystore/index.ts';
import type { Ledger } from '../ledger/index.ts';
import type { Clock, PersonId } from '../platform/index.ts';
import type { RetentionDeps } from './find-due.ts';
import type { ErasureList } from './erasure-list.ts';

/** The steps of an erasure, after each of which the process may die. */
export const erasureSteps = ['BEGUN', 'LISTED', 'RECORDED', 'KEYS_DESTROYED', 'DONE'] as const;

/** Keyed hashes under which other rooms keep traces of a person. Each room says how it makes its own. */
export interface PersonTraces {
  /** "This organisation recorded something of this person's authority", for every organisation. */
  hashRecorders(person: PersonId): Promise<readonly Buffer[]>;
  /** "This delivery rests on this choice". */
  hashReliance(consentId: string): Buffer;
  /** What a notice's seal is bound to. */
  noticeContext(noticeId: string): string;
}

/** What the room of erasure works with. */
export interface ErasureDeps {
  /** The main database as the eraser. */
  readonly eraser: Queryable;
  /** The key store as the eraser. */
  readonly keysEraser: Queryable;
  readonly keyStore: KeyStore;
  readonly ledger: Pick<Ledger, 'prepare' | 'append'>;
  readonly clock: Clock;
  /** Where every erasure is written down outside both databases. */
  readonly list: ErasureList;
  readonly traces: PersonTraces;
  readonly retention: Omit<RetentionDeps, 'db' | 'keys'>;
  /** Told after each step that is durable. */
  afterStep(step: (typeof erasureSteps)[number]): Promise<void> | void;
}
