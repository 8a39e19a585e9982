import { createHash } from 'node:crypto';
import { Agent, request } from 'undici';
import { type Clock, type Result, ok, refuse } from '../platform/index.ts';
import {
  type Checkpoint,
  type PolicyWitness,
  type VerifierKey,
  addSignatures,
  formatAddCheckpoint,
  formatSignature,
  isOfKey,
  parseSignatures,
  parseSizeAnswer,
  readCosignatures,
  sizeMediaType,
  verifyCheckpoint,
} from '../tlog/index.ts';
import type { SignedCheckpoint } from './signed-checkpoint.ts';

/** What came of asking a witness that did not cosign. */
export interface WitnessRefusal {
  readonly why: 'no-answer' | 'refused' | 'no-cosignature';
  /** What the witness showed instead: a checkpoint that our own key signed. Whether it is of our history is to be looked at. */
  readonly shown?: Checkpoint;
}

/** What asking a witness needs. */
export interface AskOptions {
  readonly keys: readonly VerifierKey[];
  readonly origin: string;
  readonly clock: Clock;
  /** The consistency proof between two sizes of this log, 0 < from ≤ to. */
  prove(from: number, to: number): Promise<readonly Buffer[]>;
}

/** A witness that does not answer within this many milliseconds, all questions of a round together, is missing. */
const longestAsk = 5_000;
const largestAnswer = 64 * 1024;
/** How far a witness's clock may be from ours; milliseconds. */
const clockTolerance = 5 * 60_000;
/** It may have moved on since it told its size, by another replica's doing; a witness that always has is missing. */
const mostAttempts = 3;

/** One witness (c2sp.org/tlog-witness), and the size that it was last known to have. */
export class WitnessClient {
  readonly #witness: PolicyWitness;
  readonly #options: AskOptions;
  readonly #agent: Agent;
  #size = 0;

  constructor(witness: PolicyWitness, options: AskOptions) {
    this.#witness = witness;
    this.#options = options;
    this.#agent = new Agent({ connections: 1, connectTimeout: longestAsk, maxResponseSize: largestAnswer });
  }

  /** Asks it to cosign a checkpoint and gives its proven signature line. Never takes longer than five seconds. */
  async cosign(checkpoint: SignedCheckpoint): Promise<Result<string, WitnessRefusal>> {
    const signal = AbortSignal.timeout(longestAsk);
    try {
      return await this.#cosign(checkpoint, signal);
    } catch {
      return refuse({ why: 'no-answer' });
    }
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }

  async #cosign(checkpoint: SignedCheckpoint, signal: AbortSignal): Promise<Result<string, WitnessRefusal>> {
    for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
      const oldSize = Math.min(this.#size, checkpoint.size);
      const proof = oldSize === 0 ? [] : await this.#options.prove(oldSize, checkpoint.size);
      const body = formatAddCheckpoint({ oldSize, proof, checkpoint: checkpoint.note });
      const answer = await this.#send('add-checkpoint', signal, body);
      if (answer.status === 200) return this.#takeCosignature(checkpoint, answer.text);
      if (answer.status === 422) return refuse(await this.#askWhatItHas(signal));
      const size = answer.type === sizeMediaType ? parseSizeAnswer(answer.text) : undefined;
      if (answer.status !== 409 || size === undefined || size === oldSize) break;
      if (size > checkpoint.size) return refuse(await this.#askWhatItHas(signal));
      this.#size = size;
    }
    return refuse({ why: 'refused' });
  }

  #takeCosignature(checkpoint: SignedCheckpoint, answer: string): Result<string, WitnessRefusal> {
    const { key } = this.#witness;
    // Lines of keys that are not this witness's mean nothing (c2sp.org/tlog-witness, add-checkpoint).
    const [line] = (parseSignatures(answer) ?? []).filter((each) => isOfKey(each, key));
    const text = line === undefined ? '' : formatSignature(line, line.signature);
    const cosigned = readCosignatures(addSignatures(checkpoint.note, [text]), [key]);
    const [cosignature] = cosigned.ok ? cosigned.value : [];
    const now = this.#options.clock.now().getTime();
    if (cosignature === undefined || Math.abs(cosignature.at.getTime() - now) > clockTolerance)
      return refuse({ why: 'no-cosignature' });
    this.#size = checkpoint.size;
    return ok(text);
  }

  /** A size by itself proves nothing; a checkpoint that our own key signed does. */
  async #askWhatItHas(signal: AbortSignal): Promise<WitnessRefusal> {
    const { origin, keys } = this.#options;
    const answer = await this.#send(
      `${createHash('sha256').update(origin).digest('hex')}/checkpoint`,
      signal,
    );
    const shown = verifyCheckpoint(answer.text, origin, keys);
    return { why: 'refused', ...(shown.ok ? { shown: shown.value } : {}) };
  }

  async #send(path: string, signal: AbortSignal, body?: string): Promise<WitnessAnswer> {
    const answer = await request(`${(this.#witness.url ?? '').replace(/\/$/, '')}/${path}`, {
      dispatcher: this.#agent,
      signal,
      ...(body === undefined ? {} : { method: 'POST', body }),
    });
    return {
      status: answer.statusCode,
      type: String(answer.headers['content-type']),
      text: await answer.body.text(),
    };
  }
}

interface WitnessAnswer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}
