import type { Queryable } from '../database/index.ts';
import { type TileAddress, formatEntryBundle, tileWidth } from '../tlog/index.ts';
import { readPublicLeaves } from './read-leaves.ts';
import type { SignedCheckpoint } from './signed-checkpoint.ts';
import type { TileTree } from './tile-tree.ts';

/** One thing that the ledger publishes, ready for an HTTP answer. It names nobody: checkpoints, tiles and bundles hold only hashes. */
export interface LedgerResource {
  readonly contentType: string;
  readonly cacheControl: string;
  readonly body: Buffer;
}

/** The newest signed checkpoint as it is served at `GET /ledger/checkpoint` (c2sp.org/tlog-tiles, checkpoints). */
export function checkpointResource(checkpoint: SignedCheckpoint): LedgerResource {
  return {
    contentType: 'text/plain; charset=utf-8',
    cacheControl: 'no-cache',
    body: Buffer.from(checkpoint.note),
  };
}

/**
 * Finds a tile or an entry bundle at its address below `/ledger/` (c2sp.org/tlog-tiles). Its bytes never change, so that
 * whoever stands between may keep it; a partial one is another resource than the full one that follows.
 */
export async function findTileResource(
  source: { readonly pool: Queryable; readonly tree: TileTree },
  address: TileAddress,
): Promise<LedgerResource | undefined> {
  const body =
    address.level === 'entries'
      ? await readBundle(source.pool, address)
      : await source.tree.findHashes(address.level, address.index, address.width);
  return (
    body && {
      contentType: 'application/octet-stream',
      cacheControl: 'public, max-age=31536000, immutable',
      body: Buffer.from(body),
    }
  );
}

async function readBundle(
  pool: Queryable,
  { index, width }: Pick<TileAddress, 'index' | 'width'>,
): Promise<Buffer | undefined> {
  const leaves = await readPublicLeaves(pool, index * tileWidth, width);
  return leaves && formatEntryBundle(leaves);
}
