import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ExchangeAnswer } from '../../src/exchange/index.ts';
import { buildJackiePlan } from '../../src/records/index.ts';
import type { ReceivedDelivery } from '../../src/region/peer-messages.ts';
import { type TestGateway, startTestGateway } from '../support/gateway.ts';

let system: TestGateway;
let answer: ExchangeAnswer;
let delivery: ReceivedDelivery;

beforeAll(async () => {
  system = await startTestGateway();
  const plan = buildJackiePlan({ messageId: randomUUID(), correlationId: randomUUID() });
  const sent = await system.region.peers.WMC.send({
    method: 'POST',
    path: '/v1/messages',
    body: plan,
    boundTo: plan.messageId,
    practitioner: { staffId: 'sue.williams', role: 'SW', leadPractitioner: true },
    evaluateAt: '2028-01-07T15:00:00Z',
  });
  expect(sent.status).toBe(200);
  answer = sent.body as ExchangeAnswer;
  const [first] = await system.region.peers.FPS.received();
  if (first === undefined) throw new Error('nothing was delivered');
  delivery = first;
}, 60_000);

afterAll(async () => {
  await system.stop();
});

describe('AC1: Jackie’s plan reaches school, without her mother’s diagnosis', () => {
  it('goes redacted and arrives with a receipt that its recipient verified offline', () => {
    expect(answer.recipients[0]?.outcome).toBe('FORWARD_REDACTED');
    expect(delivery.receipt).toBe('VERIFIED');
  });
});
