import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type Span,
  appendLeaf,
  consistencySpans,
  emptyRange,
  emptyRoot,
  foldPeaks,
  hashLeaf,
  hashNode,
  inclusionSpans,
  proveConsistency,
  proveInclusion,
  rootOf,
  rootOfLeaves,
  subtreesOf,
  verifyConsistency,
  verifyInclusion,
} from '../../src/tlog/merkle.ts';

const sha256 = (...parts: Buffer[]): Buffer => createHash('sha256').update(Buffer.concat(parts)).digest();

/** RFC 6962 §2.1, written a second time as the recursion that the standard states. */
function standardRoot(leaves: readonly Buffer[]): Buffer {
  const [only] = leaves;
  if (only === undefined) return sha256();
  if (leaves.length === 1) return sha256(Buffer.of(0), only);
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  return sha256(Buffer.of(1), standardRoot(leaves.slice(0, split)), standardRoot(leaves.slice(split)));
}

const leafBytes = (count: number): Buffer[] =>
  Array.from({ length: count }, (_, i) => Buffer.from(`leaf ${i}`));
const leafHashes = (count: number): Buffer[] => leafBytes(count).map(hashLeaf);
const flip = (bytes: Buffer, bit: number): Buffer => {
  const copy = Buffer.from(bytes);
  const at = Math.floor(bit / 8) % copy.length;
  copy.writeUInt8(copy.readUInt8(at) ^ (1 << (bit % 8)), at);
  return copy;
};

describe('the root', () => {
  it('of no leaves is the hash of nothing', () => {
    expect(rootOfLeaves([]).toString('hex')).toBe(
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    );
    expect(foldPeaks([])).toEqual(emptyRoot);
  });

  it('of one leaf is that leaf’s hash', () => {
    expect(rootOfLeaves([hashLeaf(Buffer.alloc(0))]).toString('hex')).toBe(
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
    );
  });

  it('follows the recursion of RFC 6962 for every size up to 130', () => {
    for (let size = 0; size <= 130; size += 1)
      expect(rootOfLeaves(leafHashes(size))).toEqual(standardRoot(leafBytes(size)));
  });

  it('tells leaves from nodes', () => {
    const [left, right] = [sha256(Buffer.of(1)), sha256(Buffer.of(2))];
    expect(hashLeaf(Buffer.concat([left, right]))).not.toEqual(hashNode(left, right));
    expect(hashNode(left, right)).toEqual(sha256(Buffer.of(1), left, right));
  });

  it('grows without changing what was there before', () => {
    const hashes = leafHashes(20);
    const ranges = hashes.reduce(
      (all, leaf) => [...all, appendLeaf(all.at(-1) ?? emptyRange, leaf)],
      [emptyRange],
    );
    ranges.forEach((range, size) => {
      expect(range.size).toBe(size);
      expect(rootOf(range)).toEqual(rootOfLeaves(hashes.slice(0, size)));
    });
  });

  it('cannot be continued from a range that has lost a peak', () => {
    expect(() => appendLeaf({ size: 1, peaks: [] }, emptyRoot)).toThrow('one peak for each binary one');
  });
});

describe('a proof', () => {
  it('proves every leaf of every tree up to 70 leaves, and each earlier size', () => {
    for (let size = 1; size <= 70; size += 1) {
      const hashes = leafHashes(size);
      const root = rootOfLeaves(hashes);
      for (let index = 0; index < size; index += 1) {
        const leaf = hashes[index] ?? emptyRoot;
        expect(verifyInclusion(leaf, index, size, proveInclusion(hashes, index), root)).toBe(true);
        const earlier = index + 1;
        const proof = proveConsistency(hashes, earlier);
        expect(verifyConsistency(earlier, size, proof, rootOfLeaves(hashes.slice(0, earlier)), root)).toBe(
          true,
        );
      }
    }
  });

  it('fails after any single bit is flipped in leaf, proof or root', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 200 }),
        fc.nat(),
        fc.nat(),
        fc.nat(),
        (size, seed, where, bit) => {
          const hashes = leafHashes(size);
          const index = seed % size;
          const texts = [hashes[index] ?? emptyRoot, rootOfLeaves(hashes), ...proveInclusion(hashes, index)];
          const [leaf, root, ...proof] = texts.map((bytes, at) =>
            at === where % texts.length ? flip(bytes, bit % 256) : bytes,
          );
          expect(leaf && root && verifyInclusion(leaf, index, size, proof, root)).toBe(false);
        },
      ),
    );
  });

  it('of consistency fails after any single bit is flipped in proof or roots', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 200 }),
        fc.nat(),
        fc.nat(),
        fc.nat(),
        (size, seed, where, bit) => {
          const hashes = leafHashes(size);
          const size1 = 1 + (seed % (size - 1));
          const texts = [
            rootOfLeaves(hashes.slice(0, size1)),
            rootOfLeaves(hashes),
            ...proveConsistency(hashes, size1),
          ];
          const [root1, root2, ...proof] = texts.map((bytes, at) =>
            at === where % texts.length ? flip(bytes, bit % 256) : bytes,
          );
          expect(root1 && root2 && verifyConsistency(size1, size, proof, root1, root2)).toBe(false);
        },
      ),
    );
  });

  it('holds for no other index and no other leaf', () => {
    for (let size = 1; size <= 20; size += 1) {
      const hashes = leafHashes(size);
      const root = rootOfLeaves(hashes);
      for (let index = 0; index < size; index += 1)
        for (let other = 0; other < size + 3; other += 1)
          if (other !== index) {
            const proof = proveInclusion(hashes, index);
            expect(verifyInclusion(hashes[index] ?? emptyRoot, other, size, proof, root)).toBe(false);
            expect(verifyInclusion(hashes[other] ?? emptyRoot, index, size, proof, root)).toBe(false);
          }
    }
  });

  it('is refused with one hash too many or too few', () => {
    for (let size = 1; size <= 20; size += 1) {
      const hashes = leafHashes(size);
      const root = rootOfLeaves(hashes);
      for (let index = 0; index < size; index += 1) {
        const leaf = hashes[index] ?? emptyRoot;
        const proof = proveInclusion(hashes, index);
        expect(verifyInclusion(leaf, index, size, [...proof, emptyRoot], root)).toBe(false);
        expect(verifyInclusion(leaf, index, size, [emptyRoot, ...proof], root)).toBe(false);
        if (proof.length > 0)
          expect(verifyInclusion(leaf, index, size, proof.slice(0, -1), root)).toBe(false);
        const root1 = rootOfLeaves(hashes.slice(0, index + 1));
        const consistency = proveConsistency(hashes, index + 1);
        expect(verifyConsistency(index + 1, size, [...consistency, emptyRoot], root1, root)).toBe(false);
        if (consistency.length > 0)
          expect(verifyConsistency(index + 1, size, consistency.slice(0, -1), root1, root)).toBe(false);
      }
    }
  });

  it('is refused for sizes and indexes that are no safe integers', () => {
    const [leaf] = leafHashes(1);
    const root = leaf ?? emptyRoot;
    for (const size of [-1, 0, 0.5, Number.NaN, 2 ** 53, Infinity]) {
      expect(verifyInclusion(root, 0, size, [], root)).toBe(false);
      expect(verifyConsistency(size, size, [], root, root)).toBe(false);
      expect(verifyConsistency(1, size, [], root, root)).toBe(false);
    }
    for (const index of [-1, 0.5, 1, Number.NaN, 2 ** 53])
      expect(verifyInclusion(root, index, 1, [], root)).toBe(false);
    expect(verifyInclusion(root, 0, 1, [], root)).toBe(true);
  });

  it('is refused with hashes of other lengths, even where the root would match', () => {
    const short = Buffer.from('short');
    const [left, right] = leafHashes(2);
    const root = rootOfLeaves(leafHashes(2));
    expect(verifyInclusion(short, 0, 1, [], short)).toBe(false);
    expect(verifyInclusion(left ?? short, 0, 2, [(right ?? short).subarray(0, 31)], root)).toBe(false);
    expect(verifyConsistency(1, 2, [short], left ?? short, root)).toBe(false);
    expect(verifyConsistency(1, 2, [right ?? short], (left ?? short).subarray(0, 31), root)).toBe(false);
    expect(verifyConsistency(1, 1, [], Buffer.alloc(0), Buffer.alloc(0))).toBe(false);
    expect(verifyConsistency(2, 1, [], root, left ?? short)).toBe(false);
  });

  it('of consistency is refused when one hash of it is cut off, right after the whole was proved', () => {
    const hashes = leafHashes(7);
    const [root1, root2] = [rootOfLeaves(hashes.slice(0, 3)), rootOfLeaves(hashes)];
    const proof = proveConsistency(hashes, 3);
    for (const [position, hash] of proof.entries()) {
      expect(verifyConsistency(3, 7, proof, root1, root2)).toBe(true);
      const cut = proof.with(position, hash.subarray(0, 31));
      expect(verifyConsistency(3, 7, cut, root1, root2)).toBe(false);
    }
    expect(verifyConsistency(3, 7, [], root1, root2)).toBe(false);
  });

  it('of consistency leads to no smaller tree and to no half leaf, whatever the roots', () => {
    const [first, second] = leafHashes(2);
    if (first === undefined || second === undefined) throw new Error('two leaves');
    const root2 = hashNode(first, second);
    expect(verifyConsistency(1, 2, [second], first, root2)).toBe(true);
    expect(verifyConsistency(3, 2, [first, second], first, root2)).toBe(false);
    expect(verifyConsistency(1, 1.5, [second], first, root2)).toBe(false);
  });

  it('from the empty tree shows nothing', () => {
    expect(verifyConsistency(0, 0, [], emptyRoot, emptyRoot)).toBe(false);
    expect(verifyConsistency(0, 1, [], emptyRoot, rootOfLeaves(leafHashes(1)))).toBe(false);
  });

  it('works beyond 2^32 leaves, where a bit shift would not', () => {
    const size = 2 ** 40 + 1;
    const last: readonly Span[] = [{ start: 0, end: 2 ** 40 }];
    expect(inclusionSpans(2 ** 40, size)).toEqual(last);
    expect(consistencySpans(2 ** 40, size)).toEqual([{ start: 2 ** 40, end: size }]);
    const [left, right] = leafHashes(2);
    if (left === undefined || right === undefined) throw new Error('two leaves');
    const root = hashNode(left, right);
    expect(verifyInclusion(right, 2 ** 40, size, [left], root)).toBe(true);
    expect(verifyInclusion(right, 2 ** 40 - 1, size, [left], root)).toBe(false);
    expect(verifyConsistency(2 ** 40, size, [right], left, root)).toBe(true);
  });

  it('cannot be made for what is not in the tree', () => {
    for (const [index, size] of [
      [0, 0],
      [1, 1],
      [-1, 1],
      [0.5, 1],
      [0, 1.5],
      [0, 2 ** 53],
    ] as const)
      expect(() => inclusionSpans(index, size)).toThrow(RangeError);
    for (const [size1, size2] of [
      [0, 1],
      [2, 1],
      [-1, 1],
      [0.5, 1],
      [1, 1.5],
    ] as const)
      expect(() => consistencySpans(size1, size2)).toThrow(
        `no consistency proof leads from ${size1} to ${size2} leaves`,
      );
    expect(() => inclusionSpans(3, 3)).toThrow('a tree of 3 leaves has no leaf 3');
    expect(consistencySpans(5, 5)).toEqual([]);
    expect(inclusionSpans(0, 1)).toEqual([]);
  });
});

describe('the subtrees of a span', () => {
  it('cover it with perfect subtrees, each where one of its size may stand', () => {
    expect(subtreesOf({ start: 0, end: 7 })).toEqual([
      { level: 2, index: 0 },
      { level: 1, index: 2 },
      { level: 0, index: 6 },
    ]);
    expect(subtreesOf({ start: 4, end: 8 })).toEqual([{ level: 2, index: 1 }]);
    expect(subtreesOf({ start: 1, end: 5 })).toEqual([
      { level: 0, index: 1 },
      { level: 1, index: 1 },
      { level: 0, index: 4 },
    ]);
    expect(subtreesOf({ start: 3, end: 3 })).toEqual([]);
    expect(subtreesOf({ start: 0, end: 2 ** 40 })).toEqual([{ level: 40, index: 0 }]);
  });
});
