import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { signCheckpoint } from '../../src/tlog/checkpoint-note.ts';
import {
  type Ledger,
  type LedgerProblemCode,
  LedgerRollbackError,
  LedgerTamperError,
  createLedger,
} from '../../src/ledger/index.ts';
import { hashLeaf, rootOfLeaves } from '../../src/tlog/merkle.ts';
import { type EntryId, newId } from '../../src/platform/index.ts';
import { type TestDatabase, createTestDatabase } from '../support/database.ts';
import { type TestLedger, draftDecision, makeLedger, makeSigner, testOrigin } from '../support/ledger.ts';

/*
 * What a database administrator could do, who may switch triggers and constraints off and does not have the signing key
 * (unless said). The verifier is given the public key and one older note that was kept outside.
 */

const tables = ['entry_parts', 'part_wraps', 'entry_index', 'entries'];
const allTables = [...tables, 'head', 'checkpoints', 'tiles'];

let database: TestDatabase;
let test: TestLedger;
let ledger: Ledger;
let entryIds: readonly EntryId[];
let trusted: string;

beforeAll(async () => {
  database = await createTestDatabase();
  test = makeLedger(database);
  ledger = test.ledger;
  const drafts = await Promise.all(
    Array.from({ length: 10 }, async (_, at) => {
      const [one, other] = [await test.makePerson(), await test.makePerson()];
      return draftDecision([one], {
        at: new Date(Date.UTC(2028, 0, 7, 15, at)),
        exchangeId: newId<'Exchange'>(),
        parts: [
          { about: [one], content: { at, recipient: 'FPS' } },
          { about: [one, other], content: { at, category: 'PMH' }, silent: true },
        ],
        index: {
          purpose: 'P07',
          messageType: 'M09',
          recipientOrganisationId: newId<'Organisation'>(),
          dataSubject: one,
        },
      });
    }),
  );
  entryIds = drafts.map((draft) => draft.entryId);
  const prepared = await ledger.prepare(drafts);
  await ledger.append(prepared.slice(0, 4));
  await ledger.publishCheckpoint();
  await ledger.append(prepared.slice(4, 9));
  trusted = await ledger.publishCheckpoint();
  await ledger.append(prepared.slice(9));
  await ledger.publishCheckpoint();
  await tamper(
    'create schema saved',
    ...allTables.map((table) => `create table saved.${table} as table ledger.${table}`),
  );
});
afterAll(async () => {
  await database.drop();
});
// Each test begins with the honest ledger of ten entries and a replica that knows its newest checkpoint.
beforeEach(async () => {
  ledger = test.replica();
  await ledger.publishCheckpoint();
});
afterEach(async () => {
  await tamper(
    ...allTables.flatMap((table) => [
      `delete from ledger.${table}`,
      `insert into ledger.${table} table saved.${table}`,
    ]),
    'alter table ledger.entries drop constraint if exists entries_once, drop constraint if exists entries_recorded_at_check',
    `alter table ledger.entries add constraint entries_once unique (entry_id),
       add constraint entries_recorded_at_check check (recorded_at = date_trunc('milliseconds', recorded_at))`,
  );
});

/** Runs statements as somebody whom neither triggers nor foreign keys stop. */
async function tamper(...statements: readonly string[]): Promise<void> {
  const connection = await database.owner.connect();
  try {
    await connection.query('set session_replication_role = replica');
    for (const statement of statements) await connection.query(statement);
    await connection.query('reset session_replication_role');
  } finally {
    connection.release();
  }
}

const codes = async (ledger = test.replica()): Promise<readonly string[]> => {
  const verdict = await ledger.verify({ trusted: [trusted] });
  expect(verdict.verified).toBe(verdict.problems.length === 0);
  return verdict.problems.map(({ code, index }) => `${code} ${String(index)}`);
};

const renumber = (from: string, to: string): readonly string[] =>
  tables.map((table) => `update ledger.${table} set entry_index = ${to} where ${from}`);
const remove = (condition: string): readonly string[] =>
  tables.map((table) => `delete from ledger.${table} where ${condition}`);

/** The name of a move, its statements, and the first problem that it must lead to. */
const moves: readonly (readonly [string, readonly string[], `${LedgerProblemCode} ${number | 'null'}`])[] = [
  [
    'edits a sealed part',
    [
      `update ledger.entry_parts set ciphertext = set_byte(ciphertext, 40, get_byte(ciphertext, 40) # 1) where entry_index = 3`,
    ],
    'content-differs 3',
  ],
  [
    'edits a wrapped key',
    [
      `update ledger.part_wraps set wrapped = set_byte(wrapped, 20, get_byte(wrapped, 20) # 1) where entry_index = 3`,
    ],
    'content-differs 3',
  ],
  [
    'swaps the sealed parts of two entries',
    [
      `update ledger.entry_parts p set ciphertext = o.ciphertext, key_id = o.key_id from ledger.entry_parts o where p.entry_index = 3 and o.entry_index = 4`,
      `delete from ledger.part_wraps where entry_index = 3`,
      `insert into ledger.part_wraps select 3, p.slot, w.person_id, w.wrapped from ledger.entry_parts p join ledger.entry_parts o on o.key_id = p.key_id and o.entry_index = 4 join ledger.part_wraps w on w.entry_index = 4 and w.slot = o.slot where p.entry_index = 3`,
    ],
    'content-differs 3',
  ],
  [
    'edits the time',
    [`update ledger.entries set recorded_at = recorded_at + interval '1 ms' where entry_index = 3`],
    'leaf-differs 3',
  ],
  [
    'edits the time by less than is committed to',
    [
      `alter table ledger.entries drop constraint entries_recorded_at_check`,
      `update ledger.entries set recorded_at = recorded_at + interval '1 us' where entry_index = 3`,
    ],
    'time-altered 3',
  ],
  ['edits the kind', [`update ledger.entries set kind = 'NOTICE' where entry_index = 3`], 'leaf-differs 3'],
  [
    'edits the exchange',
    [`update ledger.entries set exchange_id = gen_random_uuid() where entry_index = 3`],
    'leaf-differs 3',
  ],
  [
    'edits the identifier',
    [`update ledger.entries set entry_id = gen_random_uuid() where entry_index = 3`],
    'leaf-differs 3',
  ],
  [
    'gives an entry the leaf of another format',
    [`update ledger.entries set leaf_version = 1 where entry_index = 3`],
    'leaf-differs 3',
  ],
  [
    'edits the padding',
    [
      `update ledger.entries set slot_seed = set_byte(slot_seed, 0, get_byte(slot_seed, 0) # 1) where entry_index = 3`,
    ],
    'leaf-differs 3',
  ],
  [
    'hides that the clock went back',
    [`update ledger.entries set clock_went_back = true where entry_index = 3`],
    'clock-flag-altered 3',
  ],
  [
    'edits the search index',
    [`update ledger.entry_index set purpose = 'P01' where entry_index = 3`],
    'index-row-differs 3',
  ],
  [
    'gives the search index another person',
    [`update ledger.entry_index set person_hash = null where entry_index = 3`],
    'index-row-differs 3',
  ],
  [
    'hides an entry from search',
    [`delete from ledger.entry_index where entry_index = 3`],
    'index-row-missing 3',
  ],
  [
    'invents a search-index row',
    [`update ledger.entries set index_commitment = null where entry_index = 3`],
    'leaf-differs 3',
  ],
  [
    'deletes a part',
    [
      `delete from ledger.part_wraps where entry_index = 3`,
      `delete from ledger.entry_parts where entry_index = 3 and slot = (select min(slot) from ledger.entry_parts where entry_index = 3)`,
    ],
    'leaf-differs 3',
  ],
  [
    'moves a part to a slot that is not there',
    [
      `delete from ledger.part_wraps where entry_index = 3`,
      `update ledger.entry_parts set slot = slot + 100 where entry_index = 3`,
    ],
    'slot-outside 3',
  ],
  ['deletes one entry', remove('entry_index = 3'), 'entry-missing 3'],
  ['deletes a range of entries', remove('entry_index between 3 and 6'), 'entry-missing 3'],
  ['deletes the first entry', remove('entry_index = 0'), 'entry-missing 0'],
  [
    'deletes an entry and renumbers the rest',
    [
      ...remove('entry_index = 3'),
      ...renumber('entry_index > 3', 'entry_index + 1000'),
      ...renumber('entry_index > 1000', 'entry_index - 1001'),
      'update ledger.head set size = 9',
    ],
    'checkpoint-differs 4',
  ],
  [
    'swaps two entries',
    [
      ...renumber('entry_index = 3', '100'),
      ...renumber('entry_index = 4', '3'),
      ...renumber('entry_index = 100', '4'),
    ],
    'checkpoint-differs 4',
  ],
  [
    'truncates the tail and the signed sizes after it',
    [
      ...remove('entry_index >= 8'),
      'update ledger.head set size = 8',
      'delete from ledger.checkpoints where size > 8',
    ],
    'checkpoint-beyond-entries 9',
  ],
  ['truncates the tail and leaves the head', remove('entry_index = 9'), 'entry-missing 9'],
  [
    'empties the ledger',
    [...remove('true'), 'update ledger.head set size = 0', 'delete from ledger.checkpoints'],
    'checkpoint-beyond-entries 9',
  ],
  [
    'inserts a backdated entry',
    [
      ...renumber('entry_index >= 3', 'entry_index + 1001'),
      ...renumber('entry_index > 1000', 'entry_index - 1000'),
      `insert into ledger.entries select 3, recorded_at, gen_random_uuid(), exchange_id, kind, clock_went_back, slot_count, slot_seed, null, leaf_hash, leaf_version from ledger.entries where entry_index = 2`,
      'update ledger.head set size = 11',
    ],
    'leaf-differs 3',
  ],
  [
    'duplicates an entry',
    [
      `alter table ledger.entries drop constraint entries_once`,
      `insert into ledger.entries select 10, recorded_at, entry_id, exchange_id, kind, true, slot_count, slot_seed, index_commitment, leaf_hash, leaf_version from ledger.entries where entry_index = 2`,
      'update ledger.head set size = 11',
    ],
    'uniqueness-dropped null',
  ],
  ['hides entries behind a smaller head', ['update ledger.head set size = 8'], 'entry-beyond-head 8'],
  ['deletes the head', ['delete from ledger.head'], 'entry-beyond-head 0'],
  [
    'edits a leaf hash',
    [
      `update ledger.entries set leaf_hash = set_byte(leaf_hash, 0, get_byte(leaf_hash, 0) # 1) where entry_index = 3`,
    ],
    'leaf-differs 3',
  ],
  [
    'edits a commitment',
    [
      `update ledger.entry_parts set commitment = set_byte(commitment, 0, get_byte(commitment, 0) # 1) where entry_index = 3`,
    ],
    'leaf-differs 3',
  ],
  [
    'edits a stored root',
    [`update ledger.checkpoints set root = set_byte(root, 0, get_byte(root, 0) # 1) where size = 4`],
    'checkpoint-unsigned 4',
  ],
  [
    'edits a signed note',
    [`update ledger.checkpoints set note = replace(note, E'\\n4\\n', E'\\n5\\n') where size = 4`],
    'checkpoint-unsigned 4',
  ],
  [
    'gives a checkpoint another size',
    ['update ledger.checkpoints set size = 5 where size = 4'],
    'checkpoint-unsigned 5',
  ],
  [
    'invents a checkpoint for entries to come',
    [
      `insert into ledger.checkpoints select 50, root, note, signed_at from ledger.checkpoints where size = 4`,
    ],
    'checkpoint-unsigned 50',
  ],
  [
    'stores a wrong tile',
    [`insert into ledger.tiles values (0, 0, decode(repeat('00', 8192), 'hex'))`],
    'tile-beyond-entries 10',
  ],
];

describe('an honest ledger', () => {
  it('gives no alarm, and counts what it saw', async () => {
    expect(await ledger.verify({ trusted: [trusted] })).toEqual({
      entries: 10,
      checkpoints: 4,
      openedParts: 20,
      erasedParts: 0,
      replayedDecisions: 0,
      problems: [],
      problemCount: 0,
      verified: true,
    });
    expect(await ledger.verify({ openContent: false })).toMatchObject({
      openedParts: 0,
      verified: true,
    });
  });

  it('gives no alarm after maintenance', async () => {
    for (const table of tables) await database.owner.query(`vacuum full ledger.${table}`);
    expect(await codes()).toEqual([]);
  });

  it('gives no alarm after an erasure by protocol', async () => {
    await database.eraser.query('delete from ledger.entry_index where entry_index = 7');
    await database.eraser.query('delete from ledger.part_wraps where entry_index = 7');
    // The same without a word is a theft.
    expect(await codes()).toEqual(['erasure-unrecorded 7', 'index-row-missing 7']);
    const content = { schema: 'assent.erasure/1', entries: [7] };
    const erasure = draftDecision([], { kind: 'ERASURE', parts: [{ about: [], content }] });
    await ledger.append(await ledger.prepare([erasure]));
    expect(await codes()).toEqual([]);
  });

  it('gives no alarm after a key rotation that its verifier knows of, and one when it does not', async () => {
    const signer = makeSigner();
    const options = {
      pool: database.gateway,
      keyStore: test.keyStore,
      signer,
      origin: testOrigin,
      clock: test.clock,
    };
    const rotated = createLedger({ ...options, formerKeys: [test.signer.verifierKey] });
    await rotated.append(await rotated.prepare([draftDecision([])]));
    expect(await rotated.publishCheckpoint()).not.toBe(trusted);
    expect(await codes(rotated)).toEqual([]);
    expect(await codes(createLedger(options))).toContain('checkpoint-unsigned 4');
    expect(() => createLedger({ ...options, formerKeys: ['none'] })).toThrow(RangeError);
    expect(() => createLedger({ ...options, origin: 'another.test' })).toThrow('a key of its own name');
  });
});

describe('an administrator who', () => {
  it.each(moves)('%s is found out', async (_, statements, first) => {
    await tamper(...statements);
    const found = await codes();
    expect(found).toContain(first);
  });

  it('rewrites an entry, its hash and all later sizes with the stolen log key is found out by the note kept outside', async () => {
    await tamper(
      'delete from ledger.checkpoints',
      ...remove('entry_index >= 3'),
      `update ledger.head set size = 3, latest_at = (select max(recorded_at) from ledger.entries)`,
    );
    const thief = test.replica();
    await thief.append(await thief.prepare(Array.from({ length: 9 }, () => draftDecision([]))));
    await thief.publishCheckpoint();
    expect((await test.replica().verify()).verified).toBe(true);
    expect(await codes()).toEqual(['checkpoint-differs 9']);
  });

  it('signs again with another key is found out', async () => {
    const { rows } = await database.owner.query<{ leaf_hash: Buffer }>(
      'select leaf_hash from ledger.entries order by entry_index',
    );
    const root = rootOfLeaves(rows.map((row) => row.leaf_hash));
    const note = await signCheckpoint({ origin: testOrigin, size: 10, root }, makeSigner());
    await tamper(`update ledger.checkpoints set note = '${note}' where size = 10`);
    expect(await codes()).toEqual(['checkpoint-unsigned 10']);
  });

  it('hands the verifier a note of another log is found out', async () => {
    const signer = makeSigner('another.test');
    const note = await signCheckpoint(
      { origin: 'another.test', size: 1, root: hashLeaf(Buffer.alloc(0)) },
      signer,
    );
    const verdict = await ledger.verify({ trusted: [note, 'no note'] });
    expect(verdict.problems).toEqual([
      { code: 'checkpoint-unsigned', index: null },
      { code: 'checkpoint-unsigned', index: null },
    ]);
  });

  it('breaks everything is reported with a thousand problems and the count of all', async () => {
    await ledger.append(await ledger.prepare(Array.from({ length: 1000 }, () => draftDecision([]))));
    await tamper(`update ledger.entries set kind = 'NOTICE'`);
    const verdict = await ledger.verify({ openContent: false });
    expect(verdict.problems).toHaveLength(1000);
    expect(verdict.problemCount).toBeGreaterThan(1000);
  });

  it('corrupts a tile is found out, and no receipt rests on it', async () => {
    await ledger.append(await ledger.prepare(Array.from({ length: 300 }, () => draftDecision([]))));
    await ledger.publishCheckpoint();
    await tamper('update ledger.tiles set hashes = set_byte(hashes, 70, get_byte(hashes, 70) # 1)');
    expect(await codes()).toEqual(['tile-differs 0']);
    await expect(test.replica().getReceipt(5n)).rejects.toThrow('its entries are not those that were signed');
    await expect(ledger.getReceipt(5n)).resolves.toContain('index 5\n');
  });
});

describe('a tampered entry', () => {
  it('is not read', async () => {
    await tamper(
      `update ledger.entries set kind = 'NOTICE' where entry_index = 3`,
      `update ledger.entry_parts set ciphertext = set_byte(ciphertext, 40, get_byte(ciphertext, 40) # 1) where entry_index = 4`,
    );
    for (const at of [3, 4])
      await expect(ledger.readEntry(entryIds[at] ?? newId<'Entry'>())).rejects.toThrow(LedgerTamperError);
  });

  it('has no receipt', async () => {
    await tamper(
      `update ledger.entries set kind = 'NOTICE' where entry_index = 3`,
      ...remove('entry_index = 4'),
    );
    await expect(ledger.getReceipt(3n)).rejects.toThrow('entry 3 is not the one that was signed');
    await expect(ledger.getReceipt(4n)).rejects.toThrow('entry 4 was signed and is gone');
  });
});

describe('a replica that has signed refuses to sign when the database', () => {
  const grow = async (): Promise<void> => {
    const other = test.replica();
    await other.append(await other.prepare([draftDecision([]), draftDecision([])]));
  };
  const rollBack = [...remove('entry_index >= 9'), 'update ledger.head set size = 9'];

  it('has fewer entries', async () => {
    await tamper(...rollBack, 'delete from ledger.checkpoints where size > 9');
    await expect(ledger.publishCheckpoint()).rejects.toThrow('fewer entries than were signed');
  });

  it('went back and grew again in another way', async () => {
    await tamper(...rollBack, 'delete from ledger.checkpoints where size > 9');
    await grow();
    await expect(ledger.publishCheckpoint()).rejects.toThrow('not those that were read before');
    await expect(ledger.getReceipt(10n)).rejects.toThrow('does not continue what was signed');
  });

  it('lost the checkpoint that was signed', async () => {
    await tamper('delete from ledger.checkpoints where size > 9');
    await grow();
    await expect(ledger.publishCheckpoint()).rejects.toThrow('a checkpoint that was signed is gone');
  });

  it('lost all checkpoints', async () => {
    await tamper('delete from ledger.checkpoints');
    await expect(ledger.publishCheckpoint()).rejects.toThrow(LedgerRollbackError);
  });

  it('lacks entries in between', async () => {
    await grow();
    await tamper(...remove('entry_index = 10'));
    await expect(ledger.publishCheckpoint()).rejects.toThrow('entries are missing');
  });

  it('lost its head', async () => {
    await tamper('delete from ledger.head');
    await expect(ledger.publishCheckpoint()).rejects.toThrow('lost its head row');
  });
});

describe('a replica that starts refuses to sign when the database', () => {
  it('has fewer entries than its largest checkpoint', async () => {
    await tamper(...remove('entry_index >= 9'), 'update ledger.head set size = 9');
    await expect(test.replica().publishCheckpoint()).rejects.toThrow('it has fewer entries than were signed');
  });

  it('has other entries than its largest checkpoint', async () => {
    await tamper(
      `update ledger.entries set leaf_hash = decode(repeat('00', 32), 'hex') where entry_index = 2`,
    );
    await expect(test.replica().publishCheckpoint()).rejects.toThrow('not those that were signed');
  });

  it('offers a note of an unknown key, or one that states something else, as its newest', async () => {
    const { rows } = await database.owner.query<{ root: Buffer }>(
      'select root from ledger.checkpoints where size = 10',
    );
    const root = rows[0]?.root ?? Buffer.alloc(32);
    const foreign = await signCheckpoint({ origin: testOrigin, size: 10, root }, makeSigner());
    await tamper(`update ledger.checkpoints set note = '${foreign}' where size = 10`);
    await expect(test.replica().publishCheckpoint()).rejects.toThrow('is no note of this log');
    await tamper(`update ledger.checkpoints set note = '${trusted}' where size = 10`);
    await expect(test.replica().publishCheckpoint()).rejects.toThrow('states something else');
  });
});
