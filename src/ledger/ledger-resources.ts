import type { SignedCheckpoint } from './signed-checkpoint.ts';
import type { TileTree } from './tile-tree.ts';
import { tileWidth } from './tile.ts';

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

const tilePath = /^tile\/(0|[1-5]?[0-9]|6[0-3])\/((?:x[0-9]{3}\/){0,4}[0-9]{3})(?:\.p\/([1-9][0-9]{0,2}))?$/;

/**
 * Finds a tile by its path below `/ledger/` (c2sp.org/tlog-tiles, Merkle tree): `tile/<L>/<N>` or `tile/<L>/<N>.p/<W>`.
 * Only what a signed checkpoint covers is given. Entries themselves are not published: their content is sealed.
 */
export async function findTileResource(
  tree: TileTree,
  signedSize: number,
  path: string,
): Promise<LedgerResource | undefined> {
  const [, levelText, indexText, widthText] = tilePath.exec(path) ?? [];
  if (levelText === undefined || indexText === undefined) return undefined;
  const level = Number(levelText);
  const index = Number(indexText.replaceAll(/[x/]/g, ''));
  if (formatTileIndex(index) !== indexText) return undefined;
  const width = widthText === undefined ? tileWidth : Number(widthText);
  if (widthText !== undefined && width >= tileWidth) return undefined;
  if ((index * tileWidth + width) * tileWidth ** level > signedSize) return undefined;
  const hashes = await tree.findHashes(level, index, width);
  return (
    hashes && {
      contentType: 'application/octet-stream',
      cacheControl: 'public, max-age=31536000, immutable',
      body: Buffer.from(hashes),
    }
  );
}

/** A tile's index as a path: groups of three digits, all but the last marked with x. */
export function formatTileIndex(index: number): string {
  const digits = String(index);
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/[0-9]{3}/g) ?? [];
  return groups.map((group, place) => (place === groups.length - 1 ? group : `x${group}`)).join('/');
}
