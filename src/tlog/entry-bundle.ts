import { type Result, ok, refuse } from '../platform/index.ts';
import { tileWidth } from './tile.ts';

/** The bytes that tell an entry's length: a big-endian uint16 (c2sp.org/tlog-tiles, log entries). */
const prefixLength = 2;

/** What a bundle's entry may have at most. */
const longestEntry = 0xffff;

/**
 * The bytes of neighbouring leaves as one bundle (c2sp.org/tlog-tiles, log entries).
 * @throws RangeError when one is longer than 65,535 bytes
 */
export function formatEntryBundle(leaves: readonly Buffer[]): Buffer {
  return Buffer.concat(
    leaves.flatMap((leaf) => {
      if (leaf.length > longestEntry) throw new RangeError('an entry of a bundle has up to 65,535 bytes');
      const prefix = Buffer.alloc(prefixLength);
      prefix.writeUInt16BE(leaf.length);
      return [prefix, leaf];
    }),
  );
}

/** Reads a bundle of up to 256 leaves strictly: nothing is cut off and nothing is left over. */
export function parseEntryBundle(bundle: Buffer): Result<readonly Buffer[], 'not-a-bundle'> {
  const leaves: Buffer[] = [];
  for (let at = 0; at < bundle.length;) {
    if (bundle.length - at < prefixLength || leaves.length === tileWidth) return refuse('not-a-bundle');
    const start = at + prefixLength;
    const end = start + bundle.readUInt16BE(at);
    if (end > bundle.length) return refuse('not-a-bundle');
    leaves.push(bundle.subarray(start, end));
    at = end;
  }
  return ok(leaves);
}
