import type { Queryable } from '../database/index.ts';
import type { PersonId } from '../platform/index.ts';
import { selectPersonKeys } from './key-store-sql.ts';
import type { WrappedKey } from './key-wrapping.ts';

/** Reads one person's wrapped key. Never from memory: a key that was destroyed is gone for the next reader. */
export type ReadPersonKey = (person: PersonId) => Promise<WrappedKey | undefined>;

interface Batch {
  readonly persons: Set<PersonId>;
  readonly keys: Promise<ReadonlyMap<PersonId, WrappedKey>>;
}

/** Joins reads that are asked for in the same turn into one statement: an entry has several parts, a part several people. */
export function createPersonKeyReader(keys: Queryable): ReadPersonKey {
  let open: Batch | undefined;
  return async (person) => {
    open ??= openBatch();
    open.persons.add(person);
    return (await open.keys).get(person);
  };

  function openBatch(): Batch {
    const persons = new Set<PersonId>();
    const read = new Promise<void>((resolve) => {
      setImmediate(resolve);
    }).then(() => {
      open = undefined;
      return selectPersonKeys(keys, [...persons]);
    });
    return { persons, keys: read };
  }
}
