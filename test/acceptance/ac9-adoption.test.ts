import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ExchangeAnswer } from '../../src/exchange/index.ts';
import { type PersonId, newId } from '../../src/platform/index.ts';
import type { SegmentedMessage } from '../../src/records/index.ts';
import type { ActingPractitioner, GatewayAnswer } from '../../src/region/partner-system.ts';
import type { RegionPerson } from '../../src/region/westmarch.ts';
import { valueOf } from '../support/agreements.ts';
import {
  asExchange,
  contentOf,
  eventually,
  findDecision,
  findKinds,
  freshPlan,
  onlyRecipient,
  sue,
  toldOf,
  without,
} from '../support/exchanges.ts';
import { findColumnsWith } from '../support/find-everywhere.ts';
import { type TestGateway, startTestGateway } from '../support/gateway.ts';
import { quickTiming } from '../support/quick-timing.ts';
import { readLedger } from '../support/scenario-reading.ts';
import { at, nameSubject } from '../support/scenario-words.ts';
import { Scenario, type ShortQuestion } from '../support/scenario.ts';

/** The identity that the order of 12 April 2027 retires, and the one that was registered apart from it. */
const riley: RegionPerson = {
  givenName: 'Riley',
  familyName: 'Stone',
  birthDate: '2022-09-09',
  nhsNumber: '9990001146',
  postcode: 'ZZ99 1BA',
};
const rowan: RegionPerson = {
  givenName: 'Rowan',
  familyName: 'Hart',
  birthDate: '2022-09-09',
  nhsNumber: '9990001154',
  postcode: 'ZZ99 1BB',
};
/** The adoptive parents, and somebody whose claim nobody has checked. */
const harts: readonly [RegionPerson, RegionPerson, RegionPerson] = [
  { ...rowan, givenName: 'Mia', birthDate: '1988-01-02', nhsNumber: '9990001243' },
  { ...rowan, givenName: 'Tom', birthDate: '1987-01-02', nhsNumber: '9990001251' },
  { ...rowan, givenName: 'Una', birthDate: '1986-01-02', nhsNumber: '9990001278' },
];
/** A number that nobody has ever had. */
const unseen: RegionPerson = { ...riley, givenName: 'Alex', familyName: 'Never', nhsNumber: '9990001235' };

const gp: ActingPractitioner = { staffId: 'gpm.gp', role: 'GP' };
const officer: ActingPractitioner = { staffId: 'wmc.ig', role: 'IG_OFFICER' };
const schoolOfficer: ActingPractitioner = { staffId: 'fps.dpo', role: 'DPO' };
const adopted = '2027-04-12T10:00:00Z';
const afterwards = { practitioner: gp, at: '2027-05-03T10:00:00Z' };

let system: TestGateway;
let scenario: Scenario;
let old: PersonId;
let queued: ExchangeAnswer;
let mother: PersonId;
let father: PersonId;
let claimant: PersonId;

async function register({
  givenName,
  familyName,
  birthDate,
  nhsNumber = '',
  postcode,
}: RegionPerson): Promise<PersonId> {
  return valueOf(
    await system.rooms.families.registerPerson({
      identifiers: [{ system: 'nhs-number', value: nhsNumber }],
      demographics: {
        familyName,
        givenNames: [givenName],
        birthDate,
        sex: 'unknown',
        address: { lines: ['1 Invented Street'], postcode, uprn: null },
      },
      by: newId<'Staff'>(),
    }),
  );
}

/** A plan about somebody, as the council sends it. */
function planAbout(person: RegionPerson): SegmentedMessage {
  const plan = freshPlan({ subject: nameSubject(person) });
  const kept = ['plan-header', 'row-support', 'row-tuition'];
  return {
    ...without(plan, 'relatedPersons'),
    segments: plan.segments.filter(({ segmentId }) => kept.includes(segmentId)),
  };
}

beforeAll(async () => {
  system = await startTestGateway({ ASSENT_OPERATOR: 'ods:Z9Z9A' }, quickTiming);
  scenario = new Scenario(system);
  await scenario.employ('GPM', gp);
  await scenario.employ('WMC', officer);
  await scenario.agree('GPM', 'WGH', {
    purposes: ['P01'],
    messageTypes: ['FHIR'],
    legalPowers: ['CA2004_S10'],
  });
  old = await register(riley);
  const child = await register(rowan);
  [mother, father, claimant] = [await register(harts[0]), await register(harts[1]), await register(harts[2])];
  await scenario.employ('FPS', schoolOfficer);
  for (const holder of [mother, father, claimant]) {
    const seen = holder !== claimant;
    await system.rooms.families.recordParentalResponsibility({
      child,
      holder,
      evidence: { type: 'ADPT', documentRef: null },
      validFrom: '2027-04-12',
      verification: seen ? { by: newId<'Staff'>(), on: '2027-04-20' } : null,
      by: newId<'Staff'>(),
    });
  }
});

afterAll(async () => {
  await scenario.close();
  await system.stop();
});

/** What a surgery asks about somebody. */
const query = (about: RegionPerson): ShortQuestion => ({
  type: 'FHIR',
  purposeCode: 'P01',
  about,
  to: at('WGH', 'PAED', 'COMMUNITY'),
  messageId: '5b0a7d1e-0c5e-4d0c-9d52-0000000a0009',
  correlationId: '5b0a7d1e-0c5e-4d0c-9d52-0000000a0010',
  segments: [
    { segmentId: 'health', categoryCodes: ['PHY'] },
    { segmentId: 'earlier', categoryCodes: ['ADO'] },
  ],
});

/** An answer without the names of the exchange itself and the phone-book order of time. */
const plain = ({ exchangeId, ...answer }: ExchangeAnswer): string =>
  JSON.stringify(answer).replaceAll(exchangeId, 'exchange');

describe('AC9 (b): what waits for a number that an adoption retires', () => {
  it('waits while the school is down', async () => {
    await system.region.peers.FPS.answerWith(503);
    queued = asExchange(
      await scenario.push('WMC', planAbout(riley), { practitioner: sue, at: '2027-04-12T09:00:00Z' }),
    );
    expect(onlyRecipient(queued)).toMatchObject({ outcome: 'FORWARD', delivery: 'QUEUED' });
  });

  it('is cancelled before anything is released, and its sender is told that it did not go', async () => {
    await scenario.record(
      'WMC',
      riley,
      { kind: 'ADOPTION', orderedOn: '2027-04-12' },
      { practitioner: officer, at: adopted },
    );
    await system.region.peers.FPS.answerWith(200);
    await eventually(async () => {
      const kinds = await findKinds(system.rooms, queued.exchangeId);
      return kinds.includes('OUTCOME') ? true : undefined;
    }, 'the delivery has ended');
    const received = await system.region.peers.FPS.received();
    expect(received.filter(({ headers }) => headers['assent-exchange-id'] === queued.exchangeId)).toEqual([]);
    const again = asExchange(await scenario.act('WMC', `/v1/exchanges/${queued.exchangeId}`, undefined, {}));
    const told = onlyRecipient(again);
    expect(told.delivery).toBe('NOT_SENT');
    expect(JSON.stringify(told)).not.toMatch(/adopt/iu);
    expect(await readLedger(system, queued.exchangeId)).toContain('DENY_ADOPTION');
  });
});

describe('AC9 (a): the number that was retired', () => {
  it('is answered exactly as a number never seen, and DENY_ADOPTION stands in the ledger alone', async () => {
    const [retired, never] = [
      await scenario.ask('GPM', query(riley), afterwards),
      await scenario.ask('GPM', query(unseen), afterwards),
    ];
    expect(plain(retired)).toBe(plain(never));
    const content = contentOf(await findDecision(system.rooms, retired.exchangeId), 'assent.decision/2');
    expect(content).toMatchObject({
      decision: { outcome: 'DENY', reasons: ['DENY_ADOPTION'], obligations: [{ kind: 'ALERT_GOVERNANCE' }] },
    });
    const other = contentOf(await findDecision(system.rooms, never.exchangeId), 'assent.decision/2');
    expect(other).not.toMatchObject({ decision: { reasons: ['DENY_ADOPTION'] } });
  });

  it('nor is a message about it told apart when its sender asks again later', async () => {
    const sent = async (person: RegionPerson): Promise<ExchangeAnswer> => {
      const message = { ...planAbout(person), correlationId: '5b0a7d1e-0c5e-4d0c-9d52-0000000a0011' };
      const first = asExchange(
        await scenario.push('WMC', message, { practitioner: sue, at: '2027-05-03T10:00:00Z' }),
      );
      return asExchange(await scenario.act('WMC', `/v1/exchanges/${first.exchangeId}`, undefined, {}));
    };
    const [retired, never] = [await sent(riley), await sent(unseen)];
    const holdless = (answer: ExchangeAnswer): string =>
      plain(answer).replaceAll(/"holdId":"[^"]+"/gu, '"holdId":"hold"');
    expect(holdless(retired)).toBe(holdless(never));
  });
});

describe('AC9 (c): the name and the birth date of before', () => {
  const byName: RegionPerson = without(riley, 'nhsNumber');

  it('find nothing', async () => {
    const search = query(byName);
    const [former, never] = [
      await scenario.ask('GPM', search, afterwards),
      await scenario.ask('GPM', query({ ...byName, givenName: 'Alex', familyName: 'Never' }), afterwards),
    ];
    expect(plain(former)).toBe(plain(never));
    expect(onlyRecipient(former).outcome).toBe('HOLD');
    expect(toldOf(onlyRecipient(former), 'health')).toEqual(['HOLD', 'HOLD_ID_MISMATCH']);
  });
});

describe('AC9 (d): the identity of today', () => {
  it('is answered as ever, with what tells of the adoption behind a named release', async () => {
    const answer = await scenario.askOne('GPM', query(rowan), afterwards);
    expect(answer.outcome).toBe('FORWARD_REDACTED');
    expect(toldOf(answer, 'health')).toEqual(['RELEASE', 'PERMIT_REASONABLE_EXPECTATION']);
    expect(toldOf(answer, 'earlier')).toEqual(['WITHHOLD', 'REDACT_NEVER']);
  });

  it('with another birth date it is a mismatch, told like a number never seen', async () => {
    const [mismatch, never] = [
      await scenario.ask('GPM', query({ ...rowan, birthDate: '2021-09-09' }), afterwards),
      await scenario.ask('GPM', query(unseen), afterwards),
    ];
    expect(plain(mismatch)).toBe(plain(never));
    expect(toldOf(onlyRecipient(mismatch), 'health')).toEqual(['HOLD', 'HOLD_ID_MISMATCH']);
  });
});

describe('AC9, told: the adoptive parents', () => {
  const told = { practitioner: officer, at: '2027-05-04T09:00:00Z' };
  const notice = (about: RegionPerson): object => ({
    dataSubject: nameSubject(about),
    what: 'REQUEST_BLOCKED',
    evidenceRef: 'file 7',
  });
  const blockedOf = async (person: PersonId): Promise<readonly string[]> => {
    const { rows } = await system.database.owner.query<{ notice_id: string; body: Buffer }>(
      "select notice_id, body from notices.notices where person_id = $1 and kind = 'BLOCKED'",
      [person],
    );
    return Promise.all(
      rows.map(async ({ notice_id, body }) => {
        const opened = await system.rooms.keyStore.openForPerson(person, body, `notice:${notice_id}`);
        return (JSON.parse(opened?.toString('utf8') ?? '{}') as { text: string }).text;
      }),
    );
  };
  const say = async (idempotencyKey: string, body: object): Promise<GatewayAnswer> =>
    (await scenario.as('WMC')).send({
      method: 'POST',
      path: '/v1/family-notices',
      body,
      idempotencyKey,
      boundTo: idempotencyKey,
      practitioner: told.practitioner,
      evaluateAt: told.at,
    });

  it('are told by an officer of the operator that something was kept back, without what was before', async () => {
    const key = '5b0a7d1e-0c5e-4d0c-9d52-0000000a0012';
    const answer = await say(key, notice(rowan));
    expect(answer).toMatchObject({ status: 201, body: { toldAt: '2027-05-04T09:00:00.000Z' } });
    for (const parent of [mother, father]) {
      const texts = await blockedOf(parent);
      expect(texts).toEqual([expect.stringContaining('They were not given anything.')]);
      expect(texts[0]).not.toMatch(/riley|stone|999|born|birth|adopt|surgery/iu);
    }
    expect(await blockedOf(claimant)).toEqual([]);
    const again = await say(key, notice(rowan));
    expect([again.status, again.body]).toEqual([201, answer.body]);
    expect(await blockedOf(mother)).toHaveLength(1);
    const other = { ...notice(rowan), evidenceRef: 'file 8' };
    expect(await say(key, other)).toMatchObject({ status: 409, body: { code: 'idempotency-conflict' } });
  });

  it('are told with an entry that no search finds, as any notice of it would tell of the adoption', async () => {
    const { rows } = await system.database.owner.query<{ indexed: boolean; exchange_id: string | null }>(
      `select i.entry_index is not null as indexed, e.exchange_id
         from ledger.entries e left join ledger.entry_index i using (entry_index)
        where e.kind = 'NOTICE' and e.exchange_id is null`,
    );
    expect(rows).toEqual([
      { indexed: false, exchange_id: null },
      { indexed: false, exchange_id: null },
    ]);
  });

  it('are not told of the number of before, nor by anybody but the operator’s officers', async () => {
    const [former, never] = [
      await scenario.act('WMC', '/v1/family-notices', notice(riley), told),
      await scenario.act('WMC', '/v1/family-notices', notice(unseen), told),
    ];
    expect(former.status).toBe(422);
    const errorsOf = ({ body }: GatewayAnswer): unknown => (body as { errors: unknown }).errors;
    expect(errorsOf(former)).toEqual(errorsOf(never));
    for (const [key, practitioner] of [
      ['FPS', schoolOfficer],
      ['WMC', sue],
    ] as const)
      expect(
        await scenario.act(key, '/v1/family-notices', notice(rowan), { ...told, practitioner }),
      ).toMatchObject({ status: 403, body: { code: 'case-officer' } });
    expect(await blockedOf(mother)).toHaveLength(1);
  });
});

describe('AC9 (e): nothing joins the two', () => {
  it.each([riley.nhsNumber ?? '', rowan.nhsNumber ?? '', 'Stone', 'Rowan'])(
    'no column of either database, and no line of the log, has %s',
    async (text) => {
      expect(await findColumnsWith(system.database, text)).toEqual([]);
      expect(system.readLog()).not.toContain(text);
    },
  );

  it('no row names both people', async () => {
    const match = await system.rooms.families.matchDataSubject({
      identifiers: [{ system: 'nhs-number', value: rowan.nhsNumber ?? '' }],
      birthDate: rowan.birthDate,
      familyName: rowan.familyName,
      givenName: rowan.givenName,
    });
    if (match.kind !== 'MATCH') throw new Error('Rowan is known');
    expect(match.person).not.toBe(old);
    const both = await rowsNaming(old, match.person);
    expect(both).toEqual([]);
  });
});

/** The tables of the main database with a row that names both. */
async function rowsNaming(one: PersonId, other: PersonId): Promise<readonly string[]> {
  const { owner } = system.database;
  const { rows: tables } = await owner.query<{ place: string }>(
    `select format('%I.%I', n.nspname, c.relname) as place
       from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p') and n.nspname not in ('pg_catalog', 'information_schema')`,
  );
  const found: string[] = [];
  for (const { place } of tables) {
    const { rows } = await owner.query<{ found: boolean }>(
      `select exists (select 1 from ${place} t where t::text like $1 and t::text like $2) as found`,
      [`%${one}%`, `%${other}%`],
    );
    if (rows[0]?.found === true) found.push(place);
  }
  return found;
}
