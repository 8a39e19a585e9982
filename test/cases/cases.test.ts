import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { makeCaseJobs } from '../../src/exchange/index.ts';
import { newId } from '../../src/platform/index.ts';
import { type RegionPerson, people } from '../../src/region/westmarch.ts';
import { valueOf } from '../support/agreements.ts';
import { type Acting, askOfficers, lookUp, officer, readCases, registerStaff } from '../support/cases.ts';
import {
  asExchange,
  contentOf,
  findDecision,
  findPerson,
  freshPlan,
  freshReferral,
  planSentAt,
  push,
  referralSentAt,
  schoolLead,
  sue,
} from '../support/exchanges.ts';
import { type TestGateway, startTestGateway } from '../support/gateway.ts';
import { nameSubject } from '../support/scenario-words.ts';
import { Scenario } from '../support/scenario.ts';

/** Each kind of case that an exchange or a change of authority opens, with its twin; and who may close one. X5 has its own file. */
let system: TestGateway;
let scenario: Scenario;

const caldicott: Acting = { staffId: 'wmc.caldicott', role: 'CALDICOTT' };
const schoolOfficer: Acting = { staffId: 'fps.dpo', role: 'DPO' };
const bothRoles = { staffId: 'wmc.both' } as const;
const atSchool = { by: 'FPS', as: schoolOfficer } as const;
const sureOf = { practitioner: sue, at: '2027-03-01T10:00:00Z' };

beforeAll(async () => {
  system = await startTestGateway({ ASSENT_OPERATOR: 'ods:Z9Z9A' });
  scenario = new Scenario(system);
  await registerStaff(system, 'WMC', [officer, caldicott]);
  await registerStaff(system, 'FPS', [schoolOfficer]);
  valueOf(
    await system.rooms.agreements.recordStaff(system.region.organisations.WMC, {
      staffId: bothRoles.staffId,
      roles: ['SW', 'IG_OFFICER'],
      trainingValidTo: '2029-12-31',
      activeFrom: '2020-01-01',
    }),
  );
});

afterAll(async () => {
  await scenario.close();
  await system.stop();
});

const doNotShare = { by: 'sue.williams', reasons: 'He would find her.' };
const found = {
  finding: 'JUSTIFIED',
  sanction: 'NONE',
  reasons: 'The reasons hold.',
  told: ['The team manager'],
};

describe('a decision not to share', () => {
  it('is before the officers of whoever decided it, with the reasons', async () => {
    await system.region.peers.WMC.send(push(freshPlan({ doNotShare }), sue, { evaluateAt: planSentAt }));
    const cases = await readCases(system, 'DO_NOT_SHARE');
    expect(cases).toMatchObject([
      {
        state: 'OPEN',
        due: '2028-01-14T17:00:00.000Z',
        occurrences: [
          { actBy: { staffId: 'sue.williams' }, details: { reasons: doNotShare.reasons, by: doNotShare.by } },
        ],
      },
    ]);
  });

  it('is none where it was only asked about, or nothing of the kind was decided', async () => {
    const asked = freshPlan({ doNotShare });
    await system.region.peers.WMC.send(push(asked, sue, { path: '/v1/decisions', evaluateAt: planSentAt }));
    await system.region.peers.WMC.send(push(freshPlan(), sue, { evaluateAt: planSentAt }));
    expect(await readCases(system, 'DO_NOT_SHARE')).toHaveLength(1);
    expect(await readCases(system, 'OBJECTION_OVERRIDDEN')).toEqual([]);
  });
});

describe('an objection that was overridden', () => {
  it('is before the school’s officers, and before no other’s', async () => {
    asExchange(
      await system.region.peers.FPS.send(push(freshReferral(), schoolLead, { evaluateAt: referralSentAt })),
    );
    const [one, ...others] = await readCases(system, 'OBJECTION_OVERRIDDEN', atSchool);
    expect(others).toEqual([]);
    expect(one?.occurrences[0]).toMatchObject({
      actBy: { organisation: 'Fernbeck Primary School', staffId: 'fps.dsl' },
      details: { attested: true, recipient: { name: 'Westmarch Council' } },
    });
    expect(await readCases(system, 'OBJECTION_OVERRIDDEN')).toEqual([]);
  });
});

describe('a claim to parental responsibility', () => {
  const claim = (verified: boolean): object => ({
    kind: 'PARENTAL_RESPONSIBILITY_RECORDED',
    holder: nameSubject(people.piotr),
    evidence: 'PRNA',
    verified,
  });

  /** The school may tell the council's early help of attendance: asked of somebody for whom one claim was never checked. */
  const askOfCallum = (about: RegionPerson = people.callum): ReturnType<Scenario['askOne']> =>
    scenario.askOne(
      'FPS',
      {
        type: 'M11',
        purposeCode: 'P06',
        about,
        to: { organisation: { system: 'ods', value: 'Z9Z9A' }, department: 'CSC', role: 'SW' },
        segments: [{ segmentId: 'attendance', categoryCodes: ['ATT'] }],
      },
      { practitioner: schoolLead, at: '2027-03-02T10:00:00Z' },
    );

  const owedFor = async ({ exchangeId }: { readonly exchangeId: string }): Promise<readonly string[]> => {
    const content = contentOf(await findDecision(system.rooms, exchangeId), 'assent.decision/2');
    const { obligations } = content['decision'] as { obligations: readonly { kind: string }[] };
    return obligations.map(({ kind }) => kind);
  };

  it('is a task while nobody has seen its evidence, one however often it is met', async () => {
    await scenario.record('WMC', people.callum, claim(false), sureOf);
    expect(await readCases(system, 'UNVERIFIED_RESPONSIBILITY')).toMatchObject([
      { state: 'OPEN', version: 0, occurrences: [{ details: { evidenceRef: 'file 7' } }] },
    ]);
  });

  it('is none where the evidence was seen', async () => {
    await scenario.record('WMC', people.maya, claim(true), sureOf);
    expect(await readCases(system, 'UNVERIFIED_RESPONSIBILITY')).toHaveLength(1);
  });

  it('is a task of the officers of the school whose question met it, which its answer does not tell', async () => {
    const answer = await askOfCallum();
    expect(await owedFor(answer)).toContain('VERIFY_RESPONSIBILITY');
    expect(JSON.stringify(answer)).not.toContain('RESPONSIBILITY');
    expect(await readCases(system, 'UNVERIFIED_RESPONSIBILITY', atSchool)).toMatchObject([
      { state: 'OPEN', occurrences: [{ exchangeId: answer.exchangeId, details: { purpose: 'P06' } }] },
    ]);
    await askOfCallum();
    expect(await readCases(system, 'UNVERIFIED_RESPONSIBILITY', atSchool)).toHaveLength(1);
  });

  it('is none of theirs where everybody’s evidence was seen', async () => {
    expect(await owedFor(await askOfCallum(people.maya))).not.toContain('VERIFY_RESPONSIBILITY');
    expect(await readCases(system, 'UNVERIFIED_RESPONSIBILITY', atSchool)).toHaveLength(1);
  });
});

describe('a number that an adoption retired', () => {
  it('alerts the operator’s officers without a name or a number, and nobody else', async () => {
    const ben = await findPerson(system.rooms, '9990001073', '2018-01-22', 'Kowalski', 'Ben');
    const plan = (): ReturnType<typeof lookUp> =>
      lookUp(nameSubject(people.ben), {
        recipients: [{ organisation: { system: 'urn', value: '999001' }, role: 'SENCO' }],
      });
    const ask = async (): Promise<void> => {
      const body = plan();
      asExchange(
        await system.region.peers.WMC.send({
          method: 'POST',
          path: '/v1/decisions',
          body,
          boundTo: body.messageId,
          practitioner: sue,
        }),
      );
    };
    await ask();
    expect(await readCases(system, 'ADOPTION_BLOCK')).toEqual([]);
    valueOf(
      await system.rooms.families.recordAdoption({
        person: ben,
        orderedOn: '2026-01-05',
        by: newId<'Staff'>(),
        origin: null,
      }),
    );
    await ask();
    await ask();
    const cases = await readCases(system, 'ADOPTION_BLOCK', { as: caldicott });
    expect(cases).toMatchObject([
      { version: 1, occurrences: [{ details: { askedBy: 'Westmarch Council' } }, {}] },
    ]);
    expect(JSON.stringify(cases)).not.toMatch(/999000|Kowalski|Ben\b/);
    expect(await readCases(system, 'ADOPTION_BLOCK', atSchool)).toEqual([]);
  });
});

describe('who closes a case', () => {
  const pathOf = async (): Promise<string> => {
    const [one] = await readCases(system, 'DO_NOT_SHARE');
    return `/v1/cases/${one?.caseId ?? ''}`;
  };

  it('is a named officer, of the organisation that must look', async () => {
    const path = await pathOf();
    const body = { ...found, version: 0 };
    const close = `${path}/outcome`;
    expect(await askOfficers(system, close, { body, as: null })).toMatchObject({
      status: 403,
      body: { code: 'practitioner-required' },
    });
    for (const [at, more] of [
      [close, { body, as: sue }],
      [path, { as: sue }],
      ['/v1/cases', { as: sue }],
    ] as const) {
      expect(await askOfficers(system, at, more)).toMatchObject({
        status: 403,
        body: { code: 'case-officer' },
      });
    }
    for (const [at, more] of [
      [close, { body, ...atSchool }],
      [path, atSchool],
      [`/v1/cases?after=${path.slice('/v1/cases/'.length)}`, atSchool],
    ] as const) {
      expect(await askOfficers(system, at, more)).toMatchObject({ status: 404, body: { code: 'not-found' } });
    }
  });

  it('is never whoever acted, who does not even find it', async () => {
    const asWorker: Acting = { ...bothRoles, role: 'SW' };
    const asOfficer: Acting = { ...bothRoles, role: 'IG_OFFICER' };
    await system.region.peers.WMC.send(push(freshPlan({ doNotShare }), asWorker, { evaluateAt: planSentAt }));
    const own = (await readCases(system, 'DO_NOT_SHARE')).find(({ occurrences }) =>
      occurrences.some(({ actBy }) => actBy?.staffId === bothRoles.staffId),
    );
    const path = `/v1/cases/${own?.caseId ?? ''}`;
    const body = { ...found, version: 0 };
    expect((await askOfficers(system, path, { as: asOfficer })).status).toBe(404);
    expect((await askOfficers(system, `${path}/outcome`, { body, as: asOfficer })).status).toBe(404);
    expect(await readCases(system, 'DO_NOT_SHARE', { as: asOfficer })).toHaveLength(1);
  });

  it('is refused what breaks a rule or was not seen', async () => {
    const close = `${await pathOf()}/outcome`;
    const tries = [
      [{ ...found, version: 7 }, 409, 'case-moved'],
      [{ ...found, version: 0, sanction: 'SUSPENDED' }, 422, 'case-outcome-invalid'],
      [{ ...found, version: 0, person: 'NOTIFY' }, 422, 'case-outcome-invalid'],
      [{ ...found }, 422, 'case-outcome-invalid'],
    ] as const;
    for (const [body, status, code] of tries)
      expect(await askOfficers(system, close, { body })).toMatchObject({ status, body: { code } });
  });

  it('is reminded when nobody looks: handed up, and raised again on each working day', async () => {
    const job = makeCaseJobs(system.gateway.house).find(({ name }) => name === 'cases-hand-up');
    await job?.run(new Date('2028-01-14T16:59:00Z'));
    expect((await readCases(system, 'DO_NOT_SHARE'))[0]).toMatchObject({ state: 'OPEN' });
    await job?.run(new Date('2028-01-14T17:01:00Z'));
    expect((await readCases(system, 'DO_NOT_SHARE'))[0]).toMatchObject({
      state: 'ESCALATED',
      due: '2028-01-17T17:00:00.000Z',
      version: 1,
    });
    expect(system.readLog()).toContain('case-not-looked-at');
  });

  it('closes it once; the same words again change nothing, others are too late', async () => {
    const path = await pathOf();
    const body = { ...found, version: 1 };
    const closed = await askOfficers(system, `${path}/outcome`, { body, as: caldicott });
    expect(closed).toMatchObject({
      status: 200,
      body: { state: 'CLOSED', outcome: { by: { role: 'CALDICOTT' }, person: 'NOT_ASKED' } },
    });
    expect((await askOfficers(system, `${path}/outcome`, { body, as: caldicott })).body).toEqual(closed.body);
    expect(await askOfficers(system, `${path}/outcome`, { body })).toMatchObject({
      status: 409,
      body: { code: 'case-closed' },
    });
    expect(await readCases(system, 'DO_NOT_SHARE', { state: 'CLOSED' })).toHaveLength(1);
    await expect(
      system.database.owner.query(
        "update cases.cases set state = 'OPEN', closed_at = null where state = 'CLOSED'",
      ),
    ).rejects.toMatchObject({ code: 'AS090' });
  });

  it.each([
    '/v1/cases?kind=NO_SUCH',
    '/v1/cases?state=OPEN&state=CLOSED',
    '/v1/cases?who=me',
    '/v1/holds?kind=X',
  ])('refuses a query that the address does not take: %s', async (path) => {
    expect(await askOfficers(system, path)).toMatchObject({
      status: 400,
      body: { code: 'request-malformed' },
    });
  });
});
