import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AuthorityAnswer, AuthorityQuestionAnswer } from '../../src/exchange/index.ts';
import type { PersonId } from '../../src/platform/index.ts';
import type { ActingPractitioner } from '../../src/region/partner-system.ts';
import { type PersonKey, people } from '../../src/region/westmarch.ts';
import { type TestGateway, startTestGateway } from '../support/gateway.ts';
import { type RawAnswer, type RawPartner, openRawPartner } from '../support/raw-partner.ts';
import { sue } from '../support/send-plan.ts';

let system: TestGateway;
let partners: Readonly<Record<'council' | 'school' | 'hospital', RawPartner>>;

const drLin: ActingPractitioner = { staffId: 'wgh.paediatrician', role: 'PAED' };
const dsl: ActingPractitioner = { staffId: 'fps.dsl', role: 'DSL' };

beforeAll(async () => {
  system = await startTestGateway();
  const [council, school, hospital] = await Promise.all([
    openRawPartner(system, 'WMC'),
    openRawPartner(system, 'FPS'),
    openRawPartner(system, 'WGH'),
  ]);
  partners = { council, school, hospital };
});

afterAll(async () => {
  await Promise.all(Object.values(partners).map((partner) => partner.close()));
  await system.stop();
});

interface Named {
  readonly givenName: string;
  readonly familyName: string;
  readonly birthDate: string;
  readonly nhsNumber?: string;
  readonly postcode: string;
}

/** A person as a practitioner names them. */
function name({ givenName, familyName, birthDate, nhsNumber, postcode }: Named): object {
  return {
    identifiers: nhsNumber === undefined ? [] : [{ system: 'nhs-number', value: nhsNumber }],
    demographics: {
      name: { family: familyName, given: [givenName] },
      birthDate,
      contact: { addresses: [{ lines: ['1 Invented Street'], postcode }] },
    },
  };
}

/** A number that is well typed and nobody's. */
const stranger: Named = {
  givenName: 'Nobody',
  familyName: 'Known',
  birthDate: '2017-05-14',
  nhsNumber: '9990009996',
  postcode: 'ZZ99 9ZZ',
};

interface Change {
  readonly key?: string;
  readonly who?: 'council' | 'school' | 'hospital';
  readonly as?: ActingPractitioner | null;
  readonly evaluateAt?: string;
  readonly child?: Named;
}

async function ask(path: string, body: object, change: Change = {}): Promise<RawAnswer> {
  const { key = randomUUID(), who = 'council', as = sue, evaluateAt } = change;
  return partners[who].ask({
    path,
    headers: {
      'idempotency-key': key,
      ...(as === null ? {} : { 'assent-user-assertion': await partners[who].signAssertion(as, key) }),
      ...(evaluateAt === undefined ? {} : { 'assent-evaluate-at': evaluateAt }),
    },
    body: JSON.stringify(body),
  });
}

function record(event: object, change: Change = {}): Promise<RawAnswer> {
  const dataSubject = name(change.child ?? people.jackie);
  return ask('/v1/authority', { dataSubject, evidenceRef: 'note 7', event }, change);
}

async function recorded(event: object, change: Change = {}): Promise<AuthorityAnswer> {
  const answer = await record(event, change);
  expect({ status: answer.status, text: answer.text }).toMatchObject({ status: 201 });
  return answer.json as AuthorityAnswer;
}

async function question(
  purpose: string,
  on: string,
  change: Change & { readonly more?: object } = {},
): Promise<AuthorityQuestionAnswer> {
  const dataSubject = name(change.child ?? people.jackie);
  const answer = await ask('/v1/authority/questions', { dataSubject, purpose, on, ...change.more }, change);
  expect({ status: answer.status, text: answer.text }).toMatchObject({ status: 200 });
  return answer.json as AuthorityQuestionAnswer;
}

async function find(key: PersonKey): Promise<PersonId> {
  const person: Named = people[key];
  const match = await system.rooms.families.matchDataSubject({
    identifiers: person.nhsNumber === undefined ? [] : [{ system: 'nhs-number', value: person.nhsNumber }],
    birthDate: person.birthDate,
    familyName: person.familyName,
    givenName: person.givenName,
    postcode: person.postcode,
  });
  if (match.kind !== 'MATCH') throw new Error(match.why);
  return match.person;
}

function rules(answer: RawAnswer): readonly string[] {
  const { errors } = answer.json as { errors?: readonly { pointer: string; rule: string }[] };
  return (errors ?? []).map(({ pointer, rule }) => `${pointer} ${rule}`);
}

const bases = ({ deciders }: AuthorityQuestionAnswer): readonly string[] =>
  deciders.map(({ capacityBasis }) => capacityBasis);

describe('a looked-after child (docs/domain/07 AC2)', () => {
  it('leaves the council without a say under s.20, and gives it one under an interim care order', async () => {
    const { factId } = await recorded({ kind: 'LEGAL_STATUS_STARTED', code: 'V2', from: '2028-01-17' });
    const accommodated = await question('P10', '2028-01-18');
    expect(accommodated).toMatchObject({ rule: 'PARENTAL_RESPONSIBILITY', organisations: [] });
    expect(bases(accommodated)).toEqual(['PR_HOLDER']);
    await recorded({ kind: 'LEGAL_STATUS_ENDED', fact: factId, to: '2028-01-25' });
    await recorded({ kind: 'LEGAL_STATUS_STARTED', code: 'C1', from: '2028-01-25' });
    expect(await question('P10', '2028-01-24')).toMatchObject({ organisations: [] });
    const order = await question('P10', '2028-01-25');
    expect(order).toMatchObject({
      basis: 'RECORD',
      rule: 'PARENTAL_RESPONSIBILITY',
      organisations: [{ capacityBasis: 'LA_CARE_ORDER' }],
      source: 'Children Act 1989 s.2(7)',
    });
    expect(bases(order)).toEqual(['PR_HOLDER']);
  });

  it('flags a mother whose capacity must be confirmed, and clears her when it is', async () => {
    const wendy = { child: people.wendy, evaluateAt: '2027-10-05T10:00:00+01:00' };
    const doubt = { kind: 'CAPACITY_FOUND', finding: 'TO_BE_CONFIRMED', terms: {}, from: '2027-10-01' };
    await recorded(doubt, wendy);
    expect(await question('P10', '2027-10-02')).toMatchObject({
      deciders: [{ capacityBasis: 'PR_HOLDER', capacityToBeConfirmed: true }],
    });
    expect(await question('P10', '2026-09-30')).toMatchObject({
      deciders: [{ capacityToBeConfirmed: false }],
    });
    await recorded(
      { kind: 'CAPACITY_FOUND', finding: 'HAS', terms: { purposes: ['P10'] }, from: '2027-10-03' },
      wendy,
    );
    expect(await question('P10', '2027-10-03')).toMatchObject({
      deciders: [{ capacityToBeConfirmed: false }],
    });
    expect(await question('P07', '2027-10-03')).toMatchObject({
      deciders: [{ capacityToBeConfirmed: true }],
    });
  });
});

describe('parents who disagree (docs/domain/07 AC6 B)', () => {
  it('lets the one decide to whom a specific issue order gives the decision, within its terms and dates', async () => {
    const order = {
      kind: 'COURT_ORDER_FILED',
      order: 'SPECIFIC_ISSUE',
      effect: 'GIVES_DECISION',
      decider: name(people.anna),
      terms: { purposes: ['P02'], categories: ['SEN', 'BEH'] },
      from: '2027-04-02',
      documentHash: 'ab'.repeat(32),
    };
    await recorded(order, { child: people.ben });
    const about = (on: string, category: string): Promise<AuthorityQuestionAnswer> =>
      question('P02', on, { child: people.ben, more: { category } });
    expect(await about('2027-04-01', 'SEN')).toMatchObject({ rule: 'PARENTAL_RESPONSIBILITY' });
    const within = await about('2027-04-02', 'SEN');
    expect(within).toMatchObject({
      rule: 'COURT_ORDER',
      order: { effect: 'GIVES_DECISION', documentHash: 'ab'.repeat(32) },
    });
    expect(within.deciders).toEqual([
      { capacityBasis: 'PR_HOLDER', evidence: 'BRTH', capacityToBeConfirmed: false },
    ]);
    const beyond = await about('2027-04-02', 'PHY');
    expect(beyond.rule).toBe('PARENTAL_RESPONSIBILITY');
    expect(beyond.order).toBeUndefined();
    expect(beyond.deciders).toHaveLength(2);
  });
});

describe('a competent child of 15 (docs/domain/07 AC7)', () => {
  it('decides what was assessed, to whom it was assessed for, until it expires or is revoked', async () => {
    const assessed = {
      kind: 'COMPETENCE_RECORDED',
      outcome: 'COMPETENT',
      terms: { purposes: ['P02'], categories: ['MHC'], recipients: { organisationTypes: ['SCHOOL'] } },
      assessedOn: '2027-09-10',
      expiresOn: '2028-03-01',
      questions: ['What could your school do with it?'],
    };
    const at = {
      evaluateAt: '2027-09-10T10:00:00+01:00',
      child: people.callum,
      who: 'hospital',
      as: drLin,
    } as const;
    const { factId } = await recorded(assessed, at);
    const about = async (on: string, category: string, recipient: string): Promise<string> => {
      const more = { category, recipient: { system: 'urn', value: recipient } };
      return (await question('P02', on, { ...at, more })).rule;
    };
    expect(await about('2027-09-09', 'MHC', '999002')).toBe('NOBODY');
    expect(await about('2027-09-10', 'MHC', '999002')).toBe('GILLICK_COMPETENT');
    expect(await about('2027-09-10', 'SFH', '999002')).toBe('NOBODY');
    expect(await about('2027-09-10', 'MHC', '999003')).toBe('NOBODY');
    expect(await about('2028-02-29', 'MHC', '999002')).toBe('GILLICK_COMPETENT');
    expect(await about('2028-03-01', 'MHC', '999002')).toBe('NOBODY');
    await recorded({ kind: 'COMPETENCE_REVOKED', fact: factId, to: '2027-12-01' }, at);
    expect(await about('2027-11-30', 'MHC', '999002')).toBe('GILLICK_COMPETENT');
    expect(await about('2027-12-01', 'MHC', '999002')).toBe('NOBODY');
    expect(rules(await record({ kind: 'COMPETENCE_REVOKED', fact: factId, to: '2027-12-02' }, at))).toEqual([
      '/event/kind family-ended',
    ]);
  });
});

describe('a change of authority', () => {
  const status = { kind: 'LEGAL_STATUS_STARTED', code: 'V3', from: '2026-02-01', to: '2026-02-03' };

  it('is taken once, however often it is sent', async () => {
    const key = randomUUID();
    const first = await recorded(status, { key });
    expect(await recorded(status, { key })).toEqual(first);
    const other = await record({ ...status, code: 'V4' }, { key });
    expect(other).toMatchObject({ status: 409, json: { code: 'idempotency-conflict' } });
    expect((await recorded(status)).factId).not.toBe(first.factId);
  });

  it('closes the epoch, so that a decision in flight cannot be recorded', async () => {
    const jackie = await find('jackie');
    const guards = await system.rooms.consents.getEpochs([jackie]);
    const check = (): Promise<unknown> =>
      system.rooms.pool.query('select consent.check_epochs($1::jsonb)', [JSON.stringify(guards)]);
    await check();
    await recorded(status);
    await expect(check()).rejects.toMatchObject({ code: 'AS001' });
  });

  it('closes the epoch of the child when it is about the parent', async () => {
    const jackie = await find('jackie');
    const before = await system.rooms.consents.getEpochs([jackie]);
    await recorded(
      { kind: 'CAPACITY_FOUND', finding: 'HAS', terms: {}, from: '2026-11-01' },
      { child: people.wendy },
    );
    expect(await system.rooms.consents.getEpochs([jackie])).not.toEqual(before);
  });

  it.each<[string, object, Change, number, string[]]>([
    ['without a practitioner', status, { as: null }, 403, []],
    [
      'by a school about a legal status',
      status,
      { who: 'school', as: dsl },
      403,
      ['/event/kind role-may-record'],
    ],
    [
      'by a nurse of a hospital about a legal status',
      status,
      { who: 'hospital', as: drLin },
      403,
      ['/event/kind role-may-record'],
    ],
    ['that ends before it begins', { ...status, to: '2026-02-01' }, {}, 422, ['/event/to period-order']],
    ['with a status that is none', { ...status, code: 'C9' }, {}, 422, ['/event/code value']],
    ['of a kind that is none', { kind: 'GUESS' }, {}, 422, ['/event/kind form']],
    [
      'about a competence of which the child was asked nothing',
      {
        kind: 'COMPETENCE_RECORDED',
        outcome: 'COMPETENT',
        terms: { purposes: ['P02'] },
        assessedOn: '2026-01-01',
        expiresOn: '2026-06-01',
        questions: ['?'],
      },
      {},
      422,
      ['/event/questions/0 blank'],
    ],
    [
      'about an assessment that is still to come',
      {
        kind: 'COMPETENCE_RECORDED',
        outcome: 'COMPETENT',
        terms: { purposes: ['P02'] },
        assessedOn: '2035-01-01',
        expiresOn: '2035-06-01',
        questions: ['Who would see it?'],
      },
      {},
      422,
      ['/event/assessedOn day-has-come'],
    ],
    [
      'about competence for longer than twelve months',
      {
        kind: 'COMPETENCE_RECORDED',
        outcome: 'COMPETENT',
        terms: { purposes: ['P02'] },
        assessedOn: '2026-01-31',
        expiresOn: '2027-02-01',
        questions: ['Who would see it?'],
      },
      {},
      422,
      ['/event/expiresOn family-days'],
    ],
    [
      'about competence for everything',
      {
        kind: 'COMPETENCE_RECORDED',
        outcome: 'COMPETENT',
        terms: { purposes: 'ALL' },
        assessedOn: '2026-01-31',
        expiresOn: '2026-02-01',
        questions: ['Who would see it?'],
      },
      {},
      422,
      ['/event/terms/purposes type'],
    ],
    [
      'about an order that gives the decision to nobody',
      {
        kind: 'COURT_ORDER_FILED',
        order: 'SPECIFIC_ISSUE',
        effect: 'GIVES_DECISION',
        terms: {},
        from: '2026-01-01',
        documentHash: 'ab'.repeat(32),
      },
      {},
      422,
      ['/event/decider decider-of-order'],
    ],
    [
      'about an order that prohibits and permits',
      {
        kind: 'COURT_ORDER_FILED',
        order: 'PROHIBITED_STEPS',
        effect: 'PERMITS',
        terms: {},
        from: '2026-01-01',
        documentHash: 'ab'.repeat(32),
      },
      {},
      422,
      ['/event/effect effect-of-order'],
    ],
    [
      'that verifies without evidence',
      { kind: 'PARENTAL_RESPONSIBILITY_RECORDED', holder: name(people.wendy), verified: true },
      {},
      422,
      ['/event/evidence evidence-missing'],
    ],
    [
      'for an organisation that is not registered',
      {
        kind: 'CAPACITY_FOUND',
        finding: 'HAS',
        terms: { recipients: { organisations: [{ system: 'urn', value: '111111' }] } },
        from: '2026-01-01',
      },
      {},
      422,
      ['/event/terms/recipients/organisations/0 recipient-is-registered'],
    ],
  ])('is refused %s', async (_, event, change, expectedStatus, expected) => {
    const answer = await record(event, change);
    expect({ status: answer.status, rules: rules(answer) }).toEqual({
      status: expectedStatus,
      rules: expected,
    });
  });

  it('answers alike about a child, a parent and a fact that are not certain', async () => {
    const holder = { kind: 'PARENTAL_RESPONSIBILITY_RECORDED', verified: false };
    const ended = { kind: 'LEGAL_STATUS_ENDED', fact: randomUUID(), to: '2026-03-01' };
    const answers = await Promise.all([
      record(status, { child: stranger }),
      record({ ...holder, holder: name(stranger) }),
      record({ ...holder, holder: name(people.wendy) }, { child: stranger }),
      record(ended),
      record(ended, { child: stranger }),
      record({ kind: 'PARENTAL_RESPONSIBILITY_ENDED', holder: name(people.hina), to: '2026-03-01' }),
    ]);
    const bodies = answers.map(({ status: code, json }) => {
      const { exchangeId, ...rest } = json as { exchangeId: string };
      expect(exchangeId).toBeDefined();
      return { code, ...rest };
    });
    for (const body of bodies) expect(body).toEqual(bodies[0]);
    expect(rules(answers[0])).toEqual(['/dataSubject person-is-certain']);
  });

  it('is ended by the organisation that recorded it, and by no other', async () => {
    const { factId } = await recorded({
      kind: 'CAPACITY_FOUND',
      finding: 'HAS',
      terms: {},
      from: '2026-01-05',
    });
    const ending = { kind: 'CAPACITY_FINDING_ENDED', fact: factId, to: '2026-06-01' };
    expect(rules(await record(ending, { who: 'hospital', as: drLin }))).toEqual([
      '/dataSubject person-is-certain',
    ]);
    expect(rules(await record({ ...ending, kind: 'COURT_ORDER_ENDED' }))).toEqual([
      '/dataSubject person-is-certain',
    ]);
    await recorded(ending);
  });

  it('lets one organisation hear a claim and another see its evidence', async () => {
    const claim = { kind: 'PARENTAL_RESPONSIBILITY_RECORDED', holder: name(people.piotr), verified: false };
    await recorded(claim, { child: people.callum, who: 'school', as: dsl });
    const on = '2027-01-05';
    const school = { child: people.callum, who: 'school', as: dsl } as const;
    expect(await question('P02', on, school)).toMatchObject({ rule: 'NOBODY', claimsToVerify: 1 });
    await recorded(
      { kind: 'PARENTAL_RESPONSIBILITY_VERIFIED', holder: name(people.piotr), evidence: 'PRNA' },
      { child: people.callum },
    );
    expect(await question('P02', on, school)).toMatchObject({
      rule: 'PARENTAL_RESPONSIBILITY',
      claimsToVerify: 0,
      deciders: [{ capacityBasis: 'PR_HOLDER', evidence: 'PRNA' }],
    });
    await recorded(
      { kind: 'PARENTAL_RESPONSIBILITY_ENDED', holder: name(people.piotr), to: '2027-01-05' },
      { child: people.callum },
    );
    expect(await question('P02', on, school)).toMatchObject({ rule: 'NOBODY', claimsToVerify: 0 });
  });
});

describe('the question who decides', () => {
  it('says the same of a child it knows and of nobody to whoever holds no record', async () => {
    const hospital = { who: 'hospital', as: null } as const;
    const [known, unknown] = await Promise.all([
      question('P07', '2026-11-20', { ...hospital, child: people.leo }),
      question('P07', '2026-11-20', { ...hospital, child: { ...stranger, birthDate: people.leo.birthDate } }),
    ]);
    expect(known).toEqual(unknown);
    expect(known).toMatchObject({
      basis: 'RULE',
      rule: 'PARENTAL_RESPONSIBILITY',
      deciders: [{ capacityBasis: 'PR_HOLDER', capacityToBeConfirmed: false }],
    });
  });

  it('names nobody and no place', async () => {
    const answer = JSON.stringify(await question('P07', '2026-11-20'));
    for (const word of ['Wendy', 'Cormack', 'ZZ99', '9990001022', 'sue.williams']) {
      expect(answer).not.toContain(word);
    }
  });

  it.each([
    ['a purpose that is none', { purpose: 'P99' }, ['/purpose value']],
    [
      'a recipient that is not registered',
      { recipient: { system: 'urn', value: '111111' } },
      ['/recipient recipient-is-registered'],
    ],
    ['an unknown member', { who: 'me' }, [' unknown-member']],
  ])('refuses %s', async (_, more, expected) => {
    const body = { dataSubject: name(people.jackie), purpose: 'P07', ...more };
    expect(rules(await ask('/v1/authority/questions', body))).toEqual(expected);
  });
});

describe('an adoption order (docs/domain/07 AC9)', () => {
  const riley: Named = {
    givenName: 'Riley',
    familyName: 'Stone',
    birthDate: '2022-09-09',
    nhsNumber: '9990001146',
    postcode: 'ZZ99 5AA',
  };
  const rowan: Named = {
    ...riley,
    givenName: 'Rowan',
    familyName: 'Hart',
    nhsNumber: '9990001154',
    postcode: 'ZZ99 6BB',
  };

  async function register({
    givenName,
    familyName,
    birthDate,
    nhsNumber,
    postcode,
  }: Named): Promise<PersonId> {
    const registered = await system.rooms.families.registerPerson({
      identifiers: nhsNumber === undefined ? [] : [{ system: 'nhs-number', value: nhsNumber }],
      demographics: {
        familyName,
        givenNames: [givenName],
        birthDate,
        sex: 'unknown',
        address: { lines: ['1 Invented Street'], postcode, uprn: null },
      },
      by: 'staff-1',
    });
    if (!registered.ok) throw new Error(registered.refusal.code);
    return registered.value;
  }

  it('lets the old identity answer to nothing, and the new one live with no link to it', async () => {
    const before = await register(riley);
    await recorded(
      {
        kind: 'PARENTAL_RESPONSIBILITY_RECORDED',
        holder: name(people.karen),
        evidence: 'BRTH',
        verified: true,
      },
      { child: riley },
    );
    const guards = await system.rooms.consents.getEpochs([before]);
    await recorded({ kind: 'ADOPTION', orderedOn: '2026-04-12' }, { child: riley });
    await expect(
      system.rooms.pool.query('select consent.check_epochs($1::jsonb)', [JSON.stringify(guards)]),
    ).rejects.toMatchObject({ code: 'AS001' });
    const after = await register(rowan);
    await recorded(
      {
        kind: 'PARENTAL_RESPONSIBILITY_RECORDED',
        holder: name(people.hina),
        evidence: 'ADPT',
        verified: true,
      },
      { child: rowan },
    );
    const gone = await record({ kind: 'DEATH', diedOn: '2026-05-01' }, { child: riley });
    const never = await record({ kind: 'DEATH', diedOn: '2026-05-01' }, { child: stranger });
    expect({ ...(gone.json as object), exchangeId: '' }).toEqual({
      ...(never.json as object),
      exchangeId: '',
    });
    expect(await question('P07', '2026-11-30', { child: riley })).toMatchObject({ basis: 'RULE' });
    expect(await question('P07', '2026-11-30', { child: rowan })).toMatchObject({
      basis: 'RECORD',
      // That somebody is adopted is nobody's to know.
      deciders: [{ evidence: 'BRTH' }],
    });
    const facts = await system.rooms.families.loadAuthorityFacts([before]);
    expect(facts.get(before)).toMatchObject({ retired: true });
    const { rows: tables } = await system.database.owner.query<{ name: string }>(
      `select format('%I.%I', t.table_schema, t.table_name) as name from information_schema.tables t
        where t.table_schema in ('families', 'consent', 'ledger', 'exchange', 'notices') and t.table_type = 'BASE TABLE'`,
    );
    for (const { name: table } of tables) {
      const { rows } = await system.database.owner.query<{ joined: boolean }>(
        `select exists (select from ${table} t where t::text like $1 and t::text like $2) as joined`,
        [`%${before}%`, `%${after}%`],
      );
      expect({ table, joined: rows[0]?.joined }).toEqual({ table, joined: false });
    }
    for (const word of [riley.nhsNumber, rowan.nhsNumber, before, after]) {
      expect(system.readLog()).not.toContain(word);
    }
  });
});
