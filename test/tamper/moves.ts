import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LedgerProblemCode } from '../../src/ledger/index.ts';
import { deriveLeaf } from '../../src/ledger/entry-statement.ts';
import { findCommitmentsBetween, findEntriesFrom } from '../../src/ledger/entry-store.ts';
import { createLedgerSigner, parseCheckpoint, signCheckpoint } from '../../src/tlog/index.ts';
import { valueOf } from '../support/agreements.ts';
import { makePrivateKey, makeSigner, testOrigin } from '../support/ledger.ts';
import type { HonestLog } from './honest-log.ts';
import type { Shown } from './judge.ts';
import { entryTables, remove, renumber, tamper } from './tamper-sql.ts';
import { WitnessAtHand } from './witness-at-hand.ts';

/** One way in which somebody who holds the database, its backups, and sometimes the log's key, changes what was. */
export interface Move {
  /** Its number in the list of reliability.md §2.4. */
  readonly number: number;
  readonly name: string;
  /** What a verifier must find, whichever of them does. */
  readonly finds: LedgerProblemCode;
  /** Does it, and gives what the operator shows afterwards. */
  readonly make: (log: HonestLog) => Promise<Partial<Shown>>;
}

/** A move that takes more than statements. */
function act(number: number, name: string, finds: LedgerProblemCode, make: Move['make']): Move {
  return { number, name, finds, make };
}

/** A move that is nothing but statements. */
function sql(number: number, name: string, finds: LedgerProblemCode, statements: readonly string[]): Move {
  return {
    number,
    name,
    finds,
    make: async ({ database }) => {
      await tamper(database, ...statements);
      return {};
    },
  };
}

/** A move that leaves the database alone and serves another checkpoint. */
function served(
  number: number,
  name: string,
  finds: LedgerProblemCode,
  make: (log: HonestLog) => string | Promise<string>,
): Move {
  return { number, name, finds, make: async (log) => ({ served: await make(log) }) };
}

const withoutCosignatures = ({ witness }: HonestLog): string =>
  `${witness.latest.split('\n').slice(0, 5).join('\n')}\n`;

/** The 24 moves. The entry at 40 is an old one that everybody has signed for; 300 entries and more stand in the ledger. */
export const moves: readonly Move[] = [
  sql(1, 'edit a payload', 'content-differs', [
    'update ledger.entry_parts set ciphertext = set_byte(ciphertext, 40, get_byte(ciphertext, 40) # 1) where entry_index = 40',
  ]),
  sql(2, 'edit only metadata', 'checkpoint-differs', [
    `update ledger.entries set recorded_at = recorded_at - interval '1 day', exchange_id = gen_random_uuid() where entry_index = 40`,
  ]),
  sql(3, 'delete one row', 'entry-missing', remove('entry_index = 40')),
  sql(4, 'delete a range', 'entry-missing', remove('entry_index between 40 and 60')),
  act(5, 'truncate the tail by one', 'checkpoint-beyond-entries', async ({ database, ledger }) => {
    const last = (await countEntries(database)) - 1;
    await tamper(
      database,
      ...remove(`entry_index >= ${last}`),
      `update ledger.head set size = ${last}`,
      `delete from ledger.checkpoints where size > ${last}`,
    );
    return { ledger };
  }),
  sql(6, 'truncate everything', 'checkpoint-beyond-entries', [
    ...remove('true'),
    'update ledger.head set size = 0',
    'delete from ledger.checkpoints',
    'delete from ledger.tiles',
  ]),
  sql(7, 'swap two rows', 'checkpoint-differs', [
    ...renumber('entry_index = 40', '100000'),
    ...renumber('entry_index = 41', '40'),
    ...renumber('entry_index = 100000', '41'),
  ]),
  sql(8, 'insert a backdated row', 'checkpoint-differs', [
    ...renumber('entry_index >= 40', 'entry_index + 100001'),
    ...renumber('entry_index > 100000', 'entry_index - 100000'),
    ...copyEntry(39, 40, 'gen_random_uuid()'),
    'update ledger.head set size = size + 1',
  ]),
  sql(9, 'duplicate a row', 'entry-twice', [
    'alter table ledger.entries drop constraint entries_once',
    ...renumber('entry_index >= 40', 'entry_index + 100001'),
    ...renumber('entry_index > 100000', 'entry_index - 100000'),
    ...copyEntry(39, 40, 'entry_id'),
    'update ledger.head set size = size + 1',
  ]),
  sql(10, 'renumber to hide a gap', 'checkpoint-differs', [
    ...remove('entry_index = 40'),
    ...renumber('entry_index > 40', 'entry_index + 100000'),
    ...renumber('entry_index > 100000', 'entry_index - 100001'),
    'update ledger.head set size = size - 1',
  ]),
  act(11, 'recompute hashes without the key', 'checkpoint-differs', async (log) => {
    await rewrite(log);
    return {};
  }),
  act(12, 'recompute and sign again with the stolen key', 'checkpoint-differs', async (log) => {
    await rewrite(log);
    await tamper(log.database, 'delete from ledger.checkpoints', 'delete from ledger.tiles');
    const thief = log.open();
    return { ledger: thief, served: await thief.publishCheckpoint() };
  }),
  act(13, 'restore the backup of yesterday and go on', 'checkpoint-differs', async (log) => {
    await rollBack(log);
    const thief = log.open();
    await log.append(thief, 120);
    return { ledger: thief, served: await thief.publishCheckpoint() };
  }),
  act(14, 'fork: show another history of the same size', 'checkpoint-differs', async (log) => {
    const size = await countEntries(log.database);
    await rollBack(log);
    const fork = log.open();
    await log.append(fork, size - (await countEntries(log.database)));
    return { ledger: fork, served: await fork.publishCheckpoint() };
  }),
  act(15, 'fork, shown to the witness, and healed later', 'checkpoint-differs', async (log) => {
    const { database } = log;
    const size = await countEntries(database);
    const tail = `entry_index >= ${size - 20}`;
    const cut = [...remove(tail), `delete from ledger.checkpoints where size > ${size - 20}`];
    await tamper(
      database,
      'create schema straight',
      ...entryTables.map(
        (table) => `create table straight.${nameOf(table)} as select * from ${table} where ${tail}`,
      ),
      ...cut,
      `update ledger.head set size = ${size - 20}`,
    );
    const fork = log.open();
    await log.append(fork, 20);
    const witness = new WitnessAtHand(log.test.signer.verifierKey);
    const latest = await witness.cosign(fork);
    await tamper(
      database,
      ...cut,
      ...entryTables.toReversed().map((table) => `insert into ${table} table straight.${nameOf(table)}`),
    );
    return { evidence: { latest, witnessKey: witness.verifierKey } };
  }),
  act(
    16,
    'replay an old checkpoint to one reader',
    'checkpoint-beyond-entries',
    async ({ database, older, open }) => {
      const { size } = valueOf(parseCheckpoint(older));
      await tamper(
        database,
        ...remove(`entry_index >= ${size}`),
        `update ledger.head set size = ${size}`,
        `delete from ledger.checkpoints where size > ${size}`,
        `delete from ledger.tiles where (tile_index + 1) * 256 > ${size}`,
      );
      return { served: older, ledger: open() };
    },
  ),
  served(17, 'strip the cosignatures', 'checkpoint-unwitnessed', withoutCosignatures),
  served(18, 'add a signature of an unknown key', 'checkpoint-unwitnessed', async (log) => {
    const text = log.witness.latest.split('\n').slice(0, 3).join('\n');
    const stranger = createLedgerSigner('witness.test/elsewhere', makePrivateKey());
    const signature = await stranger.sign(Buffer.from(`${text}\n`));
    const line = Buffer.concat([stranger.keyHash, Buffer.alloc(8, 1), signature]).toString('base64');
    return `${withoutCosignatures(log)}— ${stranger.name} ${line}\n`;
  }),
  served(19, 'show the cosignature of another log', 'checkpoint-unwitnessed', async (log) => {
    const head = { ...valueOf(parseCheckpoint(log.witness.latest)), origin: 'other.test' };
    const cosigned = await log.witness.sign(await signCheckpoint(head, makeSigner('other.test')));
    const [cosignature = ''] = cosigned.split('\n').slice(-2);
    return `${withoutCosignatures(log)}${cosignature}\n`;
  }),
  served(20, 'change the origin line', 'checkpoint-unsigned', ({ witness }) =>
    witness.latest.replace(testOrigin, `${testOrigin}x`),
  ),
  act(21, 'sign a size that is not the number of leaves', 'checkpoint-beyond-entries', async (log) => {
    const { root, size } = valueOf(parseCheckpoint(log.witness.latest));
    const note = await signCheckpoint({ origin: testOrigin, size: size + 5, root }, log.test.signer);
    await tamper(
      log.database,
      `insert into ledger.checkpoints (size, root, note, signed_at) values (${size + 5}, '\\x${root.toString('hex')}', '${note}', now())`,
    );
    return { served: note };
  }),
  act(22, 'corrupt an interior tile', 'tile-differs', async ({ database }) => {
    await tamper(database, 'update ledger.tiles set hashes = set_byte(hashes, 70, get_byte(hashes, 70) # 1)');
    return {
      alterFolder: (folder) => {
        const file = join(folder, 'tile/1/000.p/1');
        const bytes = readFileSync(file);
        bytes.writeUInt8(bytes.readUInt8(3) ^ 1, 3);
        writeFileSync(file, bytes);
      },
    };
  }),
  sql(23, 'change the history of choices, so that a disclosure looks lawful', 'record-differs', [
    `update consent.consents set status = 'active' where status = 'withdrawn'`,
  ]),
  sql(24, 'exchange a sealed part, so that what opens is not what was committed to', 'content-differs', [
    `create table public.swapped as select * from ledger.entry_parts where entry_index in (40, 45)`,
    `update ledger.entry_parts p set ciphertext = o.ciphertext, key_id = o.key_id from public.swapped o where p.entry_index = 40 and o.entry_index = 45`,
    `delete from ledger.part_wraps where entry_index = 40`,
    `insert into ledger.part_wraps select 40, p.slot, w.person_id, w.wrapped from ledger.entry_parts p
       join public.swapped o on o.key_id = p.key_id and o.entry_index = 45
       join ledger.part_wraps w on w.entry_index = 45 and w.slot = o.slot where p.entry_index = 40`,
  ]),
];

function nameOf(table: string): string {
  return table.replace('.', '_');
}

/** Puts a copy of an entry, with its parts, into a free place. */
function copyEntry(from: number, to: number, entryId: string): readonly string[] {
  return [
    `insert into ledger.entries (entry_index, recorded_at, entry_id, exchange_id, kind, clock_went_back, leaf_version, slot_count, slot_seed, index_commitment, leaf_hash)
       select ${to}, recorded_at, ${entryId}, exchange_id, kind, clock_went_back, leaf_version, slot_count, slot_seed, index_commitment, leaf_hash
       from ledger.entries where entry_index = ${from}`,
    `insert into ledger.entry_parts (entry_index, slot, commitment, key_id, ciphertext)
       select ${to}, slot, commitment, key_id, ciphertext from ledger.entry_parts where entry_index = ${from}`,
    `insert into ledger.part_wraps select ${to}, slot, person_id, wrapped from ledger.part_wraps where entry_index = ${from}`,
  ];
}

async function countEntries({ owner }: HonestLog['database']): Promise<number> {
  const { rows } = await owner.query<{ size: string }>('select count(*) as size from ledger.entries');
  return Number(rows[0]?.size ?? 0);
}

/** Edits an old entry and gives it the hash that fits, so that no row disagrees with itself. */
async function rewrite({ database }: HonestLog): Promise<void> {
  await tamper(
    database,
    `update ledger.entries set kind = 'NOTICE', index_commitment = null where entry_index = 40`,
    'delete from ledger.entry_index where entry_index = 40',
  );
  const [entry] = await findEntriesFrom(database.owner, 40, 1);
  const parts = await findCommitmentsBetween(database.owner, 40, 41);
  if (entry === undefined) throw new Error('there is an entry 40');
  const { leafHash } = deriveLeaf({ ...entry, at: new Date(entry.recordedAt).toISOString(), parts });
  await tamper(
    database,
    `update ledger.entries set leaf_hash = '\\x${leafHash.toString('hex')}' where entry_index = 40`,
  );
}

/** The state of a backup that is 100 entries old. */
async function rollBack({ database }: HonestLog): Promise<void> {
  const to = (await countEntries(database)) - 100;
  await tamper(
    database,
    ...remove(`entry_index >= ${to}`),
    `update ledger.head set size = ${to}`,
    `delete from ledger.checkpoints where size > ${to}`,
    `delete from ledger.tiles where (tile_index + 1) * 256 > ${to}`,
  );
}
