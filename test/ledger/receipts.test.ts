import { describe, expect, it } from '@jest/globals';
import { commitTo, encodeIndexRow, encodePart, fillSlots } from '../../src/ledger/entry-codec.ts';
import { formatStatement, leafOf } from '../../src/ledger/entry-statement.ts';
import { verifyPartOpening, verifyReceipt } from '../../src/ledger/index.ts';
import { newId } from '../../src/platform/index.ts';
import {
  type TlogProof,
  formatTlogProof,
  hashLeaf,
  proveInclusion,
  rootOfLeaves,
  signCheckpoint,
} from '../../src/tlog/index.ts';
import { makeSigner, testOrigin } from '../support/ledger.ts';

const hash = (text: string): Buffer => hashLeaf(Buffer.from(text));

describe('a receipt', () => {
  const signer = makeSigner();
  const salt = Buffer.alloc(32, 7);
  const committed = encodePart('PART', salt, { payloadHash: 'abc' });
  const indexRow = encodeIndexRow(salt, {
    personHash: null,
    sourceOrganisationId: null,
    recipientOrganisationId: null,
    purpose: 'P07',
    messageType: null,
    outcome: null,
    correlationId: null,
  });
  const slots = {
    slotCount: 4,
    slotSeed: Buffer.alloc(32, 9),
    indexCommitment: commitTo(indexRow),
    parts: [{ slot: 2, commitment: commitTo(committed) }],
  };
  const commitments = fillSlots(slots);
  const statement = formatStatement({
    entryId: newId<'Entry'>(),
    kind: 'DECISION',
    at: '2028-01-07T15:00:00.000Z',
    exchangeId: null,
    slotCount: 4,
    slotRoot: rootOfLeaves(commitments),
    salt,
  });
  const leafHash = hashLeaf(leafOf(Buffer.from(statement)));
  const leaves = [hash('0'), hash('1'), leafHash, hash('3'), hash('4')];
  const make = async (changes: Partial<TlogProof> = {}, size = 5, by = signer): Promise<string> =>
    formatTlogProof({
      extra: Buffer.from(statement),
      index: 2,
      path: proveInclusion(leaves, 2),
      checkpoint: await signCheckpoint({ origin: testOrigin, size, root: rootOfLeaves(leaves) }, by),
      ...changes,
    });
  const opening = {
    slot: 2,
    opened: committed.toString('base64'),
    path: proveInclusion(commitments, 2).map((sibling) => sibling.toString('base64')),
  };

  it('proves the leaf that it carries, that the caller has, or whose hash the caller has', async () => {
    const receipt = await make();
    const expectations = ['CARRIED', { statement: Buffer.from(statement) }, { leafHash }] as const;
    for (const expected of expectations) {
      const verified = verifyReceipt(receipt, expected, signer.verifierKey);
      expect(verified).toMatchObject({
        ok: true,
        value: {
          index: 2,
          checkpoint: { origin: testOrigin, size: 5 },
          entry: { kind: 'DECISION', slotCount: 4 },
        },
      });
    }
    const bare = formatTlogProof({
      index: 2,
      path: proveInclusion(leaves, 2),
      checkpoint: receipt.slice(receipt.indexOf('\n\n') + 2),
    });
    expect(verifyReceipt(bare, 'CARRIED', signer.verifierKey)).toEqual({ ok: false, refusal: 'no-leaf' });
    expect(verifyReceipt(bare, { leafHash }, signer.verifierKey)).toMatchObject({
      ok: true,
      value: { entry: null },
    });
    expect(verifyReceipt(bare, { statement: Buffer.from(statement) }, signer.verifierKey)).toMatchObject({
      ok: true,
      value: { entry: { kind: 'DECISION' } },
    });
  });

  it('is refused with each one thing changed', async () => {
    const refusal = async (
      receipt: Promise<string>,
      expected: Parameters<typeof verifyReceipt>[1] = 'CARRIED',
    ): Promise<unknown> => {
      const verified = verifyReceipt(await receipt, expected, signer.verifierKey);
      return verified.ok ? 'none' : verified.refusal;
    };
    expect(await refusal(make())).toBe('none');
    expect(await refusal(make({ index: 3 }))).toBe('not-included');
    expect(await refusal(make({ path: [] }))).toBe('not-included');
    expect(await refusal(make({}, 9))).toBe('not-included');
    expect(await refusal(make({ extra: Buffer.from('another leaf') }))).toBe('not-included');
    expect(await refusal(make(), { statement: Buffer.from('another') })).toBe('other-leaf');
    expect(await refusal(make(), { leafHash: hash('1') })).toBe('other-leaf');
    expect(await refusal(make({}, 5, makeSigner()))).toBe('no-known-signature');
    expect(await refusal(make({}, 5, makeSigner('other.test')))).toBe('no-known-signature');
    expect(await refusal(make({ checkpoint: 'none' }))).toBe('not-a-note');
    expect(await refusal(Promise.resolve('none'))).toBe('not-a-proof');
    expect(verifyReceipt(await make(), 'CARRIED', 'none')).toEqual({
      ok: false,
      refusal: 'not-a-verifier-key',
    });
    const otherOrigin = await signCheckpoint(
      { origin: 'other.test', size: 5, root: rootOfLeaves(leaves) },
      signer,
    );
    expect(await refusal(make({ checkpoint: otherOrigin }))).toBe('other-origin');
  });

  it('proves leaves of other formats without saying what they mean', async () => {
    const other = Buffer.from('no leaf of ours');
    const root = rootOfLeaves([hashLeaf(other)]);
    const receipt = formatTlogProof({
      extra: other,
      index: 0,
      path: [],
      checkpoint: await signCheckpoint({ origin: testOrigin, size: 1, root }, signer),
    });
    expect(verifyReceipt(receipt, 'CARRIED', signer.verifierKey)).toMatchObject({
      ok: true,
      value: { entry: null },
    });
  });

  it('lets the holder of a part prove that part and nothing else', async () => {
    const verified = verifyReceipt(await make(), 'CARRIED', signer.verifierKey);
    if (!verified.ok || verified.value.entry === null) throw new Error('the receipt must verify');
    const { entry } = verified.value;
    expect(verifyPartOpening(entry, opening)).toEqual({ ok: true, value: { payloadHash: 'abc' } });
    const wrong = { ok: false, refusal: 'not-included' };
    expect(verifyPartOpening(entry, { ...opening, slot: 1 })).toEqual(wrong);
    expect(verifyPartOpening(entry, { ...opening, opened: indexRow.toString('base64') })).toEqual(wrong);
    expect(verifyPartOpening(entry, { ...opening, opened: `${opening.opened} ` })).toEqual(wrong);
    expect(verifyPartOpening(entry, { ...opening, path: [] })).toEqual(wrong);
    expect(verifyPartOpening(entry, { ...opening, path: [...opening.path, '!'] })).toEqual(wrong);
    const indexOpening = {
      slot: 0,
      opened: indexRow.toString('base64'),
      path: proveInclusion(commitments, 0).map((sibling) => sibling.toString('base64')),
    };
    expect(verifyPartOpening(entry, indexOpening)).toEqual(wrong);
  });
});
