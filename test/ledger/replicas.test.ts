import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type AppendedEntry, DuplicateEntryError, verifyReceipt } from '../../src/ledger/index.ts';
import {
  hashLeaf,
  parseCheckpoint,
  parseEntryBundle,
  parseVerifierKey,
  verifyCheckpoint,
  verifyConsistency,
} from '../../src/tlog/index.ts';
import type { PersonId } from '../../src/platform/index.ts';
import { type TestDatabase, createTestDatabase } from '../support/database.ts';
import { type TestLedger, draftDecision, makeLedger, testOrigin } from '../support/ledger.ts';

let database: TestDatabase;
let test: TestLedger;
let person: PersonId;

beforeAll(async () => {
  database = await createTestDatabase();
  test = makeLedger(database);
  person = await test.makePerson();
});
afterAll(async () => {
  await database.drop();
});

const signatures = async (): Promise<number> =>
  Number(
    (await database.owner.query<{ n: string }>('select count(*) as n from ledger.checkpoints')).rows[0]?.n,
  );

describe('two replicas', () => {
  it('give unique, contiguous indexes under 2 × 50 appends at once, duplicates among them, and every entry proves', async () => {
    const replicas = [test.ledger, test.replica()];
    const prepared = await Promise.all(
      Array.from({ length: 100 }, (_, at) =>
        test.ledger.prepare(Array.from({ length: 1 + (at % 3) }, () => draftDecision([person]))),
      ),
    );
    // Every tenth call is made on both replicas at once: one of the two must be refused whole.
    const calls = prepared.flatMap((entries, at) => {
      const own = replicas[at % 2] ?? test.ledger;
      return at % 10 === 0 ? replicas.map((replica) => ({ replica, entries })) : [{ replica: own, entries }];
    });
    const results = await Promise.allSettled(calls.map(({ replica, entries }) => replica.append(entries)));
    const refused = results.filter((result) => result.status === 'rejected');
    expect(refused).toHaveLength(10);
    expect(refused.every((result) => result.reason instanceof DuplicateEntryError)).toBe(true);

    const appended = results.flatMap((result): readonly AppendedEntry[] =>
      result.status === 'fulfilled' ? result.value : [],
    );
    const entries = prepared.flat();
    expect(appended).toHaveLength(entries.length);
    expect(appended.map(({ index }) => Number(index)).sort((a, b) => a - b)).toEqual(
      entries.map((_, at) => at),
    );
    for (const result of results)
      if (result.status === 'fulfilled')
        expect(result.value.map(({ index }) => index - (result.value[0]?.index ?? 0n))).toEqual(
          result.value.map((_, at) => BigInt(at)),
        );

    const leafOf = new Map(entries.map((entry) => [entry.entryId, entry]));
    await Promise.all(
      appended.map(async ({ entryId, index }, at) => {
        const entry = leafOf.get(entryId);
        const receipt = await (replicas[at % 2] ?? test.ledger).getReceipt(index, entry?.statement);
        const verified = verifyReceipt(
          receipt,
          { leafHash: entry?.leafHash ?? Buffer.alloc(0) },
          test.ledger.verifierKey,
        );
        expect(verified).toMatchObject({ ok: true, value: { index: Number(index) } });
      }),
    );
    expect(await test.ledger.verify()).toMatchObject({
      entries: entries.length,
      problems: [],
      verified: true,
    });
  });

  it('sign the same note for the same size', async () => {
    const [one, other] = [test.replica(), test.replica()];
    await one.append(await one.prepare([draftDecision([person])]));
    const notes = await Promise.all([one.publishCheckpoint(), other.publishCheckpoint()]);
    expect(notes[0]).toBe(notes[1]);
    expect((await one.findResource('checkpoint'))?.body.toString()).toBe(notes[0]);
  });

  it('continue each other’s checkpoints, and prove it to a witness', async () => {
    const [one, other] = [test.replica(), test.replica()];
    const notes: string[] = [];
    for (const replica of [one, other, other, one, other]) {
      await replica.append(await replica.prepare([draftDecision([person])]));
      notes.push(await replica.publishCheckpoint());
    }
    const key = parseVerifierKey(test.signer.verifierKey);
    const heads = notes.map((note) => verifyCheckpoint(note, testOrigin, key.ok ? [key.value] : []));
    for (const [at, head] of heads.entries())
      for (const later of heads.slice(at)) {
        if (!head.ok || !later.ok) throw new Error('the notes must verify');
        const [from, to] = [head.value, later.value];
        const proof = await one.getConsistencyProof(BigInt(from.size), BigInt(to.size));
        expect(verifyConsistency(from.size, to.size, proof, from.root, to.root)).toBe(true);
      }
    await expect(one.getConsistencyProof(0n, 1n)).rejects.toThrow(RangeError);
    await expect(one.getConsistencyProof(1n, 1_000_000n)).rejects.toThrow(RangeError);
  });
});

describe('a checkpoint', () => {
  it('is signed once for many who wait, and not again while nothing is appended', async () => {
    const ledger = test.replica();
    const before = await signatures();
    const appended = await ledger.append(
      await ledger.prepare(Array.from({ length: 50 }, () => draftDecision([person]))),
    );
    const receipts = await Promise.all(appended.map(({ index }) => ledger.getReceipt(index)));
    expect(receipts).toHaveLength(50);
    expect(await signatures()).toBe(before + 1);
    const note = await ledger.publishCheckpoint();
    expect(await Promise.all([ledger.publishCheckpoint(), ledger.publishCheckpoint()])).toEqual([note, note]);
    expect(await signatures()).toBe(before + 1);
  });

  it('is never given for entries that were committed after it was read', async () => {
    const ledger = test.replica();
    await Promise.all(
      Array.from({ length: 30 }, async () => {
        const [appended] = await ledger.append(await ledger.prepare([draftDecision([person])]));
        const note = parseCheckpoint(await ledger.publishCheckpoint());
        expect(note.ok && note.value.size > Number(appended?.index)).toBe(true);
      }),
    );
  });

  it('is found again after a restart, signed by the key that was replaced', async () => {
    const note = await test.ledger.publishCheckpoint();
    expect(await test.replica().publishCheckpoint()).toBe(note);
  });
});

describe('the tree', () => {
  it('is taken up from its tiles after a restart and gives the same proofs, with or without stored tiles', async () => {
    const ledger = test.replica();
    for (let batch = 0; batch < 6; batch += 1)
      await ledger.append(await ledger.prepare(Array.from({ length: 100 }, () => draftDecision([]))));
    await ledger.publishCheckpoint();
    const { rows } = await database.owner.query<{ tiles: string }>(
      'select count(*) as tiles from ledger.tiles',
    );
    expect(Number(rows[0]?.tiles)).toBeGreaterThanOrEqual(3);
    const indexes = [0n, 1n, 255n, 256n, 257n, 511n, 512n, 600n];
    const receipts = await Promise.all(indexes.map((index) => ledger.getReceipt(index)));
    const restarted = test.replica();
    expect(await Promise.all(indexes.map((index) => restarted.getReceipt(index)))).toEqual(receipts);
    for (const receipt of receipts)
      expect(verifyReceipt(receipt, 'CARRIED', ledger.verifierKey).ok).toBe(true);

    await database.owner.query('alter table ledger.tiles disable trigger user');
    await database.owner.query('delete from ledger.tiles where tile_index = 0');
    const rebuilt = test.replica();
    expect(await Promise.all(indexes.map((index) => rebuilt.getReceipt(index)))).toEqual(receipts);
    expect((await rebuilt.verify()).verified).toBe(true);
    await database.owner.query('alter table ledger.tiles enable trigger user');
  });

  it('is published as tiles up to what is signed', async () => {
    const ledger = test.replica();
    const note = parseCheckpoint(await ledger.publishCheckpoint());
    const size = note.ok ? note.value.size : 0;
    const full = await ledger.findResource('tile/0/000');
    expect(full?.body).toHaveLength(8192);
    expect(full?.cacheControl).toContain('immutable');
    const partial = size % 256;
    const last = String(Math.floor(size / 256)).padStart(3, '0');
    expect((await ledger.findResource(`tile/0/${last}.p/${String(partial)}`))?.body).toHaveLength(
      32 * partial,
    );
    expect((await ledger.findResource('tile/1/000.p/2'))?.body).toHaveLength(64);
    for (const [bundle, tile] of [
      ['tile/entries/000', 'tile/0/000'],
      [`tile/entries/${last}.p/${String(partial)}`, `tile/0/${last}.p/${String(partial)}`],
    ] as const) {
      const resource = await ledger.findResource(bundle);
      expect(resource?.cacheControl).toContain('immutable');
      const leaves = parseEntryBundle(resource?.body ?? Buffer.alloc(1));
      if (!leaves.ok) throw new Error(leaves.refusal);
      expect(Buffer.concat(leaves.value.map(hashLeaf))).toEqual((await ledger.findResource(tile))?.body);
      for (const leaf of leaves.value)
        expect(leaf.toString()).toMatch(/^assent ledger leaf v2\n[A-Za-z0-9+/]{43}=\n$/);
    }
    for (const path of [
      `tile/0/${last}`,
      `tile/0/${last}.p/${String(partial + 1)}`,
      'tile/0/000.p/0',
      'tile/0/000.p/256',
      'tile/0/000.p/01',
      'tile/0/x000/000',
      'tile/0/0',
      'tile/00/000',
      'tile/64/000',
      'tile/5/000.p/1',
      `tile/entries/${last}`,
      `tile/entries/${last}.p/${String(partial + 1)}`,
      'checkpoint/',
      '',
    ])
      expect([path, await ledger.findResource(path)]).toEqual([path, undefined]);
  });
});
