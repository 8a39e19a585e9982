import { createHash } from 'node:crypto';
import type { EntryDraft, PreparedEntry } from '../src/ledger/index.ts';
import { type PersonId, newId } from '../src/platform/index.ts';
import type { TestDatabase } from '../test/support/database.ts';
import { type TestLedger, makeLedger } from '../test/support/ledger.ts';
import { medianOf, measureInTurn, ratioOf } from './measure.ts';
import type { Options } from './options.ts';
import type { Report } from './report.ts';
import { withDatabase } from './with-database.ts';

const waiting = 256;
const people = 200;

/**
 * Appends entries, already sealed, with 256 waiting at a time, against one entry after the other on one connection; with
 * `--verify N` verifies a ledger of N entries against hashing as many bytes. PostgreSQL with fsync on.
 */
export function benchLedger(options: Options): Promise<Report> {
  return withDatabase((database) => measureLedger(database, options));
}

/** The same on a database that is there. */
export async function measureLedger(database: TestDatabase, options: Options): Promise<Report> {
  const test = makeLedger(database);
  const known = await Promise.all(Array.from({ length: people }, () => test.makePerson()));
  const single = test.replica();
  const stock = await stockUp(test, known);
  const seen = await measureInTurn(
    [
      {
        name: 'one entry after the other',
        work: async () => (await single.append([await stock.take()])).length,
      },
      {
        name: `${waiting} waiting`,
        work: async () => {
          const batch = await Promise.all(Array.from({ length: waiting }, () => stock.take()));
          await Promise.all(batch.map((entry) => test.ledger.append([entry])));
          return waiting;
        },
      },
    ],
    options,
  );
  const [one, many] = seen;
  if (one === undefined || many === undefined) throw new Error('both were seen');
  const verified = options.verify === null ? [] : await verifyAll(test, known, database, options.verify);
  return {
    name: 'ledger',
    conditions: { waiting, people, fsync: true, sealedBefore: true },
    seen,
    figures: [
      { name: 'group_ratio', value: ratioOf(many, one), places: 1, goal: { atLeast: 12 } },
      { name: 'entries_per_s', value: medianOf(many.perSecond), places: 0 },
      ...verified,
    ],
  };
}

interface Stock {
  take(): Promise<PreparedEntry>;
}

/** Entries that are sealed in advance, a batch whenever they run out, so that sealing is not what is measured. */
async function stockUp({ ledger }: TestLedger, known: readonly PersonId[]): Promise<Stock> {
  const ready: PreparedEntry[] = [];
  const refill = async (): Promise<void> => {
    ready.push(...(await ledger.prepare(draftEntries(known, 5_000))));
  };
  await refill();
  return {
    take: async () => {
      if (ready.length === 0) await refill();
      const entry = ready.pop();
      if (entry === undefined) throw new Error('the stock was filled');
      return entry;
    },
  };
}

function draftEntries(known: readonly PersonId[], count: number): readonly EntryDraft[] {
  return Array.from({ length: count }, (_, position): EntryDraft => {
    const person = known[position % known.length];
    return {
      entryId: newId<'Entry'>(),
      kind: 'OUTCOME',
      at: new Date(Date.UTC(2028, 0, 7) + position * 1000),
      parts: [
        {
          about: person === undefined ? [] : [person],
          content: { schema: 'assent.outcome/1', outcome: 'DELIVERED', attempts: 1, why: 'status-200' },
        },
      ],
      index: { outcome: 'DELIVERED', ...(person === undefined ? {} : { dataSubject: person }) },
    };
  });
}

async function verifyAll(
  { ledger }: TestLedger,
  known: readonly PersonId[],
  { owner }: TestDatabase,
  wanted: number,
): Promise<Report['figures']> {
  const count = async (): Promise<number> =>
    Number((await owner.query<{ count: string }>('select count(*) from ledger.entries')).rows[0]?.count);
  for (let has = await count(); has < wanted; has = await count()) {
    const entries = await ledger.prepare(draftEntries(known, Math.min(5_000, wanted - has)));
    await ledger.append(entries);
  }
  const { rows } = await owner.query<{ bytes: string }>(
    `select sum(pg_catalog.pg_total_relation_size(relation.oid))::text as bytes
     from pg_catalog.pg_class relation
     where relation.relnamespace = 'ledger'::regnamespace and relation.relkind in ('r', 'm')`,
  );
  const bytes = Number(rows[0]?.bytes);
  const entries = await count();
  // Each entry's bytes once, and one node of the tree for each.
  const [one, node] = [Buffer.alloc(Math.round(bytes / entries), 1), Buffer.alloc(65, 1)];
  const hashing = timeOf(() => {
    for (let entry = 0; entry < entries; entry += 1) {
      createHash('sha256').update(one).digest();
      createHash('sha256').update(node).digest();
    }
  });
  const started = performance.now();
  const verdict = await ledger.verify();
  const milliseconds = performance.now() - started;
  if (!verdict.verified) throw new Error('a ledger that nobody touched must verify');
  return [
    { name: 'verify_entries', value: entries, places: 0 },
    { name: 'verify_s', value: milliseconds / 1000, places: 1 },
    { name: 'hash_ratio', value: milliseconds / hashing, places: 1, goal: { atMost: 5 } },
    { name: 'bytes_per_entry', value: bytes / entries, places: 0, goal: { atMost: 750 } },
  ];
}

function timeOf(work: () => void): number {
  const started = performance.now();
  work();
  return performance.now() - started;
}
