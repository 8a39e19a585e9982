import { hashTerm, pseudonymOf } from '../../src/ledger/prepare-entries.ts';
import { findIndexedEntries } from '../../src/ledger/search-store.ts';
import type { KeyStore } from '../../src/keystore/index.ts';
import type { Queryable } from '../../src/database/index.ts';
import { asId } from '../../src/platform/index.ts';
import type { TestDatabase } from './database.ts';

const practitioner = (place: number): Parameters<typeof hashTerm>[1] => ({
  of: 'PRACTITIONER',
  organisationId: asId('00000000-0000-4000-8000-000000000001'),
  staffId: asId(`staff.${place}`),
});
const person = (place: number): string => `person-${place}`;

/** What a search is measured by. */
export interface MeasuredSearch {
  readonly dataSubject?: boolean;
  readonly term?: boolean;
  readonly purpose?: string;
}

/**
 * Fills a ledger's search tables, for measuring searches alone: entries without parts, each about one of so many families, which
 * are met as in life (a few very often, most seldom). Nothing in it verifies.
 */
export async function fillLedger(
  { owner }: Pick<TestDatabase, 'owner'>,
  keyStore: KeyStore,
  count: number,
  families: number,
): Promise<number> {
  const people = Array.from({ length: families }, (_, place) => pseudonymOf(keyStore, person(place)));
  const staff = Array.from({ length: 50 }, (_, place) => hashTerm(keyStore, practitioner(place)));
  await owner.query(
    `with from_here as (select coalesce(max(e.entry_index) + 1, 0) as start from ledger.entries e), made as (
       insert into ledger.entries (entry_index, recorded_at, entry_id, kind, clock_went_back, leaf_version, slot_count, slot_seed, leaf_hash)
       select h.start + n, '2028-01-01'::timestamptz + n * interval '7 seconds', gen_random_uuid(), 'DECISION', false, 2, 4,
              decode(repeat('00', 32), 'hex'), decode(repeat('00', 32), 'hex')
         from from_here h, generate_series(0, $1::integer - 1) as n
       returning entry_index
     ), grown as (
       update ledger.head h set size = h.size + $1::integer
     ), indexed as (
       insert into ledger.entry_index (entry_index, salt, person_hash, source_organisation_id, purpose, outcome)
       select m.entry_index, decode(repeat('00', 32), 'hex'),
              ($2::bytea[])[1 + floor(power((m.entry_index * 7919 % 10007) / 10007.0, 3) * cardinality($2::bytea[]))::integer],
              ('00000000-0000-4000-8000-00000000000' || m.entry_index % 9)::uuid, 'P0' || 1 + m.entry_index % 9, 'FORWARD'
         from made m
     )
     insert into ledger.entry_terms (entry_index, term_hash)
     select m.entry_index, ($3::bytea[])[1 + m.entry_index % cardinality($3::bytea[])] from made m`,
    [count, people, staff],
  );
  await owner.query('analyze ledger.entries, ledger.entry_index, ledger.entry_terms');
  return count;
}

/** Searches as an officer does. */
async function searchOnce(db: Queryable, keyStore: KeyStore, by: MeasuredSearch): Promise<number> {
  const found = await findIndexedEntries(db, {
    limit: 50,
    ...(by.dataSubject === true ? { personHash: pseudonymOf(keyStore, person(0)) } : {}),
    ...(by.term === true ? { termHashes: [hashTerm(keyStore, practitioner(7))] } : {}),
    ...(by.purpose === undefined ? {} : { purpose: by.purpose }),
  });
  return found.length;
}

/** How many pages of the database all statements of a search read, whether they were in memory or not. */
export async function countPages(
  { gateway }: Pick<TestDatabase, 'gateway'>,
  keyStore: KeyStore,
  by: MeasuredSearch,
): Promise<number> {
  let pages = 0;
  const explain = async (text: string, values: unknown[]): Promise<void> => {
    const { rows } = await gateway.query<Record<string, string>>(
      `explain (analyze, buffers, costs off, timing off) ${text}`,
      values,
    );
    const plan = rows.map((row) => row['QUERY PLAN'] ?? '');
    const own = plan.find((line) => line.includes('Buffers:')) ?? '';
    pages += [...own.matchAll(/(?:hit|read)=(\d+)/g)].reduce((sum, [, count]) => sum + Number(count), 0);
  };
  const counting = {
    query: (
      { text, values }: { text: string; values: unknown[] },
      done: (fault: Error | null, result?: { rows: object[] }) => void,
    ) => {
      explain(text, values)
        .then(() => gateway.query<object>(text, values))
        .then(
          (result) => {
            done(null, result);
          },
          (fault: unknown) => {
            done(fault instanceof Error ? fault : new Error('unknown fault'));
          },
        );
    },
  };
  await searchOnce(counting as never, keyStore, by);
  return pages;
}
