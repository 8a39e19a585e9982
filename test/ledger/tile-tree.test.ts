import { describe, expect, it } from '@jest/globals';
import { hashLeaf, proveConsistency, proveInclusion, rootOfLeaves } from '../../src/tlog/merkle.ts';
import { type TileSource, TileTree } from '../../src/ledger/tile-tree.ts';
import { Tile } from '../../src/tlog/tile.ts';

const leaves = Array.from({ length: 66_000 }, (_, at) => hashLeaf(Buffer.from(String(at))));
const noSource: TileSource = {
  countTiles: () => Promise.resolve(0),
  findTile: () => Promise.resolve(undefined),
  readLeafHashes: () => Promise.resolve(Buffer.alloc(0)),
};

/** A tree over the first leaves whose full tiles lie in a map, as another process would find them. */
async function stored(size: number): Promise<{ tree: TileTree; reopened: () => Promise<TileTree> }> {
  const tree = await TileTree.open(noSource);
  for (const leaf of leaves.slice(0, size)) tree.append(leaf);
  const tiles = new Map(tree.unstored.map((tile) => [`${tile.level}/${tile.index}`, tile.hashes]));
  const source: TileSource = {
    countTiles: () => Promise.resolve(Math.floor(size / 256)),
    findTile: (level, index) => Promise.resolve(tiles.get(`${level}/${index}`)),
    readLeafHashes: (start, count) => Promise.resolve(Buffer.concat(leaves.slice(start, start + count))),
  };
  const reopened = async (): Promise<TileTree> => {
    const again = await TileTree.open(source);
    for (const leaf of leaves.slice(again.size, size)) again.append(leaf);
    return again;
  };
  return { tree, reopened };
}

describe('the tree of tiles', () => {
  it('gives the roots and proofs of the plain tree, for its present and its earlier sizes', async () => {
    for (const size of [0, 1, 255, 256, 257, 700, 1024]) {
      const { tree, reopened } = await stored(size);
      for (const each of [tree, await reopened()]) {
        expect(each.size).toBe(size);
        expect(each.lastLeaf).toEqual(leaves[size - 1]);
        for (const earlier of [1, 200, 256, 512, 513, size].filter((at) => at > 0 && at <= size)) {
          const part = leaves.slice(0, earlier);
          expect(await each.rootAt(earlier)).toEqual(rootOfLeaves(part));
          expect(await each.proveInclusion(earlier - 1, size)).toEqual(
            proveInclusion(leaves.slice(0, size), earlier - 1),
          );
          expect(await each.proveInclusion(0, earlier)).toEqual(proveInclusion(part, 0));
          expect(await each.proveConsistency(earlier, size)).toEqual(
            proveConsistency(leaves.slice(0, size), earlier),
          );
        }
      }
    }
  });

  it('works over more than one level of full tiles', async () => {
    const { tree, reopened } = await stored(66_000);
    const root = rootOfLeaves(leaves);
    const again = await reopened();
    expect(await tree.rootAt(66_000)).toEqual(root);
    expect(await again.rootAt(66_000)).toEqual(root);
    const proof = proveInclusion(leaves, 12_345);
    expect(await again.proveInclusion(12_345, 66_000)).toEqual(proof);
    expect(tree.unstored.filter((tile) => tile.level === 1)).toHaveLength(1);
    expect((await again.findHashes(1, 0, 256))?.length).toBe(8192);
    expect((await again.findHashes(2, 0, 1))?.length).toBe(32);
    expect(await again.findHashes(2, 0, 2)).toBeUndefined();
    expect(await again.findHashes(0, 1000, 1)).toBeUndefined();
  });

  it('answers for no size that it has not had', async () => {
    const { tree } = await stored(3);
    await expect(tree.rootAt(4)).rejects.toThrow('the tree has 3 leaves');
    await expect(tree.proveInclusion(0, 4)).rejects.toThrow(RangeError);
    await expect(tree.proveConsistency(1, 4)).rejects.toThrow(RangeError);
  });

  it('fails where neither a tile nor its leaves are to be had', async () => {
    const source = { ...noSource, countTiles: () => Promise.resolve(1) };
    await expect(TileTree.open(source)).rejects.toThrow('the ledger lacks hashes of tile 0 of level 0');
  });

  it('forgets only the tiles that were stored', async () => {
    const { tree } = await stored(600);
    const [first] = tree.unstored;
    tree.forgetUnstored(first === undefined ? [] : [first]);
    expect(tree.unstored.map(({ level, index }) => [level, index])).toEqual([[0, 1]]);
  });
});

describe('a tile', () => {
  it('takes 256 hashes of 32 bytes', () => {
    const tile = Tile.of(Buffer.concat(leaves.slice(0, 256)));
    expect(tile.width).toBe(256);
    expect(tile.node(8, 0)).toEqual(rootOfLeaves(leaves.slice(0, 256)));
    expect(tile.node(3, 5)).toEqual(rootOfLeaves(leaves.slice(40, 48)));
    expect(tile.hashes(2)).toEqual(Buffer.concat(leaves.slice(0, 2)));
    expect(() => {
      tile.append(Buffer.alloc(32));
    }).toThrow(RangeError);
    expect(() => Tile.of(Buffer.alloc(33))).toThrow('256 hashes of 32 bytes');
    expect(() => Tile.of(Buffer.alloc(32)).hashes(2)).toThrow('fewer hashes');
  });
});
