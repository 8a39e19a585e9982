import { verifyCheckpoint as verifySigstoreCheckpoint } from '@sigstore/verify/dist/tlog/checkpoint.js';
import { verifyMerkleInclusion } from '@sigstore/verify/dist/tlog/merkle.js';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { leafOf } from '../../src/ledger/entry-statement.ts';
import { verifyReceipt } from '../../src/ledger/index.ts';
import { formatTlogProof, parseTlogProof, parseVerifierKey } from '../../src/tlog/index.ts';
import { valueOf } from '../support/agreements.ts';
import { type TestDatabase, createTestDatabase } from '../support/database.ts';
import { type TestLedger, draftDecision, makeLedger } from '../support/ledger.ts';

/*
 * The verifier of Sigstore's transparency log, which knows nothing of ours, judges the same receipts. It is handed what it expects
 * in its own shape; its arithmetic and its reading of checkpoints are its own.
 */

let database: TestDatabase;
let test: TestLedger;
let receipts: readonly string[];

beforeAll(async () => {
  database = await createTestDatabase();
  test = makeLedger(database);
  const made: string[] = [];
  for (const more of [1, 1, 5, 250, 1, 30]) {
    await test.ledger.append(
      await test.ledger.prepare(Array.from({ length: more }, () => draftDecision([]))),
    );
    const size = Number(
      (await database.owner.query<{ size: string }>('select size from ledger.head')).rows[0]?.size,
    );
    for (const index of new Set([0, Math.floor(size / 2), size - 1]))
      made.push(await test.ledger.getReceipt(BigInt(index)));
  }
  receipts = made;
});
afterAll(() => database.drop());

const ours = (receipt: string): boolean => verifyReceipt(receipt, 'CARRIED', test.signer.verifierKey).ok;

/** Whether Sigstore's verifier is satisfied. */
function theirs(receipt: string): boolean {
  const proof = parseTlogProof(receipt);
  if (!proof.ok) return false;
  const { index, path, extra, checkpoint } = proof.value;
  const key = valueOf(parseVerifierKey(test.signer.verifierKey));
  const entry = {
    canonicalizedBody: leafOf(extra ?? Buffer.alloc(0)),
    inclusionProof: {
      logIndex: String(index),
      rootHash: Buffer.alloc(0),
      treeSize: '0',
      hashes: [...path],
      checkpoint: { envelope: checkpoint },
    },
  } as unknown as Parameters<typeof verifyMerkleInclusion>[0];
  const log = { logID: key.keyHash, baseURL: key.name, publicKey: key.publicKey } as unknown as Parameters<
    typeof verifySigstoreCheckpoint
  >[1][number];
  try {
    verifyMerkleInclusion(entry, verifySigstoreCheckpoint(entry, [log]));
    return true;
  } catch {
    return false;
  }
}

/** Ways to spoil a receipt. */
const spoil: readonly (readonly [string, (receipt: string) => string])[] = [
  ['another index', (text) => text.replace(/^index (\d+)$/m, (_, index) => `index ${Number(index) + 1}`)],
  [
    'another leaf',
    (text) => change(text, ({ extra, ...rest }) => ({ ...rest, extra: flip(extra ?? Buffer.of(0)) })),
  ],
  [
    'another size',
    (text) => text.replace(/\n(\d+)\n(?=[A-Za-z0-9+/]{43}=\n\n)/, (_, size) => `\n${Number(size) + 1}\n`),
  ],
  [
    'a hash too many',
    (text) => change(text, ({ path, ...rest }) => ({ ...rest, path: [...path, Buffer.alloc(32)] })),
  ],
  [
    'another signature',
    (text) => text.replace(/ ([A-Za-z0-9+/]{8})[A-Za-z0-9+/]{8}([A-Za-z0-9+/]+={0,2}\n)$/, ' $1AAAAAAAA$2'),
  ],
];

function change(
  text: string,
  edit: (proof: Parameters<typeof formatTlogProof>[0]) => Parameters<typeof formatTlogProof>[0],
): string {
  return formatTlogProof(edit(valueOf(parseTlogProof(text))));
}

function flip(bytes: Buffer): Buffer {
  const flipped = Buffer.from(bytes);
  flipped.writeUInt8(flipped.readUInt8(flipped.length - 1) ^ 1, flipped.length - 1);
  return flipped;
}

describe("Sigstore's verifier", () => {
  it('agrees with ours on every receipt', () => {
    expect(receipts.length).toBeGreaterThan(12);
    for (const receipt of receipts)
      expect([receipt, ours(receipt), theirs(receipt)]).toEqual([receipt, true, true]);
  });

  it.each(spoil)('agrees that it must be refused with %s', (_, edit) => {
    for (const receipt of receipts) {
      const spoilt = edit(receipt);
      expect(spoilt).not.toBe(receipt);
      expect([spoilt, ours(spoilt), theirs(spoilt)]).toEqual([spoilt, false, false]);
    }
  });
});
