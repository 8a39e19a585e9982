import { createHmac, randomBytes } from 'node:crypto';
import type { Pool } from '../database/index.ts';
import type { PersonId } from '../platform/index.ts';
import { createKeyReader } from './key-reader.ts';
import { insertPartKey, insertPersonKey, selectPartKeys, selectPersonKeys } from './key-store-sql.ts';
import { createKeyWrapper } from './key-wrapping.ts';
import { encodeContext, keyLength, openSeal, seal } from './seal.ts';

/** Content sealed under a key of its own, which is wrapped for each person that the content is about. */
export interface SealedPart {
  readonly keyId: string;
  readonly ciphertext: Buffer;
  /** Empty when the part is about no person: its key is then a row of the key store. */
  readonly wraps: readonly { readonly person: PersonId; readonly wrapped: Buffer }[];
}

/** Something was to be sealed for a person who has no key: never registered, or erased. */
export class PersonKeyMissingError extends Error {
  override readonly name = 'PersonKeyMissingError';

  constructor() {
    super('a person for whom something was to be sealed has no key');
  }
}

/**
 * Keys of data subjects, and sealing with them (rulings 13). Keys never leave it and never lie in the main database; content
 * sealed with them may. Destroying a person's key (see `destroyPersonKeys`) makes all of it unreadable at once, everywhere.
 * A `context` names the place where the sealed bytes are kept: they open in that place only.
 */
export interface KeyStore {
  /** Makes the person's key unless there is one. @throws DatabaseError AS091 when the person's key was destroyed. */
  createPersonKey(person: PersonId): Promise<void>;
  /** Seals bytes for one person. @throws PersonKeyMissingError */
  sealForPerson(person: PersonId, plaintext: Buffer, context: string): Promise<Buffer>;
  /** Opens them; undefined once the person's key is destroyed. @throws SealBrokenError when bytes, person or context differ. */
  openForPerson(person: PersonId, sealed: Buffer, context: string): Promise<Buffer | undefined>;
  /**
   * Seals bytes about several persons, any one of whose keys opens them; about nobody, under a key of the part's own, which is
   * kept in the key store under `keyId`. @throws PersonKeyMissingError
   */
  sealPart(
    persons: readonly PersonId[],
    keyId: string,
    plaintext: Buffer,
    context: string,
  ): Promise<SealedPart>;
  /** Opens a part; undefined once no key is left that opens it. @throws SealBrokenError when anything in it was changed. */
  openPart(part: SealedPart, context: string): Promise<Buffer | undefined>;
  /**
   * HMAC-SHA-256 of a value under the lookup key: finds a person by an identifier without storing it. `kind` keeps values of
   * different identifiers apart; the value must be normalised by its owner. 32 bytes.
   */
  lookupHash(kind: string, normalisedValue: string): Buffer;
}

/** What a key store is made of. */
export interface KeyStoreParts {
  /** The gateway's pool on the key store's own database. */
  readonly keys: Pool;
  /** 32 bytes: wraps every key of the store. */
  readonly keyEncryptionKey: Buffer;
  /** Key-encryption keys that still wrap older rows, until `rewrapKeys` has run. */
  readonly retiredKeyEncryptionKeys?: readonly Buffer[];
  /** 32 bytes: keys the lookup hashes. Cannot be changed without indexing everybody anew. */
  readonly lookupKey: Buffer;
}

/** @throws RangeError when a key is not of 32 bytes, or one serves for both purposes */
export function createKeyStore(parts: KeyStoreParts): KeyStore {
  const { keys, lookupKey } = parts;
  if (lookupKey.length !== keyLength) throw new RangeError(`a lookup key has ${keyLength} bytes`);
  if (lookupKey.equals(parts.keyEncryptionKey)) {
    throw new RangeError('the lookup key must differ from the key-encryption key');
  }
  const wrapper = createKeyWrapper(parts.keyEncryptionKey, parts.retiredKeyEncryptionKeys);
  const readPersonKey = createKeyReader((persons: readonly PersonId[]) => selectPersonKeys(keys, persons));
  const readPartKey = createKeyReader((keyIds) => selectPartKeys(keys, keyIds));

  async function findPersonKey(person: PersonId): Promise<Buffer | undefined> {
    const row = await readPersonKey(person);
    return row && wrapper.unwrap(['person', person], row);
  }

  async function getPersonKey(person: PersonId): Promise<Buffer> {
    const key = await findPersonKey(person);
    if (key === undefined) throw new PersonKeyMissingError();
    return key;
  }

  /** A part sealed twice under one identifier (a repeated request) keeps the key that was there first. */
  async function makePartKey(keyId: string): Promise<Buffer> {
    await insertPartKey(keys, keyId, wrapper.wrap(['part', keyId], randomBytes(keyLength)));
    const row = await readPartKey(keyId);
    if (row === undefined) throw new PersonKeyMissingError();
    return wrapper.unwrap(['part', keyId], row);
  }

  return {
    createPersonKey: (person) =>
      insertPersonKey(keys, person, wrapper.wrap(['person', person], randomBytes(keyLength))),

    sealForPerson: async (person, plaintext, context) =>
      seal(await getPersonKey(person), plaintext, ['for person', person, context]),

    openForPerson: async (person, sealed, context) => {
      const key = await findPersonKey(person);
      return key && openSeal(key, sealed, ['for person', person, context]);
    },

    sealPart: async (persons, keyId, plaintext, context) => {
      if (persons.length === 0) {
        const key = await makePartKey(keyId);
        return { keyId, ciphertext: seal(key, plaintext, ['part', keyId, context]), wraps: [] };
      }
      const key = randomBytes(keyLength);
      const wraps = await Promise.all(
        [...new Set(persons)].map(async (person) => ({
          person,
          wrapped: seal(await getPersonKey(person), key, ['part key', person, keyId]),
        })),
      );
      return { keyId, ciphertext: seal(key, plaintext, ['part', keyId, context]), wraps };
    },

    openPart: async ({ keyId, ciphertext, wraps }, context) => {
      if (wraps.length === 0) {
        const row = await readPartKey(keyId);
        return row && openSeal(wrapper.unwrap(['part', keyId], row), ciphertext, ['part', keyId, context]);
      }
      const found = await Promise.all(
        wraps.map(async ({ person, wrapped }) => ({ person, wrapped, key: await findPersonKey(person) })),
      );
      for (const { person, wrapped, key } of found) {
        if (key === undefined) continue;
        return openSeal(openSeal(key, wrapped, ['part key', person, keyId]), ciphertext, [
          'part',
          keyId,
          context,
        ]);
      }
      return undefined;
    },

    lookupHash: (kind, normalisedValue) =>
      createHmac('sha256', lookupKey)
        .update(encodeContext([kind, normalisedValue]))
        .digest(),
  };
}
