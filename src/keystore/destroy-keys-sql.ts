import type { Queryable } from '../database/index.ts';
import { type PersonId, asId } from '../platform/index.ts';

/**
 * Destroys the keys of persons, for good: whatever was sealed for them can never be opened again, in the main database, in its
 * backups or anywhere else. One statement, and harmless to repeat, so an interrupted erasure is simply run again; after a
 * restore of the key store it is run with the whole erasure list before anything is served (rulings 13).
 * @param keysEraser the eraser's pool on the key store
 * @returns how many keys there were
 */
export async function destroyPersonKeys(
  keysEraser: Queryable,
  persons: readonly PersonId[],
): Promise<number> {
  const answer = await keysEraser.query<{ destroyed: number }>(
    'select keystore.destroy_person_keys($1::uuid[]) as destroyed',
    [persons],
  );
  return answer.rows[0]?.destroyed ?? 0;
}

/** Destroys the keys of parts that are about no person, such as unmatched entries at the end of their retention. */
export async function destroyPartKeys(keysEraser: Queryable, keyIds: readonly string[]): Promise<number> {
  const answer = await keysEraser.query(
    'delete from keystore.part_keys k where k.key_id = any ($1::text[])',
    [keyIds],
  );
  return answer.rowCount ?? 0;
}

/** Those of some keys of parts that are about no person, which are there. */
export async function findPartKeys(keys: Queryable, keyIds: readonly string[]): Promise<readonly string[]> {
  const { rows } = await keys.query<{ key_id: string }>(
    'select k.key_id from keystore.part_keys k where k.key_id = any ($1::text[])',
    [keyIds],
  );
  return rows.map((row) => row.key_id);
}

/** Whose keys were destroyed at any time, by their random identifiers. */
export async function findDestroyedKeys(keys: Queryable): Promise<readonly PersonId[]> {
  const { rows } = await keys.query<{ person_id: string }>(
    'select d.person_id from keystore.destroyed_keys d',
  );
  return rows.map((row) => asId<'Person'>(row.person_id));
}
