import { request as openRequest } from 'node:https';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  asExchange,
  eventually,
  freshPlan,
  freshReferral,
  onlyRecipient,
  planSentAt,
  push,
  referralSentAt,
  schoolLead,
  sue,
} from '../support/exchanges.ts';
import { type TestGateway, readPublic, startTestGateway } from '../support/gateway.ts';
import type { Admission } from '../../src/exchange/admission.ts';

let system: TestGateway;
let admission: Admission;
const atOnce = 4;

beforeAll(async () => {
  system = await startTestGateway({ ASSENT_REQUESTS_AT_ONCE: String(atOnce), ASSENT_DRAIN_SECONDS: '3' });
  ({ admission } = system.gateway.house);
});

afterAll(() => system.stop());

/** Takes every place, as requests do that take long. */
function fillUp(): () => void {
  const leaving = Array.from({ length: atOnce }, () => admission.enter(false));
  expect(leaving).not.toContain(null);
  return () => {
    for (const leave of leaving) leave?.();
  };
}

describe('a gateway that has as much to do as it can', () => {
  it('sheds what is routine at once, with a time to try again, and takes it when there is room', async () => {
    const { WMC } = system.region.peers;
    const plan = freshPlan();
    const send = push(plan, sue, { evaluateAt: planSentAt });
    // A token is fetched first, so that only the answer is measured.
    await WMC.send({ method: 'GET', path: '/v1/mailbox' });
    const empty = fillUp();
    const began = performance.now();
    const shed = await WMC.send(send);
    const took = performance.now() - began;
    expect(shed).toMatchObject({ status: 503, body: { code: 'overloaded' } });
    expect(shed.headers['retry-after']).toBe('2');
    expect(took).toBeLessThan(1_000);
    expect((await WMC.send({ method: 'GET', path: '/v1/mailbox' })).status).toBe(503);
    empty();
    expect(onlyRecipient(asExchange(await WMC.send(send))).outcome).toBe('FORWARD_REDACTED');
  });

  it('lets urgent safeguarding through, and what takes a choice back', async () => {
    const { FPS, WMC } = system.region.peers;
    const empty = fillUp();
    const urgent = await FPS.send(push(freshReferral(), schoolLead, { evaluateAt: referralSentAt }));
    expect(onlyRecipient(asExchange(urgent)).delivery).toBe('DELIVERED');
    const withdrawal = await WMC.send({
      method: 'POST',
      path: '/v1/consents/00000000-0000-4000-8000-000000000000/withdrawal',
      body: { withdrawnBy: { relation: 'PR_HOLDER' }, channel: 'phone', notifyPrior: false },
      practitioner: sue,
      idempotencyKey: 'withdrawal-in-a-crowd',
    });
    expect(withdrawal.status).toBe(404);
    empty();
  });

  it('has its places back after each request, whatever came of it', async () => {
    const { WMC } = system.region.peers;
    for (let round = 0; round < 2 * atOnce; round += 1) {
      expect((await WMC.send({ method: 'GET', path: '/v1/mailbox' })).status).toBe(200);
      await WMC.send(push(freshPlan({ purposeCode: 'P01' }), undefined));
    }
    fillUp()();
  });
});

// The last: it ends the gateway.
describe('a gateway that is told to end', () => {
  it('says that it is not ready, answers what still comes, and then closes its door', async () => {
    const { publicUrl } = system.config;
    expect((await readPublic(system, '/readyz')).status).toBe(200);
    const closing = system.gateway.close();
    await eventually(
      async () => ((await readPublic(system, '/readyz')).status === 503 ? true : undefined),
      'it is not ready any more',
      2_500,
    );
    const sent = await system.region.peers.WMC.send(push(freshPlan(), sue, { evaluateAt: planSentAt }));
    expect([200, 202]).toContain(sent.status);
    expect(sent.headers['connection']).toBe('close');
    await closing;
    const ca = await readFile(system.region.prepared.authorityFile, 'utf8');
    const refused = await new Promise<string>((resolve) => {
      openRequest(`${publicUrl}/healthz`, { ca }, () => {
        resolve('answered');
      })
        .on('error', (fault: NodeJS.ErrnoException) => {
          resolve(fault.code ?? '');
        })
        .end();
    });
    expect(refused).toBe('ECONNREFUSED');
  });
});
