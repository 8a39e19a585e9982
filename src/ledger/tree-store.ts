import type { Queryable } from '../database/index.ts';
import { queryRows } from './query-rows.ts';
import type { SignedCheckpoint } from './signed-checkpoint.ts';

/** How many leaf hashes are read at once. */
export const leafBatch = 8192;

/** What the database holds, seen at one instant. */
export interface LedgerProgress {
  /** The number of entries. */
  readonly size: number;
  /** The checkpoint of the largest size. */
  readonly latest: SignedCheckpoint | null;
  /** The leaf hashes from the index asked for, 32 bytes each, at most `leafBatch` of them. */
  readonly leafHashes: Buffer;
}

/** Reads the size, the newest checkpoint and the leaf hashes from an index on, in one statement and so at one instant. */
export async function readProgress(pool: Queryable, from: number): Promise<LedgerProgress> {
  const [row] = await queryRows<{
    size: string;
    checkpoint_size: string | null;
    root: Buffer | null;
    note: string | null;
    leaf_hashes: Buffer | null;
  }>(pool, {
    name: 'ledger.read_progress',
    text: `select h.size, c.size as checkpoint_size, c.root, c.note,
                  (select string_agg(e.leaf_hash, ''::bytea order by e.entry_index)
                   from ledger.entries e
                   where e.entry_index >= $1::bigint and e.entry_index < $1::bigint + ${leafBatch}) as leaf_hashes
           from ledger.head h
           left join lateral (select size, root, note from ledger.checkpoints order by size desc limit 1) c on true`,
    values: [from],
  });
  if (row === undefined) throw new Error('the ledger has lost its head row');
  const { checkpoint_size: checkpointSize, root, note } = row;
  return {
    size: Number(row.size),
    latest:
      checkpointSize === null || root === null || note === null
        ? null
        : { size: Number(checkpointSize), root, note },
    leafHashes: row.leaf_hashes ?? Buffer.alloc(0),
  };
}

/** Reads the leaf hashes of a run of entries, 32 bytes each. Fewer come back where entries are missing. */
export async function readLeafHashes(pool: Queryable, start: number, count: number): Promise<Buffer> {
  const [row] = await queryRows<{ leaf_hashes: Buffer | null }>(pool, {
    text: `select string_agg(e.leaf_hash, ''::bytea order by e.entry_index) as leaf_hashes
           from ledger.entries e
           where e.entry_index >= $1::bigint and e.entry_index < $1::bigint + $2::bigint`,
    values: [start, count],
  });
  return row?.leaf_hashes ?? Buffer.alloc(0);
}

/** A full tile and its place. */
export interface StoredTile {
  readonly level: number;
  readonly index: number;
  /** 256 hashes of 32 bytes. */
  readonly hashes: Buffer;
}

/** How many full tiles of leaf hashes are stored; they are stored without gaps. */
export async function countTiles(pool: Queryable): Promise<number> {
  const [row] = await queryRows<{ tiles: string }>(pool, {
    text: 'select coalesce(max(tile_index) + 1, 0) as tiles from ledger.tiles where level = 0',
    values: [],
  });
  return Number(row?.tiles ?? 0);
}

/** Finds the hashes of one full tile. */
export async function findTile(pool: Queryable, level: number, index: number): Promise<Buffer | undefined> {
  const [row] = await queryRows<{ hashes: Buffer }>(pool, {
    text: 'select hashes from ledger.tiles where level = $1::smallint and tile_index = $2::bigint',
    values: [level, index],
  });
  return row?.hashes;
}

/** Stores full tiles, all or none; what another replica stored first stays. */
export async function recordTiles(pool: Queryable, tiles: readonly StoredTile[]): Promise<void> {
  await queryRows(pool, {
    text: `insert into ledger.tiles (level, tile_index, hashes)
           select t.level, t.tile_index, t.hashes
           from unnest($1::smallint[], $2::bigint[], $3::bytea[]) as t (level, tile_index, hashes)
           order by t.level, t.tile_index
           on conflict (level, tile_index) do nothing`,
    values: [
      tiles.map((tile) => tile.level),
      tiles.map((tile) => tile.index),
      tiles.map((tile) => tile.hashes),
    ],
  });
}

/** Stores a signed checkpoint, unless one of this size is stored already, and gives the one that is stored. */
export async function recordCheckpoint(
  pool: Queryable,
  checkpoint: SignedCheckpoint,
  signedAt: Date,
): Promise<SignedCheckpoint> {
  const inserted = await queryRows<{ size: string }>(pool, {
    text: `insert into ledger.checkpoints (size, root, note, signed_at) values ($1::bigint, $2, $3, $4)
           on conflict (size) do nothing
           returning size`,
    values: [checkpoint.size, checkpoint.root, checkpoint.note, signedAt],
  });
  if (inserted.length > 0) return checkpoint;
  const [stored] = await queryRows<{ root: Buffer; note: string }>(pool, {
    text: 'select root, note from ledger.checkpoints where size = $1::bigint',
    values: [checkpoint.size],
  });
  if (stored === undefined) throw new Error('a checkpoint that was stored has vanished');
  return { size: checkpoint.size, root: stored.root, note: stored.note };
}
