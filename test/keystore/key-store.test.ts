import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import {
  type KeyStore,
  PersonKeyMissingError,
  SealBrokenError,
  UnknownKeyEncryptionKeyError,
  createKeyStore,
  destroyPartKeys,
  destroyPersonKeys,
  isRetired,
  rewrapKeys,
} from '../../src/keystore/index.ts';
import type { Queryable } from '../../src/database/index.ts';
import { type PersonId, newId } from '../../src/platform/index.ts';
import { type TestDatabase, createTestDatabase } from '../support/database.ts';

const keyEncryptionKey = randomBytes(32);
const lookupKey = randomBytes(32);
const plaintext = Buffer.from('seen at the clinic on Tuesday');

let database: TestDatabase;
let keyStore: KeyStore;

beforeAll(async () => {
  database = await createTestDatabase();
  keyStore = createKeyStore({ keys: database.keys, keyEncryptionKey, lookupKey });
});
afterAll(() => database.drop());

async function registerPerson(): Promise<PersonId> {
  const person = newId<'Person'>();
  await keyStore.createPersonKey(person);
  return person;
}

function changeByte(bytes: Buffer, position: number): Buffer {
  const changed = Buffer.from(bytes);
  changed.writeUInt8(changed.readUInt8(position) ^ 1, position);
  return changed;
}

describe('sealing for one person', () => {
  it('opens for the same person in the same context', async () => {
    const person = await registerPerson();
    const sealed = await keyStore.sealForPerson(person, plaintext, 'note 1');
    expect(sealed.includes(plaintext)).toBe(false);
    expect(await keyStore.openForPerson(person, sealed, 'note 1')).toEqual(plaintext);
  });

  it('seals the same bytes differently each time', async () => {
    const person = await registerPerson();
    const [one, two] = await Promise.all([
      keyStore.sealForPerson(person, plaintext, 'note'),
      keyStore.sealForPerson(person, plaintext, 'note'),
    ]);
    expect(one.equals(two)).toBe(false);
  });

  it('seals nothing at all as well', async () => {
    const person = await registerPerson();
    const sealed = await keyStore.sealForPerson(person, Buffer.alloc(0), '');
    expect(await keyStore.openForPerson(person, sealed, '')).toEqual(Buffer.alloc(0));
  });

  it('does not open in another context', async () => {
    const person = await registerPerson();
    const sealed = await keyStore.sealForPerson(person, plaintext, 'note 1');
    await expect(keyStore.openForPerson(person, sealed, 'note 2')).rejects.toThrow(SealBrokenError);
  });

  it('does not open for another person', async () => {
    const [person, other] = [await registerPerson(), await registerPerson()];
    const sealed = await keyStore.sealForPerson(person, plaintext, 'note 1');
    await expect(keyStore.openForPerson(other, sealed, 'note 1')).rejects.toThrow(SealBrokenError);
  });

  it('does not open when any byte was changed, or the end is missing', async () => {
    const person = await registerPerson();
    const sealed = await keyStore.sealForPerson(person, plaintext, 'note 1');
    for (let position = 0; position < sealed.length; position += 1) {
      await expect(keyStore.openForPerson(person, changeByte(sealed, position), 'note 1')).rejects.toThrow(
        SealBrokenError,
      );
    }
    for (const length of [0, 1, 28, sealed.length - 1]) {
      await expect(keyStore.openForPerson(person, sealed.subarray(0, length), 'note 1')).rejects.toThrow(
        SealBrokenError,
      );
    }
  });

  it('is refused for a person without a key', async () => {
    await expect(keyStore.sealForPerson(newId(), plaintext, 'note')).rejects.toThrow(PersonKeyMissingError);
  });

  it('keeps a key that is there when the person is registered again', async () => {
    const person = await registerPerson();
    const sealed = await keyStore.sealForPerson(person, plaintext, 'note');
    await Promise.all([keyStore.createPersonKey(person), keyStore.createPersonKey(person)]);
    expect(await keyStore.openForPerson(person, sealed, 'note')).toEqual(plaintext);
  });
});

describe('destroying a key', () => {
  it('makes everything sealed for the person unreadable at once, and nobody else’s', async () => {
    const [erased, kept] = [await registerPerson(), await registerPerson()];
    const sealed = await keyStore.sealForPerson(erased, plaintext, 'note');
    const part = await keyStore.sealPart([erased], 'part of erased', plaintext, 'entry');
    const keptSealed = await keyStore.sealForPerson(kept, plaintext, 'note');
    expect(await destroyPersonKeys(database.keysEraser, [erased])).toBe(1);
    expect(await keyStore.openForPerson(erased, sealed, 'note')).toBeUndefined();
    expect(await keyStore.openPart(part, 'entry')).toBeUndefined();
    expect(await keyStore.openForPerson(kept, keptSealed, 'note')).toEqual(plaintext);
  });

  it('is for good: no key is made anew, and nothing can be sealed', async () => {
    const person = await registerPerson();
    await destroyPersonKeys(database.keysEraser, [person]);
    await expect(keyStore.createPersonKey(person)).rejects.toMatchObject({ code: 'AS091' });
    await expect(keyStore.sealForPerson(person, plaintext, 'note')).rejects.toThrow(PersonKeyMissingError);
    await expect(keyStore.sealPart([person], 'k', plaintext, 'entry')).rejects.toThrow(PersonKeyMissingError);
  });

  it('may be repeated, and covers persons who never had a key', async () => {
    const [person, stranger] = [await registerPerson(), newId<'Person'>()];
    expect(await destroyPersonKeys(database.keysEraser, [person, stranger, person])).toBe(1);
    expect(await destroyPersonKeys(database.keysEraser, [person, stranger])).toBe(0);
    await expect(keyStore.createPersonKey(stranger)).rejects.toMatchObject({ code: 'AS091' });
  });

  it('leaves no key behind when the person is registered at the same moment', async () => {
    for (let round = 0; round < 20; round += 1) {
      const person = newId<'Person'>();
      await Promise.allSettled([
        keyStore.createPersonKey(person),
        destroyPersonKeys(database.keysEraser, [person]),
      ]);
      await destroyPersonKeys(database.keysEraser, [person]);
      const left = await database.keysOwner.query('select 1 from keystore.person_keys where person_id = $1', [
        person,
      ]);
      expect(left.rowCount).toBe(0);
    }
  });
});

describe('sealing a part', () => {
  it('opens with any one of the persons’ keys, and with none once all are destroyed', async () => {
    const [mother, child] = [await registerPerson(), await registerPerson()];
    const part = await keyStore.sealPart([mother, child], 'part 1', plaintext, 'entry 1');
    expect(part.wraps.map(({ person }) => person)).toEqual([mother, child]);
    expect(await keyStore.openPart(part, 'entry 1')).toEqual(plaintext);
    await destroyPersonKeys(database.keysEraser, [mother]);
    expect(await keyStore.openPart(part, 'entry 1')).toEqual(plaintext);
    await destroyPersonKeys(database.keysEraser, [child]);
    expect(await keyStore.openPart(part, 'entry 1')).toBeUndefined();
  });

  it('about nobody has a key of its own, which can be destroyed', async () => {
    const part = await keyStore.sealPart([], 'unmatched 1', plaintext, 'entry 1');
    expect(part.wraps).toEqual([]);
    expect(await keyStore.openPart(part, 'entry 1')).toEqual(plaintext);
    const again = await keyStore.sealPart([], 'unmatched 1', plaintext, 'entry 1');
    expect(await keyStore.openPart(part, 'entry 1')).toEqual(await keyStore.openPart(again, 'entry 1'));
    expect(await destroyPartKeys(database.keysEraser, ['unmatched 1'])).toBe(1);
    expect(await keyStore.openPart(part, 'entry 1')).toBeUndefined();
  });

  it('is opened with a thousand others by two statements: one for the keys of people, one for the keys of parts', async () => {
    const person = await registerPerson();
    const parts = await Promise.all(
      Array.from({ length: 30 }, (_, at) =>
        keyStore.sealPart(at % 2 === 0 ? [] : [person], newId<'Part'>(), plaintext, 'entry/0'),
      ),
    );
    const asked = jest.spyOn(database.keys, 'query');
    const many = Array.from({ length: 1_000 }, (_, at) => parts[at % 30]).filter(
      (part) => part !== undefined,
    );
    const opened = await Promise.all(many.map((part) => keyStore.openPart(part, 'entry/0')));
    expect(opened.every((each) => each?.equals(plaintext))).toBe(true);
    expect(asked).toHaveBeenCalledTimes(2);
    asked.mockRestore();
  });

  it('does not open when context, key identifier, ciphertext or wrapping differ, or a wrapping is another person’s', async () => {
    const [person, other] = [await registerPerson(), await registerPerson()];
    const part = await keyStore.sealPart([person], 'part 1', plaintext, 'entry 1');
    const wrapped = part.wraps[0]?.wrapped ?? Buffer.alloc(0);
    const changed = [
      { ...part, keyId: 'part 2' },
      { ...part, ciphertext: changeByte(part.ciphertext, 20) },
      { ...part, wraps: [{ person, wrapped: changeByte(wrapped, 20) }] },
      { ...part, wraps: [{ person: other, wrapped }] },
    ];
    await expect(keyStore.openPart(part, 'entry 2')).rejects.toThrow(SealBrokenError);
    for (const tampered of changed) {
      await expect(keyStore.openPart(tampered, 'entry 1')).rejects.toThrow(SealBrokenError);
    }
  });
});

describe('the rows of the key store', () => {
  it('open with no other key-encryption key', async () => {
    const person = await registerPerson();
    const stranger = createKeyStore({ keys: database.keys, keyEncryptionKey: randomBytes(32), lookupKey });
    await expect(stranger.sealForPerson(person, plaintext, 'note')).rejects.toThrow(
      UnknownKeyEncryptionKeyError,
    );
  });

  it('do not open when a row was moved to another person', async () => {
    const [person, other] = [await registerPerson(), await registerPerson()];
    await database.keysOwner.query(
      `update keystore.person_keys k set wrapped_key = o.wrapped_key
         from keystore.person_keys o where k.person_id = $1 and o.person_id = $2`,
      [person, other],
    );
    await expect(keyStore.sealForPerson(person, plaintext, 'note')).rejects.toThrow(SealBrokenError);
  });

  it('can be wrapped anew under another key-encryption key, without a pause', async () => {
    const fresh = await createTestDatabase();
    try {
      const [retired, current] = [randomBytes(32), randomBytes(32)];
      const before = createKeyStore({ keys: fresh.keys, keyEncryptionKey: retired, lookupKey });
      const person = newId<'Person'>();
      await before.createPersonKey(person);
      const sealed = await before.sealForPerson(person, plaintext, 'note');
      const part = await before.sealPart([], 'unmatched', plaintext, 'entry');
      const during = createKeyStore({
        keys: fresh.keys,
        keyEncryptionKey: current,
        retiredKeyEncryptionKeys: [retired],
        lookupKey,
      });
      expect(await during.openForPerson(person, sealed, 'note')).toEqual(plaintext);
      expect(await rewrapKeys(fresh.keysOwner, { retired, current })).toBe(2);
      expect(await rewrapKeys(fresh.keysOwner, { retired, current })).toBe(0);
      const after = createKeyStore({ keys: fresh.keys, keyEncryptionKey: current, lookupKey });
      expect(await after.openForPerson(person, sealed, 'note')).toEqual(plaintext);
      expect(await after.openPart(part, 'entry')).toEqual(plaintext);
      await expect(before.openForPerson(person, sealed, 'note')).rejects.toThrow(
        UnknownKeyEncryptionKeyError,
      );
      // A process that was not restarted wraps nothing more under the old key, and none that has it starts.
      await expect(before.createPersonKey(newId<'Person'>())).rejects.toMatchObject({ code: 'AS093' });
      expect(await isRetired(fresh.keys, retired)).toBe(true);
      expect(await isRetired(fresh.keys, current)).toBe(false);
    } finally {
      await fresh.drop();
    }
  });

  it('that were being wrapped anew when the process died are finished by the next run', async () => {
    const fresh = await createTestDatabase();
    try {
      const [retired, current] = [randomBytes(32), randomBytes(32)];
      const before = createKeyStore({ keys: fresh.keys, keyEncryptionKey: retired, lookupKey });
      const people = Array.from({ length: 620 }, () => newId<'Person'>());
      await Promise.all(people.map((person) => before.createPersonKey(person)));
      let updates = 0;
      const query = fresh.keysOwner.query.bind(fresh.keysOwner) as (...args: unknown[]) => Promise<unknown>;
      const dying = {
        query: (...args: unknown[]) => {
          if (String(args[0]).includes('update') && (updates += 1) > 1) throw new Error('killed');
          return query(...args);
        },
      } as Queryable;
      await expect(rewrapKeys(dying, { retired, current })).rejects.toThrow('killed');
      await expect(before.createPersonKey(newId<'Person'>())).rejects.toMatchObject({ code: 'AS093' });
      expect(await rewrapKeys(fresh.keysOwner, { retired, current })).toBe(120);
      const after = createKeyStore({ keys: fresh.keys, keyEncryptionKey: current, lookupKey });
      await Promise.all(people.map((person) => after.sealForPerson(person, plaintext, 'note')));
    } finally {
      await fresh.drop();
    }
  });

  it('can be neither changed nor destroyed by the gateway', async () => {
    for (const statement of [
      'update keystore.person_keys set kek_id = kek_id',
      'delete from keystore.person_keys',
      'truncate keystore.person_keys',
      'update keystore.part_keys set kek_id = kek_id',
      'delete from keystore.part_keys',
      'insert into keystore.destroyed_keys (person_id) select gen_random_uuid()',
      'delete from keystore.destroyed_keys',
      "select keystore.destroy_person_keys('{}')",
      'create table keystore.other (a int)',
      'create table public.other (a int)',
    ]) {
      await expect(database.keys.query(statement)).rejects.toMatchObject({ code: '42501' });
    }
  });

  it('cannot be read, made or changed by the eraser', async () => {
    for (const statement of [
      'select wrapped_key from keystore.person_keys',
      'select wrapped_key from keystore.part_keys',
      'update keystore.person_keys set kek_id = kek_id',
      "insert into keystore.part_keys (key_id, kek_id, wrapped_key) values ('a', 'b', 'c')",
      'delete from keystore.destroyed_keys',
    ]) {
      await expect(database.keysEraser.query(statement)).rejects.toMatchObject({ code: '42501' });
    }
  });

  it('lie in another database than everything else: the main one holds no table of keys', async () => {
    const found = await database.owner.query(
      `select 1 from information_schema.tables where table_schema = 'keystore' or table_name ~ 'person_keys|part_keys'`,
    );
    expect(found.rowCount).toBe(0);
    const names = await Promise.all(
      [database.gateway, database.keys].map(async (pool) => {
        const answer = await pool.query<{ name: string }>('select current_database() as name');
        return answer.rows[0]?.name;
      }),
    );
    expect(new Set(names).size).toBe(2);
  });
});

describe('lookup hashes', () => {
  it('are the same for the same value and kind, and otherwise differ', () => {
    const hash = keyStore.lookupHash('nhs-number', '9990000018');
    expect(hash).toHaveLength(32);
    expect(keyStore.lookupHash('nhs-number', '9990000018')).toEqual(hash);
    expect(keyStore.lookupHash('upn', '9990000018')).not.toEqual(hash);
    expect(keyStore.lookupHash('nhs-number', '9990000026')).not.toEqual(hash);
    expect(keyStore.lookupHash('nhs-number9', '990000018')).not.toEqual(hash);
  });

  it('cannot be made without the key', () => {
    const other = createKeyStore({ keys: database.keys, keyEncryptionKey, lookupKey: randomBytes(32) });
    expect(other.lookupHash('nhs-number', '9990000018')).not.toEqual(
      keyStore.lookupHash('nhs-number', '9990000018'),
    );
  });

  it.each([
    ['a short key-encryption key', { keyEncryptionKey: randomBytes(16), lookupKey }],
    ['a short lookup key', { keyEncryptionKey, lookupKey: randomBytes(31) }],
    ['one key for both', { keyEncryptionKey, lookupKey: keyEncryptionKey }],
  ])('are not offered with %s', (_case, keys) => {
    expect(() => createKeyStore({ keys: database.keys, ...keys })).toThrow(RangeError);
  });
});
