import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ChoiceAnswer, type AccessDecision, replayDecision } from '../../src/exchange/index.ts';
import { loadPolicy } from '../../src/policy/index.ts';
import { people } from '../../src/region/westmarch.ts';
import { findDecision, sue, toldOf } from '../support/exchanges.ts';
import { type TestGateway, startTestGateway } from '../support/gateway.ts';
import { runningClock } from '../support/running-clock.ts';
import { at, choiceOf, nameSubject, to } from '../support/scenario-words.ts';
import { Scenario, type ShortQuestion } from '../support/scenario.ts';

const { ben } = people;
const anna = { relation: 'PR_HOLDER', givenName: 'Anna' };
const clock = runningClock('2027-04-20T09:00:00Z');
const whileItStood = '2027-03-15T10:00:00Z';

let system: TestGateway;
let scenario: Scenario;
let choice: ChoiceAnswer;

beforeAll(async () => {
  system = await startTestGateway({}, undefined, undefined, clock);
  scenario = new Scenario(system);
  await scenario.agree('WMC', 'ODF', {
    purposes: ['P02'],
    messageTypes: ['M06'],
    legalPowers: ['CA2004_S10'],
  });
  choice = await scenario.choose(
    'WMC',
    choiceOf(ben, {
      decidedBy: anna,
      purposes: ['P02'],
      recipients: to('ODF'),
      categories: { permit: ['SEN'] },
      period: { from: '2027-01-01', to: '2027-03-31' },
    }),
    on('2027-03-08T09:30:00Z'),
  );
});

afterAll(async () => {
  await scenario.close();
  await system.stop();
});

function on(instant?: string): { readonly practitioner: typeof sue; readonly at?: string } {
  return { practitioner: sue, ...(instant === undefined ? {} : { at: instant }) };
}

/** Ben's needs, for a charity without a duty: nothing but a choice lets them go. */
const needs: ShortQuestion = {
  type: 'M06',
  purposeCode: 'P02',
  about: ben,
  department: 'SEND',
  to: at('ODF', 'VCSE_WORKER'),
  segments: [{ segmentId: 'needs', categoryCodes: ['SEN'] }],
};

async function ask(instant?: string): Promise<{ readonly told: readonly string[]; readonly id: string }> {
  const answer = await scenario.askOne('WMC', needs, on(instant));
  return { told: toldOf(answer, 'needs'), id: answer.exchangeId };
}

/** The same by AuthZEN. */
async function evaluate(instant: string): Promise<boolean> {
  const id = randomUUID();
  const { body } = await system.region.peers.WMC.send({
    method: 'POST',
    path: '/access/v1/evaluation',
    body: {
      subject: { type: 'organisation', id: 'ods:Z9Z9H', properties: { role: 'VCSE_WORKER' } },
      action: { name: 'share', properties: { purposeCode: 'P02' } },
      resource: {
        type: 'M06',
        id,
        properties: {
          subject: nameSubject(ben),
          segments: [{ segmentId: 'needs', categoryCodes: ['SEN'], level: 'N', linkedToNeed: true }],
        },
      },
      context: { source: { organisation: { system: 'ods', value: 'Z9Z9A' }, department: 'SEND' } },
    },
    practitioner: sue,
    boundTo: id,
    evaluateAt: instant,
  });
  if (!('decision' in (body as object))) throw new Error(JSON.stringify(body));
  return (body as AccessDecision).decision;
}

async function statusOf({ consentId }: ChoiceAnswer): Promise<string> {
  const { body } = await scenario.act('WMC', `/v1/consents/${consentId}`, undefined, on());
  return (body as ChoiceAnswer).status;
}

describe('a choice that has expired', () => {
  let decided: string;

  it('is first asked about while it stands', async () => {
    const { told, id } = await ask(whileItStood);
    expect(told).toEqual(['RELEASE', 'PERMIT_CONSENT']);
    decided = id;
    await system.rooms.consents.moveDueChoices(clock.now());
    expect(await statusOf(choice)).toBe('expired');
  });

  it('asked about a time at which it stood, answers as it did then', async () => {
    expect((await ask(whileItStood)).told).toEqual(['RELEASE', 'PERMIT_CONSENT']);
    // The last second of its last London day, in summer time.
    expect((await ask('2027-03-31T22:59:59Z')).told).toEqual(['RELEASE', 'PERMIT_CONSENT']);
    expect(await evaluate(whileItStood)).toBe(true);
  });

  it('permits nothing from its end on, nor before it was recorded, nor now', async () => {
    for (const instant of ['2027-03-31T23:00:00Z', '2027-03-08T09:29:59Z', undefined])
      expect((await ask(instant)).told[0]).toBe('WITHHOLD');
    expect(await evaluate('2027-03-31T23:00:00Z')).toBe(false);
    expect(await statusOf(choice)).toBe('expired');
  });

  it('leaves the decision that was made on it to be replayed as it was', async () => {
    const replayed = replayDecision(
      await findDecision(system.rooms, decided),
      loadPolicy('policies', 'BASE-1'),
    );
    expect(replayed).toMatchObject({ ok: true, value: { same: true } });
  });

  it('permits nothing at any time once it was taken back', async () => {
    await scenario.withdraw('WMC', choice, { withdrawnBy: anna }, on());
    expect((await ask(whileItStood)).told[0]).toBe('WITHHOLD');
    expect(await evaluate(whileItStood)).toBe(false);
  });
});
