import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ExchangeAnswer, HoldAnswer, HoldListAnswer } from '../../src/exchange/index.ts';
import { makeHoldJobs } from '../../src/exchange/index.ts';
import { type PersonId, asId } from '../../src/platform/index.ts';
import type { SegmentedMessage } from '../../src/records/index.ts';
import type { ActingPractitioner, GatewayAnswer } from '../../src/region/partner-system.ts';
import type { ReceivedDelivery } from '../../src/region/peer-messages.ts';
import {
  asExchange,
  findEntries,
  findKinds,
  findPerson,
  freshPlan,
  marnock,
  onlyRecipient,
  planSentAt,
  push,
  sue,
  toldOf,
  without,
} from '../support/exchanges.ts';
import { type TestGateway, startTestGateway } from '../support/gateway.ts';

let system: TestGateway;
let jackie: PersonId;
const at = { evaluateAt: planSentAt };
const manager: ActingPractitioner = { staffId: 'wmc.manager', role: 'SW_MANAGER' };
const officer: ActingPractitioner = { staffId: 'wmc.ig', role: 'IG_OFFICER' };
const colleague: ActingPractitioner = { staffId: 'other.worker', role: 'SW' };

beforeAll(async () => {
  system = await startTestGateway();
  const { rooms, region } = system;
  jackie = await findPerson(rooms, '9990001014', '2017-05-14', 'Cormack', 'Jackie');
  for (const { staffId, role } of [manager, officer, colleague]) {
    await rooms.agreements.recordStaff(region.organisations.WMC, {
      staffId,
      roles: [role as 'SW'],
      trainingValidTo: '2030-12-31',
      activeFrom: '2020-01-01',
    });
  }
  await rooms.relationships.recordRelationship(
    jackie,
    {
      kind: 'LEAD',
      organisationId: region.organisations.WMC,
      staffId: asId<'Staff'>('sue.williams'),
      role: 'SW',
      basis: 'LEAD_PRACTITIONER',
      evidenceRef: 'allocation',
      from: '2027-01-01',
      to: null,
      recordedBy: { organisationId: region.organisations.WMC, staffId: asId<'Staff'>('sue.williams') },
    },
    'the lead of this file',
    [],
  );
});

afterAll(() => system.stop());

/** Jackie's plan as somebody sends it who does not lead: that it exists waits for the lead. */
function plainPlan(): Omit<SegmentedMessage, 'leadDecision'> {
  return without(freshPlan(), 'leadDecision');
}

async function sendHeld(plan = plainPlan(), by = colleague): Promise<ExchangeAnswer> {
  return asExchange(await system.region.peers.WMC.send(push(plan, by, at)));
}

function look(
  path: string,
  practitioner: ActingPractitioner,
  boundTo: string = randomUUID(),
): Promise<GatewayAnswer> {
  return system.region.peers.WMC.send({
    method: 'GET',
    path,
    practitioner,
    boundTo,
    idempotencyKey: boundTo,
    ...at,
  });
}

async function list(practitioner: ActingPractitioner): Promise<readonly HoldAnswer[]> {
  const { status, body } = await look('/v1/holds', practitioner);
  if (status !== 200) throw new Error(JSON.stringify(body));
  return (body as HoldListAnswer).holds;
}

async function holdOf({ exchangeId }: ExchangeAnswer, practitioner = sue): Promise<HoldAnswer> {
  const hold = (await list(practitioner)).find((each) => each.exchangeId === exchangeId);
  if (hold === undefined) throw new Error('nothing waits');
  return hold;
}

function judge(
  { holdId }: Pick<HoldAnswer, 'holdId'>,
  body: object,
  practitioner: ActingPractitioner | null = sue,
  more: { readonly evaluateAt?: string; readonly by?: 'WMC' | 'FPS' } = {},
): Promise<GatewayAnswer> {
  const key = randomUUID();
  return system.region.peers[more.by ?? 'WMC'].send({
    method: 'POST',
    path: `/v1/holds/${holdId}/decision`,
    body,
    boundTo: key,
    idempotencyKey: key,
    evaluateAt: more.evaluateAt ?? planSentAt,
    ...(practitioner === null ? {} : { practitioner }),
  });
}

async function arrivedAfter(count: number): Promise<readonly ReceivedDelivery[]> {
  return (await system.region.peers.FPS.received()).slice(count);
}

async function countArrived(): Promise<number> {
  return (await system.region.peers.FPS.received()).length;
}

async function isKept(exchangeId: string): Promise<boolean> {
  const { rows } = await system.database.owner.query<{ kept: boolean }>(
    'select payload is not null as kept from exchange.exchanges where exchange_id = $1',
    [exchangeId],
  );
  return rows[0]?.kept === true;
}

interface Body {
  readonly envelope: {
    readonly supplementTo?: string;
    readonly correlationId: string;
    readonly messageId: string;
  };
  readonly segments: readonly { readonly segmentId: string }[];
  readonly withheld?: readonly object[];
}
const bodyOf = (delivery: ReceivedDelivery | undefined): Body => JSON.parse(delivery?.body ?? '{}') as Body;

const reasons = 'Needed for the support in class; Jackie’s wish was weighed.';

describe('what waits for the lead', () => {
  let sent: ExchangeAnswer;
  let plan: ReturnType<typeof plainPlan>;
  let hold: HoldAnswer;

  it('goes without the part that waits, and the message is kept for it', async () => {
    plan = plainPlan();
    const before = await countArrived();
    sent = await sendHeld(plan);
    expect(onlyRecipient(sent)).toMatchObject({ outcome: 'FORWARD_REDACTED', delivery: 'DELIVERED' });
    expect(toldOf(onlyRecipient(sent), 'plan-header')).toEqual(['HOLD', 'HOLD_LEAD_JUDGEMENT']);
    const [first] = await arrivedAfter(before);
    expect(bodyOf(first).segments.map(({ segmentId }) => segmentId)).not.toContain('plan-header');
    expect(await isKept(sent.exchangeId)).toBe(true);
  });

  it('is listed for the lead, due in five working days, with labels and no content', async () => {
    hold = await holdOf(sent);
    expect(hold).toMatchObject({
      state: 'OPEN',
      level: 'NAMED',
      judge: 'LEAD',
      segments: [{ segmentId: 'plan-header', categories: ['CIN'] }],
      due: '2028-01-14T17:00:00.000Z',
      to: { role: 'SENCO' },
    });
    expect(hold.reasons.map(({ code }) => code)).toEqual(['HOLD_LEAD_JUDGEMENT']);
    expect(JSON.stringify(hold)).not.toMatch(/Cormack|9990001014|attendance/);
  });

  it.each([
    ['a colleague of the lead', colleague],
    ['their manager, before it is handed up', manager],
    ['information governance, before it is handed up', officer],
  ])('is not there for %s', async (_, practitioner) => {
    expect((await list(practitioner)).map(({ holdId }) => holdId)).not.toContain(hold.holdId);
    expect((await look(`/v1/holds/${hold.holdId}`, practitioner, hold.holdId)).status).toBe(404);
    expect((await judge(hold, { release: ['plan-header'], reasons }, practitioner)).status).toBe(404);
  });

  it('is not there for another organisation, nor for a system alone', async () => {
    const elsewhere = { ...marnock };
    expect((await judge(hold, { release: ['plan-header'], reasons }, elsewhere, { by: 'FPS' })).status).toBe(
      404,
    );
    expect((await judge(hold, { release: ['plan-header'], reasons }, null)).status).toBe(403);
  });

  it.each([
    ['without reasons', { release: ['plan-header'] }],
    ['with a reason that says nothing', { release: ['plan-header'], reasons: ' – ' }],
    ['a part that does not wait', { release: ['row-attendance'], reasons }],
    ['both ways at once', { release: ['plan-header'], refuse: true, reasons }],
    ['neither way', { reasons }],
  ])('is not judged %s', async (_, body) => {
    expect(await judge(hold, body)).toMatchObject({ status: 422, body: { code: 'hold-decision-invalid' } });
    expect((await holdOf(sent)).state).toBe('OPEN');
  });

  it('goes as a supplement when the lead lets it go: the part, whom it is about, and the first correlation', async () => {
    const before = await countArrived();
    const said = { release: ['plan-header'], reasons };
    const answer = await judge(hold, said);
    expect(answer).toMatchObject({
      status: 200,
      body: { state: 'RELEASED', released: ['plan-header'], sent: ['plan-header'] },
    });
    const [supplement, ...more] = await arrivedAfter(before);
    expect(more).toEqual([]);
    const body = bodyOf(supplement);
    expect(body.segments.map(({ segmentId }) => segmentId)).toEqual(['plan-header']);
    expect(body.envelope).toMatchObject({ supplementTo: sent.exchangeId, correlationId: plan.correlationId });
    expect(body.withheld ?? []).toEqual([]);
    expect(supplement?.receipt).toBe('VERIFIED');
    expect(supplement?.body).not.toMatch(/row-attendance|mothers-health|PMH/);
    // Said again it does nothing more; other words come too late.
    expect((await judge(hold, said)).body).toEqual(answer.body);
    expect(await judge(hold, { refuse: true, reasons })).toMatchObject({
      status: 409,
      body: { code: 'hold-closed' },
    });
    expect(await arrivedAfter(before)).toHaveLength(1);
  });

  it('is told to its sender, with the exchange that brought it', async () => {
    const again = await look(`/v1/exchanges/${sent.exchangeId}`, colleague, sent.exchangeId);
    const { holds } = onlyRecipient(asExchange(again));
    expect(holds).toMatchObject([{ holdId: hold.holdId, state: 'RELEASED', segmentIds: ['plan-header'] }]);
    const supplement = holds?.[0]?.supplement ?? '';
    expect(await findKinds(system.rooms, supplement)).toEqual(
      expect.arrayContaining(['DECISION', 'OUTCOME']),
    );
  });

  it('leaves nothing of the message behind once it is judged', async () => {
    expect(await isKept(sent.exchangeId)).toBe(false);
  });

  it('stands in the ledger: opened, and released by whom and why', async () => {
    const held = (await findEntries(system.rooms, sent.exchangeId)).filter(({ kind }) => kind === 'HOLD');
    expect(held.map(({ parts }) => parts[0])).toMatchObject([
      { about: [jackie], content: { event: 'OPENED', holdId: hold.holdId } },
      {
        about: [jackie],
        content: { event: 'RELEASED', judgedBy: { staffId: 'sue.williams' }, judgement: { reasons } },
      },
    ]);
    expect(await system.rooms.ledger.verify()).toMatchObject({ verified: true });
  });
});

describe('a judgement that refuses', () => {
  it('sends nothing, tells the sender and removes the message', async () => {
    const sent = await sendHeld();
    const before = await countArrived();
    const hold = await holdOf(sent);
    expect(await judge(hold, { refuse: true, reasons })).toMatchObject({
      status: 200,
      body: { state: 'REFUSED', released: [], sent: [] },
    });
    expect(await arrivedAfter(before)).toEqual([]);
    expect(await isKept(sent.exchangeId)).toBe(false);
    const again = asExchange(await look(`/v1/exchanges/${sent.exchangeId}`, colleague, sent.exchangeId));
    expect(onlyRecipient(again).holds).toMatchObject([{ state: 'REFUSED' }]);
  });
});

describe('two who judge at once', () => {
  it('make one judgement', async () => {
    const sent = await sendHeld();
    const before = await countArrived();
    const hold = await holdOf(sent);
    const answers = await Promise.all([
      judge(hold, { release: ['plan-header'], reasons }),
      judge(hold, { refuse: true, reasons }),
      judge(hold, { release: ['plan-header'], reasons: `${reasons} Again.` }),
    ]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409]);
    const [row] = (await system.rooms.holds.findOfExchange(asId<'Exchange'>(sent.exchangeId))).map(
      ({ state, judgements }) => ({ state, count: judgements.length }),
    );
    expect(row?.count).toBe(1);
    expect(await arrivedAfter(before)).toHaveLength(row?.state === 'RELEASED' ? 1 : 0);
  });
});

describe('a choice that was made meanwhile', () => {
  it('counts: what may no longer go for want of an agreement stays, though the lead let it go', async () => {
    const sent = await sendHeld();
    const before = await countArrived();
    const hold = await holdOf(sent);
    // Long after the last day of the agreement between the council and the school.
    const late = { evaluateAt: '2030-06-03T09:00:00Z' };
    expect(await judge(hold, { release: ['plan-header'], reasons }, sue, late)).toMatchObject({
      status: 200,
      body: { state: 'REFUSED', sent: [] },
    });
    expect(await arrivedAfter(before)).toEqual([]);
  });
});

describe('what nobody judges', () => {
  const job = (name: string): ReturnType<typeof makeHoldJobs>[number] => {
    const found = makeHoldJobs(system.gateway.house).find((each) => each.name === name);
    if (found === undefined) throw new Error(`no job ${name}`);
    return found;
  };

  it('is handed up to the manager and to information governance, never released, and ends at last', async () => {
    const sent = await sendHeld();
    const before = await countArrived();
    const hold = await holdOf(sent);
    await job('holds-hand-up').run(new Date('2028-01-14T16:59:59Z'));
    expect((await holdOf(sent)).level).toBe('NAMED');
    await job('holds-hand-up').run(new Date('2028-01-14T17:00:00Z'));
    expect(await holdOf(sent, manager)).toMatchObject({ state: 'ESCALATED', level: 'MANAGER' });
    expect((await list(officer)).map(({ holdId }) => holdId)).not.toContain(hold.holdId);
    await job('holds-hand-up').run(new Date('2028-01-17T17:00:00Z'));
    expect(await holdOf(sent, officer)).toMatchObject({ level: 'GOVERNANCE' });
    expect(system.readLog()).toContain('hold-not-judged');
    expect(await arrivedAfter(before)).toEqual([]);
    expect(await isKept(sent.exchangeId)).toBe(true);
    await job('holds-end').run(new Date('2028-02-07T15:00:00Z'));
    const again = asExchange(await look(`/v1/exchanges/${sent.exchangeId}`, colleague, sent.exchangeId));
    expect(onlyRecipient(again).holds).toMatchObject([{ state: 'EXPIRED' }]);
    expect(await isKept(sent.exchangeId)).toBe(false);
    expect(await arrivedAfter(before)).toEqual([]);
    expect(await judge(hold, { release: ['plan-header'], reasons }, officer)).toMatchObject({ status: 409 });
  });

  it('may be judged by the manager once it has come to them', async () => {
    const sent = await sendHeld();
    const before = await countArrived();
    await job('holds-hand-up').run(new Date('2028-01-14T17:00:00Z'));
    const answer = await judge(await holdOf(sent, manager), { release: ['plan-header'], reasons }, manager);
    expect(answer).toMatchObject({ status: 200, body: { state: 'RELEASED' } });
    expect(await arrivedAfter(before)).toHaveLength(1);
  });
});
