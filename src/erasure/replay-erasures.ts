import type { Queryable } from '../database/index.ts';
import { destroyPersonKeys, findDestroyedKeys } from '../keystore/index.ts';
import type { PersonId } from '../platform/index.ts';
import { eraseAgain, finishErasures } from './erase-person.ts';
import type { ErasureDeps } from './erasure-deps.ts';
import { finishExpiries } from './expire-unmatched.ts';
import { findErasures } from './erasure-sql.ts';

/** What a replay found to do. */
export interface Replayed {
  /** People who were erased at some time, by any of the three lists. */
  readonly listed: number;
  /** Of them, those whom a backup had brought back. */
  readonly erasedAgain: number;
}

/**
 * Erases again whoever was erased at any time: those of the list outside both databases, those whose key the key store says was
 * destroyed, and those whom the main database says were erased. Whichever of the three is the newest, an old backup of the
 * others brings nobody back. To be done after every restore, before anything is served; harmless to repeat.
 */
export async function replayErasures(deps: ErasureDeps): Promise<Replayed> {
  await finishErasures(deps);
  await finishExpiries(deps);
  const known = await findErasures(deps.eraser);
  const done = new Set(known.filter(({ state }) => state === 'DONE').map(({ person }) => person));
  const persons = new Set<PersonId>([
    ...(await deps.list.read()).map(({ person }) => person),
    ...(await findDestroyedKeys(deps.keysEraser)),
    ...done,
  ]);
  let erasedAgain = await destroyPersonKeys(deps.keysEraser, [...done]);
  for (const person of persons) {
    if (!done.has(person) && (await eraseAgain(deps, person))) erasedAgain += 1;
  }
  return { listed: persons.size, erasedAgain };
}

/**
 * Whether somebody is there whose key was destroyed and who is not being erased: an old backup of the main database was put
 * back and the erasures were not replayed. A gateway in this state must not serve.
 */
export async function isReplayMissing(pool: Queryable, keys: Queryable): Promise<boolean> {
  const destroyed = await findDestroyedKeys(keys);
  if (destroyed.length === 0) return false;
  const { rows } = await pool.query<{ there: boolean }>(
    `select exists (select from unnest($1::uuid[]) as d(person_id)
                      join families.persons p on p.person_id = d.person_id
                     where not exists (select from erasure.erasures e where e.person_id = d.person_id)) as there`,
    [destroyed],
  );
  return rows[0]?.there === true;
}
