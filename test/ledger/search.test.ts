import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SearchTerm } from '../../src/ledger/index.ts';
import { type OrganisationId, type PersonId, asId, newId } from '../../src/platform/index.ts';
import { type TestDatabase, createTestDatabase } from '../support/database.ts';
import { countPages, fillLedger } from '../support/fill-ledger.ts';
import { type TestLedger, draftDecision, makeLedger } from '../support/ledger.ts';

let database: TestDatabase;
let test: TestLedger;
let person: PersonId;
const organisation: OrganisationId = newId();
const sue: SearchTerm = {
  of: 'PRACTITIONER',
  organisationId: organisation,
  staffId: asId<'Staff'>('sue.williams'),
};
const permitted: SearchTerm = { of: 'REASON', code: 'PERMIT_CONSENT' };
const power: SearchTerm = { of: 'BASIS', code: 'CA1989_S47' };

/** Entries 0 to 5: about the person with all terms, the same of an hour later, then each lacking one thing. */
beforeAll(async () => {
  database = await createTestDatabase();
  test = makeLedger(database);
  person = await test.makePerson();
  const other = await test.makePerson();
  const at = (hour: number): Date => new Date(Date.UTC(2028, 0, 7, hour));
  const drafts = [
    { about: person, terms: [sue, permitted, power], hour: 10 },
    { about: person, terms: [sue, permitted, power], hour: 11 },
    { about: person, terms: [permitted], hour: 12 },
    { about: other, terms: [sue], hour: 13 },
    { about: other, terms: [sue, power], hour: 14, organisation },
    { about: person, terms: [sue], hour: 15, silent: true },
  ].map(({ about, terms, hour, silent, organisation: to }) =>
    draftDecision([about], {
      at: at(hour),
      parts: [{ about: [about], content: { outcome: 'FORWARD' }, silent: silent === true }],
      index: {
        dataSubject: about,
        terms,
        ...(to === undefined ? {} : { recipientOrganisationId: to }),
      },
    }),
  );
  await test.ledger.append(await test.ledger.prepare(drafts));
});
afterAll(async () => {
  await database.drop();
});

async function find(search: Partial<Parameters<TestLedger['ledger']['findEntries']>[0]>): Promise<number[]> {
  return (await test.ledger.findEntries({ limit: 50, ...search })).map(({ index }) => Number(index));
}

describe('a search of the ledger', () => {
  it('finds by practitioner, reason and basis, together and with a person, and no silent entry', async () => {
    expect(await find({ terms: [sue] })).toEqual([4, 3, 1, 0]);
    expect(await find({ terms: [permitted] })).toEqual([2, 1, 0]);
    expect(await find({ terms: [power] })).toEqual([4, 1, 0]);
    expect(await find({ terms: [sue, permitted] })).toEqual([1, 0]);
    expect(await find({ terms: [power, sue], dataSubject: person })).toEqual([1, 0]);
    expect(await find({ terms: [{ ...sue, staffId: asId<'Staff'>('somebody.else') }] })).toEqual([]);
    expect(await find({ terms: [{ of: 'BASIS', code: 'PERMIT_CONSENT' }] })).toEqual([]);
    expect(await find({ organisationId: organisation })).toEqual([4]);
  });

  it('finds by time, from its instant on and before its end', async () => {
    const at = (hour: number, more = 0): Date => new Date(Date.UTC(2028, 0, 7, hour) + more);
    expect(await find({ from: at(11), until: at(13) })).toEqual([2, 1]);
    expect(await find({ from: at(11, 1), until: at(12, 1) })).toEqual([2]);
    expect(await find({ from: at(16) })).toEqual([]);
  });

  it('gives page after page by the last place, each entry once', async () => {
    const pages: number[][] = [];
    for (let before: bigint | undefined; ;) {
      const page = await find({ terms: [sue], limit: 3, ...(before === undefined ? {} : { before }) });
      pages.push(page);
      if (page.length < 3) break;
      before = BigInt(page.at(-1) ?? 0);
    }
    expect(pages).toEqual([[4, 3, 1], [0]]);
  });

  it('keeps terms as hashes that only the key store derives, and commits to them', async () => {
    const { rows } = await database.owner.query<{ row: string }>(
      'select t::text as row from ledger.entry_terms t',
    );
    expect(rows).toHaveLength(10);
    expect(JSON.stringify(rows)).not.toMatch(/sue|PERMIT|CA1989/);
    expect(await test.ledger.verify()).toMatchObject({ verified: true });
    await database.owner.query('alter table ledger.entry_terms disable trigger user');
    await database.owner.query('delete from ledger.entry_terms t where t.entry_index = 2');
    expect((await test.ledger.verify()).problems).toEqual([{ code: 'index-row-differs', index: 2 }]);
  });
});

describe('in a ledger that is ten times as large', () => {
  const searches = [{ dataSubject: true }, { term: true }, { purpose: 'P07' }, {}] as const;

  it('a search reads no more pages of the database', async () => {
    await fillLedger(database, test.keyStore, 4_000, 100);
    const small = await Promise.all(searches.map((by) => countPages(database, test.keyStore, by)));
    await fillLedger(database, test.keyStore, 36_000, 100);
    const large = await Promise.all(searches.map((by) => countPages(database, test.keyStore, by)));
    large.forEach((pages, place) => {
      expect(pages).toBeGreaterThan(0);
      expect(pages).toBeLessThan(2 * (small[place] ?? 0) + 200);
    });
  });
});

describe('a search by time', () => {
  it('finds what stands after a clock that was years ahead', async () => {
    const dated = async (at: string): Promise<number> => {
      const draft = draftDecision([person], { at: new Date(at), index: { dataSubject: person } });
      const [appended] = await test.ledger.append(await test.ledger.prepare([draft]));
      return Number(appended?.index);
    };
    const ahead = await dated('2030-01-07T16:00:00Z');
    await dated('2028-06-01T10:00:00Z');
    const found = [await dated('2028-06-01T11:00:00Z'), await dated('2028-06-01T12:00:00Z')];
    const day = { from: new Date('2028-06-01T10:30:00Z'), until: new Date('2028-06-02T00:00:00Z') };
    expect(await find({ dataSubject: person, ...day })).toEqual(found.toReversed());
    expect(await find({ from: new Date('2030-01-01T00:00:00Z') })).toEqual([ahead]);
  });
});
