import { hash } from 'node:crypto';

/**
 * The arithmetic of the RFC 6962 Merkle tree over SHA-256. Pure: no clock, no input or output.
 * Sizes and indexes are safe integers (up to 2^53 − 1); anything else is refused by the verifiers.
 */

/** The length in bytes of every hash in the tree. */
export const hashLength = 32;

/** The root of the tree that has no leaves (RFC 6962 §2.1): the hash of the empty string. */
export const emptyRoot: Buffer = hash('sha256', Buffer.alloc(0), 'buffer');

/** The hash of one leaf (RFC 6962 §2.1): SHA-256 of a zero byte and the leaf's bytes. */
export function hashLeaf(leaf: Buffer): Buffer {
  return hash('sha256', Buffer.concat([Buffer.of(0), leaf]), 'buffer');
}

// One buffer for all inner nodes: hashing is synchronous, so that nobody else can write into it meanwhile.
const innerNode = Buffer.alloc(1 + 2 * hashLength, 1);

/** The hash of an inner node (RFC 6962 §2.1): SHA-256 of a one byte, the left and the right hash, 32 bytes each. */
export function hashNode(left: Buffer, right: Buffer): Buffer {
  left.copy(innerNode, 1, 0, hashLength);
  right.copy(innerNode, 1 + hashLength, 0, hashLength);
  return hash('sha256', innerNode, 'buffer');
}

/**
 * What must be remembered of a tree in order to append to it: its size and the roots of its perfect subtrees, the
 * largest (leftmost) first. It is a value: appending makes a new one.
 */
export interface CompactRange {
  readonly size: number;
  readonly peaks: readonly Buffer[];
}

/** The compact range of the tree without leaves. */
export const emptyRange: CompactRange = { size: 0, peaks: [] };

/** The compact range after one more leaf, given by its leaf hash. */
export function appendLeaf(range: CompactRange, leafHash: Buffer): CompactRange {
  const peaks = [...range.peaks];
  let node = leafHash;
  for (let covered = range.size; covered % 2 === 1; covered = half(covered)) {
    const left = peaks.pop();
    if (left === undefined)
      throw new RangeError('a compact range must have one peak for each binary one of its size');
    node = hashNode(left, node);
  }
  peaks.push(node);
  return { size: range.size + 1, peaks };
}

/** The root of the tree that a compact range stands for. */
export function rootOf(range: CompactRange): Buffer {
  return foldPeaks(range.peaks);
}

/** The root of the tree over these leaf hashes, in this order. */
export function rootOfLeaves(leafHashes: readonly Buffer[]): Buffer {
  return rootOf(leafHashes.reduce(appendLeaf, emptyRange));
}

/** Joins the roots of neighbouring perfect subtrees, the largest first, into the root over all; none give the empty root. */
export function foldPeaks(peaks: readonly Buffer[]): Buffer {
  const last = peaks.at(-1);
  if (last === undefined) return emptyRoot;
  return peaks.slice(0, -1).reduceRight((right, left) => hashNode(left, right), last);
}

/** A run of leaves, from `start` up to and without `end`, whose root stands in a proof. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A perfect subtree: 2^level leaves beginning with leaf index × 2^level. */
export interface Subtree {
  readonly level: number;
  readonly index: number;
}

/**
 * The runs of leaves whose roots make the inclusion proof of a leaf, in proof order: the leaf's sibling first
 * (RFC 6962 §2.1.1).
 * @throws RangeError when the tree has no such leaf.
 */
export function inclusionSpans(leafIndex: number, treeSize: number): readonly Span[] {
  if (!isSize(leafIndex) || !isSize(treeSize) || leafIndex >= treeSize)
    throw new RangeError(`a tree of ${treeSize} leaves has no leaf ${leafIndex}`);
  const spans: Span[] = [];
  let start = 0;
  let end = treeSize;
  while (end - start > 1) {
    const middle = start + splitOf(end - start);
    if (leafIndex < middle) {
      spans.unshift({ start: middle, end });
      end = middle;
    } else {
      spans.unshift({ start, end: middle });
      start = middle;
    }
  }
  return spans;
}

/**
 * The runs of leaves whose roots make the consistency proof between two sizes, in proof order (RFC 6962 §2.1.2).
 * @throws RangeError unless 0 < size1 ≤ size2.
 */
export function consistencySpans(size1: number, size2: number): readonly Span[] {
  if (!isSize(size1) || !isSize(size2) || size1 === 0 || size1 > size2)
    throw new RangeError(`no consistency proof leads from ${size1} to ${size2} leaves`);
  const spans: Span[] = [];
  let start = 0;
  let end = size2;
  while (size1 !== end) {
    const middle = start + splitOf(end - start);
    if (size1 <= middle) {
      spans.unshift({ start: middle, end });
      end = middle;
    } else {
      spans.unshift({ start, end: middle });
      start = middle;
    }
  }
  // The old tree's own root need not be repeated; a smaller complete subtree of it must be.
  if (start > 0) spans.unshift({ start, end });
  return spans;
}

/** The inclusion proof of one leaf, from all leaf hashes of a small tree. */
export function proveInclusion(leafHashes: readonly Buffer[], leafIndex: number): readonly Buffer[] {
  return inclusionSpans(leafIndex, leafHashes.length).map(({ start, end }) =>
    rootOfLeaves(leafHashes.slice(start, end)),
  );
}

/** The consistency proof from an earlier size to the present one, from all leaf hashes of a small tree. */
export function proveConsistency(leafHashes: readonly Buffer[], size1: number): readonly Buffer[] {
  return consistencySpans(size1, leafHashes.length).map(({ start, end }) =>
    rootOfLeaves(leafHashes.slice(start, end)),
  );
}

/** The perfect subtrees that a run of leaves of a proof consists of, the largest (leftmost) first. */
export function subtreesOf(span: Span): readonly Subtree[] {
  const subtrees: Subtree[] = [];
  let start = span.start;
  while (start < span.end) {
    let level = 0;
    let width = 1;
    while (start % (width * 2) === 0 && start + width * 2 <= span.end) {
      width *= 2;
      level += 1;
    }
    subtrees.push({ level, index: start / width });
    start += width;
  }
  return subtrees;
}

/**
 * Whether the proof shows that the leaf hash stands at this index of the tree with this size and root
 * (RFC 9162 §2.1.3.2). Sizes that are no safe integers, hashes of a wrong length and surplus hashes are refused.
 */
export function verifyInclusion(
  leafHash: Buffer,
  leafIndex: number,
  treeSize: number,
  proof: readonly Buffer[],
  root: Buffer,
): boolean {
  if (!isSize(leafIndex) || !isSize(treeSize) || leafIndex >= treeSize) return false;
  if (!isHash(leafHash) || !proof.every(isHash)) return false;
  let position = leafIndex;
  let last = treeSize - 1;
  let node = leafHash;
  for (const sibling of proof) {
    if (last === 0) return false;
    if (position % 2 === 1 || position === last) {
      node = hashNode(sibling, node);
      while (position % 2 === 0 && position !== 0) {
        position = half(position);
        last = half(last);
      }
    } else {
      node = hashNode(node, sibling);
    }
    position = half(position);
    last = half(last);
  }
  return last === 0 && node.equals(root);
}

/**
 * Whether the proof shows that the tree of size2 with root2 continues the tree of size1 with root1
 * (RFC 9162 §2.1.4.2). From the empty tree nothing can be shown, so that size 0 is always refused.
 */
export function verifyConsistency(
  size1: number,
  size2: number,
  proof: readonly Buffer[],
  root1: Buffer,
  root2: Buffer,
): boolean {
  if (!isSize(size1) || !isSize(size2) || size1 === 0 || size1 > size2) return false;
  if (size1 === size2) return proof.length === 0 && root1.length > 0 && root1.equals(root2);
  if (!isHash(root1) || !proof.every(isHash)) return false;

  let position = size1 - 1;
  let last = size2 - 1;
  while (position % 2 === 1) {
    position = half(position);
    last = half(last);
  }
  // Where the old tree is one perfect subtree of the new one, its root is the first hash and is not repeated.
  const path = position === 0 ? [root1, ...proof] : proof;
  const [first, ...rest] = path;
  if (first === undefined) return false;
  let oldRoot = first;
  let newRoot = first;
  for (const sibling of rest) {
    if (last === 0) return false;
    if (position % 2 === 1 || position === last) {
      oldRoot = hashNode(sibling, oldRoot);
      newRoot = hashNode(sibling, newRoot);
      while (position % 2 === 0 && position !== 0) {
        position = half(position);
        last = half(last);
      }
    } else {
      newRoot = hashNode(newRoot, sibling);
    }
    position = half(position);
    last = half(last);
  }
  return last === 0 && oldRoot.equals(root1) && newRoot.equals(root2);
}

/** Half, without the remainder; not a bit shift, which would cut to 32 bits. */
function half(value: number): number {
  return Math.floor(value / 2);
}

/** The largest power of two that is smaller than the number of leaves (RFC 6962 §2.1: k). */
function splitOf(leaves: number): number {
  let split = 1;
  while (split * 2 < leaves) split *= 2;
  return split;
}

function isSize(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function isHash(value: Buffer): boolean {
  return value.length === hashLength;
}
