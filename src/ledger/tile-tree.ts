import { LRUCache } from 'lru-cache';
import {
  type Span,
  type Subtree,
  consistencySpans,
  foldPeaks,
  hashLength,
  inclusionSpans,
  subtreesOf,
  Tile,
  tileHeight,
  tileWidth,
} from '../tlog/index.ts';
import type { StoredTile } from './tree-store.ts';

/** Where hashes that are not in memory come from. */
export interface TileSource {
  countTiles(): Promise<number>;
  findTile(level: number, index: number): Promise<Buffer | undefined>;
  readLeafHashes(start: number, count: number): Promise<Buffer>;
}

/** Full tiles kept in memory, 16 KB each. */
const cachedTiles = 512;

/**
 * The Merkle tree of the ledger as tiles: the growing one of each level in memory, the full ones in the database. It only
 * ever grows, and answers for every size that it has had. Nothing that it reads is trusted: what it gives must be checked
 * against a signed root.
 */
export class TileTree {
  readonly #source: TileSource;
  readonly #edges: Tile[] = [];
  readonly #full = new LRUCache<string, Tile>({ max: cachedTiles });
  readonly #unstored = new Map<string, StoredTile>();
  #size = 0;
  #lastLeaf: Buffer | undefined;

  private constructor(source: TileSource) {
    this.#source = source;
  }

  /** A tree of its own, over the leaves that will be appended; it answers for its present size only. */
  static empty(): TileTree {
    return new TileTree({
      countTiles: () => Promise.resolve(0),
      findTile: () => Promise.resolve(undefined),
      readLeafHashes: () => Promise.resolve(Buffer.alloc(0)),
    });
  }

  /** The tree over all leaves whose tiles are stored; the leaves after them are to be appended. */
  static async open(source: TileSource): Promise<TileTree> {
    const tree = new TileTree(source);
    let complete = await source.countTiles();
    tree.#size = complete * tileWidth;
    tree.#edges.push(new Tile());
    if (complete > 0) tree.#lastLeaf = (await tree.#loadTile(0, complete - 1)).node(0, tileWidth - 1);
    for (let level = 1; complete > 0; level += 1) {
      const edge = new Tile();
      for (let child = complete - (complete % tileWidth); child < complete; child += 1)
        edge.append((await tree.#loadTile(level - 1, child)).node(tileHeight, 0));
      tree.#edges.push(edge);
      complete = Math.floor(complete / tileWidth);
    }
    return tree;
  }

  /** The number of leaves. */
  get size(): number {
    return this.#size;
  }

  /** The hash of the last leaf, if there is one. */
  get lastLeaf(): Buffer | undefined {
    return this.#lastLeaf;
  }

  /** The full tiles that are not known to be stored, in the order of their making. */
  get unstored(): readonly StoredTile[] {
    return [...this.#unstored.values()];
  }

  /** To be told once tiles are stored. */
  forgetUnstored(tiles: readonly StoredTile[]): void {
    for (const tile of tiles) this.#unstored.delete(keyOf(tile.level, tile.index));
  }

  /** Adds the next leaf's hash. */
  append(leafHash: Buffer): void {
    this.#size += 1;
    this.#lastLeaf = leafHash;
    let hash = leafHash;
    for (let level = 0; ; level += 1) {
      const edge = (this.#edges[level] ??= new Tile());
      edge.append(hash);
      if (edge.width < tileWidth) return;
      const index = this.#countTiles(level) - 1;
      this.#full.set(keyOf(level, index), edge);
      this.#unstored.set(keyOf(level, index), { level, index, hashes: edge.hashes() });
      this.#edges[level] = new Tile();
      hash = edge.node(tileHeight, 0);
    }
  }

  /** The root that the tree has or had at a size. */
  async rootAt(size: number): Promise<Buffer> {
    return this.#hashSpan({ start: 0, end: this.#checkSize(size) });
  }

  /** The inclusion proof of a leaf in the tree of a size. */
  async proveInclusion(leafIndex: number, size: number): Promise<readonly Buffer[]> {
    return this.#hashSpans(inclusionSpans(leafIndex, this.#checkSize(size)));
  }

  /** The consistency proof between two sizes, 0 < size1 ≤ size2. */
  async proveConsistency(size1: number, size2: number): Promise<readonly Buffer[]> {
    return this.#hashSpans(consistencySpans(size1, this.#checkSize(size2)));
  }

  /** The first `width` hashes of a tile (c2sp.org/tlog-tiles), or undefined when the tree has fewer. */
  async findHashes(level: number, index: number, width: number): Promise<Buffer | undefined> {
    if (index > this.#countTiles(level)) return undefined;
    const tile = await this.#getTile(level, index);
    return width > 0 && width <= tile.width ? tile.hashes(width) : undefined;
  }

  #checkSize(size: number): number {
    if (size > this.#size) throw new RangeError(`the tree has ${this.#size} leaves`);
    return size;
  }

  #countTiles(level: number): number {
    return Math.floor(this.#size / tileWidth ** (level + 1));
  }

  async #hashSpans(spans: readonly Span[]): Promise<readonly Buffer[]> {
    return Promise.all(spans.map((span) => this.#hashSpan(span)));
  }

  async #hashSpan(span: Span): Promise<Buffer> {
    return foldPeaks(await Promise.all(subtreesOf(span).map((subtree) => this.#hashSubtree(subtree))));
  }

  async #hashSubtree({ level, index }: Subtree): Promise<Buffer> {
    const height = level % tileHeight;
    const perTile = tileWidth / 2 ** height;
    const tile = await this.#getTile((level - height) / tileHeight, Math.floor(index / perTile));
    return tile.node(height, index % perTile);
  }

  async #getTile(level: number, index: number): Promise<Tile> {
    const edge = this.#edges[level];
    if (edge !== undefined && index === this.#countTiles(level)) return edge;
    return this.#full.get(keyOf(level, index)) ?? this.#loadTile(level, index);
  }

  async #loadTile(level: number, index: number): Promise<Tile> {
    const kept =
      this.#unstored.get(keyOf(level, index))?.hashes ?? (await this.#source.findTile(level, index));
    const tile = Tile.of(kept ?? (await this.#rebuildTile(level, index)));
    if (tile.width !== tileWidth)
      throw new Error(`the ledger lacks hashes of tile ${index} of level ${level}`);
    this.#full.set(keyOf(level, index), tile);
    return tile;
  }

  /** A tile whose row was lost is made again from what it was derived from. */
  async #rebuildTile(level: number, index: number): Promise<Buffer> {
    if (level === 0) return this.#source.readLeafHashes(index * tileWidth, tileWidth);
    const hashes = Buffer.alloc(tileWidth * hashLength);
    for (let child = 0; child < tileWidth; child += 1)
      (await this.#loadTile(level - 1, index * tileWidth + child))
        .node(tileHeight, 0)
        .copy(hashes, child * hashLength);
    return hashes;
  }
}

function keyOf(level: number, index: number): string {
  return `${level}/${index}`;
}
