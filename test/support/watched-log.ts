import {
  type LedgerSigner,
  type VerifierKey,
  formatAddCheckpoint,
  hashLeaf,
  parseVerifierKey,
  rootOfLeaves,
  signCheckpoint,
} from '../../src/tlog/index.ts';
import { proveConsistency } from '../../src/tlog/merkle.ts';
import { makeSigner } from './ledger.ts';

/** A log in memory that a witness watches. Histories of one key that part from each other are what a witness must notice. */
export class WatchedLog {
  readonly signer: LedgerSigner;
  readonly #leaves: Buffer[];

  constructor(signer: LedgerSigner = makeSigner(), leaves: readonly Buffer[] = []) {
    this.signer = signer;
    this.#leaves = [...leaves];
  }

  /** The public key, as a witness is given it. */
  get key(): VerifierKey {
    const key = parseVerifierKey(this.signer.verifierKey);
    if (!key.ok) throw new Error(key.refusal);
    return key.value;
  }

  /** The number of leaves. */
  get size(): number {
    return this.#leaves.length;
  }

  /** Adds leaves whose content names the history that they belong to. */
  grow(count: number, history = 'honest'): this {
    for (let more = 0; more < count; more += 1)
      this.#leaves.push(hashLeaf(Buffer.from(`${history} ${this.#leaves.length}`)));
    return this;
  }

  /** Another history of the same log, the same up to a size. */
  forkAt(size: number): WatchedLog {
    return new WatchedLog(this.signer, this.#leaves.slice(0, size));
  }

  /** The signed checkpoint of a size. */
  sign(size: number = this.size): Promise<string> {
    return signCheckpoint({ origin: this.signer.name, size, root: this.rootAt(size) }, this.signer);
  }

  /** The root over the first leaves. */
  rootAt(size: number): Buffer {
    return rootOfLeaves(this.#leaves.slice(0, size));
  }

  /** The consistency proof between two sizes; none from 0. */
  prove(from: number, to: number = this.size): readonly Buffer[] {
    return from === 0 ? [] : proveConsistency(this.#leaves.slice(0, to), from);
  }

  /** The body of `add-checkpoint` from one size to another. */
  async ask(from: number, to: number = this.size): Promise<string> {
    return formatAddCheckpoint({
      oldSize: from,
      proof: this.prove(from, to),
      checkpoint: await this.sign(to),
    });
  }
}
