import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { MatchCandidate, MatchResult } from '../../src/families/index.ts';
import type { PersonId } from '../../src/platform/index.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { jackie, makeFamilies, type TestFamilies } from './families-fixtures.ts';

let database: TestDatabase;
let test: TestFamilies;
let jackieId: PersonId;

const sent: MatchCandidate = {
  identifiers: [{ system: 'nhs-number', value: '999 000 1014' }],
  birthDate: '2017-05-14',
  familyName: 'CORMACK',
  givenName: 'Jackie',
  postcode: 'zz993vz',
  sex: 'female',
};

async function register(
  nhsNumber: string | null,
  more: Partial<typeof jackie> = {},
  restricted = false,
): Promise<PersonId> {
  const answer = await test.families.registerPerson({
    identifiers: nhsNumber === null ? [] : [{ system: 'nhs-number', value: nhsNumber }],
    demographics: { ...jackie, ...more },
    restricted,
    by: 'staff-1',
  });
  if (!answer.ok) throw new Error(answer.refusal.code);
  return answer.value;
}

function match(more: Partial<MatchCandidate> = {}): Promise<MatchResult> {
  return test.families.matchDataSubject({ ...sent, ...more });
}

beforeAll(async () => {
  database = await createTestDatabase();
  test = makeFamilies(database);
  jackieId = await register('9990001014');
  // Two people whom only a number tells apart, one who is restricted, and one whose identity was retired by adoption.
  const twins = { familyName: 'Twin', givenNames: ['Sam'], birthDate: '2015-03-03' };
  await register('9990001030', twins);
  await register('9990001057', twins);
  await register('9990001065', { familyName: 'Rahman', givenNames: ['Nia'], birthDate: '2018-06-11' }, true);
  const riley = await register('9990001146', {
    familyName: 'Stone',
    givenNames: ['Riley'],
    birthDate: '2022-09-09',
  });
  await test.families.recordAdoption({
    person: riley,
    orderedOn: '2027-04-12',
    by: 'staff-1',
    origin: null,
  });
  await register('9990001154', { familyName: 'Hart', givenNames: ['Rowan'], birthDate: '2022-09-09' });
});

afterAll(async () => {
  await database.drop();
});

describe('matching', () => {
  it.each<[string, Partial<MatchCandidate>]>([
    ['exact number, birth date and surname', { postcode: 'AB1 2CD', givenName: undefined }],
    ['exact number, birth date and postcode', { familyName: 'Smith', givenName: undefined }],
    ['no number, but birth date, surname, given name and postcode', { identifiers: [] }],
  ])('matches by %s', async (_, twin) => {
    expect(await match(twin)).toEqual({ kind: 'MATCH', person: jackieId });
  });

  it.each<[string, Partial<MatchCandidate>]>([
    [
      'the number alone',
      { birthDate: undefined, familyName: undefined, givenName: undefined, postcode: undefined },
    ],
    ['number and birth date alone', { familyName: undefined, givenName: undefined, postcode: undefined }],
    ['the number with another birth date', { birthDate: '2016-05-14' }],
    ['everything with another number', { identifiers: [{ system: 'nhs-number', value: '9990001022' }] }],
    ['no number and another surname', { identifiers: [], familyName: 'Cormac' }],
    ['no number and another given name', { identifiers: [], givenName: 'Jack' }],
    ['no number and another postcode', { identifiers: [], postcode: 'ZZ99 4VZ' }],
    ['no number and another birth date', { identifiers: [], birthDate: '2017-05-15' }],
  ])('does not match by %s', async (_, twin) => {
    expect(await match(twin)).toEqual({ kind: 'NO_MATCH', why: 'LOW' });
  });

  it('does not look up a number that is badly typed, and matches on other data', async () => {
    expect(await match({ identifiers: [{ system: 'nhs-number', value: '9990001012' }] })).toEqual({
      kind: 'MATCH',
      person: jackieId,
    });
  });

  it('finds nobody whom nobody knows', async () => {
    const stranger = { birthDate: '2001-01-01', familyName: 'Nobody', givenName: 'Ann', postcode: 'AB1 2CD' };
    expect(await match({ identifiers: [], ...stranger })).toEqual({ kind: 'NO_MATCH', why: 'NONE' });
  });

  it('does not choose between two who fit', async () => {
    const twin = { birthDate: '2015-03-03', familyName: 'Twin', givenName: 'Sam' };
    expect(await match({ identifiers: [], ...twin })).toEqual({ kind: 'NO_MATCH', why: 'MANY' });
    expect(
      await match({ identifiers: [{ system: 'nhs-number', value: '9990001030' }], ...twin }),
    ).toMatchObject({
      kind: 'MATCH',
    });
  });

  it('never matches a restricted person by machine', async () => {
    const nia = {
      identifiers: [{ system: 'nhs-number', value: '9990001065' }] as const,
      birthDate: '2018-06-11',
      familyName: 'Rahman',
    };
    expect(await match(nia)).toEqual({ kind: 'NO_MATCH', why: 'RESTRICTED' });
  });
});

describe('adoption (docs/domain/07 AC9)', () => {
  it('answers nothing to the number from before', async () => {
    const before = {
      identifiers: [{ system: 'nhs-number', value: '9990001146' }] as const,
      birthDate: '2022-09-09',
    };
    expect(await match({ ...before, familyName: 'Stone' })).toEqual({
      kind: 'NO_MATCH',
      why: 'RETIRED_IDENTIFIER',
    });
    expect(await match({ ...before, familyName: 'Hart' })).toEqual({
      kind: 'NO_MATCH',
      why: 'RETIRED_IDENTIFIER',
    });
  });

  it('finds nothing by the name, birth date and postcode from before', async () => {
    const byName = { identifiers: [], familyName: 'Stone', givenName: 'Riley', birthDate: '2022-09-09' };
    expect(await match(byName)).toEqual({ kind: 'NO_MATCH', why: 'LOW' });
    expect(await match({ ...byName, postcode: 'ZZ99 9ZZ', birthDate: '2022-09-10' })).toEqual({
      kind: 'NO_MATCH',
      why: 'NONE',
    });
  });

  it('matches the new number, and refuses it with another birth date', async () => {
    const after = {
      identifiers: [{ system: 'nhs-number', value: '9990001154' }] as const,
      familyName: 'Hart',
    };
    expect(await match({ ...after, birthDate: '2022-09-09' })).toMatchObject({ kind: 'MATCH' });
    expect(await match({ ...after, birthDate: '2021-09-09' })).toEqual({ kind: 'NO_MATCH', why: 'LOW' });
  });

  it('never gives a retired number to anybody again', async () => {
    const again = await test.families.registerPerson({
      identifiers: [{ system: 'nhs-number', value: '9990001146' }],
      demographics: jackie,
      by: 'staff-1',
    });
    expect(again).toMatchObject({ ok: false, refusal: { code: 'identifier-taken' } });
  });
});

describe('no existence oracle', () => {
  const cases: readonly [string, Partial<MatchCandidate>, string][] = [
    ['a match', {}, 'MATCH'],
    [
      'nobody',
      { identifiers: [], birthDate: '2001-01-01', familyName: 'No', givenName: 'No', postcode: 'X' },
      'NONE',
    ],
    ['many', { identifiers: [], birthDate: '2015-03-03', familyName: 'Twin', givenName: 'Sam' }, 'MANY'],
    ['a low score', { identifiers: [], givenName: 'Jack' }, 'LOW'],
    [
      'a restricted person',
      {
        identifiers: [{ system: 'nhs-number', value: '9990001065' }],
        birthDate: '2018-06-11',
        familyName: 'Rahman',
      },
      'RESTRICTED',
    ],
    [
      'a retired number',
      { identifiers: [{ system: 'nhs-number', value: '9990001146' }] },
      'RETIRED_IDENTIFIER',
    ],
    [
      'an empty question',
      {
        identifiers: [],
        birthDate: undefined,
        familyName: undefined,
        givenName: undefined,
        postcode: undefined,
      },
      'NONE',
    ],
  ];

  beforeEach(async () => {
    await match();
    Object.assign(test.work, { queries: 0, openings: 0, hashes: 0 });
    test.timer.waits.length = 0;
    test.timer.workTakes = 0;
  });

  it.each(cases)('costs the same for %s', async (_, twin, expected) => {
    const answer = await match(twin);
    expect(answer.kind === 'MATCH' ? 'MATCH' : answer.why).toBe(expected);
    expect(test.work).toEqual({ queries: 1, openings: 5, hashes: 8 });
    expect(test.timer.waits).toEqual([40]);
  });

  it('waits for the end of the time class, and of the next where the work took longer', async () => {
    for (const [takes, waits] of [
      [0, 40],
      [13, 27],
      [40, 0],
      [41, 39],
      [95, 25],
    ] as const) {
      test.timer.workTakes = takes;
      test.timer.waits.length = 0;
      await match();
      expect(test.timer.waits).toEqual([waits]);
    }
  });
});
