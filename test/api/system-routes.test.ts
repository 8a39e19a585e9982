import { describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { publishedAnswers } from '../../src/api/answer-schemas.ts';
import { ok, refuse } from '../../src/platform/index.ts';
import { type ProblemCode, problems } from '../../src/vocabulary/index.ts';
import { consentId, exchangeAnswer, exchangeId, makeApi } from '../support/api.ts';

const doors = [
  { method: 'post', path: '/v1/messages', door: 'sendMessage', body: true, status: 200 },
  { method: 'post', path: '/v1/decisions', door: 'decideWithoutSending', body: true, status: 200 },
  { method: 'get', path: `/v1/exchanges/${exchangeId}`, door: 'findExchange', body: false, status: 200 },
  {
    method: 'post',
    path: `/v1/exchanges/${exchangeId}/acknowledgement`,
    door: 'acknowledge',
    body: false,
    status: 200,
  },
  { method: 'post', path: '/v1/consents', door: 'recordChoice', body: true, status: 201 },
  { method: 'get', path: `/v1/consents/${consentId}`, door: 'findChoice', body: false, status: 200 },
  {
    method: 'post',
    path: `/v1/consents/${consentId}/withdrawal`,
    door: 'withdrawChoice',
    body: true,
    status: 200,
  },
  { method: 'post', path: `/v1/consents/${consentId}`, door: 'changeChoice', body: true, status: 200 },
  {
    method: 'get',
    path: `/v1/consents/${consentId}/versions`,
    door: 'findChoiceHistory',
    body: false,
    status: 200,
  },
  {
    method: 'get',
    path: `/v1/consents/${consentId}/receipts/1`,
    door: 'findReceipt',
    body: false,
    status: 200,
  },
  {
    method: 'post',
    path: `/v1/consents/${consentId}/review`,
    door: 'reviewChoice',
    body: true,
    status: 200,
  },
  { method: 'post', path: '/v1/reuse-agreements', door: 'proposeReuse', body: true, status: 201 },
  { method: 'get', path: `/v1/reuse-agreements/${consentId}`, door: 'findReuse', body: false, status: 200 },
  {
    method: 'post',
    path: `/v1/reuse-agreements/${consentId}/agreement`,
    door: 'agreeReuse',
    body: true,
    status: 200,
  },
  {
    method: 'post',
    path: `/v1/reuse-agreements/${consentId}/end`,
    door: 'endReuse',
    body: true,
    status: 200,
  },
  { method: 'post', path: '/v1/consent-notices', door: 'recordNotice', body: true, status: 201 },
  { method: 'get', path: `/v1/consent-notices/${consentId}`, door: 'findNotice', body: false, status: 200 },
  { method: 'post', path: '/v1/authority', door: 'recordAuthority', body: true, status: 201 },
  { method: 'post', path: '/v1/authority/questions', door: 'askWhoDecides', body: true, status: 200 },
  { method: 'post', path: '/v1/requests', door: 'requestRecord', body: true, status: 200 },
  { method: 'post', path: '/v1/emergency-access', door: 'openInEmergency', body: true, status: 201 },
  { method: 'post', path: '/v1/protections', door: 'recordProtection', body: true, status: 201 },
  { method: 'get', path: `/v1/protections/${consentId}`, door: 'findProtection', body: false, status: 200 },
  {
    method: 'post',
    path: `/v1/protections/${consentId}/end`,
    door: 'endProtection',
    body: true,
    status: 200,
  },
  { method: 'post', path: '/v1/choice-requests', door: 'askFamily', body: true, status: 201 },
  { method: 'post', path: '/v1/relationships', door: 'recordRelationship', body: true, status: 201 },
  {
    method: 'get',
    path: `/v1/relationships/${consentId}`,
    door: 'findRelationship',
    body: false,
    status: 200,
  },
  {
    method: 'post',
    path: `/v1/relationships/${consentId}/end`,
    door: 'endRelationship',
    body: true,
    status: 200,
  },
  { method: 'get', path: '/v1/holds', door: 'listHolds', body: false, status: 200 },
  { method: 'get', path: `/v1/holds/after/${consentId}`, door: 'listHoldsAfter', body: false, status: 200 },
  { method: 'get', path: `/v1/holds/${consentId}`, door: 'findHold', body: false, status: 200 },
  { method: 'post', path: `/v1/holds/${consentId}/decision`, door: 'decideHold', body: true, status: 200 },
  { method: 'get', path: '/v1/mailbox', door: 'listMailbox', body: false, status: 200 },
  { method: 'get', path: `/v1/mailbox/${consentId}`, door: 'collectMessage', body: false, status: 200 },
  {
    method: 'post',
    path: `/v1/mailbox/${consentId}/acknowledgement`,
    door: 'acknowledgeItem',
    body: false,
    status: 200,
  },
  { method: 'post', path: '/v1/locator', door: 'locate', body: true, status: 200 },
  { method: 'get', path: '/v1/deadlines', door: 'listDeadlines', body: false, status: 200 },
  {
    method: 'post',
    path: `/v1/deadlines/${consentId}/notes`,
    door: 'noteDeadline',
    body: true,
    status: 201,
  },
  { method: 'get', path: '/v1/cases', door: 'listCases', body: false, status: 200 },
  { method: 'get', path: `/v1/cases/${consentId}`, door: 'findCase', body: false, status: 200 },
  { method: 'post', path: `/v1/cases/${consentId}/outcome`, door: 'closeCase', body: true, status: 200 },
  { method: 'post', path: '/v1/family-notices', door: 'tellFamily', body: true, status: 201 },
] as const;

const {
  ExchangeAnswer,
  AcknowledgementAnswer,
  ChoiceAnswer,
  ChoiceHistoryAnswer,
  ConsentReceipt,
  NoticeAnswer,
  EmergencyAnswer,
  ProtectionAnswer,
  ChoiceRequestAnswer,
  RelationshipAnswer,
  AuthorityAnswer,
  AuthorityQuestionAnswer,
  ReuseAnswer,
  HoldAnswer,
  HoldListAnswer,
  CaseAnswer,
  CaseListAnswer,
  FamilyNoticeAnswer,
  DeadlineAnswer,
  LocatorAnswer,
  DeadlineListAnswer,
  MailboxAnswer,
  MailboxAcknowledgementAnswer,
  PulledRecord,
} = publishedAnswers;
const schemas = {
  sendMessage: ExchangeAnswer,
  decideWithoutSending: ExchangeAnswer,
  findExchange: ExchangeAnswer,
  requestRecord: PulledRecord,
  acknowledge: AcknowledgementAnswer,
  recordChoice: ChoiceAnswer,
  findChoice: ChoiceAnswer,
  withdrawChoice: ChoiceAnswer,
  changeChoice: ChoiceAnswer,
  reviewChoice: ChoiceAnswer,
  findChoiceHistory: ChoiceHistoryAnswer,
  findReceipt: ConsentReceipt,
  proposeReuse: ReuseAnswer,
  agreeReuse: ReuseAnswer,
  endReuse: ReuseAnswer,
  findReuse: ReuseAnswer,
  recordNotice: NoticeAnswer,
  findNotice: NoticeAnswer,
  recordAuthority: AuthorityAnswer,
  askWhoDecides: AuthorityQuestionAnswer,
  openInEmergency: EmergencyAnswer,
  recordProtection: ProtectionAnswer,
  endProtection: ProtectionAnswer,
  findProtection: ProtectionAnswer,
  askFamily: ChoiceRequestAnswer,
  recordRelationship: RelationshipAnswer,
  findRelationship: RelationshipAnswer,
  endRelationship: RelationshipAnswer,
  listHolds: HoldListAnswer,
  listHoldsAfter: HoldListAnswer,
  findHold: HoldAnswer,
  decideHold: HoldAnswer,
  listMailbox: MailboxAnswer,
  collectMessage: PulledRecord,
  acknowledgeItem: MailboxAcknowledgementAnswer,
  listCases: CaseListAnswer,
  findCase: CaseAnswer,
  closeCase: CaseAnswer,
  tellFamily: FamilyNoticeAnswer,
  locate: LocatorAnswer,
  listDeadlines: DeadlineListAnswer,
  noteDeadline: DeadlineAnswer,
} as const;

/** The methods that an address answers to. */
function answeredAt(path: string): readonly string[] {
  return doors
    .filter((door) => door.path === path)
    .map(({ method }) => method)
    .toSorted();
}

function ask(app: Parameters<typeof request>[0], door: (typeof doors)[number]): request.Test {
  const test = request(app)[door.method](door.path);
  return door.body ? test.set('Content-Type', 'application/json').send('{"a":1}') : test;
}

describe('each door of /v1', () => {
  it.each(doors)(
    '$method $path hands the request to $door and answers in the published shape',
    async (door) => {
      const { app, asked } = makeApi();
      const answer = await ask(app, door);
      expect(answer.status).toBe(door.status);
      expect(schemas[door.door].safeParse(answer.body).success).toBe(true);
      expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
      expect(asked.map((one) => one.door)).toEqual([door.door]);
      expect(asked[0]?.call.exchangeId).toBe(answer.headers['assent-exchange-id']);
    },
  );

  it.each(doors)('$method $path keeps answers out of caches and gives no hash of them', async (door) => {
    const answer = await ask(makeApi().app, door);
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.headers).not.toHaveProperty('etag');
    expect(answer.headers).not.toHaveProperty('x-powered-by');
    expect(answer.headers['x-content-type-options']).toBe('nosniff');
    expect(answer.headers['strict-transport-security']).toMatch(/max-age=31536000; includeSubDomains/);
    expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
  });

  it.each(doors)('$method $path answers to no other method, whatever a header says', async (door) => {
    const { app, asked } = makeApi();
    for (const method of ['get', 'post', 'put', 'patch', 'delete', 'head', 'options', 'trace'] as const) {
      if (answeredAt(door.path).includes(method)) continue;
      const answer = await request(app)[method](door.path).set('X-HTTP-Method-Override', door.method);
      expect({ method, status: answer.status }).toEqual({ method, status: 405 });
      expect(answer.headers['allow']).toBe(answeredAt(door.path).join(', ').toUpperCase());
    }
    expect(asked).toEqual([]);
  });

  it.each(doors)('$method $path takes no query, an access token least of all', async (door) => {
    const { app, asked } = makeApi();
    for (const query of ['?a=1', '?access_token=abc']) {
      const answer = await request(app)[door.method](`${door.path}${query}`);
      expect(answer.status).toBe(400);
      expect(answer.body).toMatchObject({ code: 'request-malformed' });
    }
    expect(asked).toEqual([]);
  });

  it.each(doors)('$method $path refuses to answer in another form', async (door) => {
    const { app, asked } = makeApi();
    const answer = await ask(app, door).set('Accept', 'application/xml');
    expect(answer.status).toBe(406);
    expect(asked).toEqual([]);
  });
});

describe('a receipt', () => {
  const path = `/v1/consents/${consentId}/receipts/1`;

  it.each([
    ['text/plain', 'text/plain; charset=utf-8', 'We wrote down your choice.'],
    ['application/jose', 'application/jose', 'a.b.c'],
  ])('comes as %s where that is asked for', async (accept, type, text) => {
    const answer = await request(makeApi().app).get(path).set('Accept', accept).buffer(true);
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toBe(type);
    expect(answer.headers['vary']).toBe('Accept');
    expect(answer.text).toBe(text);
  });

  it.each(['0', '-1', '1.5', 'latest', '1%00', '9999999999'])('has no version %s', async (version) => {
    const { app, asked } = makeApi();
    const answer = await request(app).get(`/v1/consents/${consentId}/receipts/${version}`);
    expect(answer.status).toBe(404);
    expect(asked).toEqual([]);
  });

  it('can be checked against a key that anybody may read', async () => {
    const answer = await request(makeApi().app).get('/receipts/jwks.json');
    expect(answer.body).toMatchObject({ keys: [{ kty: 'OKP', crv: 'Ed25519' }] });
  });
});

describe('ids in addresses', () => {
  it.each([
    'x',
    exchangeId.toUpperCase(),
    `${exchangeId}%00`,
    `${exchangeId}'--`,
    '..%2f..%2fadmin',
    exchangeId.replaceAll('-', ''),
  ])('that are no UUID name nothing: %s', async (id) => {
    const { app, asked } = makeApi();
    const answer = await request(app).get(`/v1/exchanges/${id}`);
    expect(answer.status).toBe(404);
    expect(answer.body).toMatchObject({ code: 'not-found' });
    expect(asked).toEqual([]);
  });

  it('that cannot be decoded are the sender’s mistake and no fault', async () => {
    const answer = await request(makeApi().app).get('/v1/exchanges/%ZZ');
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ code: 'request-malformed' });
  });

  it('go to the exchange as they stand', async () => {
    const { app, asked } = makeApi();
    await request(app).get(`/v1/consents/${consentId}`);
    expect(asked[0]?.id).toBe(consentId);
  });
});

describe('sending', () => {
  const withRecipient = (change: object): ReturnType<typeof makeApi> =>
    makeApi({
      sendMessage: () =>
        ok({
          ...exchangeAnswer,
          recipients: [...exchangeAnswer.recipients, { ...exchangeAnswer.recipients[0], ...change }],
        }),
    });

  it.each([
    [{ delivery: 'DELIVERED', outcome: 'FORWARD' }, 200],
    [{ delivery: 'NOT_SENT', outcome: 'DENY' }, 200],
    [{ delivery: 'NOT_DELIVERED_PHONE', outcome: 'FORWARD' }, 200],
    [{ delivery: 'QUEUED', outcome: 'FORWARD' }, 202],
    [{ delivery: 'NOT_SENT', outcome: 'HOLD' }, 202],
  ])('is %j: %d', async (change, status) => {
    const { app } = withRecipient(change);
    const answer = await request(app).post('/v1/messages').set('Content-Type', 'application/json').send('{}');
    expect(answer.status).toBe(status);
    expect(answer.headers['location']).toBe(`/v1/exchanges/${exchangeId}`);
  });
});

describe('what the exchange is told of a request', () => {
  it('is the body byte for byte and the four headers that count', async () => {
    const { app, asked } = makeApi();
    const body = '{"b":1, "a" : "é\\u0000"}';
    await request(app)
      .post('/v1/messages')
      .set('Content-Type', 'application/fhir+json; charset=UTF-8')
      .set('Authorization', 'Bearer abc')
      .set('Assent-User-Assertion', 'a.b.c')
      .set('Idempotency-Key', 'key-12345678')
      .send(body);
    expect(asked[0]?.call).toMatchObject({
      body: Buffer.from(body),
      mediaType: 'application/fhir+json',
      authorization: 'Bearer abc',
      userAssertion: 'a.b.c',
      idempotencyKey: 'key-12345678',
      peer: { certificate: undefined, authorised: false },
      receivedAt: new Date('2028-01-07T15:00:00Z'),
      evaluateAt: undefined,
    });
  });

  it('never holds a certificate that only a header names', async () => {
    const { app, asked } = makeApi();
    await request(app)
      .get(`/v1/exchanges/${exchangeId}`)
      .set('X-Client-Cert', 'x')
      .set('X-Forwarded-For', '127.0.0.1');
    expect(asked[0]?.call.peer).toEqual({ certificate: undefined, authorised: false });
  });

  it('goes on with the sender’s trace and shows it', async () => {
    const { app, asked } = makeApi();
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    const answer = await request(app)
      .get(`/v1/exchanges/${exchangeId}`)
      .set('traceparent', `00-${traceId}-b7ad6b7169203331-01`);
    expect(answer.headers['traceparent']).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-01$`));
    expect(asked[0]?.call.traceparent).toBe(answer.headers['traceparent']);
  });

  it('has the instant that a caller names in development, and in production the request is refused', async () => {
    const development = makeApi({}, { mayNameInstant: true });
    await request(development.app)
      .get(`/v1/exchanges/${exchangeId}`)
      .set('Assent-Evaluate-At', '2026-06-25T23:30:00+01:00');
    expect(development.asked[0]?.call.evaluateAt).toEqual(new Date('2026-06-25T22:30:00Z'));

    const production = makeApi();
    const answer = await request(production.app)
      .get(`/v1/exchanges/${exchangeId}`)
      .set('Assent-Evaluate-At', '2026-06-25T23:30:00+01:00');
    expect(answer.status).toBe(400);
    expect(production.asked).toEqual([]);
  });

  it.each(['yesterday', '2026-13-01T00:00:00Z', '2027-02-29T00:00:00Z', '2026-06-25'])(
    'has no instant of another form: %s',
    async (text) => {
      const { app, asked } = makeApi({}, { mayNameInstant: true });
      const answer = await request(app).get(`/v1/exchanges/${exchangeId}`).set('Assent-Evaluate-At', text);
      expect(answer.body).toMatchObject({ code: 'header-invalid' });
      expect(asked).toEqual([]);
    },
  );
});

describe('headers', () => {
  it.each(['short', 'x'.repeat(65), 'has space', 'quote"quote', '"quoted-key"'])(
    'refuses an idempotency key of another form: %j',
    async (key) => {
      const { app, asked } = makeApi();
      const test = request(app).post('/v1/messages').set('Content-Type', 'application/json');
      const answer = await test.set('Idempotency-Key', key).send('{}');
      expect(answer.status).toBe(400);
      expect(answer.body).toMatchObject({ code: 'header-invalid', errors: [{ pointer: 'idempotency-key' }] });
      expect(JSON.stringify(answer.body)).not.toContain(key);
      expect(asked).toEqual([]);
    },
  );

  it.each(['a.b', 'a.b.c.d', 'a b.c.d', '..'])(
    'refuses an assertion of another form: %s',
    async (assertion) => {
      const { app, asked } = makeApi();
      const answer = await request(app)
        .get(`/v1/exchanges/${exchangeId}`)
        .set('Assent-User-Assertion', assertion);
      expect(answer.body).toMatchObject({ code: 'header-invalid' });
      expect(asked).toEqual([]);
    },
  );
});

describe('problems', () => {
  const codes = Object.keys(problems) as ProblemCode[];

  it.each(codes)('%s is told as problem+json with its status and nothing else', async (code) => {
    const { app, lines } = makeApi({
      sendMessage: () =>
        refuse({
          code,
          detail: 'What to do.',
          errors: [{ pointer: '/a', rule: 'rule', message: 'Wrong.' }],
          phone: '0300 555 0100',
          ...{ stack: 'at secret.ts:1', cause: 'CANARY' },
        }),
    });
    const answer = await request(app).post('/v1/messages').set('Content-Type', 'application/json').send('{}');
    const { status, title } = problems[code];
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(answer.body).toEqual({
      type: `/problems/${code}`,
      title,
      status,
      detail: 'What to do.',
      code,
      exchangeId: answer.headers['assent-exchange-id'],
      errors: [{ pointer: '/a', rule: 'rule', message: 'Wrong.' }],
      phone: '0300 555 0100',
    });
    expect(answer.headers['www-authenticate']).toBe(status === 401 ? 'Bearer' : undefined);
    expect(answer.headers).toHaveProperty('traceparent');
    expect(lines[0]?.fields?.problem).toBe(code);
  });

  it.each(['rate-limited', 'ledger-unavailable', 'overloaded'] as const)(
    '%s says when to try again',
    async (code) => {
      const { app } = makeApi({ findExchange: () => refuse({ code }) });
      const answer = await request(app).get(`/v1/exchanges/${exchangeId}`);
      expect(Number(answer.headers['retry-after'])).toBeGreaterThanOrEqual(1);
    },
  );

  it('keeps what was thrown to itself and logs it once, without its message', async () => {
    const { app, lines } = makeApi({
      findExchange: () => {
        throw Object.assign(new Error('duplicate key value (nhs)=(9990000018)'), { code: '23505' });
      },
    });
    const answer = await request(app).get(`/v1/exchanges/${exchangeId}`);
    expect(answer.status).toBe(500);
    expect(answer.body).toEqual({
      type: '/problems/fault',
      title: problems.fault.title,
      status: 500,
      code: 'fault',
      exchangeId: answer.headers['assent-exchange-id'],
    });
    const faults = lines.filter(({ level }) => level === 'fault');
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatchObject({
      event: 'request-fault',
      fields: { exchangeId: answer.headers['assent-exchange-id'], route: '/v1/exchanges/:id' },
    });
  });

  it.each<unknown>([undefined, null, 'text', 7])('survives %p being thrown', async (thrown) => {
    const { app } = makeApi({
      findExchange: () => {
        throw thrown as Error;
      },
    });
    const answer = await request(app).get(`/v1/exchanges/${exchangeId}`);
    expect(answer.status).toBe(500);
  });

  it('tells of an address that does not exist', async () => {
    for (const path of [
      '/',
      '/v1',
      '/V1/messages',
      '/v1/messages/',
      '/.git/config',
      '/v1/exchanges',
      '/favicon.ico',
    ]) {
      const answer = await request(makeApi().app).get(path);
      expect({ path, status: answer.status, code: (answer.body as { code: string }).code }).toEqual({
        path,
        status: 404,
        code: 'not-found',
      });
    }
  });
});
