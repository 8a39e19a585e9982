import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openPool } from '../../src/database/index.ts';
import {
  DuplicateEntryError,
  type StatedRecords,
  createLedger,
  verifyPartOpening,
  verifyReceipt,
} from '../../src/ledger/index.ts';
import { asId, newId } from '../../src/platform/index.ts';
import { deriveLeaf } from '../../src/ledger/entry-statement.ts';
import { formatTilePath, parseTlogProof } from '../../src/tlog/index.ts';
import { type TestDatabase, createTestDatabase } from '../support/database.ts';
import { type TestLedger, draftDecision, makeLedger, makeSigner, testOrigin } from '../support/ledger.ts';

let database: TestDatabase;
let test: TestLedger;

beforeAll(async () => {
  database = await createTestDatabase();
  test = makeLedger(database);
});
afterAll(async () => {
  await database.drop();
});

describe('an appended entry', () => {
  it('is read back with its parts, each checked against the leaf', async () => {
    const { ledger } = test;
    const [jackie, wendy] = [await test.makePerson(), await test.makePerson()];
    const draft = draftDecision([jackie], {
      exchangeId: newId<'Exchange'>(),
      parts: [
        { about: [jackie], content: { result: 'F' } },
        { about: [jackie, wendy, jackie], content: { result: 'S', category: 'PMH' }, silent: true },
        { about: [], content: { note: 'about nobody known' } },
      ],
    });
    const [appended] = await ledger.append(await ledger.prepare([draft]));
    const entry = await ledger.readEntry(draft.entryId);
    expect(entry).toMatchObject({
      entryId: draft.entryId,
      index: appended?.index,
      kind: 'DECISION',
      at: draft.at,
      exchangeId: draft.exchangeId,
    });
    expect(entry?.parts).toHaveLength(3);
    expect(entry?.parts).toEqual(
      expect.arrayContaining([
        { erased: false, about: [jackie], silent: false, content: { result: 'F' } },
        {
          erased: false,
          about: [jackie, wendy].sort(),
          silent: true,
          content: { result: 'S', category: 'PMH' },
        },
        { erased: false, about: [], silent: false, content: { note: 'about nobody known' } },
      ]),
    );
    expect(await ledger.findEntriesOfExchange(draft.exchangeId ?? newId<'Exchange'>())).toEqual([entry]);
  });

  it('is absent where nothing was appended', async () => {
    expect(await test.ledger.readEntry(newId<'Entry'>())).toBeUndefined();
    expect(await test.ledger.findEntriesOfExchange(newId<'Exchange'>())).toEqual([]);
  });

  it('has a receipt that proves it offline, with the public key alone', async () => {
    const { ledger } = test;
    const person = await test.makePerson();
    const [prepared] = await ledger.prepare([
      draftDecision([person], {
        parts: [
          { about: [person], content: { recipient: 'FPS', payloadHash: 'abc' } },
          { about: [person], content: { category: 'PMH' }, silent: true },
        ],
      }),
    ]);
    if (prepared === undefined) throw new Error('one prepared entry');
    const [appended] = await ledger.append([prepared]);
    const receipt = await ledger.getReceipt(appended?.index ?? -1n);
    expect(receipt).toBe(await ledger.getReceipt(appended?.index ?? -1n, prepared.statement));
    for (const expected of [
      'CARRIED',
      { leafHash: prepared.leafHash },
      { statement: Buffer.from(prepared.statement) },
    ] as const) {
      const verified = verifyReceipt(receipt, expected, ledger.verifierKey);
      if (!verified.ok || verified.value.entry === null) throw new Error('the receipt must verify');
      expect(verified.value).toMatchObject({ index: Number(appended?.index), leafHash: prepared.leafHash });
      expect(verifyPartOpening(verified.value.entry, prepared.getOpening(0))).toEqual({
        ok: true,
        value: { recipient: 'FPS', payloadHash: 'abc' },
      });
    }
    expect(verifyReceipt(receipt, 'CARRIED', makeSigner().verifierKey)).toMatchObject({ ok: false });
    await expect(ledger.getReceipt(1_000_000n)).rejects.toThrow(RangeError);
    await expect(ledger.getReceipt(appended?.index ?? -1n, 'another statement')).rejects.toThrow(
      'not the one that was signed',
    );
  });

  it('of before leaves were salted verifies, has its receipt, and is in no bundle that everybody may read', async () => {
    const { ledger } = test;
    const person = await test.makePerson();
    const [prepared] = await ledger.prepare([draftDecision([person])]);
    if (prepared === undefined) throw new Error('one prepared entry');
    const { leafVersion, ...sealed } = prepared.toJSON();
    const bytes = (text: string): Buffer => Buffer.from(text, 'base64');
    const { statement, leafHash } = deriveLeaf({
      ...sealed,
      leafVersion: 1,
      slotSeed: bytes(sealed.slotSeed),
      indexCommitment: sealed.indexCommitment === null ? null : bytes(sealed.indexCommitment),
      parts: sealed.parts.map(({ slot, commitment }) => ({ slot, commitment: bytes(commitment) })),
    });
    expect(leafVersion).toBe(2);
    const { rows } = await database.gateway.query<{ entry_index: string }>(
      'select entry_index from ledger.append_entries($1::jsonb)',
      [JSON.stringify([{ ...sealed, leafHash: leafHash.toString('base64') }])],
    );
    const index = Number(rows[0]?.entry_index);
    const receipt = await ledger.getReceipt(BigInt(index));
    expect(parseTlogProof(receipt)).toMatchObject({ ok: true, value: { extra: Buffer.from(statement) } });
    expect(verifyReceipt(receipt, 'CARRIED', ledger.verifierKey)).toMatchObject({
      ok: true,
      value: { index, entry: { entryId: prepared.entryId, salt: null } },
    });
    expect((await test.replica().verify()).verified).toBe(true);
    const bundle = formatTilePath({
      level: 'entries',
      index: Math.floor(index / 256),
      width: (index % 256) + 1,
    });
    expect(await ledger.findResource(bundle)).toBeUndefined();
    expect(await ledger.findResource(bundle.replace('entries', '0'))).toBeDefined();
  });

  it('cannot be appended twice, and fails nobody who waits beside it', async () => {
    const { ledger } = test;
    const person = await test.makePerson();
    const [first, second, third] = await Promise.all(
      [1, 2, 3].map(async () => ledger.prepare([draftDecision([person])])),
    );
    if (first === undefined || second === undefined || third === undefined) throw new Error('three entries');
    await ledger.append(first);
    const results = await Promise.allSettled([
      ledger.append(second),
      ledger.append(first),
      ledger.append(third),
    ]);
    expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    await expect(ledger.append(first)).rejects.toThrow(DuplicateEntryError);
    await expect(ledger.append([...second, ...second])).rejects.toThrow(DuplicateEntryError);
    expect((await ledger.verify()).verified).toBe(true);
  });

  it('is marked when an earlier entry states a later time', async () => {
    const { ledger } = test;
    const at = [
      '2029-01-01T00:00:00.500Z',
      '2029-01-01T00:00:00.499Z',
      '2029-01-01T00:00:00.500Z',
      '2029-01-01T00:00:00.400Z',
    ];
    const drafts = at.map((time) => draftDecision([], { at: new Date(time) }));
    await ledger.append(await ledger.prepare(drafts.slice(0, 3)));
    await ledger.append(await ledger.prepare(drafts.slice(3)));
    const marks = await Promise.all(
      drafts.map(async (draft) => (await ledger.readEntry(draft.entryId))?.clockWentBack),
    );
    expect(marks).toEqual([false, true, false, true]);
    expect((await ledger.verify()).verified).toBe(true);
  });

  it('of an erased person still verifies by its commitment, and its content is gone', async () => {
    const { ledger } = test;
    const [erased, kept] = [await test.makePerson(), await test.makePerson()];
    const drafts = [draftDecision([erased]), draftDecision([kept])];
    const appended = await ledger.append(await ledger.prepare(drafts));
    const receipts = await Promise.all(appended.map(({ index }) => ledger.getReceipt(index)));
    const before = await ledger.verify();
    await test.destroyKey(erased);
    const fresh = test.replica();
    const [gone, there] = await Promise.all(drafts.map((draft) => fresh.readEntry(draft.entryId)));
    expect(gone?.parts).toEqual([{ erased: true }]);
    expect(there?.parts[0]).toMatchObject({ erased: false });
    const index = Number(appended[0]?.index);
    expect((await fresh.verify()).problems).toEqual([{ code: 'erasure-unrecorded', index }]);
    const content = { schema: 'assent.erasure/1', entries: [index] };
    const erasure = draftDecision([], { kind: 'ERASURE', parts: [{ about: [], content }] });
    await ledger.append(await ledger.prepare([erasure]));
    const after = await fresh.verify();
    expect(after).toMatchObject({ verified: true, erasedParts: before.erasedParts + 1 });
    for (const receipt of receipts)
      expect(verifyReceipt(receipt, 'CARRIED', fresh.verifierKey).ok).toBe(true);
  });

  it('of somebody who is erased while it is verified gives no alarm, and one whose key is only taken does', async () => {
    const { ledger, keyStore, signer, clock } = test;
    const [erased, robbed] = [await test.makePerson(), await test.makePerson()];
    const appended = await ledger.append(
      await ledger.prepare([draftDecision([erased]), draftDecision([robbed])]),
    );
    const [index, robbedIndex] = appended.map((entry) => Number(entry.index));
    let isErased = false;
    const erase = async (): Promise<void> => {
      if (isErased) return;
      isErased = true;
      const content = { schema: 'assent.erasure/1', entries: [index ?? 0] };
      await ledger.append(
        await ledger.prepare([draftDecision([], { kind: 'ERASURE', parts: [{ about: [], content }] })]),
      );
      await test.destroyKey(erased);
      await test.destroyKey(robbed);
    };
    const { problems } = await createLedger({
      pool: database.gateway,
      keyStore: {
        ...keyStore,
        openPart: async (...part) => {
          await erase();
          return keyStore.openPart(...part);
        },
      },
      signer,
      origin: testOrigin,
      clock,
    }).verify();
    expect(isErased).toBe(true);
    expect(problems).toEqual([{ code: 'erasure-unrecorded', index: robbedIndex }]);
    const content = { schema: 'assent.erasure/1', entries: [robbedIndex ?? 0] };
    await ledger.append(
      await ledger.prepare([draftDecision([], { kind: 'ERASURE', parts: [{ about: [], content }] })]),
    );
  });

  it('is verified and exported however long the machine takes between two questions to the database', async () => {
    const hasty = openPool(database.urls.gateway, { idleInTransactionTimeout: 100 });
    const folder = join(mkdtempSync(join(tmpdir(), 'assent-slow-')), 'export');
    let questions = 0;
    const slow: StatedRecords = {
      kind: 'CONSENT',
      readStatement: () => undefined,
      listRecords: async (snapshot) => {
        await wait(500);
        await snapshot.query('select 1');
        questions += 1;
        return [];
      },
      listEnds: () => Promise.resolve([]),
    };
    try {
      const { keyStore, signer, clock } = test;
      const ledger = createLedger({
        pool: hasty,
        keyStore,
        signer,
        origin: testOrigin,
        clock,
        records: [slow],
      });
      await ledger.append(await ledger.prepare([draftDecision([])]));
      await ledger.publishCheckpoint();
      expect(await ledger.verify()).toMatchObject({ verified: true });
      await ledger.exportTo(folder, { policies: [], minimumIndex: 0 });
      expect(questions).toBe(2);
    } finally {
      await hasty.end();
      rmSync(dirname(folder), { recursive: true });
    }
  });

  it('refuses a draft that nobody could commit to', async () => {
    const person = await test.makePerson();
    await expect(test.ledger.prepare([draftDecision([person], { parts: [] })])).rejects.toThrow(
      'between 1 and 255 parts',
    );
    await expect(
      test.ledger.prepare([draftDecision([person], { at: new Date('+012345-01-01T00:00:00Z') })]),
    ).rejects.toThrow('years 0 to 9999');
    await expect(test.ledger.prepare([draftDecision([newId<'Person'>()])])).rejects.toThrow('has no key');
    expect(await test.ledger.append([])).toEqual([]);
  });
});

describe('a prepared entry', () => {
  it('shows nothing readable when it is serialised', async () => {
    const person = await test.makePerson();
    const [prepared] = await test.ledger.prepare([
      draftDecision([person], { parts: [{ about: [person], content: { canary: 'canary-in-a-part' } }] }),
    ]);
    expect(JSON.stringify(prepared)).not.toContain('canary');
    expect(Buffer.from(JSON.stringify(prepared?.toJSON())).toString('latin1')).not.toContain('in-a-part');
    expect(() => prepared?.getOpening(1)).toThrow('no such part');
  });

  it('lays parts in slots that tell nothing of their number', async () => {
    const person = await test.makePerson();
    const counts = await Promise.all(
      [1, 3, 4, 15, 16].map(async (count) => {
        const parts = Array.from({ length: count }, () => ({ about: [person], content: {} }));
        const [prepared] = await test.ledger.prepare([draftDecision([person], { parts })]);
        const sealed = prepared?.toJSON();
        expect(new Set(sealed?.parts.map((part) => part.slot)).size).toBe(count);
        expect(sealed?.parts.every((part) => part.slot > 0)).toBe(true);
        return sealed?.slotCount;
      }),
    );
    expect(counts).toEqual([4, 4, 16, 16, 64]);
    const places = await Promise.all(
      Array.from(
        { length: 40 },
        async () => (await test.ledger.prepare([draftDecision([person])]))[0]?.toJSON().parts[0]?.slot,
      ),
    );
    expect(new Set(places)).toEqual(new Set([1, 2, 3]));
  });
});

describe('the search index', () => {
  it('finds entries by each of its columns, newest first, page by page', async () => {
    const { ledger } = test;
    const person = await test.makePerson();
    const index = {
      sourceOrganisationId: newId<'Organisation'>(),
      recipientOrganisationId: newId<'Organisation'>(),
      purpose: 'P07',
      messageType: 'M09',
      outcome: 'FORWARD_REDACTED' as const,
      correlationId: newId(),
      dataSubject: person,
    };
    const drafts = [1, 2, 3].map(() =>
      draftDecision([person], { index, at: new Date('2030-05-01T10:00:00Z') }),
    );
    await ledger.append(await ledger.prepare(drafts));
    const newest = drafts.map((draft) => draft.entryId).reverse();
    const ids = async (search: object): Promise<string[]> =>
      (await ledger.findEntries({ limit: 10, ...search })).map((entry) => entry.entryId);
    expect(await ids({ dataSubject: person })).toEqual(newest);
    for (const column of ['sourceOrganisationId', 'recipientOrganisationId', 'correlationId'] as const) {
      expect(await ids({ [column]: index[column] })).toEqual(newest);
      expect(await ids({ dataSubject: person, [column]: newId() })).toEqual([]);
    }
    for (const column of ['purpose', 'messageType', 'outcome', 'kind'] as const) {
      expect(await ids({ dataSubject: person, [column]: { kind: 'DECISION', ...index }[column] })).toEqual(
        newest,
      );
      expect(await ids({ dataSubject: person, [column]: 'NOTICE' })).toEqual([]);
    }
    expect(await ids({ dataSubject: person, from: new Date('2030-05-01T10:00:00Z') })).toEqual(newest);
    expect(await ids({ dataSubject: person, until: new Date('2030-05-01T10:00:00Z') })).toEqual([]);
    const [first] = await ledger.findEntries({ dataSubject: person, limit: 1 });
    expect(await ids({ dataSubject: person, before: first?.index })).toEqual(newest.slice(1));
  });

  it('has no row for a silent entry and no pseudonym for who is only in silent parts', async () => {
    const { ledger } = test;
    const [shown, hidden] = [await test.makePerson(), await test.makePerson()];
    const silent = draftDecision([hidden], {
      parts: [{ about: [hidden], content: {}, silent: true }],
      index: { purpose: 'P07', dataSubject: hidden },
    });
    const mixed = draftDecision([shown], {
      parts: [
        { about: [shown], content: {} },
        { about: [hidden], content: {}, silent: true },
      ],
      index: { purpose: 'P07', dataSubject: hidden },
    });
    const [first, second] = await ledger.append(await ledger.prepare([silent, mixed]));
    expect(await ledger.findEntries({ dataSubject: hidden, limit: 10 })).toEqual([]);
    const { rows } = await database.owner.query(
      'select entry_index, person_hash from ledger.entry_index where entry_index = any($1)',
      [[first?.index, second?.index]],
    );
    expect(rows).toEqual([{ entry_index: String(second?.index), person_hash: null }]);
    expect((await ledger.verify()).verified).toBe(true);
  });

  it('holds a keyed pseudonym and never the person', async () => {
    const person = await test.makePerson();
    const draft = draftDecision([person], { index: { dataSubject: person } });
    await test.ledger.append(await test.ledger.prepare([draft]));
    const { rows } = await database.owner.query<{ row: string }>(
      'select i::text as row from ledger.entry_index i',
    );
    expect(rows.some(({ row }) => row.includes(person))).toBe(false);
    expect(await test.ledger.findEntries({ dataSubject: asId<'Person'>(person), limit: 5 })).toHaveLength(1);
  });
});
