import type { Queryable } from '../database/index.ts';
import type { KeyStore } from '../keystore/index.ts';
import type { JsonObject } from '../platform/index.ts';
import { decodePart } from './entry-codec.ts';
import { type StoredEntry, findEntriesOfKind, findPartsBetween } from './entry-store.ts';
import { openStoredPart } from './open-part.ts';

/** The content of an ERASURE entry's part: the indices of the entries that lost a key or their index row by it. */
const erasureSchema = 'assent.erasure/1';

/** The content of a part, and the slot in which it stands. */
export interface ReadContent {
  readonly slot: number;
  readonly content: JsonObject;
}

/** The content of an entry's parts that can be opened and are what was committed to. */
export async function readContents(
  database: Queryable,
  keyStore: KeyStore,
  entry: StoredEntry,
): Promise<readonly ReadContent[]> {
  const parts = await findPartsBetween(database, entry.index, entry.index + 1);
  const opened = await Promise.all(parts.map((part) => openStoredPart(keyStore, entry.entryId, part)));
  return parts.flatMap(({ slot }, at) => {
    const opening = opened[at];
    if (opening === undefined || typeof opening === 'string') return [];
    const decoded = decodePart(opening);
    return decoded.ok ? [{ slot, content: decoded.value.content }] : [];
  });
}

/** The indices of all entries of which an ERASURE entry says, later than they stand, that something of them is gone. */
export async function readErasures(database: Queryable, keyStore: KeyStore): Promise<ReadonlySet<number>> {
  const covered = new Set<number>();
  for (const entry of await findEntriesOfKind(database, 'ERASURE')) {
    for (const { content } of await readContents(database, keyStore, entry)) {
      const indices: unknown = content['schema'] === erasureSchema ? content['entries'] : undefined;
      if (!Array.isArray(indices)) continue;
      for (const index of indices) if (typeof index === 'number' && index < entry.index) covered.add(index);
    }
  }
  return covered;
}
