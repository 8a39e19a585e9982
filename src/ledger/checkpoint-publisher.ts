import type { Queryable } from '../database/index.ts';
import type { Clock } from '../platform/index.ts';
import {
  type LedgerSigner,
  type VerifierKey,
  hashLength,
  signCheckpoint,
  verifyCheckpoint,
} from '../tlog/index.ts';
import type { SignedCheckpoint } from './signed-checkpoint.ts';
import { TileTree } from './tile-tree.ts';
import {
  type LedgerProgress,
  countTiles,
  findTile,
  leafBatch,
  readLeafHashes,
  readProgress,
  recordCheckpoint,
  recordTiles,
} from './tree-store.ts';

/**
 * The database does not continue what was signed before: it was rolled back, forked or damaged. Nothing is signed until it
 * does again, so that nothing leaves.
 */
export class LedgerRollbackError extends Error {
  override readonly name = 'LedgerRollbackError';
}

/** What the publisher needs. */
export interface PublisherOptions {
  readonly pool: Queryable;
  readonly signer: LedgerSigner;
  /** Keys whose signatures on stored checkpoints count: the signer's own and those it replaced. */
  readonly keys: readonly VerifierKey[];
  readonly origin: string;
  readonly clock: Clock;
}

/**
 * Signs the tree over the committed entries. It moves forward only: what one process has signed, or found stored, the
 * database must still begin with. Callers that wait at the same time share one signature.
 */
export class CheckpointPublisher {
  readonly #options: PublisherOptions;
  #tree: Promise<TileTree> | undefined;
  #signed: SignedCheckpoint | undefined;
  #running: Promise<SignedCheckpoint> | undefined;

  constructor(options: PublisherOptions) {
    this.#options = options;
  }

  /** The tree as far as this process has read it. */
  getTree(): Promise<TileTree> {
    const { pool } = this.#options;
    this.#tree ??= TileTree.open({
      countTiles: () => countTiles(pool),
      findTile: (level, index) => findTile(pool, level, index),
      readLeafHashes: (start, count) => readLeafHashes(pool, start, count),
    }).catch((fault: unknown) => {
      this.#tree = undefined;
      throw fault;
    });
    return this.#tree;
  }

  /**
   * Gives a signed checkpoint over at least all entries that were committed before the call.
   * @throws LedgerRollbackError when the database is behind, or differs from, what was signed
   */
  async publish(): Promise<SignedCheckpoint> {
    // A run that has begun may have read the size before the caller's entries were there; the next one has not.
    if (this.#running !== undefined) await this.#running.catch(() => undefined);
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  /**
   * Gives a signed checkpoint of at least this size; the newest known one, where it is large enough.
   * @throws RangeError when there are fewer entries
   * @throws LedgerRollbackError as `publish`
   */
  async cover(size: number): Promise<SignedCheckpoint> {
    const signed = await this.coverAsFarAsThereIs(size);
    if (signed.size < size) throw new RangeError(`the ledger has ${signed.size} entries`);
    return signed;
  }

  /** Gives a signed checkpoint of at least this size, or of all entries where there are fewer. @throws LedgerRollbackError */
  async coverAsFarAsThereIs(size: number): Promise<SignedCheckpoint> {
    const known = this.#signed;
    if (known !== undefined && known.size >= size) return known;
    if (this.#running !== undefined) {
      const underWay = await this.#running.catch(() => undefined);
      if (underWay !== undefined && underWay.size >= size) return underWay;
    }
    return this.publish();
  }

  async #run(): Promise<SignedCheckpoint> {
    const tree = await this.getTree();
    const stored = await this.#advance(tree);
    await this.#checkStored(tree, stored);
    if (this.#signed?.size === tree.size) return this.#signed;
    if (stored?.size === tree.size) return (this.#signed = this.#checkSigned(stored));

    const { pool, signer, origin, clock } = this.#options;
    const tiles = tree.unstored;
    if (tiles.length > 0) {
      await recordTiles(pool, tiles);
      tree.forgetUnstored(tiles);
    }
    const head = { origin, size: tree.size, root: await tree.rootAt(tree.size) };
    const signed = { ...head, note: await signCheckpoint(head, signer) };
    const kept = await recordCheckpoint(
      pool,
      { size: head.size, root: head.root, note: signed.note },
      clock.now(),
    );
    if (!kept.root.equals(head.root)) throw rollback('another history of the same size was signed');
    return (this.#signed = this.#checkSigned(kept));
  }

  /** Reads the committed leaves that the tree has not yet, and gives the newest stored checkpoint. */
  async #advance(tree: TileTree): Promise<SignedCheckpoint | null> {
    for (;;) {
      // The last known leaf is read again: it differs where the database went back and then grew in another way.
      const from = Math.max(tree.size - 1, 0);
      const progress = await readProgress(this.#options.pool, from);
      const expected = Math.min(progress.size - from, leafBatch) * hashLength;
      if (progress.size < tree.size) throw rollback('it has fewer entries than were signed or read');
      if (progress.leafHashes.length !== expected) throw rollback('entries are missing');
      this.#takeLeaves(tree, progress);
      if (tree.size === progress.size) return progress.latest;
    }
  }

  #takeLeaves(tree: TileTree, { leafHashes }: LedgerProgress): void {
    const last = tree.lastLeaf;
    if (last !== undefined && !leafHashes.subarray(0, hashLength).equals(last))
      throw rollback('its entries are not those that were read before');
    for (let at = last === undefined ? 0 : hashLength; at < leafHashes.length; at += hashLength)
      tree.append(leafHashes.subarray(at, at + hashLength));
  }

  /** The newest stored checkpoint must be of this tree, and no older than what this process signed. */
  async #checkStored(tree: TileTree, stored: SignedCheckpoint | null): Promise<void> {
    const signed = this.#signed;
    if (signed !== undefined && (stored === null || stored.size < signed.size))
      throw rollback('a checkpoint that was signed is gone');
    if (stored === null) return;
    if (stored.size > tree.size) throw rollback('it has fewer entries than were signed');
    const root = stored.size === signed?.size ? signed.root : await tree.rootAt(stored.size);
    if (!root.equals(stored.root)) throw rollback('its entries are not those that were signed');
  }

  #checkSigned(checkpoint: SignedCheckpoint): SignedCheckpoint {
    const verified = verifyCheckpoint(checkpoint.note, this.#options.origin, this.#options.keys);
    if (!verified.ok)
      throw rollback(`the checkpoint stored for ${checkpoint.size} entries is no note of this log`);
    if (verified.value.size !== checkpoint.size || !verified.value.root.equals(checkpoint.root))
      throw rollback(`the checkpoint stored for ${checkpoint.size} entries states something else`);
    return checkpoint;
  }
}

function rollback(why: string): LedgerRollbackError {
  return new LedgerRollbackError(`the ledger's database does not continue what was signed: ${why}`);
}
