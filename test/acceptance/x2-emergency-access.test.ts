import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Case } from '../../src/cases/index.ts';
import { type EmergencyAnswer, replayDecision } from '../../src/exchange/index.ts';
import { findEmergencyGrant } from '../../src/exchange/emergency/emergency-grants.ts';
import { type PersonId, asId } from '../../src/platform/index.ts';
import type { ActingPractitioner, GatewayAnswer } from '../../src/region/partner-system.ts';
import type { PersonKey } from '../../src/region/westmarch.ts';
import {
  contentOf,
  findEntries,
  findKinds,
  findNotices,
  findDecision,
  segmentsOf,
} from '../support/exchanges.ts';
import { findColumnsWith } from '../support/find-everywhere.ts';
import { type TestGateway, startTestGateway } from '../support/gateway.ts';
import { asProtection, askAs, employ, findByKey, nameOf, rulesIn } from '../support/protections.ts';
import { sue } from '../support/send-plan.ts';

/** Nia arrives at 02:10 on a Saturday (docs/domain/07 X2). */
const at = '2027-11-20T02:10:00Z';
const reason = 'Unconscious on arrival, nobody with her, allergies unknown.';
const clinician: ActingPractitioner = { staffId: 'wgh.paediatrician', role: 'UEC_CLIN' };

let system: TestGateway;
let nia: PersonId;
let samira: PersonId;
let answer: EmergencyAnswer;

beforeAll(async () => {
  system = await startTestGateway();
  [nia, samira] = [await findByKey(system.rooms, 'nia'), await findByKey(system.rooms, 'samira')];
  asProtection(
    await askAs(system, 'WMC', sue, '/v1/protections', {
      dataSubject: nameOf('nia'),
      evidenceRef: 'note-1',
      protection: { kind: 'SAFE_CONTACT', from: '2026-06-03', contact: nameOf('samira') },
    }),
  );
  const opened = await open('nia');
  expect({ status: opened.status, body: opened.body }).toMatchObject({ status: 201 });
  answer = opened.body as EmergencyAnswer;
});

afterAll(() => system.stop());

interface Change {
  readonly as?: ActingPractitioner | null;
  readonly key?: string;
  readonly evaluateAt?: string;
  readonly who?: 'WGH' | 'FPS';
  readonly more?: object;
}

function open(about: PersonKey | object, change: Change = {}): Promise<GatewayAnswer> {
  const { as = clinician, evaluateAt = at, who = 'WGH', key, more } = change;
  const body = {
    dataSubject: typeof about === 'string' ? nameOf(about) : about,
    reason,
    from: [{ system: 'ods', value: 'Z9Z9A' }],
    ...more,
  };
  return askAs(system, who, as ?? undefined, '/v1/emergency-access', body, {
    evaluateAt,
    ...(key === undefined ? {} : { key }),
  });
}

const stranger = {
  identifiers: [{ system: 'nhs-number', value: '9990009007' }],
  demographics: { name: { family: 'Nobody', given: ['Ann'] }, birthDate: '2018-06-11' },
};

/** What a problem tells, without what names the request itself. */
function told({ status, body }: GatewayAnswer): object {
  const { instance, exchangeId, traceId, ...rest } = body as Record<string, unknown>;
  expect([typeof instance, typeof exchangeId, typeof traceId]).not.toContain('object');
  return { status, ...rest };
}

async function casesOf(kind: Case['kind']): Promise<readonly Case[]> {
  return system.rooms.cases.findCases({
    organisationId: system.region.organisations.WGH,
    kind,
    withOperators: false,
    states: ['OPEN', 'ESCALATED', 'CLOSED'],
    after: null,
    limit: 50,
  });
}

describe('X2: a child arrives unconscious at night', () => {
  it('opens whether a council protects or looks after her, and allergies: PERMIT_BREAK_GLASS', async () => {
    expect(answer.opens).toEqual([
      {
        from: { system: 'ods', value: 'Z9Z9A' },
        categories: ['CPR', 'LAC', 'PHY'],
        reasons: [expect.objectContaining({ code: 'PERMIT_BREAK_GLASS' })],
      },
    ]);
    const segments = segmentsOf(await findDecision(system.rooms, answer.exchangeId));
    for (const segmentId of ['child-protection-status', 'looked-after-status', 'allergies']) {
      expect(segments.get(segmentId)).toMatchObject({
        outcome: 'RELEASE',
        reasons: ['PERMIT_BREAK_GLASS'],
      });
    }
  });

  it('never opens where she lives: REDACT_NEVER', async () => {
    const segments = segmentsOf(await findDecision(system.rooms, answer.exchangeId));
    expect(segments.get('subject.contact')).toMatchObject({ outcome: 'WITHHOLD', reasons: ['REDACT_NEVER'] });
    expect(JSON.stringify(answer)).not.toMatch(/ZZ99|Invented Street|CON"/);
  });

  it('names the council to phone, and holds for a short time', () => {
    expect(answer.councils.map(({ name }) => name)).toEqual(['Westmarch Council']);
    expect(answer.councils[0]?.phone).toMatch(/^01632/);
    expect(answer.expiresAt).toBe('2027-11-20T03:10:00.000Z');
  });

  it('holds no longer than was asked, and never longer than the gateway is set', async () => {
    const short = await open('leo', { more: { minutes: 15 } });
    expect((short.body as EmergencyAnswer).expiresAt).toBe('2027-11-20T02:25:00.000Z');
    const long = await open('leo', { more: { minutes: 240 }, as: await anotherClinician() });
    expect((long.body as EmergencyAnswer).expiresAt).toBe('2027-11-20T03:10:00.000Z');
  });

  it('gives the same answer to the same request, and a conflict to another under its key', async () => {
    const key = randomUUID();
    const as = await anotherClinician();
    const first = await open('amara', { key, as });
    expect(first.status).toBe(201);
    expect((await open('amara', { key, as })).body).toEqual(first.body);
    expect((await open('ben', { key, as })).status).toBe(409);
  });
});

let clinicians = 0;

/** Somebody else of the emergency department, so that nobody's accesses add up. */
function anotherClinician(): Promise<ActingPractitioner> {
  clinicians += 1;
  return employ(system.rooms, system.region.organisations.WGH, `wgh.uec-${clinicians}`, ['UEC_CLIN']);
}

describe('X2, told', () => {
  it('tells the safe contact, and nobody else', async () => {
    const notices = await findNotices(system.rooms, system.database, answer.exchangeId);
    expect(notices.map(({ person }) => person)).toEqual([samira]);
    expect(notices[0]?.text).toMatch(/Emergency staff at Westmarch General Hospital opened a small part/);
    expect(answer.obligations.map(({ kind }) => kind)).toContain('TELL_SAFE_CONTACT');
  });

  it('tells nobody where that would not be safe, and a manager looks again', async () => {
    const opened = await open('nia', {
      as: await anotherClinician(),
      more: { tellingUnsafe: 'The injuries are not explained.' },
    });
    const { exchangeId, obligations } = opened.body as EmergencyAnswer;
    expect(obligations.map(({ kind }) => kind)).toContain('EMBARGO_FAMILY_VIEW');
    expect(await findNotices(system.rooms, system.database, exchangeId)).toEqual([]);
  });

  it('tells whoever decides where no safe contact is named', async () => {
    const opened = await open('ben', { as: await anotherClinician() });
    const notices = await findNotices(
      system.rooms,
      system.database,
      (opened.body as EmergencyAnswer).exchangeId,
    );
    expect(new Set(notices.map(({ person }) => person))).toEqual(
      new Set([await findByKey(system.rooms, 'anna'), await findByKey(system.rooms, 'piotr')]),
    );
  });
});

describe('X2, logged', () => {
  it('has the decision, why, who and until when, and the notice', async () => {
    expect([...(await findKinds(system.rooms, answer.exchangeId))].sort()).toEqual(['DECISION', 'NOTICE']);
    const decision = await findDecision(system.rooms, answer.exchangeId);
    expect(contentOf(decision, 'assent.emergency-access/1')).toEqual({
      schema: 'assent.emergency-access/1',
      grantId: answer.grantId,
      to: { organisationId: system.region.organisations.WGH, staffId: 'wgh.paediatrician' },
      reason,
      expiresAt: answer.expiresAt,
    });
    expect(contentOf(decision, 'assent.decision/2')).toMatchObject({
      facts: {
        kind: 'PULL',
        purpose: 'P14',
        source: { type: 'COUNCIL' },
        recipient: { type: 'NHS_TRUST', department: 'EMERGENCY', role: 'UEC_CLIN' },
        emergency: { reasonGiven: true, person: 'wgh.paediatrician', expires: answer.expiresAt },
      },
    });
  });

  it('keeps the reason sealed: it stands nowhere in clear', async () => {
    expect(await findColumnsWith(system.database, 'Unconscious on arrival')).toEqual([]);
    expect(system.readLog()).not.toContain('Unconscious');
  });

  it('can be replayed', async () => {
    const decision = await findDecision(system.rooms, answer.exchangeId);
    expect(replayDecision(decision, system.gateway.house.policy)).toMatchObject({
      ok: true,
      value: { same: true },
    });
  });

  it('is looked at by an officer of the hospital by the end of the next working day', async () => {
    const [found] = (await casesOf('EMERGENCY_ACCESS')).filter(({ occurrences }) =>
      occurrences.some(({ exchangeId }) => exchangeId === answer.exchangeId),
    );
    expect(found).toMatchObject({
      state: 'OPEN',
      dueAt: new Date('2027-11-22T17:00:00Z'),
      occurrences: [
        {
          about: [nia],
          actBy: { staffId: 'wgh.paediatrician' },
          content: { grantId: answer.grantId, reason },
        },
      ],
    });
    expect(answer.obligations).toContainEqual(
      expect.objectContaining({ kind: 'REVIEW_EMERGENCY_ACCESS', due: '2027-11-22T17:00:00.000Z' }),
    );
  });

  it('looks at one person’s accesses together from the third within seven days, and not before', async () => {
    const as = await anotherClinician();
    const mine = async (): Promise<number> =>
      (await casesOf('REPEATED_EMERGENCY')).filter(({ occurrences }) =>
        occurrences.some(({ actBy }) => actBy?.staffId === as.staffId),
      ).length;
    await open('ben', { as, evaluateAt: '2027-11-10T02:00:00Z' });
    await open('leo', { as, evaluateAt: '2027-11-18T02:00:00Z' });
    await open('nia', { as, evaluateAt: '2027-11-19T02:00:00Z' });
    expect(await mine()).toBe(0);
    await open('amara', { as, evaluateAt: '2027-11-20T02:00:00Z' });
    expect(await mine()).toBe(1);
  });
});

describe('the grant that a later pull names', () => {
  const to = (staffId: string): { organisationId: never; staffId: never } => ({
    organisationId: system.region.organisations.WGH as never,
    staffId: asId<'Staff'>(staffId) as never,
  });
  const find = (change: {
    readonly grantId?: string;
    readonly staffId?: string;
    readonly person?: PersonId;
    readonly instant?: string;
  }): ReturnType<typeof findEmergencyGrant> =>
    findEmergencyGrant(
      system.gateway.house,
      asId<'Grant'>(change.grantId ?? answer.grantId),
      to(change.staffId ?? 'wgh.paediatrician'),
      change.person ?? nia,
      new Date(change.instant ?? '2027-11-20T02:30:00Z'),
    );

  it('is found for the practitioner, the child and the time that it was granted for', async () => {
    expect(await find({})).toEqual({
      grantId: answer.grantId,
      exchangeId: answer.exchangeId,
      expiresAt: new Date('2027-11-20T03:10:00Z'),
    });
  });

  it.each<[string, () => Parameters<typeof find>[0]]>([
    ['another person', () => ({ staffId: 'wgh.other' })],
    ['another child', () => ({ person: samira })],
    ['a grant that is not recorded', () => ({ grantId: randomUUID() })],
    ['the instant at which it expires', () => ({ instant: '2027-11-20T03:10:00Z' })],
    ['an instant before it was granted', () => ({ instant: '2027-11-20T02:09:59Z' })],
  ])('is not found for %s', async (_name, change) => {
    expect(await find(change())).toBeUndefined();
  });
});

describe('an emergency access that is refused', () => {
  it('is answered alike for a child who is not known, one who is another, and a number that is retired', async () => {
    const retired = await findByKey(system.rooms, 'callum');
    await system.rooms.families.recordAdoption({
      person: retired,
      orderedOn: '2027-04-12',
      by: 'registrar',
      origin: null,
    });
    const as = await anotherClinician();
    const [unknown, another, adopted] = [
      await open(stranger, { as }),
      await open({ ...nameOf('nia'), ...{ demographics: stranger.demographics } }, { as }),
      await open('callum', { as }),
    ];
    expect(told(unknown)).toMatchObject({
      status: 404,
      code: 'not-found',
      phone: system.config.dutyPhone,
      detail: 'Nothing was opened. Phone the duty number now.',
    });
    expect(told(another)).toEqual(told(unknown));
    expect(told(adopted)).toEqual(told(unknown));
    const [entry] = await findEntries(system.rooms, unknown.exchangeId ?? '');
    expect(entry?.kind).toBe('DECISION');
  });

  it('is the same for every child where the role or the organisation opens nothing, and is written down', async () => {
    const paediatrician: ActingPractitioner = { staffId: 'wgh.paediatrician', role: 'PAED' };
    const [known, unknown] = [
      await open('nia', { as: paediatrician }),
      await open(stranger, { as: paediatrician }),
    ];
    expect([known.status, rulesIn(known)]).toEqual([403, ['/from role-may-open']]);
    expect(told(known)).toEqual(told(unknown));
    const [entry] = await findEntries(system.rooms, known.exchangeId ?? '');
    expect(entry?.kind).toBe('DECISION');
    expect(entry?.parts.flatMap((part) => (part.erased ? [] : part.about))).toEqual([]);
    const school = await open('nia', { who: 'FPS', as: { staffId: 'fps.dsl', role: 'DSL' } });
    expect(school.status).toBe(403);
  });

  it('needs a holder with whom an agreement is in force', async () => {
    const other = await open('nia', { more: { from: [{ system: 'ods', value: 'Z9Z9F' }] } });
    expect([other.status, rulesIn(other)]).toEqual([403, ['/from agreement-in-force']]);
    const unknown = await open('nia', { more: { from: [{ system: 'ods', value: 'Z9Z9X' }] } });
    expect(rulesIn(unknown)).toEqual(['/from holder-is-registered']);
    const twice = {
      from: ['Z9Z9A', 'E06999901'].map((value, place) => ({ system: place === 0 ? 'ods' : 'gss', value })),
    };
    expect(rulesIn(await open('nia', { more: twice }))).toEqual(['/from repeated']);
  });

  it('needs a named practitioner and a reason', async () => {
    expect((await open('nia', { as: null })).status).toBe(403);
    const silent = await open('nia', { more: { reason: '' } });
    expect([silent.status, rulesIn(silent)[0]]).toEqual([422, expect.stringContaining('/reason')]);
  });
});

describe('an emergency access that cannot be written down', () => {
  it('answers nothing but the number to phone, and leaves no grant, notice, case or entry', async () => {
    const count = async (): Promise<unknown> =>
      (
        await system.database.owner.query(
          `select (select count(*) from exchange.emergency_grants) as grants,
                  (select count(*) from notices.notices) as notices,
                  (select count(*) from cases.cases) as cases,
                  (select count(*) from ledger.entries) as entries`,
        )
      ).rows;
    const as = await anotherClinician();
    const before = await count();
    // The last table of the statement fails, as a full disk would make it.
    await system.database.owner.query(
      `create function exchange.fail_grants() returns trigger language plpgsql as
         $$ begin raise exception 'no space' using errcode = '53100'; end $$;
       create trigger fail_grants before insert on exchange.emergency_grants
         for each row execute function exchange.fail_grants()`,
    );
    const refused = await open('nia', { as });
    await system.database.owner.query('drop function exchange.fail_grants cascade');
    expect(refused.status).toBe(503);
    expect(refused.body).toMatchObject({ code: 'ledger-unavailable', phone: system.config.dutyPhone });
    expect(JSON.stringify(refused.body)).not.toMatch(/grantId|Westmarch Council|CPR/);
    expect(await count()).toEqual(before);
  });
});
