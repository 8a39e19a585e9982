import { leavesUnder, parseTilePath } from '../tlog/index.ts';
import type { SignedCheckpoint } from './signed-checkpoint.ts';
import type { TileTree } from './tile-tree.ts';

/** One thing that the ledger publishes, ready for an HTTP answer. It names nobody: checkpoints and tiles hold only hashes. */
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
 * Finds a tile by its path below `/ledger/` (c2sp.org/tlog-tiles, Merkle tree): `tile/<L>/<N>` or `tile/<L>/<N>.p/<W>`.
 * Only what a signed checkpoint covers is given. Entries themselves are not published: their content is sealed.
 */
export async function findTileResource(
  tree: TileTree,
  signedSize: number,
  path: string,
): Promise<LedgerResource | undefined> {
  const address = parseTilePath(path);
  if (address === undefined || leavesUnder(address) > signedSize) return undefined;
  if (address.level === 'entries') return undefined;
  const hashes = await tree.findHashes(address.level, address.index, address.width);
  return (
    hashes && {
      contentType: 'application/octet-stream',
      cacheControl: 'public, max-age=31536000, immutable',
      body: Buffer.from(hashes),
    }
  );
}
