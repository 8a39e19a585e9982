import type { Queryable } from '../database/index.ts';
import { queryRows } from './query-rows.ts';
import type { SignedCheckpoint } from './signed-checkpoint.ts';

/** What the ledger says of itself as a whole. */
export interface LedgerOutline {
  /** The head row's count. */
  readonly size: number;
  /** One more than the largest index. */
  readonly entryEnd: number;
  /** One more than the largest index of a level-0 tile. */
  readonly tileEnd: number;
  /** Whether the constraint stands that lets no entry identifier come twice. */
  readonly unique: boolean;
}

/** Reads the counts and the constraint that everything else rests on. */
export async function readOutline(pool: Queryable): Promise<LedgerOutline> {
  const [row] = await queryRows<{ size: string; entry_end: string; tile_end: string; is_unique: boolean }>(
    pool,
    {
      text: `select coalesce((select h.size from ledger.head h), 0) as size,
                  coalesce((select max(e.entry_index) + 1 from ledger.entries e), 0) as entry_end,
                  coalesce((select max(t.tile_index) + 1 from ledger.tiles t where t.level = 0), 0) as tile_end,
                  exists (select 1 from pg_catalog.pg_constraint c
                          join pg_catalog.pg_index i on i.indexrelid = c.conindid
                          where c.conname = 'entries_once' and c.conrelid = 'ledger.entries'::regclass
                            and i.indisunique and i.indisvalid) as is_unique`,
      values: [],
    },
  );
  if (row === undefined) throw new Error('a statement without conditions gave no row');
  return {
    size: Number(row.size),
    entryEnd: Number(row.entry_end),
    tileEnd: Number(row.tile_end),
    unique: row.is_unique,
  };
}

/** A checkpoint as it is stored, and with its cosignatures where enough witnesses gave theirs. */
export interface KeptCheckpoint extends SignedCheckpoint {
  readonly witnessed: string | null;
}

/** Finds up to 1,000 stored checkpoints that are larger than a size, the smallest first. */
export async function findCheckpointsAfter(
  pool: Queryable,
  size: number,
): Promise<readonly KeptCheckpoint[]> {
  const rows = await queryRows<{ size: string; root: Buffer; note: string; witnessed: string | null }>(pool, {
    text: `select c.size, c.root, c.note, w.note as witnessed
           from ledger.checkpoints c
           left join ledger.witnessed_checkpoints w on w.size = c.size
           where c.size > $1::bigint
           order by c.size
           limit 1000`,
    values: [size],
  });
  return rows.map((row) => ({ ...row, size: Number(row.size) }));
}

/** Finds the stored ones of these tiles: their places and hashes. */
export async function findTiles(
  pool: Queryable,
  places: readonly { readonly level: number; readonly index: number }[],
): Promise<readonly { readonly level: number; readonly index: number; readonly hashes: Buffer }[]> {
  const rows = await queryRows<{ level: number; tile_index: string; hashes: Buffer }>(pool, {
    text: `select t.level, t.tile_index, t.hashes
           from unnest($1::smallint[], $2::bigint[]) as p (level, tile_index)
           join ledger.tiles t on t.level = p.level and t.tile_index = p.tile_index
           order by t.level, t.tile_index`,
    values: [places.map((place) => place.level), places.map((place) => place.index)],
  });
  return rows.map((row) => ({ level: row.level, index: Number(row.tile_index), hashes: row.hashes }));
}

/** The index from which on every leaf is for everybody: after the last one of the first format. */
export async function findPublicStart(pool: Queryable): Promise<number> {
  const [row] = await queryRows<{ start: string }>(pool, {
    text: 'select coalesce(max(e.entry_index) + 1, 0) as start from ledger.entries e where e.leaf_version = 1',
    values: [],
  });
  return Number(row?.start ?? 0);
}
