import type { WrappedKey } from './key-wrapping.ts';

/** Reads one wrapped key. Never from memory: a key that was destroyed is gone for the next reader. */
export type ReadKey<Id extends string> = (id: Id) => Promise<WrappedKey | undefined>;

interface Batch<Id> {
  readonly ids: Set<Id>;
  readonly keys: Promise<ReadonlyMap<Id, WrappedKey>>;
}

/** Joins reads that are asked for in the same turn into one statement: an entry has several parts, a part several people, a page a thousand entries. */
export function createKeyReader<Id extends string>(
  select: (ids: readonly Id[]) => Promise<ReadonlyMap<Id, WrappedKey>>,
): ReadKey<Id> {
  let open: Batch<Id> | undefined;
  return async (id) => {
    open ??= openBatch();
    open.ids.add(id);
    return (await open.keys).get(id);
  };

  function openBatch(): Batch<Id> {
    const ids = new Set<Id>();
    const read = new Promise<void>((resolve) => {
      setImmediate(resolve);
    }).then(() => {
      open = undefined;
      return select([...ids]);
    });
    return { ids, keys: read };
  }
}
