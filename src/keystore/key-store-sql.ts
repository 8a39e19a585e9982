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

/** A part's own key, unless it has none or it was destroyed. */
export async function selectPartKey(keys: Queryable, keyId: string): Promise<WrappedKey | undefined> {
  const found = await keys.query<KeyRow>(
    `select k.kek_id, k.wrapped_key from keystore.part_keys k where k.key_id = $1`,
    [keyId],
  );
  return found.rows[0] === undefined ? undefined : toWrappedKey(found.rows[0]);
}

function toWrappedKey(row: KeyRow): WrappedKey {
  return { kekId: row.kek_id, wrappedKey: row.wrapped_key };
}
