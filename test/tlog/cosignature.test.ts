import { createHash, createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type Cosigner,
  type CosignerKey,
  addSignatures,
  cosignCheckpoint,
  createCosigner,
  createLedgerSigner,
  formatCheckpoint,
  hashLeaf,
  parseCosignerKey,
  parseVerifierKey,
  readCosignatures,
  signCheckpoint,
} from '../../src/tlog/index.ts';

const origin = 'ledger.assent.test/westmarch';

function makePem(): string {
  return generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
}

function readKey(cosigner: Cosigner): CosignerKey {
  const key = parseCosignerKey(cosigner.verifierKey);
  if (!key.ok) throw new Error(key.refusal);
  return key.value;
}

const log = createLedgerSigner(origin, makePem());
const head = { origin, size: 20852163, root: hashLeaf(Buffer.from('root')) };
const text = formatCheckpoint(head);
const note = await signCheckpoint(head, log);
const pem = makePem();
const witness = createCosigner('witness.test/w1', pem);
const key = readKey(witness);
const at = new Date('2023-03-20T13:19:07.900Z');
const line = await cosignCheckpoint(text, witness, at);
const cosigned = addSignatures(note, [line]);

/** A signature line of these bytes under the witness's name and key ID. */
function lineOf(bytes: Buffer): string {
  return `— ${witness.name} ${Buffer.concat([witness.keyHash, bytes]).toString('base64')}\n`;
}

/** A timestamped signature as the standard builds it, for any timestamp. */
function timestamped(seconds: bigint, message: string = text): Buffer {
  const timestamp = Buffer.alloc(8);
  timestamp.writeBigUInt64BE(seconds);
  const signed = Buffer.from(`cosignature/v1\ntime ${seconds}\n${message}`);
  return Buffer.concat([timestamp, sign(null, signed, createPrivateKey(pem))]);
}

describe('a cosignature', () => {
  it('is byte for byte what the standard says', () => {
    // c2sp.org/tlog-cosignature: key ID, then the timestamp in big-endian order, then the signature over header, time and text.
    expect(line).toBe(lineOf(timestamped(1679318347n)));
    const [, id, ...material] = witness.verifierKey.split('+');
    const typed = Buffer.from(material.join('+'), 'base64');
    expect(typed[0]).toBe(4);
    expect(typed).toHaveLength(33);
    const named = Buffer.concat([Buffer.from('witness.test/w1\n'), typed]);
    expect(createHash('sha256').update(named).digest('hex').slice(0, 8)).toBe(id);
  });

  it('tells who cosigned and when, to the second', () => {
    expect(readCosignatures(cosigned, [key])).toEqual({
      ok: true,
      value: [{ key, at: new Date('2023-03-20T13:19:07Z') }],
    });
  });

  it('counts once for each witness, the newest of them', async () => {
    const later = await cosignCheckpoint(text, witness, new Date('2023-03-20T14:00:00Z'));
    const other = createCosigner('witness.test/w2', makePem());
    const others = await cosignCheckpoint(text, other, at);
    const otherKey = readKey(other);
    const both = readCosignatures(addSignatures(note, [later, line, others]), [key, otherKey]);
    expect(both).toEqual({
      ok: true,
      value: [
        { key, at: new Date('2023-03-20T14:00:00Z') },
        { key: otherKey, at: new Date('2023-03-20T13:19:07Z') },
      ],
    });
  });

  it('is none where nobody cosigned, or only keys that are not known', async () => {
    expect(readCosignatures(note, [key])).toEqual({ ok: true, value: [] });
    expect(readCosignatures(cosigned, [])).toEqual({ ok: true, value: [] });
    const stranger = createCosigner('witness.test/w1', makePem());
    const strange = await cosignCheckpoint(text, stranger, at);
    expect(readCosignatures(addSignatures(note, [strange]), [key])).toEqual({ ok: true, value: [] });
  });

  it.each([
    ['of another checkpoint', timestamped(1679318347n, formatCheckpoint({ ...head, size: 1 }))],
    ['of another log', timestamped(1679318347n, formatCheckpoint({ ...head, origin: 'other.test' }))],
    ['without a time', timestamped(0n)],
    ['of a time that no calendar has', timestamped(2n ** 63n)],
    ['that is cut off', timestamped(1679318347n).subarray(0, 71)],
    ['with a byte too many', Buffer.concat([timestamped(1679318347n), Buffer.of(0)])],
    ['whose time was changed', Buffer.concat([Buffer.alloc(8, 1), timestamped(1679318347n).subarray(8)])],
    [
      'that signs the text alone',
      Buffer.concat([timestamped(1n).subarray(0, 8), sign(null, Buffer.from(text), createPrivateKey(pem))]),
    ],
  ])('%s refuses the whole note', (_, bytes) => {
    expect(readCosignatures(addSignatures(note, [lineOf(bytes)]), [key])).toEqual({
      ok: false,
      refusal: 'wrong-signature',
    });
    expect(readCosignatures(addSignatures(cosigned, [lineOf(bytes)]), [key]).ok).toBe(false);
  });

  it('is refused after any character of the checkpoint is changed', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: text.length - 1 }),
        fc.constantFrom('0', 'a', 'Z', '=', '/', '+', '\n', ' ', 'x'),
        (place, character) => {
          fc.pre(text[place] !== character);
          const changed = text.slice(0, place) + character + text.slice(place + 1);
          expect(readCosignatures(`${changed}\n${line}`, [key]).ok).toBe(false);
        },
      ),
    );
  });

  it('is given for times after 1970 only, which are never left out', async () => {
    await expect(cosignCheckpoint(text, witness, new Date(999))).rejects.toThrow(RangeError);
    await expect(cosignCheckpoint(text, witness, new Date(Number.NaN))).rejects.toThrow(RangeError);
  });

  it('is made by keys that no log signs with, even when they are the same', () => {
    const both = createLedgerSigner('witness.test/w1', pem);
    expect(both.keyHash.equals(witness.keyHash)).toBe(false);
    expect(parseCosignerKey(both.verifierKey)).toEqual({
      ok: false,
      refusal: 'a verifier key of a witness is an Ed25519 cosignature key (type 4)',
    });
    expect(parseVerifierKey(witness.verifierKey)).toEqual({
      ok: false,
      refusal: 'a verifier key of a log is an Ed25519 key (type 1)',
    });
  });
});
