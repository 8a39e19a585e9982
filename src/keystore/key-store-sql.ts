import type { PersonId } from '../platform/index.ts';
import { asId } from '../platform/index.ts';
import type { Queryable } from '../database/index.ts';
import type { WrappedKey } from './key-wrapping.ts';

interface KeyRow {
  readonly kek_id: string;
  readonly wrapped_key: Buffer;
}

/** Keeps a person's key unless the person has one. Refused by the database (AS091) when the person's key was destroyed. */
export async function insertPersonKey(keys: Queryable, person: PersonId, key: WrappedKey): Promise<void> {
  await keys.query(
    `insert into keystore.person_keys (person_id, kek_id, wrapped_key)
     values ($1, $2, $3)
     on conflict (person_id) do nothing`,
    [person, key.kekId, key.wrappedKey],
  );
}

/** The keys of those persons who have one. */
export async function selectPersonKeys(
  keys: Queryable,
  persons: readonly PersonId[],
): Promise<ReadonlyMap<PersonId, WrappedKey>> {
  const found = await keys.query<KeyRow & { person_id: string }>({
    name: 'keystore-select-person-keys',
    text: `select k.person_id, k.kek_id, k.wrapped_key
             from keystore.person_keys k
            where k.person_id = any ($1::uuid[])`,
    values: [persons],
  });
  return new Map(found.rows.map((row) => [asId<'Person'>(row.person_id), toWrappedKey(row)]));
}

/** Keeps a part's own key unless the part has one. */
export async function insertPartKey(keys: Queryable, keyId: string, key: WrappedKey): Promise<void> {
  await keys.query(
    `insert into keystore.part_keys (key_id, kek_id, wrapped_key)
     values ($1, $2, $3)
     on conflict (key_id) do nothing`,
    [keyId, key.kekId, key.wrappedKey],
  );
}

/** Those of the parts' own keys that are there and were not destroyed. */
export async function selectPartKeys(
  keys: Queryable,
  keyIds: readonly string[],
): Promise<ReadonlyMap<string, WrappedKey>> {
  const found = await keys.query<KeyRow & { key_id: string }>({
    name: 'keystore-select-part-keys',
    text: `select k.key_id, k.kek_id, k.wrapped_key
             from keystore.part_keys k
            where k.key_id = any ($1::text[])`,
    values: [keyIds],
  });
  return new Map(found.rows.map((row) => [row.key_id, toWrappedKey(row)]));
}

function toWrappedKey(row: KeyRow): WrappedKey {
  return { kekId: row.kek_id, wrappedKey: row.wrapped_key };
}
