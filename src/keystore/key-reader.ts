import { type Ask, askTogether } from '../platform/index.ts';
import type { WrappedKey } from './key-wrapping.ts';

/** Keys that are read at once at most: a page of a thousand entries, with some parts each. */
const mostKeys = 5_000;

/**
 * Reads single wrapped keys, several of them in one statement: an entry has several parts, a part several people, a page a thousand
 * entries. Never from memory: a key that was destroyed is gone for the next reader.
 */
export function createKeyReader<Id extends string>(
  select: (ids: readonly Id[]) => Promise<ReadonlyMap<Id, WrappedKey>>,
): Ask<Id, WrappedKey | undefined> {
  return askTogether(async (ids: readonly Id[]) => {
    const found = await select([...new Set(ids)]);
    return ids.map((id) => found.get(id));
  }, mostKeys);
}
