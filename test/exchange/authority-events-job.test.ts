import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createConsents, type Consents } from '../../src/consent/index.ts';
import { authorityEventsJob } from '../../src/exchange/index.ts';
import { askAuthority, decideAuthority, type Demographics, type Families } from '../../src/families/index.ts';
import { newId, type PersonId, type RecurringJob } from '../../src/platform/index.ts';
import type { AuthorityFactBody } from '../../src/families/index.ts';
import { draft, noticeInput } from '../consent/consent-drafts.ts';
import { makeFamilies, type TestFamilies } from '../families/families-fixtures.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
let test: TestFamilies;
let families: Families;
let consents: Consents;
let job: RecurringJob;
let maya: PersonId;
let hina: PersonId;

const staff = newId<'Staff'>();
const trust = newId<'Organisation'>();
const by = { staff, role: 'PAED', organisation: trust } as const;

beforeAll(async () => {
  database = await createTestDatabase();
  test = makeFamilies(database);
  ({ families } = test);
  test.clock.moveTo('2026-03-01T09:00:00Z');
  consents = createConsents({
    pool: database.gateway,
    keyStore: test.keyStore,
    ledger: test.ledger,
    clock: test.clock,
    tell: () => Promise.resolve([]),
  });
  await consents.registerNotice(noticeInput, null);
  job = authorityEventsJob({ families, consents, keyStore: test.keyStore });
  maya = await register('Maya', '2010-07-15');
  hina = await register('Hina', '1984-02-09');
  await families.recordParentalResponsibility({
    child: maya,
    holder: hina,
    evidence: { type: 'BRTH', documentRef: null },
    validFrom: null,
    verification: { by: staff, on: '2026-03-01' },
    by: staff,
  });
});

afterAll(async () => {
  await database.drop();
});

async function register(givenName: string, birthDate: string): Promise<PersonId> {
  const demographics: Demographics = {
    familyName: 'Patel',
    givenNames: [givenName],
    birthDate,
    sex: 'unknown',
    address: null,
  };
  const registered = await families.registerPerson({ identifiers: [], demographics, by: staff });
  if (!registered.ok) throw new Error(registered.refusal.code);
  return registered.value;
}

/** Hina's choice for Maya, for one purpose. */
async function choose(purpose: string): Promise<() => Promise<string>> {
  const facts = (await families.loadAuthorityFacts([maya])).get(maya);
  if (facts === undefined) throw new Error('every person asked for has facts');
  const chosen = draft(maya, hina, { purposes: [purpose], categories: { permit: ['EDU'], deny: [] } });
  const recorded = await consents.recordConsent(chosen, { kind: 'DECIDER', person: hina }, (each) => [
    decideAuthority(facts, askAuthority(each, '2026-03-01')),
  ]);
  if (!recorded.ok) throw new Error(recorded.refusal.rule);
  const { consentId } = recorded.value;
  return async () => (await consents.findConsent(consentId))?.status ?? 'none';
}

/** Everything that a person was told of authority, in order. */
async function told(person: PersonId): Promise<string[]> {
  const { rows } = await database.owner.query<{ notice_id: string; body: Buffer }>(
    `select n.notice_id, n.body from notices.notices n
      where n.person_id = $1 and n.kind = 'AUTHORITY_EVENT' order by n.written_at, n.notice_id`,
    [person],
  );
  return Promise.all(
    rows.map(async ({ notice_id: id, body }) => {
      const opened = await test.keyStore.openForPerson(person, body, `notice:${id}`);
      const { text } = JSON.parse(String(opened)) as { text: string };
      return text;
    }),
  );
}

async function entries(): Promise<number> {
  const { rows } = await database.owner.query<{ count: string }>(
    `select count(*) from ledger.entries e where e.kind = 'FAMILY'`,
  );
  return Number(rows[0]?.count);
}

async function runAt(instant: string): Promise<void> {
  test.clock.moveTo(instant);
  await job.run(test.clock.now());
}

describe('the job of authority events (docs/domain/07 AC8)', () => {
  it('tells parent and young person 90 and 30 days before, and acts at 00:00 London on the day', async () => {
    const [special, health] = [await choose('P04'), await choose('P02')];
    await runAt('2026-03-27T23:59:59Z');
    expect(await told(maya)).toEqual([]);
    await runAt('2026-03-28T00:00:00Z');
    expect(await told(maya)).toEqual([
      'From 26 June 2026 you decide about your help at school or college yourself. What your parents said yes to for that stops on that day, until you say what you want.',
    ]);
    expect(await told(hina)).toEqual([
      'From 26 June 2026 Maya decides about their help at school or college. What you said yes to for that stops on that day. Maya will be asked.',
    ]);
    await runAt('2026-05-26T23:00:00Z');
    expect(await told(maya)).toHaveLength(3);
    await runAt('2026-06-25T22:59:59Z');
    expect(await special()).toBe('active');
    const guards = await consents.getEpochs([maya]);
    await runAt('2026-06-25T23:00:00Z');
    expect(await special()).toBe('suspended');
    expect(await health()).toBe('active');
    expect(await consents.getEpochs([maya])).not.toEqual(guards);
    expect((await told(hina)).at(-1)).toBe(
      'From today Maya decides about their help at school or college. What you said yes to for that has stopped. Maya will be asked.',
    );
    await runAt('2026-07-14T22:59:59Z');
    expect(await health()).toBe('active');
    await runAt('2026-07-14T23:00:00Z');
    expect(await health()).toBe('pending-reauthorise');
    expect(await special()).toBe('pending-reauthorise');
  });

  it('states in the ledger who may decide before and after', async () => {
    const { rows } = await database.owner.query<{ entry_id: string }>(
      `select e.entry_id from ledger.entries e where e.kind = 'FAMILY' order by e.entry_index desc limit 1`,
    );
    const entry = await test.ledger.readEntry(rows[0]?.entry_id as never);
    const [part] = entry?.parts ?? [];
    if (part === undefined || part.erased) throw new Error('the entry can be read');
    expect(part.content).toMatchObject({
      event: 'AUTHORITY_EVENTS',
      events: [{ kind: 'TURNS_16', day: '2026-07-15' }],
    });
    const [event] = part.content['events'] as { before: string; after: string }[];
    expect(event?.before).not.toBe(event?.after);
  });

  it('does nothing twice, whichever of two processes runs it and however often', async () => {
    const [before, toldBefore] = [await entries(), await told(maya)];
    await Promise.all([job.run(test.clock.now()), job.run(test.clock.now())]);
    await runAt('2026-07-15T12:00:00Z');
    expect(await entries()).toBe(before);
    expect(await told(maya)).toEqual(toldBefore);
  });

  it('makes up for days that it missed, and closes all parental choices at 18', async () => {
    await runAt('2028-09-01T00:00:00Z');
    const statuses = (await consents.loadChoices([maya])).map(({ status }) => status);
    expect(statuses).toEqual(['expired', 'expired']);
    expect((await told(maya)).filter((text) => text.includes('18'))).toEqual([
      'You are 18. From today only you decide about your information. Your parents can no longer decide for you.',
    ]);
  });

  it('tells a child alone that their competence ends, and nobody of an event that a revocation took away', async () => {
    test.clock.moveTo('2028-09-02T09:00:00Z');
    const callum = await register('Callum', '2014-03-08');
    await families.recordParentalResponsibility({
      child: callum,
      holder: hina,
      evidence: { type: 'BRTH', documentRef: null },
      validFrom: null,
      verification: { by: staff, on: '2028-09-02' },
      by: staff,
    });
    const body: AuthorityFactBody = {
      kind: 'COMPETENCE',
      by,
      evidenceRef: 'note',
      from: '2028-09-02',
      to: '2029-01-10',
      outcome: 'COMPETENT',
      terms: { purposes: ['P02'], categories: ['SHR'], recipientTypes: 'ALL', recipientOrganisations: 'ALL' },
      questions: ['?'],
      notes: null,
    };
    const recorded = await families.recordAuthorityFact({ dataSubject: callum, body, origin: null });
    if (!recorded.ok) throw new Error(recorded.refusal.code);
    const hinaBefore = (await told(hina)).length;
    await runAt('2028-10-12T00:00:00Z');
    expect(await told(callum)).toEqual([
      'Somebody talked with you about a choice that you can make yourself. On 10 January 2029 it is time to talk about it again. Until then your choice stands.',
    ]);
    await families.endAuthorityFact(
      callum,
      recorded.value.factId,
      'COMPETENCE',
      { by, evidenceRef: 'note', to: '2028-11-01' },
      null,
    );
    await runAt('2029-01-11T00:00:00Z');
    expect((await told(callum)).slice(1)).toEqual([
      'It is time to talk again about a choice that you made yourself. Ask the person whom you talked to.',
    ]);
    expect(await told(hina)).toHaveLength(hinaBefore);
  });

  it('shows no day and no event in any column of the plan', async () => {
    const { rows } = await database.owner.query<{ text: string }>(
      `select coalesce(string_agg(s::text, ' '), '') as text from families.authority_schedule s
        where s.recorded_at < '2026-03-02'`,
    );
    expect(rows[0]?.text).toContain(maya);
    for (const word of ['2026-06-26', '2026-07-15', 'TURNS', 'SCHOOL', '2010-07-15']) {
      expect(rows[0]?.text).not.toContain(word);
      expect(rows[0]?.text).not.toContain(Buffer.from(word).toString('hex'));
    }
    expect(await test.ledger.verify()).toMatchObject({ problems: [] });
  });

  it('goes on with everybody else when one person’s event cannot be acted on, and is not done with the day', async () => {
    test.clock.moveTo('2029-02-01T09:00:00Z');
    const [one, two] = [await register('Ada', '2011-02-03'), await register('Ben', '2011-02-03')];
    const broken = authorityEventsJob({
      families: {
        ...families,
        recordAuthorityEvents: (due, ...rest) =>
          due.person === one
            ? Promise.reject(new Error('lost'))
            : families.recordAuthorityEvents(due, ...rest),
      },
      consents,
      keyStore: test.keyStore,
    });
    test.clock.moveTo('2029-02-03T00:00:00Z');
    await expect(broken.run(test.clock.now())).rejects.toThrow('authority events are left to do');
    expect(await told(two)).toHaveLength(1);
    expect(await told(one)).toEqual([]);
    await runAt('2029-02-09T00:00:00Z');
    expect(await told(one)).toHaveLength(1);
    expect(await told(two)).toHaveLength(1);
  });

  it('tells of a child whose location is shielded the safe contact alone (docs/domain/07 AC5)', async () => {
    test.clock.moveTo('2029-12-01T09:00:00Z');
    const [nia, brother] = [await register('Nia', '2014-04-02'), await register('Zain', '2014-04-02')];
    const [samira, tariq] = [await register('Samira', '1990-04-02'), await register('Tariq', '1988-01-09')];
    for (const child of [nia, brother]) {
      for (const holder of [samira, tariq]) {
        await families.recordParentalResponsibility({
          child,
          holder,
          evidence: { type: 'BRTH', documentRef: null },
          validFrom: null,
          verification: { by: staff, on: '2026-03-01' },
          by: staff,
        });
      }
    }
    const shielded = await families.recordProtection(
      nia,
      {
        kind: 'SHIELDED_LOCATION',
        by,
        evidenceRef: 'note',
        from: '2029-11-01',
        to: null,
        safeContact: samira,
      },
      { organisation: trust, request: { requestId: randomUUID(), requestHash: Buffer.alloc(32, 7) } },
    );
    expect(shielded.ok).toBe(true);
    await runAt('2030-01-02T00:00:00Z');
    const named = async (person: PersonId, name: string): Promise<boolean> =>
      (await told(person)).some((text) => text.includes(name));
    expect([await named(samira, 'Nia'), await named(samira, 'Zain')]).toEqual([true, true]);
    expect([await named(tariq, 'Nia'), await named(tariq, 'Zain')]).toEqual([false, true]);
    expect(await told(nia)).toEqual([]);
    expect(await told(brother)).not.toEqual([]);
  });
});
