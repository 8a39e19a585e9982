import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { destroyPersonKeys, type KeyStore, createKeyStore } from '../../src/keystore/index.ts';
import { type EntryDraft, type Ledger, createLedger } from '../../src/ledger/index.ts';
import { type MovableClock, type PersonId, movableClock, newId } from '../../src/platform/index.ts';
import { type LedgerSigner, createLedgerSigner } from '../../src/tlog/index.ts';
import type { TestDatabase } from './database.ts';

/** The name of every ledger under test. */
export const testOrigin = 'ledger.assent.test/westmarch';

/** A fresh Ed25519 private key in PKCS #8 PEM. */
export function makePrivateKey(): string {
  const { privateKey } = generateKeyPairSync('ed25519');
  return privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
}

/** A fresh Ed25519 signer. */
export function makeSigner(name: string = testOrigin): LedgerSigner {
  return createLedgerSigner(name, makePrivateKey());
}

/** A ledger on a test database, and what tests do around it. */
export interface TestLedger {
  readonly ledger: Ledger;
  readonly keyStore: KeyStore;
  readonly signer: LedgerSigner;
  readonly clock: MovableClock;
  /** Another replica of the same ledger: its own memory, the same database and keys. */
  replica(): Ledger;
  /** A person with a key. */
  makePerson(): Promise<PersonId>;
  /** Destroys a person's key. */
  destroyKey(person: PersonId): Promise<void>;
}

/** Makes a ledger over a test database, with keys of its own. */
export function makeLedger(database: TestDatabase): TestLedger {
  const keyStore = createKeyStore({
    keys: database.keys,
    keyEncryptionKey: randomBytes(32),
    lookupKey: randomBytes(32),
  });
  const signer = makeSigner();
  const clock = movableClock('2028-01-07T15:00:00Z');
  const replica = (): Ledger =>
    createLedger({ pool: database.gateway, keyStore, signer, origin: testOrigin, clock });
  return {
    ledger: replica(),
    keyStore,
    signer,
    clock,
    replica,
    makePerson: async () => {
      const person = newId<'Person'>();
      await keyStore.createPersonKey(person);
      return person;
    },
    destroyKey: async (person) => {
      await destroyPersonKeys(database.keysEraser, [person]);
    },
  };
}

/** A decision about some people; what is given replaces what it would have. */
export function draftDecision(about: readonly PersonId[], given: Partial<EntryDraft> = {}): EntryDraft {
  return {
    entryId: newId<'Entry'>(),
    kind: 'DECISION',
    at: new Date('2028-01-07T15:00:00.123Z'),
    parts: [{ about, content: { outcome: 'FORWARD_REDACTED', segments: ['EDU', 'ATT'] } }],
    ...given,
  };
}
