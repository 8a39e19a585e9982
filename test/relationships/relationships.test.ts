import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type PersonId, asId } from '../../src/platform/index.ts';
import type { ActingPractitioner, GatewayAnswer } from '../../src/region/partner-system.ts';
import { officer, readCases, registerStaff } from '../support/cases.ts';
import { findPerson, marnock, sue } from '../support/exchanges.ts';
import { findColumnsWith } from '../support/find-everywhere.ts';
import { type TestGateway, startTestGateway } from '../support/gateway.ts';

let system: TestGateway;
let jackie: PersonId;

beforeAll(async () => {
  system = await startTestGateway();
  jackie = await findPerson(system.rooms, '9990001014', '2017-05-14', 'Cormack', 'Jackie');
});

afterAll(() => system.stop());

const lead = {
  dataSubject: {
    identifiers: [{ system: 'nhs-number', value: '9990001014' }],
    demographics: { name: { family: 'Cormack', given: ['Jackie'] }, birthDate: '2017-05-14' },
  },
  kind: 'LEAD',
  staffId: 'sue.williams',
  role: 'SW',
  basis: 'LEAD_PRACTITIONER',
  evidenceRef: 'allocation-canary-77',
  from: '2028-01-03',
};

function ask(
  body: object | undefined,
  more: {
    readonly path?: string;
    readonly key?: string;
    readonly practitioner?: ActingPractitioner | null;
    readonly by?: 'WMC' | 'FPS';
    readonly at?: string;
  } = {},
): Promise<GatewayAnswer> {
  const { path = '/v1/relationships', key = randomUUID(), practitioner = sue, by = 'WMC', at } = more;
  return system.region.peers[by].send({
    method: body === undefined ? 'GET' : 'POST',
    path,
    ...(body === undefined ? {} : { body }),
    boundTo: key,
    idempotencyKey: key,
    ...(practitioner === null ? {} : { practitioner }),
    ...(at === undefined ? {} : { evaluateAt: at }),
  });
}

const on = (day: string): Date => new Date(`${day}T12:00:00Z`);
const idOf = ({ body }: GatewayAnswer): string => (body as { relationshipId: string }).relationshipId;
const rulesOf = ({ body }: GatewayAnswer): readonly string[] =>
  ((body as { errors?: { rule: string }[] }).errors ?? []).map(({ rule }) => rule);

describe('who leads for a child', () => {
  let recorded: GatewayAnswer;
  const key = randomUUID();

  it('is recorded by their organisation, with where it is noted, and found from that day on', async () => {
    recorded = await ask(lead, { key });
    expect(recorded).toMatchObject({ status: 201, body: { kind: 'LEAD', staffId: 'sue.williams' } });
    const { relationships } = system.rooms;
    const council = system.region.organisations.WMC;
    expect(await relationships.findLead(jackie, on('2028-01-03'))).toMatchObject({
      organisationId: council,
      staffId: 'sue.williams',
      role: 'SW',
    });
    expect(await relationships.findLead(jackie, on('2028-01-02'))).toBeUndefined();
  });

  it('is recorded once, however often it is sent under one key; another body under it is a conflict', async () => {
    const again = await ask(lead, { key });
    expect([again.status, idOf(again)]).toEqual([201, idOf(recorded)]);
    expect((await ask({ ...lead, evidenceRef: 'other' }, { key })).status).toBe(409);
  });

  it('stands in the ledger, sealed for the child', async () => {
    const { rows } = await system.database.owner.query<{ entry_id: string }>(
      "select entry_id from ledger.entries where kind = 'RELATIONSHIP'",
    );
    expect(rows).toHaveLength(1);
    const entry = await system.rooms.ledger.readEntry(asId<'Entry'>(rows[0]?.entry_id ?? ''));
    expect(entry?.parts).toMatchObject([
      { about: [jackie], content: { event: 'RELATIONSHIP_RECORDED', staffId: 'sue.williams', kind: 'LEAD' } },
    ]);
  });

  it('is in clear nowhere: neither who, nor from when, nor where it is noted', async () => {
    expect(await findColumnsWith(system.database, 'allocation-canary-77')).toEqual([]);
    const { rows } = await system.database.owner.query<{ row: string }>(
      'select r::text as row from relationships.relationships r',
    );
    for (const { row } of rows) expect(row).not.toMatch(/sue|WMC|LEAD|2028-01-03/);
  });

  it('can be read by the organisation that recorded it, and by no other', async () => {
    const path = `/v1/relationships/${idOf(recorded)}`;
    const key = idOf(recorded);
    expect((await ask(undefined, { path, key })).body).toEqual(recorded.body);
    expect(await ask(undefined, { path, key, by: 'FPS', practitioner: marnock })).toMatchObject({
      status: 404,
    });
  });

  it('passes to whoever begins later, and does not come back when that one ends', async () => {
    const { relationships } = system.rooms;
    const next = { ...lead, staffId: 'mash.officer', role: 'MASH_OFFICER', from: '2028-03-01' };
    const later = await ask(next);
    expect(await relationships.findLead(jackie, on('2028-02-29'))).toMatchObject({ staffId: 'sue.williams' });
    expect(await relationships.findLead(jackie, on('2028-03-01'))).toMatchObject({ staffId: 'mash.officer' });
    const path = `/v1/relationships/${idOf(later)}/end`;
    const ending = { to: '2028-04-30', why: 'Allocated to another worker.' };
    expect((await ask(ending, { path, by: 'FPS', practitioner: marnock })).status).toBe(404);
    expect(await ask(ending, { path })).toMatchObject({ status: 200, body: { endedOn: '2028-04-30' } });
    expect((await ask(ending, { path })).status).toBe(200);
    const again = await ask({ ...ending, to: '2028-05-01' }, { path });
    expect([again.status, rulesOf(again)]).toEqual([422, ['already-ended']]);
    expect(await relationships.findLead(jackie, on('2028-04-30'))).toMatchObject({ staffId: 'mash.officer' });
    expect(await relationships.findLead(jackie, on('2028-05-01'))).toBeUndefined();
  });

  it('is not taken by another organisation that says so: the answer is the same, and the officers of who leads hear of it', async () => {
    const { relationships } = system.rooms;
    const own = await ask({ ...lead, from: '2028-06-01' });
    expect(own.status).toBe(201);
    const claim = { ...lead, staffId: 'mr.marnock', role: 'SENCO', from: '2028-06-02', to: '2028-06-30' };
    const claimed = await ask(claim, { by: 'FPS', practitioner: marnock, at: '2028-06-03T09:00:00Z' });
    expect([claimed.status, Object.keys(claimed.body as object).sort()]).toEqual([
      201,
      [...Object.keys(own.body as object), 'to'].sort(),
    ]);
    expect(await relationships.findLead(jackie, on('2028-06-04'))).toMatchObject({ staffId: 'sue.williams' });
    for (const by of ['WMC', 'FPS'] as const) await registerStaff(system, by, [officer]);
    expect(await readCases(system, 'LEAD_CLAIMED')).toMatchObject([
      {
        state: 'OPEN',
        occurrences: [
          {
            actBy: { staffId: 'mr.marnock' },
            details: { staffId: 'mr.marnock', role: 'SENCO', from: '2028-06-02', relationshipId: idOf(own) },
          },
        ],
      },
    ]);
    expect(await readCases(system, 'LEAD_CLAIMED', { by: 'FPS' })).toEqual([]);
    const path = `/v1/relationships/${idOf(own)}/end`;
    expect((await ask({ to: '2028-06-10', why: 'The school leads now.' }, { path })).status).toBe(200);
    expect(await relationships.findLead(jackie, on('2028-06-10'))).toMatchObject({ staffId: 'sue.williams' });
    expect(await relationships.findLead(jackie, on('2028-06-11'))).toMatchObject({ staffId: 'mr.marnock' });
  });

  it.each<[string, object, readonly string[]]>([
    ['without a person who leads', { staffId: undefined }, ['lead-is-a-person']],
    ['on a basis that is not leading', { basis: 'ON_ROLL' }, ['lead-basis']],
    ['that ends before it begins', { to: '2028-01-02' }, ['period-order']],
    [
      'for a child who is not certain',
      { dataSubject: { ...lead.dataSubject, identifiers: [{ system: 'nhs-number', value: '9990009999' }] } },
      ['person-is-certain'],
    ],
  ])('is not recorded %s', async (_, change, rules) => {
    const answer = await ask(JSON.parse(JSON.stringify({ ...lead, ...change })) as object);
    expect([answer.status, rulesOf(answer)]).toEqual([422, rules]);
  });

  it.each([
    ['somebody whom the staff register does not hold', { staffId: 'nobody.known' }, 'staff-unknown'],
    ['a role that the staff register does not give them', { role: 'DSL' }, 'staff-role'],
  ])('is not recorded for %s', async (_, change, code) => {
    const answer = await ask({ ...lead, ...change });
    expect(answer).toMatchObject({ status: 403, body: { code } });
  });

  it('is not recorded by a system alone', async () => {
    expect((await ask(lead, { practitioner: null })).status).toBe(403);
  });
});

describe('who works with a child', () => {
  it('is the organisation as a whole, where no member of staff is named, for as long as it says', async () => {
    const onRoll = {
      dataSubject: lead.dataSubject,
      kind: 'WORKING',
      basis: 'ON_ROLL',
      evidenceRef: 'admission',
      from: '2027-09-01',
      to: '2028-07-20',
    };
    expect((await ask(onRoll, { by: 'FPS', practitioner: marnock })).status).toBe(201);
    const { relationships } = system.rooms;
    const { FPS: school, WGH: hospital } = system.region.organisations;
    const staff = asId<'Staff'>('mr.marnock');
    const find = (organisation: typeof school, day: string): Promise<unknown> =>
      relationships.findRelationship(organisation, staff, jackie, on(day));
    expect(await find(school, '2028-07-20')).toMatchObject({ basis: 'ON_ROLL' });
    expect(await find(school, '2028-07-21')).toBeUndefined();
    expect(await find(school, '2027-08-31')).toBeUndefined();
    expect(await find(hospital, '2028-01-01')).toBeUndefined();
  });

  it('is one member of staff, where one is named, and not their colleagues', async () => {
    const { relationships } = system.rooms;
    const council = system.region.organisations.WMC;
    const find = (staffId: string): Promise<unknown> =>
      relationships.findRelationship(council, asId<'Staff'>(staffId), jackie, on('2028-01-04'));
    expect(await find('sue.williams')).toMatchObject({ kind: 'LEAD' });
    expect(await find('somebody.else')).toBeUndefined();
  });
});

describe('a member of staff whom the register does not find fit', () => {
  it.each([
    ['is unknown there', { staffId: 'not.there', role: 'SW' }, 'staff-unknown'],
    ['has another role there', { staffId: 'sue.williams', role: 'DSL' }, 'staff-role'],
    ['has training that has lapsed', { staffId: 'late.trainee', role: 'SW' }, 'staff-training'],
  ])('is refused with the reason: %s', async (_, practitioner, code) => {
    await system.rooms.agreements.recordStaff(system.region.organisations.WMC, {
      staffId: 'late.trainee',
      roles: ['SW'],
      trainingValidTo: '2021-01-01',
      activeFrom: '2020-01-01',
    });
    const answer = await ask(lead, { practitioner });
    expect(answer).toMatchObject({ status: 403, body: { code } });
  });
});
