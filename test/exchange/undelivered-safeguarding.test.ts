import { randomUUID } from 'node:crypto';
import { type Server, type Socket, createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SegmentedMessage } from '../../src/records/index.ts';
import type { ActingPractitioner, GatewayAnswer } from '../../src/region/partner-system.ts';
import { people } from '../../src/region/westmarch.ts';
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
import { type TestGateway, findFreePort, readFigure, startTestGateway } from '../support/gateway.ts';
import { askAs } from '../support/protections.ts';
import { quickTiming } from '../support/quick-timing.ts';
import { nameSubject } from '../support/scenario-words.ts';

let system: TestGateway;
let hanging: Server;
let port: number;
const taken = new Set<Socket>();

beforeAll(async () => {
  system = await startTestGateway(
    { ASSENT_URGENT_DEADLINE_SECONDS: '2', ASSENT_DEADLINE_SECONDS: '3' },
    quickTiming,
  );
  port = await findFreePort();
  hanging = createServer((socket) => {
    taken.add(socket);
    socket.once('close', () => taken.delete(socket)).once('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => hanging.listen(port, '127.0.0.1', resolve));
});

afterAll(async () => {
  for (const socket of taken) socket.destroy();
  hanging.close();
  await system.stop();
});

const pages = (why: string): Promise<number> => readFigure(system, 'assent_on_call_pages_total', { why });

/** How often each page rang while something was done. */
async function ringing(work: () => Promise<unknown>): Promise<readonly number[]> {
  const kinds = ['safeguarding-refused', 'safeguarding-not-delivered', 'safeguarding-never-arrived'];
  const before = await Promise.all(kinds.map(pages));
  await work();
  const after = await Promise.all(kinds.map(pages));
  return after.map((count, place) => count - (before[place] ?? 0));
}

async function readState(exchangeId: string): Promise<string | undefined> {
  const { rows } = await system.database.owner.query<{ state: string }>(
    'select state from exchange.deliveries where exchange_id = $1',
    [exchangeId],
  );
  return rows[0]?.state;
}

async function sendReferral(
  more: Partial<SegmentedMessage> = {},
): ReturnType<typeof system.region.peers.FPS.send> {
  return system.region.peers.FPS.send(push(freshReferral(more), schoolLead, { evaluateAt: referralSentAt }));
}

const charity = {
  recipients: [{ organisation: { system: 'ods', value: 'Z9Z9G' }, role: 'VCSE_WORKER' }],
} as const;

describe('the on-call contact', () => {
  it('is raised when urgent safeguarding is refused by a rule', async () => {
    const rung = await ringing(async () => {
      const told = onlyRecipient(asExchange(await sendReferral(charity)));
      expect(told).toMatchObject({ outcome: 'DENY', delivery: 'NOT_DELIVERED_PHONE' });
    });
    expect(rung).toEqual([1, 0, 0]);
  });

  it('is left alone when the same is routine, is only asked about, or is refused to a plan', async () => {
    const rung = await ringing(async () => {
      expect(onlyRecipient(asExchange(await sendReferral({ ...charity, urgency: 'ROUTINE' }))).outcome).toBe(
        'DENY',
      );
      const asked = push(freshReferral(charity), schoolLead, {
        evaluateAt: referralSentAt,
        path: '/v1/decisions',
      });
      expect(onlyRecipient(asExchange(await system.region.peers.FPS.send(asked))).outcome).toBe('DENY');
      const plan = push(freshPlan(charity), sue, { evaluateAt: planSentAt });
      expect(onlyRecipient(asExchange(await system.region.peers.WMC.send(plan))).outcome).toBe('DENY');
    });
    expect(rung).toEqual([0, 0, 0]);
  });

  it('is raised when the recipient does not take it, and again when it has never arrived', async () => {
    const { WMC } = system.region.peers;
    await WMC.answerWith(503);
    let exchangeId = '';
    const first = await ringing(async () => {
      const sent = asExchange(await sendReferral());
      ({ exchangeId } = sent);
      expect(onlyRecipient(sent)).toMatchObject({ outcome: 'FORWARD', delivery: 'NOT_DELIVERED_PHONE' });
    });
    expect(first).toEqual([0, 1, 0]);
    const ended = await ringing(async () => {
      await system.database.owner.query(
        'update exchange.deliveries set expires_at = now() where exchange_id = $1',
        [exchangeId],
      );
      await eventually(
        async () => ((await readState(exchangeId)) === 'EXPIRED' ? true : undefined),
        'the delivery has expired',
      );
      await eventually(
        async () => ((await pages('safeguarding-never-arrived')) > 0 ? true : undefined),
        'the page has rung',
      );
    });
    await WMC.answerWith(200);
    expect(ended).toEqual([0, 0, 1]);
  });

  it('is left alone by a plan that never arrives', async () => {
    const { WMC, FPS } = system.region.peers;
    await FPS.answerWith(422);
    const rung = await ringing(async () => {
      const sent = asExchange(await WMC.send(push(freshPlan(), sue, { evaluateAt: planSentAt })));
      expect(onlyRecipient(sent).delivery).toBe('NOT_SENT');
    });
    await FPS.answerWith(200);
    expect(rung).toEqual([0, 0, 0]);
  });
});

describe('a recipient that takes the connection and never answers', () => {
  beforeAll(async () => {
    const council = await system.rooms.agreements.findSystemByClientId('wmc-case-management');
    const school = await system.rooms.agreements.findSystemByClientId('fps-school-records');
    for (const found of [council, school]) {
      if (found === undefined) throw new Error('a system of the region is gone');
      const moved = await system.rooms.agreements.changeEndpoint(found.systemId, {
        url: `https://localhost:${port}/`,
      });
      expect(moved.ok).toBe(true);
    }
  });

  it('does not hold the answer to an urgent sender, who is told to phone while it still hangs', async () => {
    const rung = await ringing(async () => {
      const sent = asExchange(await sendReferral());
      expect(onlyRecipient(sent)).toMatchObject({
        outcome: 'FORWARD',
        delivery: 'NOT_DELIVERED_PHONE',
        phone: '01632 960 001',
      });
      expect(taken.size).toBeGreaterThan(0);
      expect(await readState(sent.exchangeId)).toBe('DISPATCHED');
    });
    expect(rung).toEqual([0, 1, 0]);
  });

  it('does not hold the answer to anybody else, who is told that it waits', async () => {
    const sent = asExchange(
      await system.region.peers.WMC.send(push(freshPlan(), sue, { evaluateAt: planSentAt })),
    );
    expect(onlyRecipient(sent)).toMatchObject({ outcome: 'FORWARD_REDACTED', delivery: 'QUEUED' });
    expect(await readState(sent.exchangeId)).toBe('DISPATCHED');
  });
});

describe('a record that somebody needs to keep a child safe now', () => {
  const openIt = (
    as: ActingPractitioner | undefined,
    about = nameSubject(people.nia),
  ): Promise<GatewayAnswer> =>
    askAs(
      system,
      'FPS',
      as,
      '/v1/emergency-access',
      { dataSubject: about, reason: 'She does not wake up.', from: [{ system: 'ods', value: 'Z9Z9A' }] },
      { evaluateAt: referralSentAt },
    );

  it('raises the on-call contact where an emergency access is refused, known child or not', async () => {
    const unknown = {
      ...nameSubject(people.nia),
      identifiers: [{ system: 'nhs-number', value: '9990009007' }],
    };
    for (const about of [nameSubject(people.nia), unknown as ReturnType<typeof nameSubject>]) {
      const rung = await ringing(async () => {
        const { status, body } = await openIt(schoolLead, about);
        expect([status, body]).toMatchObject([403, { code: 'emergency-refused', phone: expect.anything() }]);
      });
      expect(rung).toEqual([1, 0, 0]);
    }
  });

  it('leaves it alone where nobody is named, who could be anybody', async () => {
    const rung = await ringing(async () => {
      const { status, body } = await openIt(undefined);
      expect([status, body]).toMatchObject([403, { phone: expect.anything() }]);
    });
    expect(rung).toEqual([0, 0, 0]);
  });

  const ask = (more: object): Promise<GatewayAnswer> => {
    const requestId = randomUUID();
    return system.region.peers.FPS.send({
      method: 'POST',
      path: '/v1/requests',
      body: {
        requestId,
        type: 'FHIR',
        resourceTypes: ['Condition'],
        source: { organisation: { system: 'ods', value: 'Z9Z9C' } },
        reader: { role: 'DSL' },
        urgency: 'URGENT',
        purposeCode: 'P09',
        legalPower: ['CA2004_S16LA'],
        subject: nameSubject(people.leo),
        ...more,
      },
      practitioner: schoolLead,
      boundTo: requestId,
      evaluateAt: referralSentAt,
    });
  };

  it('raises it where an urgent pull is barred, and says whom to phone with the reason', async () => {
    const rung = await ringing(async () => {
      const { status, body } = await ask({});
      expect([status, body]).toMatchObject([
        403,
        {
          detail: expect.stringMatching(/^Nothing was given. Phone the duty number now./),
          phone: expect.anything(),
        },
      ]);
    });
    expect(rung).toEqual([1, 0, 0]);
  });

  it('leaves it alone where the same is routine', async () => {
    const rung = await ringing(async () => {
      const routine = await ask({ urgency: 'ROUTINE' });
      expect(routine.status).toBe(403);
      expect(JSON.stringify(routine.body)).not.toContain('Phone the duty number now');
    });
    expect(rung).toEqual([0, 0, 0]);
  });
});
