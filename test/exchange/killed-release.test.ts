import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ExchangeAnswer, HoldAnswer, HoldListAnswer } from '../../src/exchange/index.ts';
import { asId } from '../../src/platform/index.ts';
import type { GatewayAnswer } from '../../src/region/partner-system.ts';
import type { ReceivedDelivery } from '../../src/region/peer-messages.ts';
import {
  asExchange,
  eventually,
  findKinds,
  freshPlan,
  planSentAt,
  push,
  sue,
  without,
} from '../support/exchanges.ts';
import { type TestRegion, openTestRegion } from '../support/gateway.ts';
import { type GatewayProcess, startGatewayProcess } from '../support/start-gateway-process.ts';

let system: TestRegion;
let gateway: GatewayProcess;
const colleague = { staffId: 'wmc.colleague', role: 'SW' } as const;

beforeAll(async () => {
  system = await openTestRegion();
  const { rooms, region } = system;
  const council = region.organisations.WMC;
  const known = await rooms.agreements.recordStaff(council, {
    staffId: colleague.staffId,
    roles: ['SW'],
    trainingValidTo: '2030-12-31',
    activeFrom: '2020-01-01',
  });
  if (!known.ok) throw new Error('the colleague was not entered');
  const match = await rooms.families.matchDataSubject({
    identifiers: [{ system: 'nhs-number', value: '9990001014' }],
    birthDate: '2017-05-14',
    familyName: 'Cormack',
    givenName: 'Jackie',
  });
  if (match.kind !== 'MATCH') throw new Error('Jackie is not known');
  await rooms.relationships.recordRelationship(
    match.person,
    {
      kind: 'LEAD',
      organisationId: council,
      staffId: asId<'Staff'>('sue.williams'),
      role: 'SW',
      basis: 'LEAD_PRACTITIONER',
      evidenceRef: 'allocation',
      from: '2026-01-01',
      to: null,
      recordedBy: { organisationId: council, staffId: asId<'Staff'>('sue.williams') },
    },
    'lead of Jackie',
    [],
  );
});

afterAll(async () => {
  await gateway.kill();
  await system.stop();
});

async function startAgain(haltAt?: string): Promise<void> {
  gateway = await startGatewayProcess({
    ...system.settings,
    ...(haltAt === undefined ? {} : { TEST_HALT_AT: haltAt, TEST_HALT_WITH: 'SIGKILL' }),
  });
}

async function holdOf({ exchangeId }: ExchangeAnswer): Promise<HoldAnswer> {
  const key = randomUUID();
  const { body } = await system.region.peers.WMC.send({
    method: 'GET',
    path: '/v1/holds',
    practitioner: sue,
    boundTo: key,
    idempotencyKey: key,
    evaluateAt: planSentAt,
  });
  const hold = (body as HoldListAnswer).holds.find((each) => each.exchangeId === exchangeId);
  if (hold === undefined) throw new Error('nothing waits');
  return hold;
}

function letGo({ holdId }: HoldAnswer): Promise<GatewayAnswer> {
  const key = randomUUID();
  return system.region.peers.WMC.send({
    method: 'POST',
    path: `/v1/holds/${holdId}/decision`,
    body: { release: ['plan-header'], reasons: 'Needed on Monday.' },
    practitioner: sue,
    boundTo: key,
    idempotencyKey: key,
    evaluateAt: planSentAt,
  });
}

async function supplementsOf({ exchangeId }: ExchangeAnswer): Promise<readonly ReceivedDelivery[]> {
  return (await system.region.peers.FPS.received()).filter(
    ({ body, headers }) => body.includes(exchangeId) && headers['assent-exchange-id'] !== exchangeId,
  );
}

describe('a gateway that is killed while a hold is released', () => {
  it.each([
    ['before it is written down', 'before exchange.record_supplement'],
    ['after it is written down', 'after exchange.record_supplement'],
    ['before it is sent', 'before dispatch'],
    ['after it was sent', 'after dispatch'],
  ])('%s: the part goes once, and the judgement is one', async (_when, haltAt) => {
    await startAgain();
    const plan = without(freshPlan(), 'leadDecision');
    const sent = asExchange(
      await system.region.peers.WMC.send(push(plan, colleague, { evaluateAt: planSentAt })),
    );
    const hold = await holdOf(sent);
    await gateway.kill();

    await startAgain(haltAt);
    const cutOff = await letGo(hold).then(
      () => 'answered',
      () => 'cut off',
    );
    expect(cutOff).toBe('cut off');
    await gateway.ended;
    if (haltAt === 'before exchange.record_supplement') expect(await supplementsOf(sent)).toEqual([]);

    await startAgain();
    // The lead, who never had an answer, says the same again and reads how it stands.
    const again = await letGo(hold);
    expect(again).toMatchObject({ status: 200, body: { state: 'RELEASED', released: ['plan-header'] } });
    const supplement = (again.body as HoldAnswer).supplement ?? '';
    await eventually(async () => {
      const { rows } = await system.database.owner.query<{ state: string }>(
        'select state from exchange.deliveries where exchange_id = $1',
        [supplement],
      );
      return rows.map(({ state }) => state).join() === 'DELIVERED' ? true : undefined;
    }, 'the supplement was delivered');
    const arrived = await supplementsOf(sent);
    expect(arrived.every(({ receipt }) => receipt === 'VERIFIED')).toBe(true);
    // Killed between the school's answer and its own note of it, it would bring the same delivery again and no other.
    expect(new Set(arrived.map(({ headers }) => headers['assent-delivery-id'])).size).toBe(1);
    expect(arrived.map(({ headers }) => headers['assent-exchange-id'])).toContain(supplement);
    // Hold, judgement and ledger say the same: one decision that let it go, and one outcome.
    const { rows } = await system.database.owner.query<{ count: string; state: string }>(
      `select count(*), min(h.state) as state from holds.judgements j join holds.holds h using (hold_id)
          where j.hold_id = $1`,
      [hold.holdId],
    );
    expect(rows).toEqual([{ count: '1', state: 'RELEASED' }]);
    const kinds = await findKinds(system.rooms, supplement);
    expect(kinds.filter((kind) => kind === 'DECISION')).toHaveLength(1);
    expect(kinds.filter((kind) => kind === 'OUTCOME')).toHaveLength(1);
    expect(await system.rooms.ledger.verify()).toMatchObject({ verified: true });
    await gateway.kill();
  });
});
