import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ExchangeAnswer, HoldAnswer } from '../../src/exchange/index.ts';
import type { SegmentedMessage } from '../../src/records/index.ts';
import type { ActingPractitioner } from '../../src/region/partner-system.ts';
import type { ReceivedDelivery } from '../../src/region/peer-messages.ts';
import { people } from '../../src/region/westmarch.ts';
import {
  asExchange,
  freshPlan,
  onlyRecipient,
  planSentAt,
  sue,
  toldOf,
  wendysChoice,
  without,
} from '../support/exchanges.ts';
import { type TestGateway, startTestGateway } from '../support/gateway.ts';
import { countEntries } from '../support/scenario-reading.ts';
import { choiceOf, nameSubject, to } from '../support/scenario-words.ts';
import { Scenario } from '../support/scenario.ts';

/* What the rows of docs/domain/07 ask of holds that no single scenario shows whole. */
const { jackie } = people;
const officer: ActingPractitioner = { staffId: 'wmc.ig', role: 'IG_OFFICER' };
const hospitalLead: ActingPractitioner = { staffId: 'wgh.paediatrician', role: 'PAED' };
const asSue = { practitioner: sue, at: planSentAt };
const asOfficer = { practitioner: officer, at: planSentAt };
const asLead = { practitioner: hospitalLead, at: planSentAt };

let system: TestGateway;
let scenario: Scenario;

beforeAll(async () => {
  system = await startTestGateway();
  scenario = new Scenario(system);
  await scenario.employ('WMC', officer);
});

afterAll(async () => {
  await scenario.close();
  await system.stop();
});

const undecided = (more: Partial<SegmentedMessage> = {}): SegmentedMessage =>
  without(freshPlan(more), 'leadDecision');

async function send(message: SegmentedMessage): Promise<ExchangeAnswer> {
  return asExchange(await scenario.push('WMC', message, asSue));
}

async function arrivedOf(supplement: string | undefined): Promise<readonly ReceivedDelivery[]> {
  return (await system.region.peers.FPS.received()).filter(
    ({ headers }) => headers['assent-exchange-id'] === supplement,
  );
}

const partsOf = (holds: readonly HoldAnswer[]): readonly (readonly string[])[] =>
  holds.map(({ segments }) => segments.map(({ segmentId }) => segmentId));

describe('whom a message is about, decided by information governance', () => {
  const misdated = (): SegmentedMessage =>
    undecided({ subject: nameSubject({ ...jackie, birthDate: '2016-05-14' }) });
  const reasons = 'The date was mistyped; the school’s register has the right one.';

  it('waits for the desk of the sender’s organisation, and for nobody else', async () => {
    const sent = await send(misdated());
    expect(onlyRecipient(sent)).toMatchObject({ outcome: 'HOLD', delivery: 'NOT_SENT' });
    expect(await scenario.holdsOf('WMC', sent.exchangeId, asSue)).toEqual([]);
    const holds = await scenario.holdsOf('WMC', sent.exchangeId, asOfficer);
    for (const each of holds)
      expect(each).toMatchObject({ judge: 'IG', reasons: [{ code: 'HOLD_ID_MISMATCH' }] });
    // What is silent waits apart from the rest, so that what is told of one says nothing of the other.
    expect(partsOf(holds).filter((parts) => parts.includes('mothers-health'))).toEqual([['mothers-health']]);
    const hold = holds.find(({ segments }) => segments.some(({ segmentId }) => segmentId === 'row-support'));
    // Not by somebody at whose desk it is not, and not without saying who it is.
    const release = hold?.segments.map(({ segmentId }) => segmentId) ?? [];
    const said = { release, reasons, confirmedIdentity: nameSubject(jackie) };
    expect(await scenario.judge('WMC', hold, said, asSue)).toMatchObject({ status: 404 });
    expect(await scenario.judge('WMC', hold, { release, reasons }, asOfficer)).toMatchObject({ status: 422 });
    const answer = await scenario.judge('WMC', hold, said, asOfficer);
    expect(answer).toMatchObject({ status: 200, body: { state: 'RELEASED' } });
    const { supplement, sent: gone } = answer.body as HoldAnswer;
    expect(gone).toEqual(expect.arrayContaining(['row-attendance', 'row-support', 'row-tuition']));
    expect(gone).not.toContain('mothers-health');
    const [delivery] = await arrivedOf(supplement);
    expect(delivery?.body).toContain('row-attendance');
    expect(delivery?.body).not.toMatch(/Bipolar|mothers-health/u);
  });

  it('goes nowhere where the officer names somebody whom nobody knows', async () => {
    const sent = await send(misdated());
    const [hold] = await scenario.holdsOf('WMC', sent.exchangeId, asOfficer);
    const release = hold?.segments.map(({ segmentId }) => segmentId) ?? [];
    const stranger = nameSubject({ ...jackie, nhsNumber: '9990001235', familyName: 'Never' });
    const answer = await scenario.judge(
      'WMC',
      hold,
      { release, reasons, confirmedIdentity: stranger },
      asOfficer,
    );
    expect(answer.body).toMatchObject({ state: 'REFUSED' });
    expect((answer.body as HoldAnswer).supplement).toBeUndefined();
  });
});

describe('a lead at another organisation', () => {
  let sent: ExchangeAnswer;

  beforeAll(async () => {
    await scenario.agree('WMC', 'WGH', {
      purposes: ['P07'],
      messageTypes: ['M09'],
      modes: ['EXISTENCE'],
      legalPowers: ['CA1989_S17'],
    });
    const recorded = await scenario.act(
      'WGH',
      '/v1/relationships',
      {
        dataSubject: nameSubject(jackie),
        kind: 'LEAD',
        staffId: hospitalLead.staffId,
        role: 'PAED',
        basis: 'LEAD_PRACTITIONER',
        evidenceRef: 'allocation 4',
        from: '2027-01-01',
      },
      asLead,
    );
    if (recorded.status !== 201) throw new Error(JSON.stringify(recorded.body));
    await scenario.choose(
      'WMC',
      choiceOf(jackie, {
        decidedBy: { relation: 'PR_HOLDER', givenName: 'Wendy' },
        kind: 'OBJECTION',
        purposes: ['P07'],
        recipients: to('FPS'),
        categories: { deny: ['MHC'] },
      }),
      asSue,
    );
    const plan = undecided();
    const row = plan.segments.find(({ segmentId }) => segmentId === 'row-support');
    if (row === undefined) throw new Error('the plan has changed');
    sent = await send({
      ...plan,
      segments: [
        ...plan.segments,
        {
          ...row,
          segmentId: 'mental-health',
          path: '/information/health/7a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d',
          categoryCodes: ['MHC'],
          content: { text: 'What helps her when she is anxious.' },
          linkedToNeed: true,
          mandatory: false,
          safetyCritical: true,
        },
      ],
    });
  });

  it('is asked about what is open, and never sees that a part waits whose existence is protected', async () => {
    expect(toldOf(onlyRecipient(sent), 'mental-health')[0]).toBe('HOLD');
    const atHospital = await scenario.holdsOf('WGH', sent.exchangeId, asLead);
    expect(partsOf(atHospital)).toEqual([['plan-header']]);
    expect(JSON.stringify(atHospital)).not.toMatch(/MHC|mental-health/u);
  });

  it('the protected part waits at the desk of the organisation that holds it', async () => {
    const atSource = await scenario.holdsOf('WMC', sent.exchangeId, asOfficer);
    expect(partsOf(atSource)).toEqual([['mental-health']]);
    const [hold] = atSource;
    const holdId = hold?.holdId ?? '';
    const asked = { method: 'GET', path: `/v1/holds/${holdId}`, boundTo: holdId } as const;
    expect(
      await system.region.peers.WGH.send({ ...asked, practitioner: hospitalLead, evaluateAt: planSentAt }),
    ).toMatchObject({ status: 404 });
  });
});

describe('a withdrawal while a whole message waits', () => {
  it('counts when the lead lets it go: what rested on the choice stays behind', async () => {
    const consent = await scenario.choose('WMC', wendysChoice(), asSue);
    const whole = undecided();
    const message = {
      ...whole,
      segments: whole.segments.map((each) =>
        each.segmentId === 'plan-header' ? { ...each, mandatory: true } : each,
      ),
    };
    const sent = await send(message);
    expect(onlyRecipient(sent)).toMatchObject({ outcome: 'HOLD', delivery: 'NOT_SENT' });
    const [hold] = await scenario.holdsOf('WGH', sent.exchangeId, asLead);
    expect(hold?.segments.map(({ segmentId }) => segmentId)).toEqual(['plan-header']);
    await scenario.withdraw(
      'WMC',
      consent,
      { withdrawnBy: { relation: 'PR_HOLDER', givenName: 'Wendy' } },
      { practitioner: sue },
    );
    const said = { release: ['plan-header'], reasons: 'The school has to know of the plan.' };
    // Core identity rested on the choice too: the lead is asked whether it may go all the same.
    const asked = await scenario.judge('WGH', hold, said, asLead);
    expect(asked).toMatchObject({ status: 422, body: { errors: [{ rule: 'identity-waits' }] } });
    const named = { ...said, release: [...said.release, 'subject.identity'] };
    const answer = await scenario.judge('WGH', hold, named, asLead);
    expect(answer.status).toBe(200);
    const { supplement } = answer.body as HoldAnswer;
    for (const delivery of await arrivedOf(supplement))
      expect(delivery.body).not.toMatch(/row-attendance|row-support|row-tuition/u);
  });
});

describe('who read what waits', () => {
  it('stands in the ledger: one entry for each person on a page, one for a hold, none where nothing was there to see', async () => {
    const looks = (): Promise<number> => countEntries(system, 'LOOK');
    const sent = await send(undecided());
    const before = await looks();
    const [hold] = await scenario.holdsOf('WGH', sent.exchangeId, asLead);
    expect(await looks()).toBe(before + 1);
    const holdId = hold?.holdId ?? '';
    const key = {
      method: 'GET',
      path: `/v1/holds/${holdId}`,
      boundTo: holdId,
      evaluateAt: planSentAt,
    } as const;
    expect(await system.region.peers.WGH.send({ ...key, practitioner: hospitalLead })).toMatchObject({
      status: 200,
    });
    expect(await looks()).toBe(before + 2);
    // Sue does not lead for Jackie now, and finds nothing.
    expect(await system.region.peers.WMC.send({ ...key, practitioner: sue })).toMatchObject({ status: 404 });
    expect(await looks()).toBe(before + 2);
    expect(await system.rooms.ledger.verify()).toMatchObject({ verified: true });
  });
});
