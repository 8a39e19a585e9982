import type { PersonId } from '../../src/platform/index.ts';
import { type PersonKey, type RegionPerson, people } from '../../src/region/westmarch.ts';
import { findEntries, findPerson } from './exchanges.ts';
import type { TestGateway } from './gateway.ts';

/** What a scenario looks at from the inside: who was told what, and what was written down. */
type Inside = Pick<TestGateway, 'rooms' | 'database'>;

/** Somebody of the region, as the records know them. */
export async function findKnown({ rooms }: Pick<Inside, 'rooms'>, key: PersonKey): Promise<PersonId> {
  const person: RegionPerson = people[key];
  const { nhsNumber, birthDate, familyName, givenName, postcode } = person;
  if (nhsNumber !== undefined) return findPerson(rooms, nhsNumber, birthDate, familyName, givenName);
  const match = await rooms.families.matchDataSubject({
    identifiers: [],
    birthDate,
    familyName,
    givenName,
    postcode,
  });
  if (match.kind !== 'MATCH') throw new Error(`${givenName} is not known for certain`);
  return match.person;
}

/** Everything that a person has been told, or of one kind, in the order of writing. */
export async function findToldTo(
  { rooms, database }: Inside,
  person: PersonId,
  kind?: string,
): Promise<readonly string[]> {
  const { rows } = await database.owner.query<{ notice_id: string; body: Buffer }>(
    `select n.notice_id, n.body from notices.notices n
      where n.person_id = $1 and ($2::text is null or n.kind = $2) order by n.written_at, n.notice_id`,
    [person, kind ?? null],
  );
  return Promise.all(
    rows.map(async ({ notice_id: id, body }) => {
      const opened = await rooms.keyStore.openForPerson(person, body, `notice:${id}`);
      return (JSON.parse(String(opened)) as { text: string }).text;
    }),
  );
}

/** How many entries of a kind the ledger has. */
export async function countEntries({ database }: Inside, kind: string): Promise<number> {
  const { rows } = await database.owner.query<{ count: string }>(
    'select count(*) from ledger.entries e where e.kind = $1',
    [kind],
  );
  return Number(rows[0]?.count);
}

/** The whole text of an exchange's entries, every part opened. */
export async function readLedger({ rooms }: Inside, exchangeId: string): Promise<string> {
  return JSON.stringify((await findEntries(rooms, exchangeId)).map(({ parts }) => parts));
}
