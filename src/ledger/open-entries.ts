import type { Queryable } from '../database/index.ts';
import type { KeyStore } from '../keystore/index.ts';
import type { OpenedEntry, OpenedPart } from './entry.ts';
import { decodePart } from './entry-codec.ts';
import { deriveLeaf } from './entry-statement.ts';
import {
  type StoredEntry,
  type StoredPart,
  findEntriesAtPlaces,
  findPartsAtPlaces,
  findPartsBetween,
} from './entry-store.ts';
import { groupByEntry } from './group-by-entry.ts';
import { openStoredPart } from './open-part.ts';
import { LedgerTamperError } from './tamper-error.ts';

/** What entries are opened with. */
interface OpeningDeps {
  readonly pool: Queryable;
  readonly keyStore: KeyStore;
}

/** The leaf of an entry, derived anew from what is stored. */
export function deriveStoredLeaf(
  entry: StoredEntry,
  parts: readonly StoredPart[],
): ReturnType<typeof deriveLeaf> {
  return deriveLeaf({ ...entry, at: new Date(entry.recordedAt).toISOString(), parts });
}

/** Opens the entries at some places, in their order; those at which there is none are left out. @throws LedgerTamperError */
export async function openEntriesAt(
  options: OpeningDeps,
  places: readonly number[],
): Promise<readonly OpenedEntry[]> {
  const [entries, parts] = await Promise.all([
    findEntriesAtPlaces(options.pool, places),
    findPartsAtPlaces(options.pool, places),
  ]);
  const entryAt = new Map(entries.map((entry) => [entry.index, entry]));
  const partsOf = groupByEntry(parts);
  return Promise.all(
    places.flatMap((place) => {
      const entry = entryAt.get(place);
      return entry === undefined ? [] : [openParts(options, entry, partsOf.get(place) ?? [])];
    }),
  );
}

/** Opens an entry, each part proved against its commitment. @throws LedgerTamperError */
export async function openEntry(options: OpeningDeps, entry: StoredEntry): Promise<OpenedEntry> {
  return openParts(options, entry, await findPartsBetween(options.pool, entry.index, entry.index + 1));
}

async function openParts(
  { keyStore }: OpeningDeps,
  entry: StoredEntry,
  stored: readonly StoredPart[],
): Promise<OpenedEntry> {
  if (!deriveStoredLeaf(entry, stored).leafHash.equals(entry.leafHash))
    throw new LedgerTamperError(`entry ${entry.index} is not what its leaf says`);
  const parts = await Promise.all(
    stored.map(async (part): Promise<OpenedPart> => {
      const opening = await openStoredPart(keyStore, entry.entryId, part);
      if (opening === 'ERASED') return { erased: true };
      const decoded = opening === 'ALTERED' ? undefined : decodePart(opening);
      if (decoded?.ok !== true)
        throw new LedgerTamperError(`a part of entry ${entry.index} is not what was appended`);
      return {
        erased: false,
        about: part.wraps.map((wrap) => wrap.person),
        silent: decoded.value.kind === 'SILENT_PART',
        content: decoded.value.content,
      };
    }),
  );
  return {
    entryId: entry.entryId,
    index: BigInt(entry.index),
    kind: entry.kind,
    at: new Date(entry.recordedAt),
    exchangeId: entry.exchangeId,
    clockWentBack: entry.clockWentBack,
    leafHash: entry.leafHash,
    parts,
  };
}
