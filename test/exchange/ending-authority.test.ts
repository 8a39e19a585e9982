import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AuthorityQuestionAnswer } from '../../src/exchange/index.ts';
import type { ActingPractitioner, GatewayAnswer } from '../../src/region/partner-system.ts';
import { type RegionPerson, people } from '../../src/region/westmarch.ts';
import { type TestGateway, startTestGateway } from '../support/gateway.ts';
import { nameSubject } from '../support/scenario-words.ts';
import type { ProblemDetail } from '../../src/vocabulary/index.ts';
import { Scenario } from '../support/scenario.ts';

const { leo, ben, leosFather, leosMother, piotr } = people;
const worker: ActingPractitioner = { staffId: 'sue.williams', role: 'SW' };
const stranger: ActingPractitioner = { staffId: 'fac.dsl', role: 'DSL' };
const teacher: ActingPractitioner = { staffId: 'fps.dsl', role: 'DSL' };

let system: TestGateway;
let scenario: Scenario;

beforeAll(async () => {
  system = await startTestGateway();
  scenario = new Scenario(system);
  await scenario.employ('FAC', stranger);
  for (const child of [leo, ben]) await scenario.worksWith('WMC', child, worker, '2026-01-03');
}, 120_000);

afterAll(async () => {
  await scenario.close();
  await system.stop();
});

async function askWhoDecides(child: RegionPerson): Promise<AuthorityQuestionAnswer> {
  const body = { dataSubject: nameSubject(child), purpose: 'P07', category: 'ATT' };
  const answer = await scenario.act('WMC', '/v1/authority/questions', body, { practitioner: worker });
  return answer.body as AuthorityQuestionAnswer;
}

const rules = ({ body }: GatewayAnswer): readonly string[] =>
  ((body as { errors?: readonly ProblemDetail[] }).errors ?? []).map(
    ({ pointer, rule }) => `${pointer} ${rule}`,
  );

const ended = (holder: RegionPerson, to: string): object => ({
  kind: 'PARENTAL_RESPONSIBILITY_ENDED',
  holder: nameSubject(holder),
  to,
});

describe('the end of a parent’s say', () => {
  it('is not recorded by an organisation that has nothing to do with the child, which learns nothing', async () => {
    const circumstances = { practitioner: stranger };
    const refused = await scenario.tryToRecord('FAC', leo, ended(leosFather, '2026-11-01'), circumstances);
    const unknown = { ...leo, nhsNumber: '9990009996', familyName: 'Nobody' };
    const never = await scenario.tryToRecord('FAC', unknown, ended(leosFather, '2026-11-01'), circumstances);
    expect(refused.status).toBe(422);
    expect(rules(refused)).toEqual(['/dataSubject person-is-certain']);
    expect(rules(never)).toEqual(rules(refused));
    expect((await askWhoDecides(leo)).deciders).toHaveLength(2);
  });

  it('is recorded by one that works with the child', async () => {
    await scenario.record('WMC', leo, ended(leosFather, '2026-11-01'), { practitioner: worker });
    expect((await askWhoDecides(leo)).deciders).toHaveLength(1);
  });

  it('ends whatever two organisations have recorded of it, what was verified as well', async () => {
    const claim = {
      kind: 'PARENTAL_RESPONSIBILITY_RECORDED',
      holder: nameSubject(leosMother),
      verified: false,
    };
    await scenario.record('FPS', leo, claim, { practitioner: teacher });
    await scenario.record('WMC', leo, ended(leosMother, '2026-11-02'), { practitioner: worker });
    expect(await askWhoDecides(leo)).toMatchObject({ rule: 'NOBODY', deciders: [], claimsToVerify: 0 });
  });

  it('lies on the day on which it began or later, like that of any other fact', async () => {
    const circumstances = { practitioner: worker };
    const claim = {
      kind: 'PARENTAL_RESPONSIBILITY_RECORDED',
      holder: nameSubject(leosFather),
      from: '2026-11-10',
      evidence: 'OTHCOURT',
      verified: true,
    };
    await scenario.record('WMC', leo, claim, circumstances);
    const early = await scenario.tryToRecord('WMC', leo, ended(leosFather, '2026-11-09'), circumstances);
    expect(rules(early)).toEqual(['/event/to family-days']);
    expect((await askWhoDecides(leo)).deciders).toHaveLength(1);
  });
});

describe('the end of a care order', () => {
  it('before it began is refused, and what was recorded by mistake ends on the day on which it began', async () => {
    const circumstances = { practitioner: worker };
    const order = { kind: 'LEGAL_STATUS_STARTED', code: 'C1', from: '2026-11-01' };
    const { factId: fact } = await scenario.record('WMC', ben, order, circumstances);
    const close = (to: string): object => ({ kind: 'LEGAL_STATUS_ENDED', fact, to });
    expect((await askWhoDecides(ben)).organisations).toHaveLength(1);
    const early = await scenario.tryToRecord('WMC', ben, close('2025-11-20'), circumstances);
    expect([early.status, ...rules(early)]).toEqual([422, '/event/to family-days']);
    expect((await askWhoDecides(ben)).organisations).toHaveLength(1);
    await scenario.record('WMC', ben, close('2026-11-01'), circumstances);
    expect((await askWhoDecides(ben)).organisations).toEqual([]);
  });
});

describe('what proved a parent’s responsibility', () => {
  it('is told so that nobody can read from it that a child is adopted', async () => {
    const adopted = {
      kind: 'PARENTAL_RESPONSIBILITY_RECORDED',
      holder: nameSubject(piotr),
      evidence: 'ADPT',
      verified: true,
    };
    const circumstances = { practitioner: worker };
    await scenario.record('WMC', ben, ended(piotr, '2026-11-03'), circumstances);
    const before = await askWhoDecides(ben);
    await scenario.record('WMC', ben, { ...adopted, from: '2026-11-03' }, circumstances);
    const { deciders } = await askWhoDecides(ben);
    expect(deciders).toEqual([...before.deciders, ...before.deciders]);
    expect(deciders.map(({ evidence }) => evidence)).toEqual(['BRTH', 'BRTH']);
  });
});

describe('the question who may decide', () => {
  it('is refused for somebody who was not born by then, whoever that would be', async () => {
    const body = { dataSubject: nameSubject(leo), purpose: 'P07', on: leo.birthDate };
    const ask = (more: object): Promise<GatewayAnswer> =>
      scenario.act('WMC', '/v1/authority/questions', { ...body, ...more }, { practitioner: worker });
    expect((await ask({})).status).toBe(200);
    const early = await ask({ on: '2019-08-18' });
    expect([early.status, ...rules(early)]).toEqual([
      422,
      '/dataSubject/demographics/birthDate born-by-then',
    ]);
    const stranger = nameSubject({ ...leo, nhsNumber: '9990009996', birthDate: '2040-01-01' });
    expect(rules(await ask({ dataSubject: stranger, on: '2026-11-22' }))).toEqual(rules(early));
  });
});
