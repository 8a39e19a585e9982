import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { listRecurringJobs, retentionOf } from '../../src/compose/index.ts';
import type { JsonObject } from '../../src/platform/index.ts';
import type { PartnerRequest } from '../../src/region/partner-system.ts';
import type { Peer } from '../../src/region/start-peer.ts';
import {
  asExchange,
  contentOf,
  findEntries,
  freshPlan,
  freshReferral,
  planSentAt,
  push,
  referralSentAt,
  schoolLead,
  sue,
  without,
} from '../support/exchanges.ts';
import { type TestGateway, startTestGateway } from '../support/gateway.ts';

let system: TestGateway;
let council: Peer;
let school: Peer;
const at = { evaluateAt: planSentAt };
const nobody = { organisation: { system: 'ods', value: 'Z9Z9ZZZ' }, role: 'SENCO' } as const;

beforeAll(async () => {
  system = await startTestGateway();
  ({ WMC: council, FPS: school } = system.region.peers);
});
afterAll(() => system.stop());

async function sendRefused(peer: Peer, request: PartnerRequest): Promise<string> {
  const { status, body } = await peer.send(request);
  expect(status).toBeGreaterThanOrEqual(400);
  return (body as { exchangeId: string }).exchangeId;
}

/** What the ledger says of a refused exchange. */
async function readNoted(exchangeId: string): Promise<readonly JsonObject[]> {
  const entries = await findEntries(system.rooms, exchangeId);
  return entries.map((entry) => contentOf(entry, 'assent.refusal/1'));
}

async function readRefusals(): Promise<readonly JsonObject[]> {
  const found = await system.rooms.ledger.findEntries({ outcome: 'REFUSED', limit: 1000 });
  const opened = await Promise.all(found.map(({ index }) => system.rooms.ledger.findEntryAt(index)));
  return opened.flatMap((entry) =>
    (entry?.parts ?? []).flatMap((part) => (part.erased ? [] : [part.content])),
  );
}

describe('a message that is refused before anything is decided', () => {
  it('is in the ledger: by whom, for which problem and rules, and its id', async () => {
    const plan = freshPlan({ recipients: [nobody] });
    const exchangeId = await sendRefused(council, push(plan, sue, at));
    const sender = await system.rooms.agreements.findSystemByClientId('wmc-case-management');
    expect(await readNoted(exchangeId)).toEqual([
      {
        schema: 'assent.refusal/1',
        outcome: 'REFUSED',
        problem: 'recipient-unknown',
        rules: ['recipient-is-registered'],
        messageId: plan.messageId,
        looksUrgent: false,
        organisationId: sender?.organisationId,
        systemId: sender?.systemId,
      },
    ]);
  });

  it.each<[string, () => PartnerRequest]>([
    [
      'somebody else’s record',
      () => push(freshPlan({ source: { organisation: { system: 'urn', value: '999001' } } }), sue, at),
    ],
    [
      'a number that is none',
      () => {
        const plan = freshPlan();
        const subject = {
          ...plan.subject,
          identifiers: [{ system: 'nhs-number', value: '9990000019' } as const],
        };
        return push({ ...plan, subject }, sue, at);
      },
    ],
    ['an assertion for another message', () => push(freshPlan(), sue, { ...at, boundTo: randomUUID() })],
  ])('tells of %s', async (_name, request) => {
    const exchangeId = await sendRefused(council, request());
    const [noted, ...more] = await readNoted(exchangeId);
    expect(more).toEqual([]);
    expect(noted).toMatchObject({ outcome: 'REFUSED', systemId: expect.any(String) });
  });

  it('says nothing of what it held, and no id that is none', async () => {
    const secret = `canary-${randomUUID()}`;
    const wrong = { ...freshReferral(), messageId: secret, [secret]: secret };
    const exchangeId = await sendRefused(
      school,
      push(wrong, schoolLead, { evaluateAt: referralSentAt, boundTo: randomUUID() }),
    );
    const [noted] = await readNoted(exchangeId);
    expect(noted).toMatchObject({
      problem: 'message-invalid',
      messageId: null,
      systemId: null,
      looksUrgent: true,
    });
    expect(JSON.stringify(noted)).not.toContain(secret);
  });

  it('is one decision and no refusal where it was decided', async () => {
    const sent = asExchange(await council.send(push(freshPlan(), sue, at)));
    expect((await findEntries(system.rooms, sent.exchangeId)).map(({ kind }) => kind)).toEqual([
      'DECISION',
      'OUTCOME',
      'NOTICE',
    ]);
    const unattested = push(without(freshReferral(), 'dutyAttestation'), schoolLead, {
      evaluateAt: referralSentAt,
    });
    const exchangeId = await sendRefused(school, unattested);
    expect((await findEntries(system.rooms, exchangeId)).map(({ kind }) => kind)).toEqual(['DECISION']);
  });

  it('is not noted where only advice was asked for', async () => {
    const asked = push(freshPlan({ recipients: [nobody] }), sue, { ...at, path: '/v1/decisions' });
    expect(await readNoted(await sendRefused(council, asked))).toEqual([]);
  });
});

describe('a flood of messages that are refused', () => {
  it('fills the ledger up to a bound, and the rest is one entry when the hour is over', async () => {
    const { WGH: hospital } = system.region.peers;
    const sender = await system.rooms.agreements.findSystemByClientId('wgh-patient-records');
    const ownRefusals = async (): Promise<readonly JsonObject[]> =>
      (await readRefusals()).filter(({ systemId }) => systemId === sender?.systemId);
    // More than two hours hold, should one end meanwhile.
    for (let sent = 0; sent < 45; sent += 1) {
      await sendRefused(hospital, push(freshPlan({ recipients: [nobody] }), undefined, at));
    }
    const { rows: hours } = await system.database.owner.query<{
      noted: number;
      surplus: Record<string, number>;
    }>('select noted, surplus from exchange.refusals where system_id = $1', [sender?.systemId]);
    const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
    const noted = sum(hours.map((hour) => hour.noted));
    const surplus = sum(hours.flatMap((hour) => Object.values(hour.surplus)));
    expect(Math.max(...hours.map((hour) => hour.noted))).toBe(20);
    expect(noted + surplus).toBe(45);
    expect(await ownRefusals()).toHaveLength(noted);
    // Others have a bound of their own.
    const exchangeId = await sendRefused(council, push(freshPlan({ recipients: [nobody] }), sue, at));
    expect(await readNoted(exchangeId)).toHaveLength(1);

    const later = new Date(Date.now() + 2 * 3_600_000);
    const retention = retentionOf(system.config, system.rooms);
    const job = listRecurringJobs(system.rooms, system.gateway.house, retention).find(
      ({ name }) => name === 'refusals-sum-up',
    );
    if (job === undefined) throw new Error('nobody sums refusals up');
    await Promise.all([job.run(later), job.run(later)]);
    const summed = (await ownRefusals()).filter(({ schema }) => schema === 'assent.refusals/1');
    expect(summed).toHaveLength(hours.filter((hour) => Object.keys(hour.surplus).length > 0).length);
    expect(sum(summed.map(({ count }) => Number(count)))).toBe(surplus);
    expect(await ownRefusals()).toHaveLength(noted + summed.length);
    await job.run(new Date(Date.now() + 27 * 3_600_000));
    expect((await system.database.owner.query('select 1 from exchange.refusals')).rows).toEqual([]);
    expect(await system.rooms.ledger.verify()).toMatchObject({ verified: true });
  });
});
