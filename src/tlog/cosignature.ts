import { type Result, ok, refuse } from '../platform/index.ts';
import { type CheckpointRefusal, type ParsedCheckpoint, parseCheckpoint } from './checkpoint-note.ts';
import { type NoteSignature, formatSignature, isOfKey } from './signed-note.ts';
import { type Cosigner, type CosignerKey, isSignedBy } from './verifier-key.ts';

/** A witness's statement that, at this time, this was the largest tree it had seen of the log (c2sp.org/tlog-cosignature). */
export interface Cosignature {
  readonly key: CosignerKey;
  /** When it cosigned; to the second. */
  readonly at: Date;
}

const timestampLength = 8;
const signatureLength = 64;

/** The bytes that an Ed25519 cosigner signs (c2sp.org/tlog-cosignature, Ed25519 signed message). */
function cosignedMessage(checkpointText: string, seconds: bigint): Buffer {
  return Buffer.from(`cosignature/v1\ntime ${seconds}\n${checkpointText}`);
}

/**
 * Cosigns the text of a checkpoint, its signature lines left out, and gives the signature line. Whoever calls it has made
 * sure, and written down, that this tree continues the last one of the log that was cosigned.
 * @throws RangeError for a time before 1970 or at its first second: a cosignature never omits its time
 */
export async function cosignCheckpoint(
  checkpointText: string,
  cosigner: Cosigner,
  at: Date,
): Promise<string> {
  const seconds = Math.floor(at.getTime() / 1000);
  if (!(seconds > 0)) throw new RangeError('a cosignature states a time after 1970 began');
  const timestamp = Buffer.alloc(timestampLength);
  timestamp.writeBigUInt64BE(BigInt(seconds));
  const signature = await cosigner.sign(cosignedMessage(checkpointText, BigInt(seconds)));
  return formatSignature(cosigner, Buffer.concat([timestamp, signature]));
}

/**
 * Reads the cosignatures that these witnesses gave a checkpoint, one for each witness at most: the newest. Signatures of other
 * keys are ignored; a wrong one under a known key refuses the whole note (c2sp.org/signed-note, signatures). That the log
 * itself signed is for `verifyCheckpoint`.
 */
export function readCosignatures(
  note: string,
  witnesses: readonly CosignerKey[],
): Result<readonly Cosignature[], CheckpointRefusal> {
  const parsed = parseCheckpoint(note);
  if (!parsed.ok) return parsed;
  const newest = new Map<CosignerKey, Cosignature>();
  for (const line of parsed.value.signatures) {
    for (const key of witnesses.filter((witness) => isOfKey(line, witness))) {
      const cosignature = verifyCosignature(parsed.value, line, key);
      if (cosignature === undefined) return refuse('wrong-signature');
      const known = newest.get(key);
      if (known === undefined || known.at < cosignature.at) newest.set(key, cosignature);
    }
  }
  return ok([...newest.values()]);
}

/** Proves one signature line to be a witness's cosignature of a checkpoint; undefined where it is not. */
function verifyCosignature(
  checkpoint: Pick<ParsedCheckpoint, 'signedText'>,
  line: NoteSignature,
  key: CosignerKey,
): Cosignature | undefined {
  if (line.signature.length !== timestampLength + signatureLength) return undefined;
  const seconds = line.signature.readBigUInt64BE();
  // A Date ends far earlier than the timestamp's 63 bits.
  const at = new Date(Number(seconds) * 1000);
  if (seconds === 0n || Number.isNaN(at.getTime())) return undefined;
  const message = cosignedMessage(checkpoint.signedText, seconds);
  return isSignedBy(key, message, line.signature.subarray(timestampLength)) ? { key, at } : undefined;
}
