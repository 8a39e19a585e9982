import type { Queryable } from '../database/index.ts';
import { type KeyOwner, createKeyWrapper, nameKeyEncryptionKey } from './key-wrapping.ts';

const rowsAtOnce = 500;

/**
 * Retires a key-encryption key: from then on nothing is wrapped under it, by whichever process, and every key that it still wraps
 * is wrapped anew. Content stays as it is, and the gateways, which must have been given both keys before, go on serving. May be
 * interrupted and run again.
 * @param keysOwner the owner's pool on the key store: the gateway itself cannot change a key
 * @returns how many keys were wrapped anew
 */
export async function rewrapKeys(
  keysOwner: Queryable,
  keys: { readonly retired: Buffer; readonly current: Buffer },
): Promise<number> {
  const retiredId = nameKeyEncryptionKey(keys.retired);
  if (retiredId === nameKeyEncryptionKey(keys.current)) return 0;
  await keysOwner.query('select keystore.retire_kek($1)', [retiredId]);
  const persons = await rewrapTable(keysOwner, 'person', selectPersons, updatePersons, keys);
  const parts = await rewrapTable(keysOwner, 'part', selectParts, updateParts, keys);
  return persons + parts;
}

const selectPersons = `
  select k.person_id::text as owner, k.wrapped_key from keystore.person_keys k where k.kek_id = $1 limit $2`;
const selectParts = `
  select k.key_id as owner, k.wrapped_key from keystore.part_keys k where k.kek_id = $1 limit $2`;
const updatePersons = `
  update keystore.person_keys k
     set kek_id = $1, wrapped_key = n.wrapped_key
    from unnest($2::uuid[], $3::bytea[]) as n (person_id, wrapped_key)
   where k.person_id = n.person_id`;
const updateParts = `
  update keystore.part_keys k
     set kek_id = $1, wrapped_key = n.wrapped_key
    from unnest($2::text[], $3::bytea[]) as n (key_id, wrapped_key)
   where k.key_id = n.key_id`;

async function rewrapTable(
  keysOwner: Queryable,
  kind: KeyOwner[0],
  selectSql: string,
  updateSql: string,
  keys: { readonly retired: Buffer; readonly current: Buffer },
): Promise<number> {
  const wrapper = createKeyWrapper(keys.current, [keys.retired]);
  const retiredId = nameKeyEncryptionKey(keys.retired);
  for (let total = 0; ;) {
    const found = await keysOwner.query<{ owner: string; wrapped_key: Buffer }>(selectSql, [
      retiredId,
      rowsAtOnce,
    ]);
    if (found.rows.length === 0) return total;
    const rewrapped = found.rows.map(({ owner, wrapped_key: wrappedKey }) =>
      wrapper.wrap([kind, owner], wrapper.unwrap([kind, owner], { kekId: retiredId, wrappedKey })),
    );
    await keysOwner.query(updateSql, [
      nameKeyEncryptionKey(keys.current),
      found.rows.map(({ owner }) => owner),
      rewrapped.map(({ wrappedKey }) => wrappedKey),
    ]);
    total += found.rows.length;
  }
}

/** Whether this key-encryption key was retired: a process that has no other must not serve. */
export async function isRetired(keys: Queryable, keyEncryptionKey: Buffer): Promise<boolean> {
  const { rows } = await keys.query('select 1 from keystore.retired_keks r where r.kek_id = $1', [
    nameKeyEncryptionKey(keyEncryptionKey),
  ]);
  return rows.length > 0;
}
