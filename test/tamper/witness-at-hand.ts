import {
  type Cosigner,
  type VerifierKey,
  addSignatures,
  cosignCheckpoint,
  createCosigner,
  parseCheckpoint,
  parseVerifierKey,
  verifyCheckpoint,
  verifyConsistency,
} from '../../src/tlog/index.ts';
import type { Ledger } from '../../src/ledger/index.ts';
import { valueOf } from '../support/agreements.ts';
import { makePrivateKey } from '../support/ledger.ts';

/** What a witness elsewhere does, in this process: it cosigns a tree only if it continues the last one that it cosigned. */
export class WitnessAtHand {
  readonly #cosigner: Cosigner = createCosigner('witness.test/elsewhere', makePrivateKey());
  readonly #log: VerifierKey;
  #latest: string | undefined;

  constructor(logKey: string) {
    this.#log = valueOf(parseVerifierKey(logKey));
  }

  get verifierKey(): string {
    return this.#cosigner.verifierKey;
  }

  /** The last checkpoint that it cosigned, with its cosignature: what it gives to whoever asks it. */
  get latest(): string {
    if (this.#latest === undefined) throw new Error('it has cosigned nothing');
    return this.#latest;
  }

  /** Cosigns what the ledger signs at present. @throws where that does not continue what it knows */
  async cosign(ledger: Ledger): Promise<string> {
    const note = await ledger.publishCheckpoint();
    const stated = valueOf(verifyCheckpoint(note, this.#log.name, [this.#log]));
    const known = this.#latest === undefined ? undefined : valueOf(parseCheckpoint(this.#latest));
    if (known !== undefined) {
      const proof = await ledger.getConsistencyProof(BigInt(known.size), BigInt(stated.size));
      if (!verifyConsistency(known.size, stated.size, proof, known.root, stated.root))
        throw new Error('the log shows another history');
    }
    return (this.#latest = await this.sign(note));
  }

  /** A cosignature of any checkpoint at all, without a look: what a witness of another log gives for that one. */
  async sign(note: string): Promise<string> {
    const { signedText } = valueOf(parseCheckpoint(note));
    return addSignatures(note, [
      await cosignCheckpoint(signedText, this.#cosigner, new Date('2028-01-07T16:00:00Z')),
    ]);
  }
}
