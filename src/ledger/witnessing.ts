import type { Queryable } from '../database/index.ts';
import type { Clock } from '../platform/index.ts';
import {
  type Checkpoint,
  type TrustPolicy,
  type VerifierKey,
  addSignatures,
  readQuorum,
  verifyCheckpoint,
} from '../tlog/index.ts';
import { WitnessClient, type WitnessRefusal } from './ask-witness.ts';
import { type CheckpointPublisher, LedgerRollbackError } from './checkpoint-publisher.ts';
import type { SignedCheckpoint } from './signed-checkpoint.ts';
import { findWitnessedFrom, readWitnessed, recordWitnessed } from './witnessed-store.ts';

/** Too much has been without witnesses for too long, or nobody has been asked yet. Nothing leaves until a quorum has vouched again. */
export class LedgerUnwitnessedError extends Error {
  override readonly name = 'LedgerUnwitnessedError';
}

/** Who vouches for this ledger, and how long it may do without. */
export interface WitnessTerms {
  readonly policy: TrustPolicy;
  /** How long the oldest checkpoint without a quorum may be so before nothing leaves any more; milliseconds. */
  readonly grace: number;
  /** How many entries may be without a quorum before nothing leaves any more. */
  readonly backlog: number;
}

/** How one round of asking ended. */
export interface WitnessRound {
  /** For each witness that was asked: `cosigned`, or why not. */
  readonly answers: readonly ('cosigned' | WitnessRefusal['why'])[];
  /** Entries that no quorum has vouched for. */
  readonly unwitnessed: number;
  /** How long the oldest of their checkpoints has waited; milliseconds. */
  readonly waiting: number;
  readonly mayDisclose: boolean;
}

interface WitnessingOptions {
  readonly pool: Queryable;
  readonly publisher: CheckpointPublisher;
  readonly keys: readonly VerifierKey[];
  readonly origin: string;
  readonly clock: Clock;
  readonly terms: WitnessTerms;
}

/**
 * Asks the witnesses to vouch for the newest checkpoint, keeps what a quorum has cosigned, and says whether anything may leave.
 * Nothing may before the first round, so that a database that went back is noticed before a disclosure rests on it; nor once
 * more than the grace allows is without witnesses; nor while a witness shows another history that our own key signed.
 */
export class Witnessing {
  readonly #options: WitnessingOptions;
  readonly #clients: readonly WitnessClient[];
  #closed: Error | null = new LedgerUnwitnessedError('no witness has been asked yet');
  #rounds = 0;
  #running: Promise<WitnessRound> | undefined;

  constructor(options: WitnessingOptions) {
    this.#options = options;
    const prove = async (from: number, to: number): Promise<readonly Buffer[]> =>
      (await options.publisher.getTree()).proveConsistency(from, to);
    this.#clients = options.terms.policy.witnesses
      .filter(({ url }) => url !== null)
      .map((witness) => new WitnessClient(witness, { ...options, prove }));
  }

  /** @throws LedgerUnwitnessedError or LedgerRollbackError when nothing may leave */
  checkMayDisclose(): void {
    if (this.#closed !== null) throw this.#closed;
  }

  /** One round; whoever asks while one is under way gets that one. @throws LedgerRollbackError; then nothing may leave either */
  ask(): Promise<WitnessRound> {
    this.#running ??= this.#ask()
      .catch((fault: unknown) => {
        if (fault instanceof LedgerRollbackError) this.#closed = fault;
        throw fault;
      })
      .finally(() => {
        this.#running = undefined;
      });
    return this.#running;
  }

  /** The smallest checkpoint of at least this size that a quorum has cosigned. */
  async findCovering(size: number): Promise<SignedCheckpoint | undefined> {
    const note = await findWitnessedFrom(this.#options.pool, size);
    return note === undefined ? undefined : this.#verify(note);
  }

  /** The largest checkpoint that a quorum has cosigned. */
  async findNewest(): Promise<SignedCheckpoint | undefined> {
    const { note } = await readWitnessed(this.#options.pool);
    return note === null ? undefined : this.#verify(note);
  }

  async close(): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.close()));
  }

  async #ask(): Promise<WitnessRound> {
    const { publisher, pool, clock } = this.#options;
    const newest = await publisher.publish();
    const known = (await this.findNewest())?.size ?? 0;
    const isFirst = this.#rounds === 0;
    if (newest.size === 0 || (known >= newest.size && !isFirst))
      return this.#conclude([], newest, known, null);

    const results = await Promise.all(this.#clients.map((client) => client.cosign(newest)));
    this.#rounds += 1;
    await this.#lookAtShown(results.flatMap((each) => (each.ok ? [] : (each.refusal.shown ?? []))));
    const note = addSignatures(
      newest.note,
      results.flatMap((each) => (each.ok ? [each.value] : [])),
    );
    const isVouchedFor = this.#isVouchedFor(note);
    if (isVouchedFor) await recordWitnessed(pool, newest.size, note, clock.now());
    const answers = results.map((each) => (each.ok ? ('cosigned' as const) : each.refusal.why));
    const { waitingSince } = await readWitnessed(pool);
    return this.#conclude(answers, newest, isVouchedFor ? newest.size : known, waitingSince);
  }

  #conclude(
    answers: WitnessRound['answers'],
    newest: SignedCheckpoint,
    vouchedFor: number,
    waitingSince: Date | null,
  ): WitnessRound {
    const { grace, backlog } = this.#options.terms;
    const unwitnessed = Math.max(0, newest.size - vouchedFor);
    const since = unwitnessed === 0 ? null : waitingSince;
    const waiting = since === null ? 0 : Math.max(0, this.#options.clock.now().getTime() - since.getTime());
    const mayDisclose = waiting <= grace && unwitnessed <= backlog;
    this.#closed = mayDisclose
      ? null
      : new LedgerUnwitnessedError('no quorum of witnesses has vouched in time');
    return { answers, unwitnessed, waiting, mayDisclose };
  }

  /** What witnesses show under our own signature is ours, or the database is not what it was. @throws LedgerRollbackError */
  async #lookAtShown(shown: readonly Checkpoint[]): Promise<void> {
    if (shown.length === 0) return;
    const { publisher } = this.#options;
    // Another replica may have appended, and had it cosigned, since this round began.
    const { size } = await publisher.publish();
    const tree = await publisher.getTree();
    for (const checkpoint of shown) {
      if (checkpoint.size > size || !(await tree.rootAt(checkpoint.size)).equals(checkpoint.root))
        throw new LedgerRollbackError("a witness holds another history that this ledger's key has signed");
    }
  }

  #isVouchedFor(note: string): boolean {
    return readQuorum(note, this.#options.terms.policy).ok;
  }

  /** What is stored counts as far as it is signed: anything else is as if it were not there, and is asked for again. */
  #verify(note: string): SignedCheckpoint | undefined {
    const verified = verifyCheckpoint(note, this.#options.origin, this.#options.keys);
    return verified.ok && this.#isVouchedFor(note) ? { ...verified.value, note } : undefined;
  }
}
