import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ConsentVersion, EpochGuard } from '../../src/consent/index.ts';
import { createKnownPeople } from '../../src/exchange/index.ts';
import { noAuthorityFacts, unprotected } from '../../src/families/index.ts';
import { type PersonId, asId } from '../../src/platform/index.ts';
import { type TestDatabase, createTestDatabase } from '../support/database.ts';

const [child, mother] = [asId<'Person'>(randomUUID()), asId<'Person'>(randomUUID())] as const;
const at = new Date('2028-01-07T09:00:00Z');

/** Counts what is really read, and says which persons it was read of. */
function watched(epochs: Map<PersonId, string>): {
  readonly known: ReturnType<typeof createKnownPeople>;
  readonly read: string[];
} {
  const read: string[] = [];
  const note = (what: string, persons: readonly PersonId[]): void => {
    for (const person of persons) read.push(`${what} of ${person === child ? 'child' : 'mother'}`);
  };
  const known = createKnownPeople(
    {
      getEpochs: (persons) =>
        Promise.resolve(persons.map((person): EpochGuard => ({ person, epoch: epochs.get(person) ?? '0' }))),
      loadChoices: (persons, asAt) => {
        note(asAt === undefined ? 'choices' : 'earlier choices', persons);
        return Promise.resolve(
          persons.map((dataSubject) => ({ dataSubject, recordedAt: at }) as ConsentVersion),
        );
      },
    },
    {
      loadAuthorityFacts: (persons) => {
        note('authority', persons);
        return Promise.resolve(new Map(persons.map((person) => [person, noAuthorityFacts(person)])));
      },
      loadProtections: (persons) => {
        note('protections', persons);
        return Promise.resolve(new Map(persons.map((person) => [person, unprotected])));
      },
    },
  );
  return { known, read };
}

describe('what is known of people', () => {
  it('is not remembered of an earlier time than it was recorded at', async () => {
    const { known, read } = watched(new Map([[child, '3']]));
    const guards = await known.readEpochs([child]);
    const before = new Date(at.getTime() - 1);
    await known.loadChoices(guards, at);
    await known.loadChoices(guards, before);
    await known.loadChoices(guards, before);
    await known.loadChoices(guards, at);
    expect(read).toEqual(['choices of child', 'earlier choices of child', 'earlier choices of child']);
  });

  it('is read once while their epoch stands, of each person by themselves', async () => {
    const { known, read } = watched(
      new Map([
        [child, '3'],
        [mother, '1'],
      ]),
    );
    for (const persons of [[child], [child, mother], [mother]]) {
      const guards = await known.readEpochs(persons);
      expect([...(await known.loadAuthorityFacts(guards)).keys()].toSorted()).toEqual(persons.toSorted());
      expect((await known.loadChoices(guards, at)).map(({ dataSubject }) => dataSubject)).toEqual(persons);
      expect([...(await known.loadProtections(guards, at)).keys()].toSorted()).toEqual(persons.toSorted());
    }
    expect(read.toSorted()).toEqual(
      ['authority', 'choices', 'protections'].flatMap((what) => [`${what} of child`, `${what} of mother`]),
    );
  });

  it('is read again as soon as it moves', async () => {
    const epochs = new Map([[child, '3']]);
    const { known, read } = watched(epochs);
    await known.loadChoices(await known.readEpochs([child]), at);
    epochs.set(child, '4');
    await known.loadChoices(await known.readEpochs([child]), at);
    await known.loadChoices(await known.readEpochs([child]), at);
    expect(read).toEqual(['choices of child', 'choices of child']);
  });

  it('is not remembered of anybody without an epoch: who is erased has none any more', async () => {
    const { known, read } = watched(new Map());
    await known.loadAuthorityFacts(await known.readEpochs([child]));
    await known.loadAuthorityFacts(await known.readEpochs([child]));
    expect(read).toHaveLength(2);
  });

  it('protects on the day that is asked about', async () => {
    const { known, read } = watched(new Map([[child, '3']]));
    const guards = await known.readEpochs([child]);
    await known.loadProtections(guards, at);
    await known.loadProtections(guards, new Date('2028-01-07T23:59:00Z'));
    await known.loadProtections(guards, new Date('2028-01-08T00:00:00Z'));
    expect(read).toHaveLength(2);
  });
});

describe('every door that changes what is remembered of people', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  it('closes their epochs in the same statement', async () => {
    const tables = [
      'families.demographics',
      'families.authority_facts',
      'families.authority_fact_endings',
      'families.authority_fact_persons',
      'families.parental_responsibility',
      'families.responsibility_verifications',
      'families.responsibility_endings',
      'families.person_retirements',
      'families.protections',
      'families.protection_endings',
      'consent.consents',
    ];
    const { rows } = await database.owner.query<{ door: string; closes: boolean }>(
      `select n.nspname || '.' || p.proname as door, p.prosrc ~ 'consent\\.close_epochs' as closes
         from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace
        where p.prosrc ~* ('(insert into|update|delete from) (' || $1 || ')\\y')
        order by 1`,
      [tables.join('|').replaceAll('.', '\\.')],
    );
    expect(rows.map(({ door }) => door)).toEqual(expect.arrayContaining(['families.erase_person']));
    expect(rows.filter(({ closes }) => !closes).map(({ door }) => door)).toEqual([
      // Takes the epoch itself away.
      'consent.erase_person',
      // Of somebody who was not there before.
      'families.record_person',
    ]);
  });

  it('finds an epoch: everybody has one from the day they are registered', async () => {
    const person = randomUUID();
    await database.owner.query('insert into families.persons (person_id, registered_at) values ($1, now())', [
      person,
    ]);
    const { rows } = await database.owner.query<{ epoch: string }>(
      'select e.epoch::text as epoch from consent.epochs e where e.person_id = $1',
      [person],
    );
    expect(rows).toEqual([{ epoch: '1' }]);
  });
});
