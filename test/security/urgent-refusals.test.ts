import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { JsonObject, JsonValue } from '../../src/platform/index.ts';
import type { ProblemCode } from '../../src/vocabulary/index.ts';
import { type TestGateway, startTestGateway } from '../support/gateway.ts';
import { type RawAnswer, type RawPartner, openRawPartner } from '../support/raw-partner.ts';
import { type Change, sendReferral } from '../support/send-plan.ts';

let system: TestGateway;
let school: RawPartner;

beforeAll(async () => {
  system = await startTestGateway();
  school = await openRawPartner(system, 'FPS');
});

afterAll(async () => {
  await school.close();
  await system.stop();
});

const changed =
  (members: Readonly<Record<string, JsonValue>>) =>
  (message: JsonObject): JsonObject => ({ ...message, ...members });
const without = (name: string) => (message: JsonObject) =>
  Object.fromEntries(Object.entries(message).filter(([key]) => key !== name));
const of = (answer: RawAnswer): unknown => answer.json;

/** Everything for which a referral may be refused before it is decided. */
const refusals: readonly (readonly [name: string, change: Change, code: ProblemCode])[] = [
  [
    'a recipient that nobody registered',
    {
      message: changed({
        recipients: [
          { organisation: { system: 'ods', value: 'Q1Q1Q' }, department: 'MASH', role: 'MASH_OFFICER' },
        ],
      }),
    },
    'recipient-unknown',
  ],
  ['one member too many', { message: changed({ extra: 1 }) }, 'message-invalid'],
  ['no segments', { message: without('segments') }, 'message-invalid'],
  ['a type in small letters', { message: changed({ type: 'm07' }) }, 'message-invalid'],
  ['no type, by its purpose', { message: without('type') }, 'message-invalid'],
  ['no urgency at all', { message: without('urgency') }, 'message-invalid'],
  ['an urgency of its own', { message: changed({ urgency: 'VERY URGENT' }) }, 'message-invalid'],
  [
    'the source of somebody else',
    { message: changed({ source: { organisation: { system: 'urn', value: '999002' } } }) },
    'source-mismatch',
  ],
  [
    'an attestor other than the practitioner',
    {
      message: (message) => ({
        ...message,
        dutyAttestation: { ...(message['dutyAttestation'] as JsonObject), attestor: 'somebody.else' },
      }),
    },
    'practitioner-required',
  ],
  ['no word for the practitioner', { headers: { 'assent-user-assertion': null } }, 'practitioner-required'],
  ['an assertion that is none', { headers: { 'assent-user-assertion': 'a.b.c' } }, 'assertion-refused'],
  ['no token', { headers: { authorization: null } }, 'not-authenticated'],
  ['no attestation', { message: without('dutyAttestation') }, 'attestation-missing'],
];

/** Everything for which a body may be refused before anybody has read it. */
const unread: readonly (readonly [name: string, change: Change, code: ProblemCode])[] = [
  ['half a message', { body: (text) => text.slice(0, -10) }, 'json-syntax'],
  ['a member twice', { body: (text) => text.replace('{', '{"type":"M07",') }, 'json-duplicate-key'],
  ['more than is allowed', { body: () => `{"x":"${'a'.repeat(5_000_000)}"}` }, 'too-large'],
  ['another form', { headers: { 'content-type': 'application/xml' } }, 'media-type'],
  ['a header of another form', { headers: { 'idempotency-key': 'short' } }, 'header-invalid'],
  ['a query', { path: '/v1/messages?x=1' }, 'request-malformed'],
];

describe('an urgent referral that is refused, for whatever reason', () => {
  it.each(refusals)('is told to phone at once: %s', async (_name, change, code) => {
    const answer = await sendReferral(school, change);
    expect(of(answer)).toMatchObject({
      code,
      detail: expect.stringMatching(/^Not delivered: phone the duty number now\./),
      phone: expect.stringMatching(/^\d/),
    });
  });

  it('and one that is not urgent is not', async () => {
    for (const [, change, code] of refusals.slice(0, 2)) {
      const answer = await sendReferral(school, {
        ...change,
        message: (message) => change.message?.({ ...message, urgency: 'ROUTINE' }),
      });
      expect(of(answer)).toMatchObject({ code });
      expect(of(answer)).not.toHaveProperty('phone');
    }
  });

  it('and one that only asks has lost nothing', async () => {
    const answer = await sendReferral(school, { path: '/v1/decisions', message: changed({ extra: 1 }) });
    expect(of(answer)).toMatchObject({ code: 'message-invalid' });
    expect(of(answer)).not.toHaveProperty('phone');
  });
});

describe('a message that is refused before it was read', () => {
  it.each(unread)('might have been urgent, and its sender is told so: %s', async (_name, change, code) => {
    expect(of(await sendReferral(school, change))).toMatchObject({
      code,
      detail: expect.stringMatching(/^If a child is in danger now, do not wait: phone the duty number\./),
      phone: system.config.dutyPhone,
    });
  });

  it('and at another door nobody is told to phone', async () => {
    const answer = await sendReferral(school, { path: '/v1/consents', body: (text) => text.slice(0, -10) });
    expect(of(answer)).toMatchObject({ code: 'json-syntax' });
    expect(of(answer)).not.toHaveProperty('phone');
  });
});
