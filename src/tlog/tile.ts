import { hashLength, hashNode } from './merkle.ts';

/** The number of hashes in a full tile (c2sp.org/tlog-tiles). */
export const tileWidth = 256;

/** The number of tree levels within a tile; a full tile's root stands 8 levels above its hashes. */
export const tileHeight = 8;

/**
 * Up to 256 neighbouring hashes and, as soon as they are complete, all nodes between and above them. It only grows.
 */
export class Tile {
  /** Level after level: 256 hashes, 128 nodes above them, … and the root. */
  readonly #nodes = Buffer.alloc((2 * tileWidth - 1) * hashLength);
  #width = 0;

  /** A tile of these hashes, 32 bytes each, one after the other. */
  static of(hashes: Buffer): Tile {
    const tile = new Tile();
    for (let at = 0; at < hashes.length; at += hashLength) tile.append(hashes.subarray(at, at + hashLength));
    return tile;
  }

  /** How many hashes it holds. */
  get width(): number {
    return this.#width;
  }

  /**
   * Adds the next hash.
   * @throws RangeError when the tile is full or the hash has not 32 bytes
   */
  append(hash: Buffer): void {
    if (this.#width === tileWidth || hash.length !== hashLength)
      throw new RangeError('a tile takes 256 hashes of 32 bytes');
    let index = this.#width;
    let node = hash;
    node.copy(this.#nodes, offsetOf(0, index));
    for (let height = 1; index % 2 === 1; height += 1) {
      node = hashNode(this.node(height - 1, index - 1), node);
      index = (index - 1) / 2;
      node.copy(this.#nodes, offsetOf(height, index));
    }
    this.#width += 1;
  }

  /** The root over the 2^height hashes from index × 2^height on. They must be there. */
  node(height: number, index: number): Buffer {
    const offset = offsetOf(height, index);
    return this.#nodes.subarray(offset, offset + hashLength);
  }

  /** The hashes, one after the other: the first `width` of them. */
  hashes(width: number = this.#width): Buffer {
    if (width > this.#width) throw new RangeError('the tile holds fewer hashes');
    return this.#nodes.subarray(0, width * hashLength);
  }
}

function offsetOf(height: number, index: number): number {
  return (2 * tileWidth - 2 ** (tileHeight + 1 - height) + index) * hashLength;
}
