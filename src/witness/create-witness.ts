import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Clock, type Result, ok, refuse, takeProcessLock } from '../platform/index.ts';
import {
  type Cosigner,
  type VerifierKey,
  cosignCheckpoint,
  formatNote,
  formatSignature,
  isOfKey,
  parseCosignerKey,
} from '../tlog/index.ts';
import { type Refusal, type SignedRequest, judgeContinuation, readRequest } from './judge-checkpoint.ts';
import { openWitnessKey } from './witness-key.ts';
import { WitnessState, hashOrigin } from './witness-state.ts';

/** What a witness is made of. */
export interface WitnessOptions {
  /** Its own folder: key, name and the last checkpoint of each log. Nobody else may work in it at the same time. */
  readonly folder: string;
  /** Its key's name (c2sp.org/signed-note, key names), for good. */
  readonly name: string;
  /** The keys of the logs that it watches; a key's name is the log's origin. */
  readonly logs: readonly VerifierKey[];
  readonly clock: Clock;
}

/** A witness: it cosigns checkpoints of the logs that it knows, each as a continuation of the last. */
export interface Witness {
  /** Its public key as a vkey text. */
  readonly verifierKey: string;
  /** Answers `add-checkpoint` with the signature line; when it answers, the disk remembers what was cosigned. */
  addCheckpoint(body: string): Promise<Result<string, Refusal>>;
  /** The last cosigned checkpoint of a log, by the SHA-256 of its origin in hexadecimal. */
  findCheckpoint(originHash: string): string | undefined;
  /** Waits for what is under way and gives the folder free. */
  close(): Promise<void>;
}

/**
 * Opens a witness on its folder.
 * @throws Error in plain words when another process works there, or what is there is not this witness's
 */
export async function openWitness({ folder, name, logs, clock }: WitnessOptions): Promise<Witness> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const unlock = await takeProcessLock(
    join(folder, 'witness.lock'),
    (holder) => `The witness in ${folder} is already run by process ${holder}.`,
  );
  try {
    const cosigner = await openWitnessKey(folder, name);
    const key = parseCosignerKey(cosigner.verifierKey);
    if (!key.ok) throw new Error(key.refusal);
    const state = await WitnessState.open(join(folder, 'checkpoints'), key.value);
    // One after the other: what is checked against is what is written next, whoever else asks meanwhile.
    let last: Promise<unknown> = Promise.resolve();
    return {
      verifierKey: cosigner.verifierKey,
      addCheckpoint: (body) => {
        const request = readRequest(body, logs);
        if (!request.ok) return Promise.resolve(request);
        const turn = last.then(() => addInTurn(state, cosigner, request.value, logs, clock));
        last = turn.catch(() => undefined);
        return turn;
      },
      findCheckpoint: (originHash) => state.find(originHash)?.note,
      close: async () => {
        await last;
        await unlock();
      },
    };
  } catch (fault) {
    await unlock();
    throw fault;
  }
}

async function addInTurn(
  state: WitnessState,
  cosigner: Cosigner,
  request: SignedRequest,
  logs: readonly VerifierKey[],
  clock: Clock,
): Promise<Result<string, Refusal>> {
  const { signedText, signatures, origin, size, root } = request.checkpoint;
  const originHash = hashOrigin(origin);
  const judged = judgeContinuation(request, state.find(originHash) ?? null);
  if (!judged.ok) return refuse(judged.refusal);
  const cosignature = await cosignCheckpoint(signedText, cosigner, clock.now());
  const ofTheLog = signatures
    .filter((line) => logs.some((key) => isOfKey(line, key)))
    .map((line) => formatSignature(line, line.signature));
  // Nothing is given out before the disk has it: what was given can never be rolled back, what was only written may be.
  await state.keep(originHash, { size, root, note: formatNote(signedText, [...ofTheLog, cosignature]) });
  return ok(cosignature);
}
