import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { askAuthority, decideAuthority } from '../../src/families/index.ts';
import { newId, type PersonId } from '../../src/platform/index.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { jackie, makeFamilies, type TestFamilies } from './families-fixtures.ts';

let database: TestDatabase;
let test: TestFamilies;

beforeAll(async () => {
  database = await createTestDatabase();
  test = makeFamilies(database);
});

afterAll(async () => {
  await database.drop();
});

async function register(nhsNumber: string): Promise<PersonId> {
  const answer = await test.families.registerPerson({
    identifiers: [{ system: 'nhs-number', value: nhsNumber }],
    demographics: jackie,
    by: 'staff-1',
  });
  if (!answer.ok) throw new Error(answer.refusal.code);
  return answer.value;
}

async function ledgerKinds(): Promise<number> {
  const { rows } = await database.owner.query<{ count: string }>(
    `select count(*) from ledger.entries e where e.kind = 'FAMILY'`,
  );
  return Number(rows[0]?.count);
}

async function deciders(
  child: PersonId,
  date: string,
): Promise<{ rule: string; deciders: string[]; unverified: string[] }> {
  const facts = (await test.families.loadAuthorityFacts([child])).get(child);
  if (facts === undefined) throw new Error('every person asked for has facts');
  const finding = decideAuthority(facts, askAuthority('P07', date));
  return {
    rule: finding.rule,
    deciders: finding.deciders.map(({ person }) => person),
    unverified: [...finding.unverified],
  };
}

describe('registering', () => {
  it('gives back what was registered, and records it in the ledger', async () => {
    const before = await ledgerKinds();
    const person = await register('9990001014');
    expect(await test.families.findDemographics(person)).toEqual(jackie);
    expect(await ledgerKinds()).toBe(before + 1);
  });

  it('refuses a number that somebody has, and leaves nothing behind', async () => {
    const before = await ledgerKinds();
    const answer = await test.families.registerPerson({
      identifiers: [
        { system: 'upn', value: 'Z999999921101' },
        { system: 'nhs-number', value: '999-000-1014' },
      ],
      demographics: jackie,
      by: 'staff-1',
    });
    expect(answer).toMatchObject({ ok: false, refusal: { code: 'identifier-taken' } });
    expect(await ledgerKinds()).toBe(before);
    expect(
      await test.families.registerPerson({
        identifiers: [{ system: 'upn', value: 'Z999999921101' }],
        demographics: jackie,
        by: 'staff-1',
      }),
    ).toMatchObject({ ok: true });
  });

  it.each([
    ['a wrong check digit', 'nhs-number', '9990001012', 'identifier-check'],
    ['a number that looks real', 'nhs-number', '4010232137', 'identifier-real-outside-production'],
    ['a wrong check letter', 'upn', 'Q999999921101', 'identifier-check'],
  ] as const)('refuses %s', async (_, system, value, code) => {
    const answer = await test.families.registerPerson({
      identifiers: [{ system, value }],
      demographics: jackie,
      by: 'staff-1',
    });
    expect(answer).toMatchObject({ ok: false, refusal: { code } });
  });

  it('searches by new demographics and no longer by the former', async () => {
    const person = await register('9990001022');
    const moved = { ...jackie, familyName: 'Moved', address: null };
    expect(await test.families.recordDemographics(person, moved, 'staff-1')).toEqual({
      ok: true,
      value: { version: 2 },
    });
    expect(await test.families.findDemographics(person)).toEqual(moved);
    const { rows } = await database.owner.query<{ kind: string }>(
      'select s.kind from families.person_search s where s.person_id = $1 order by s.kind',
      [person],
    );
    expect(rows.map(({ kind }) => kind)).toEqual(['dob+given', 'dob+surname']);
    expect(
      await test.families.matchDataSubject({
        identifiers: [{ system: 'nhs-number', value: '9990001022' }],
        birthDate: '2017-05-14',
        familyName: 'Moved',
      }),
    ).toEqual({ kind: 'MATCH', person });
  });

  it('still finds a person by a number that another of theirs superseded', async () => {
    const person = await register('9990001103');
    const supersedes = { system: 'nhs-number', value: '9990001103' } as const;
    const added = { system: 'nhs-number', value: '9990001111' } as const;
    expect(await test.families.recordIdentifier(person, added, 'staff-1', supersedes)).toMatchObject({
      ok: true,
    });
    for (const value of ['9990001103', '9990001111']) {
      expect(
        await test.families.matchDataSubject({
          identifiers: [{ system: 'nhs-number', value }],
          birthDate: jackie.birthDate,
          familyName: jackie.familyName,
        }),
      ).toEqual({ kind: 'MATCH', person });
    }
    expect(
      await test.families.recordIdentifier(
        person,
        { system: 'upn', value: 'U999999917102' },
        'staff-1',
        supersedes,
      ),
    ).toMatchObject({ ok: false, refusal: { code: 'identifier-not-held' } });
  });
});

describe('families', () => {
  it('connects people for as long as the connection holds', async () => {
    const [child, mother] = [await register('9990001030'), await register('9990001057')];
    const link = await test.families.linkFamily({
      from: mother,
      to: child,
      kind: 'PARENT',
      validFrom: null,
      by: 's',
    });
    const at = new Date('2028-01-07T15:00:00Z');
    expect(await test.families.findFamilyLinks(child, at)).toEqual([link]);
    expect(await test.families.findFamilyLinks(mother, at)).toEqual([link]);
    expect(await test.families.endFamilyLink(link.linkId, '2028-01-08', 's')).toMatchObject({ ok: true });
    expect(await test.families.findFamilyLinks(child, at)).toHaveLength(1);
    expect(await test.families.findFamilyLinks(child, new Date('2028-01-08T00:00:00Z'))).toEqual([]);
    expect(await test.families.endFamilyLink(link.linkId, '2029-01-08', 's')).toMatchObject({
      refusal: { code: 'family-ended' },
    });
  });

  it('lets a holder of parental responsibility decide once verified, and until it ends', async () => {
    const [child, mother] = [await register('9990001065'), await register('9990001073')];
    const recorded = await test.families.recordParentalResponsibility({
      child,
      holder: mother,
      evidence: null,
      validFrom: null,
      verification: null,
      by: 's',
    });
    if (!recorded.ok) throw new Error(recorded.refusal.code);
    const { responsibilityId } = recorded.value;
    expect(await deciders(child, '2028-01-07')).toEqual({
      rule: 'NOBODY',
      deciders: [],
      unverified: [mother],
    });
    const evidence = { type: 'BRTH', documentRef: 'doc-1' } as const;
    const verification = { by: 'staff-2', on: '2028-01-07' };
    expect(
      await test.families.verifyParentalResponsibility(responsibilityId, evidence, verification),
    ).toMatchObject({ ok: true });
    expect(await deciders(child, '2028-01-07')).toEqual({
      rule: 'PARENTAL_RESPONSIBILITY',
      deciders: [mother],
      unverified: [],
    });
    expect(await deciders(child, '2028-01-06')).toMatchObject({ deciders: [], unverified: [mother] });
    expect(
      await test.families.verifyParentalResponsibility(responsibilityId, evidence, verification),
    ).toMatchObject({ refusal: { code: 'family-verified' } });
    await test.families.endParentalResponsibility(responsibilityId, '2028-02-01', 's');
    expect(await deciders(child, '2028-01-31')).toMatchObject({ deciders: [mother] });
    expect(await deciders(child, '2028-02-01')).toEqual({ rule: 'NOBODY', deciders: [], unverified: [] });
  });

  it('gives nobody authority over a person who is unknown or erased', async () => {
    const stranger = newId<'Person'>();
    expect(await deciders(stranger, '2028-01-07')).toMatchObject({ rule: 'FACTS_MISSING', deciders: [] });
    const person = await register('9990001081');
    expect(await deciders(person, '2040-01-07')).toMatchObject({ rule: 'ADULT_SELF', deciders: [person] });
    await test.destroyKey(person);
    expect(await deciders(person, '2040-01-07')).toMatchObject({ rule: 'FACTS_MISSING', deciders: [] });
    expect(await test.families.findDemographics(person)).toBeUndefined();
  });

  it('opens in the ledger for whoever it is about', async () => {
    // One key was destroyed above, and nobody wrote down why.
    const { problems } = await test.ledger.verify();
    expect([...new Set(problems.map(({ code }) => code))]).toEqual(['erasure-unrecorded']);
  });
});

describe('the database', () => {
  const canaries = {
    familyName: 'Canaryfamily',
    given: 'Canarygiven',
    line: 'Canarylane 7',
    postcode: 'QQ99 9QQ',
    birthDate: '2011-12-13',
    nhsNumber: '9990001138',
    uprn: '987654321012',
  };

  it('shows no personal value in any column', async () => {
    const nhsNumber = canaries.nhsNumber;
    const demographics = {
      familyName: canaries.familyName,
      givenNames: [canaries.given],
      birthDate: canaries.birthDate,
      sex: 'female' as const,
      address: { lines: [canaries.line], postcode: canaries.postcode, uprn: canaries.uprn },
    };
    const child = await test.families.registerPerson({
      identifiers: [{ system: 'nhs-number', value: nhsNumber }],
      demographics,
      by: 'staff-1',
    });
    const adult = await register('9990001162');
    if (!child.ok) throw new Error(child.refusal.code);
    await test.families.recordParentalResponsibility({
      child: child.value,
      holder: adult,
      evidence: { type: 'ADPT', documentRef: 'Canarydocument' },
      validFrom: null,
      verification: { by: 'staff-1', on: '2028-01-07' },
      by: 'staff-1',
    });
    const text = await dumpGateway();
    expect(text).toContain(child.value);
    for (const canary of [...Object.values(canaries), 'Canarydocument', 'ADPT', 'Cormack', '9990001014']) {
      expect(text).not.toContain(canary);
      expect(text).not.toContain(Buffer.from(canary).toString('hex'));
      expect(text).not.toContain(Buffer.from(canary).toString('base64').replaceAll('=', ''));
    }
  });

  it('joins a retired number with nothing that came after', async () => {
    const before = await register('9990001146');
    await test.families.recordAdoption({
      person: before,
      orderedOn: '2027-04-12',
      by: 'staff-1',
      origin: null,
    });
    const after = await register('9990001154');
    const rows = (await dumpGateway()).split('\n');
    expect(rows.filter((row) => row.includes(before)).length).toBeGreaterThan(0);
    expect(rows.filter((row) => row.includes(before) && row.includes(after))).toEqual([]);
  });

  it.each([
    `update families.persons set registered_at = now()`,
    `delete from families.demographics`,
    `update families.parental_responsibility set holder = child`,
    `delete from families.responsibility_endings`,
    `truncate families.family_links cascade`,
    `update families.person_identifiers set lookup_hash = sealed_value`,
    `update families.person_identifiers set ended_why = null, ended_at = null, valid_to = null where ended_at is not null`,
    `truncate families.person_identifiers cascade`,
  ])('refuses even its owner to %s', async (statement) => {
    await expect(database.owner.query(statement)).rejects.toMatchObject({ code: 'AS090' });
  });

  it.each([
    `update families.persons set registered_at = now()`,
    `delete from families.persons`,
    `delete from families.person_identifiers`,
    `update families.person_identifiers set person_id = person_id`,
  ])('grants the gateway no %s', async (statement) => {
    await expect(database.gateway.query(statement)).rejects.toMatchObject({ code: '42501' });
  });

  it('lets the eraser delete what a person is found by, and nothing else', async () => {
    const person = newId<'Person'>();
    await database.eraser.query('delete from families.person_search s where s.person_id = $1', [person]);
    await database.eraser.query('delete from families.person_identifiers i where i.person_id = $1', [person]);
    await expect(database.eraser.query('select sealed from families.demographics')).rejects.toMatchObject({
      code: '42501',
    });
    await expect(database.eraser.query('delete from families.persons')).rejects.toMatchObject({
      code: '42501',
    });
  });

  /** Every row of every table outside the system's own, as text, one row a line. */
  async function dumpGateway(): Promise<string> {
    const { rows: tables } = await database.owner.query<{ name: string }>(
      `select format('%I.%I', t.schemaname, t.tablename) as name from pg_catalog.pg_tables t
        where t.schemaname not in ('pg_catalog', 'information_schema')`,
    );
    const texts = await Promise.all(
      tables.map(async ({ name }) => {
        const { rows } = await database.owner.query<{ text: string }>(
          `select t::text as text from ${name} t`,
        );
        return `${name}\n${rows.map(({ text }) => text).join('\n')}`;
      }),
    );
    return texts.join('\n');
  }
});
