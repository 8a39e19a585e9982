import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { AccessDecision, AccessDecisions, ExchangeAnswer } from '../../src/exchange/index.ts';
import { categoryCodes, purposeCodes } from '../../src/vocabulary/index.ts';
import { planSentAt } from '../support/exchanges.ts';
import { type TestGateway, readPublic, startTestGateway } from '../support/gateway.ts';
import { type RawAnswer, type RawPartner, openRawPartner } from '../support/raw-partner.ts';

let gateway: TestGateway;
let council: RawPartner;

beforeAll(async () => {
  gateway = await startTestGateway();
  council = await openRawPartner(gateway, 'WMC');
});

afterAll(async () => {
  await council.close();
  await gateway.stop();
});

const jackie = {
  identifiers: [{ system: 'nhs-number', value: '999 000 1014' }],
  demographics: { name: { family: 'Cormack', given: ['Jackie'] }, birthDate: '2017-05-14' },
};
const senco = { type: 'organisation', id: 'urn:999001', properties: { role: 'SENCO' } };
const charity = { type: 'organisation', id: 'ods:Z9Z9H', properties: { role: 'VCSE_WORKER' } };
const context = { source: { organisation: { system: 'ods', value: 'Z9Z9A' }, department: 'CSC' } };
const share = { name: 'share', properties: { purposeCode: 'P07' } };

function resourceOf(categories: readonly string[], id: string = randomUUID()): object {
  const segments = categories.map((category) => ({
    segmentId: randomUUID(),
    categoryCodes: [category],
    level: 'N',
    linkedToNeed: true,
  }));
  return { type: 'M09', id, properties: { subject: jackie, segments } };
}

function ask(path: string, body: object, headers: Record<string, string> = {}): Promise<RawAnswer> {
  return council.ask({
    method: 'POST',
    path,
    headers: { 'content-type': 'application/json', 'assent-evaluate-at': planSentAt, ...headers },
    body: JSON.stringify(body),
  });
}

async function evaluate(body: object, headers: Record<string, string> = {}): Promise<AccessDecision> {
  const answer = await ask('/access/v1/evaluation', body, headers);
  expect({ status: answer.status, body: answer.json }).toMatchObject({ status: 200 });
  return answer.json as AccessDecision;
}

describe('access evaluations of OpenID AuthZEN', () => {
  it('says true where all of it would go, and false where a part would stay', async () => {
    const attendance = { subject: senco, action: share, context };
    expect(await evaluate({ ...attendance, resource: resourceOf(['ATT']) })).toMatchObject({
      decision: true,
      context: { outcome: 'FORWARD' },
    });
    expect(await evaluate({ ...attendance, resource: resourceOf(['ATT', 'PMH']) })).toMatchObject({
      decision: false,
      context: { outcome: 'FORWARD_REDACTED' },
    });
  });

  it('says false to a reader without an agreement, with the reason', async () => {
    const answer = await evaluate({
      subject: charity,
      action: share,
      context,
      resource: resourceOf(['ATT']),
    });
    expect(answer).toMatchObject({ decision: false, context: { reasons: [{ code: 'DENY_NO_DSA' }] } });
  });

  it('answers as /v1/decisions answers the same question', async () => {
    const question = fc.record({
      purposeCode: fc.constantFrom(...purposeCodes),
      categories: fc.uniqueArray(fc.constantFrom(...categoryCodes), { minLength: 1, maxLength: 4 }),
      subject: fc.constantFrom(senco, charity),
    });
    await fc.assert(
      fc.asyncProperty(question, async ({ purposeCode, categories, subject }) => {
        const evaluation = {
          subject,
          action: { name: 'share', properties: { purposeCode } },
          context,
          resource: resourceOf(categories),
        };
        const [system, value] = subject.id.split(':');
        const { segments } = (evaluation.resource as { properties: { segments: object[] } }).properties;
        const asked = await ask('/v1/decisions', {
          form: 'question',
          type: 'M09',
          messageId: randomUUID(),
          ...context,
          recipients: [{ organisation: { system, value }, role: subject.properties.role }],
          urgency: 'ROUTINE',
          purposeCode,
          subject: jackie,
          segments,
        });
        const answer = await evaluate(evaluation);
        if (asked.status !== 200) {
          const { code } = asked.json as { code: string };
          expect(answer).toMatchObject({ decision: false, context: { error: { code } } });
          return;
        }
        const [recipient] = (asked.json as ExchangeAnswer).recipients;
        expect(answer.decision).toBe(recipient?.outcome === 'FORWARD');
        expect(answer.context).toMatchObject({
          outcome: recipient?.outcome,
          reasons: recipient?.reasons,
          segments: recipient?.segments,
        });
      }),
      { numRuns: 40, endOnFailure: true },
    );
  });

  it('fills defaults in, keeps the order, and stops where the asker wants it', async () => {
    const evaluations = [
      { subject: senco },
      { subject: charity },
      { subject: senco, resource: resourceOf(['PMH']) },
    ];
    const all = { action: share, context, resource: resourceOf(['ATT']), evaluations };
    const decide = async (more: object): Promise<readonly boolean[]> => {
      const answer = await ask('/access/v1/evaluations', { ...all, ...more });
      return (answer.json as AccessDecisions).evaluations.map(({ decision }) => decision);
    };
    expect(await decide({})).toEqual([true, false, false]);
    expect(await decide({ options: { evaluations_semantic: 'deny_on_first_deny' } })).toEqual([true, false]);
    expect(await decide({ options: { evaluations_semantic: 'permit_on_first_permit' } })).toEqual([true]);
  });

  it('is one evaluation where there is no list', async () => {
    const answer = await ask('/access/v1/evaluations', {
      subject: senco,
      action: share,
      context,
      resource: resourceOf(['ATT']),
    });
    expect(answer.json).toMatchObject({ decision: true });
  });

  it('tells in its place what is wrong with one of several', async () => {
    const answer = await ask('/access/v1/evaluations', {
      action: share,
      context,
      resource: resourceOf(['ATT']),
      evaluations: [{ subject: { ...senco, properties: {} } }, { subject: senco }],
    });
    expect(answer.json).toMatchObject({
      evaluations: [
        {
          decision: false,
          context: {
            error: {
              status: 400,
              code: 'evaluation-invalid',
              errors: [{ pointer: '/evaluations/0/subject/properties/role', rule: 'missing' }],
            },
          },
        },
        { decision: true },
      ],
    });
  });

  it.each([
    [
      'an action that is not to share',
      { action: { name: 'read', properties: { purposeCode: 'P07' } } },
      '/action/name',
    ],
    [
      'an unknown purpose',
      { action: { name: 'share', properties: { purposeCode: 'P99' } } },
      '/action/properties/purposeCode',
    ],
    ['no subject', { subject: undefined }, '/subject'],
    ['a subject without a register', { subject: { ...senco, id: '999001' } }, '/subject/id'],
    [
      'an unknown category',
      { resource: resourceOf(['XXX']) },
      '/resource/properties/segments/0/categoryCodes/0',
    ],
    [
      'a condition that nobody knows',
      { context: { ...context, onlyOnMondays: true } },
      '/context/onlyOnMondays',
    ],
    ['a purpose said twice', { context: { ...context, purposeCode: 'P08' } }, '/context/purposeCode'],
    ['a member at the top that nobody knows', { more: 1 }, ''],
  ])('refuses %s and names the place', async (_what, change, pointer) => {
    const body = { subject: senco, action: share, context, resource: resourceOf(['ATT']), ...change };
    const answer = await ask('/access/v1/evaluation', body);
    expect(answer.status).toBe(400);
    expect(answer.json).toMatchObject({ code: 'evaluation-invalid', errors: [{ pointer }] });
  });

  it('decides at the instant that the context names, before any header', async () => {
    const body = {
      subject: senco,
      action: share,
      resource: resourceOf(['PHY']),
      context: { ...context, time: '2031-01-01T00:00:00Z' },
    };
    const then = await evaluate(body);
    const now = await evaluate({ ...body, context });
    expect([then.decision, now.decision]).toEqual([false, expect.any(Boolean)]);
    expect(then.context).toMatchObject({ reasons: [{ code: 'DENY_NO_DSA' }] });
  });

  it('refuses an asker without a token in HTTP’s own way, and gives the request id back', async () => {
    const body = { subject: senco, action: share, context, resource: resourceOf(['ATT']) };
    const refused = await council.ask({
      method: 'POST',
      path: '/access/v1/evaluation',
      headers: { 'content-type': 'application/json', authorization: null, 'x-request-id': 'abc-1' },
      body: JSON.stringify(body),
    });
    expect(refused.status).toBe(401);
    expect(refused.headers['x-request-id']).toBe('abc-1');
  });

  it('says where it answers', async () => {
    const { publicUrl } = gateway.config;
    const metadata = JSON.parse(
      (await readPublic(gateway, '/.well-known/authzen-configuration')).text,
    ) as object;
    const { origin } = new URL(publicUrl);
    expect(metadata).toEqual({
      policy_decision_point: origin,
      access_evaluation_endpoint: `${origin}/access/v1/evaluation`,
      access_evaluations_endpoint: `${origin}/access/v1/evaluations`,
    });
  });
});
