import { createSecretKey } from 'node:crypto';
import type { Server } from 'node:https';
import { request as httpsRequest } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { hardenServer } from '../../src/api/harden-server.ts';
import { continueTrace } from '../../src/api/trace-context.ts';
import { createTestAuthority, type IssuedCertificate } from '../support/certificates.ts';
import { type TestApi, exchangeId, makeApi } from '../support/api.ts';

let server: Server | undefined;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
});

const organisationId = '5b5f4a7e-3d0a-4b43-8a58-7a6d4a0f8e01';

async function serveTls(api: TestApi): Promise<{
  readonly ask: (certificate?: IssuedCertificate) => Promise<number>;
  trusted: IssuedCertificate;
  other: IssuedCertificate;
  stranger: IssuedCertificate;
}> {
  const authority = await createTestAuthority();
  const own = await authority.issue({ commonName: 'localhost', use: 'server' });
  const started = hardenServer(
    {
      certificate: own.certificatePem,
      privateKey: own.privateKeyPem,
      clientAuthorities: [authority.certificatePem],
    },
    api.app,
  );
  server = started;
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
  const { port } = started.address() as AddressInfo;
  const ask = (certificate?: IssuedCertificate): Promise<number> =>
    new Promise((resolve, reject) => {
      httpsRequest(
        {
          port,
          host: '127.0.0.1',
          servername: 'localhost',
          ca: authority.certificatePem,
          cert: certificate?.certificatePem,
          key: certificate?.privateKeyPem,
          path: `/v1/exchanges/${exchangeId}`,
          agent: false,
        },
        (response) => {
          response.resume().on('end', () => {
            resolve(response.statusCode ?? 0);
          });
        },
      )
        .on('error', reject)
        .end();
    });
  return {
    ask,
    trusted: await authority.issue({ commonName: 'trust-ehr' }),
    other: await authority.issue({ commonName: 'school-mis' }),
    stranger: await (await createTestAuthority('Unknown')).issue({ commonName: 'trust-ehr' }),
  };
}

describe('over mutual TLS', () => {
  it('tells the exchange which certificate the connection has and whether our authority vouches for it', async () => {
    const api = makeApi();
    const { ask, trusted, stranger } = await serveTls(api);
    await ask(trusted);
    await ask(stranger);
    await ask();
    const peers = api.asked.map(({ call: { peer } }) => [peer.certificate?.fingerprint256, peer.authorised]);
    expect(peers).toEqual([
      [trusted.certificate.fingerprint256, true],
      [stranger.certificate.fingerprint256, false],
      [undefined, false],
    ]);
  });

  it('names the organisation of an authorised certificate in the log, and of no other', async () => {
    const looked: string[] = [];
    const api = makeApi(
      {},
      {
        findOrganisationOfCertificate: (thumbprint) => {
          looked.push(thumbprint);
          return Promise.resolve(organisationId);
        },
      },
    );
    const { ask, trusted, stranger } = await serveTls(api);
    await ask(trusted);
    await ask(stranger);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(looked).toEqual([trusted.thumbprint]);
    expect(api.lines.map(({ fields }) => fields?.organisationId)).toEqual([organisationId, undefined]);
  });

  it('still logs when the look-up of the organisation fails', async () => {
    const api = makeApi({}, { findOrganisationOfCertificate: () => Promise.reject(new Error('gone')) });
    const { ask, trusted } = await serveTls(api);
    await ask(trusted);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(api.lines).toHaveLength(1);
  });

  it('limits each system by its certificate, so that one cannot use up another’s share', async () => {
    const api = makeApi({}, { rateLimit: { requests: 2 } });
    const { ask, trusted, other } = await serveTls(api);
    expect([await ask(trusted), await ask(trusted), await ask(trusted)]).toEqual([200, 200, 429]);
    expect(await ask(other)).toBe(200);
  });

  it('gives strangers one share together, whatever certificate they make', async () => {
    const api = makeApi({}, { rateLimit: { requests: 1 } });
    const { ask, stranger } = await serveTls(api);
    expect([await ask(), await ask(stranger)]).toEqual([200, 429]);
  });
});

describe('over the limit', () => {
  it('the answer is a problem that says how long to wait and to phone if a child is in danger', async () => {
    const { app, asked } = makeApi({}, { rateLimit: { requests: 1 } });
    await request(app).get(`/v1/exchanges/${exchangeId}`);
    const answer = await request(app).get(`/v1/exchanges/${exchangeId}`).set('X-Forwarded-For', '10.9.8.7');
    expect(answer.status).toBe(429);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    expect(Number(answer.headers['retry-after'])).toBeLessThanOrEqual(60);
    expect(answer.body).toMatchObject({
      code: 'rate-limited',
      detail: 'If a child is in danger now, do not wait: phone the duty number.',
    });
    expect(asked).toHaveLength(1);
  });

  it('health is still answered', async () => {
    const { app } = makeApi({}, { rateLimit: { requests: 1 } });
    for (let count = 0; count < 3; count += 1) expect((await request(app).get('/healthz')).status).toBe(200);
  });
});

describe('the log', () => {
  it('has one line a request, with the route and not the address, and nothing of what was sent', async () => {
    const { app, lines } = makeApi();
    await request(app)
      .post('/v1/messages')
      .set('Content-Type', 'application/json')
      .set('Authorization', 'Bearer CANARY1')
      .set('User-Agent', 'CANARY2')
      .send('{"nhsNumber":"CANARY3"}');
    await request(app).get(`/v1/exchanges/${exchangeId}`);
    await request(app).get('/CANARY4?name=CANARY5');
    await request(app).get('/problems/CANARY6');
    expect(lines.map(({ event, fields }) => [event, fields?.method, fields?.route, fields?.status])).toEqual([
      ['request', 'POST', '/v1/messages', 200],
      ['request', 'GET', '/v1/exchanges/:id', 200],
      ['request', 'GET', 'unknown', 404],
      ['request', 'GET', '/problems/:code', 404],
    ]);
    expect(JSON.stringify(lines)).not.toContain('CANARY');
    expect(JSON.stringify(lines)).not.toContain(exchangeId);
  });
});

describe('operations', () => {
  it('is healthy whatever it depends on', async () => {
    const { app } = makeApi({}, { checkReadiness: () => Promise.reject(new Error('down')) });
    expect((await request(app).get('/healthz')).body).toEqual({ status: 'ok' });
  });

  it('is ready when everything answers', async () => {
    const answer = await request(makeApi().app).get('/readyz');
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ status: 'ready' });
  });

  it.each([
    [
      'one part is not',
      () =>
        Promise.resolve([
          { name: 'database' as const, ready: true },
          { name: 'ledgerKey' as const, ready: false },
        ]),
    ],
    ['nothing was checked', () => Promise.resolve([])],
    ['the check fails', () => Promise.reject(new Error('down'))],
    ['the check does not come back', () => new Promise<never>(() => undefined)],
  ])('is not ready when %s', async (_name, checkReadiness) => {
    const answer = await request(makeApi({}, { checkReadiness }).app).get('/readyz');
    expect(answer.status).toBe(503);
    expect(answer.body).toMatchObject({ status: 'not-ready' });
    expect(JSON.stringify(answer.body)).not.toContain('down');
  });

  it('shows figures to the machine itself', async () => {
    const { app } = makeApi();
    await request(app).get(`/v1/exchanges/${exchangeId}`);
    const answer = await request(app).get('/metrics');
    expect(answer.status).toBe(200);
    expect(answer.text).toContain(
      'assent_request_seconds_count{route="/v1/exchanges/:id",method="GET",status="200"} 1',
    );
  });

  it('shows figures only with the bearer once there is one', async () => {
    const { app } = makeApi({}, { metricsToken: createSecretKey(Buffer.from('a-long-token-for-figures')) });
    expect((await request(app).get('/metrics')).status).toBe(404);
    expect((await request(app).get('/metrics').set('Authorization', 'Bearer wrong')).status).toBe(404);
    expect(
      (await request(app).get('/metrics').set('Authorization', 'Bearer a-long-token-for-figures')).status,
    ).toBe(200);
  });

  it('serves the checkpoint as text', async () => {
    const answer = await request(makeApi().app).get('/ledger/checkpoint');
    expect(answer.headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(answer.headers['cache-control']).toBe('no-cache');
    expect(answer.text).toMatch(/^assent\.example\/ledger\n3\n/);
  });

  it('serves tiles and bundles as bytes that everybody may keep for ever, and nothing beside them', async () => {
    const { app } = makeApi();
    const path = '/ledger/tile/entries/x001/000.p/2';
    const answer = await request(app).get(path).responseType('blob');
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toBe('application/octet-stream');
    expect(answer.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(answer.body).toEqual(Buffer.of(0, 1, 65, 0, 0));
    expect((await request(app).head(path)).status).toBe(200);
    expect((await request(app).post(path)).status).toBe(405);
    expect((await request(app).get(`${path}?again=1`)).status).toBe(400);
    const missing = await request(app).get('/ledger/tile/entries/x001/001.p/2');
    expect(missing.status).toBe(404);
    expect(missing.headers['cache-control']).toBe('no-store');
    for (const other of ['/ledger/tile', '/ledger/tile/', '/ledger/entries/0', '/ledger/'])
      expect([other, (await request(app).get(other)).status]).toEqual([other, 404]);
  });
});

describe('tokens', () => {
  it('are asked for at the token endpoint, which sees its own address and an unread body', async () => {
    const { app } = makeApi();
    expect((await request(app).post('/oauth/token').send('a=b')).text).toBe('token endpoint POST /token');
    expect((await request(app).get('/oauth/jwks')).text).toBe('token endpoint GET /jwks');
    expect((await request(app).get('/oauth/.well-known/oauth-authorization-server')).text).toBe(
      'token endpoint GET /.well-known/oauth-authorization-server',
    );
  });

  it('are not asked for by other methods or at other addresses', async () => {
    const { app } = makeApi();
    expect((await request(app).get('/oauth/token')).status).toBe(405);
    expect((await request(app).get('/oauth/auth')).status).toBe(404);
    expect((await request(app).post('/oauth/token?access_token=x')).status).toBe(400);
  });
});

describe('a trace', () => {
  const traceId = '0af7651916cd43dd8448eb211c80319c';
  const parent = 'b7ad6b7169203331';

  it('goes on with a span of ours', () => {
    const next = continueTrace([`00-${traceId}-${parent}-01`]);
    expect(next).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-01$`));
    expect(next).not.toContain(parent);
  });

  it('of a later version goes on as far as we understand it', () => {
    expect(continueTrace([`cc-${traceId}-${parent}-ff-what-comes`])).toMatch(new RegExp(`^00-${traceId}-`));
  });

  it.each([
    [[]],
    [['']],
    [[`00-${traceId}-${parent}-01`, `00-${traceId}-${parent}-01`]],
    [[`ff-${traceId}-${parent}-01`]],
    [[`00-${traceId}-${parent}-01-more`]],
    [[`00-${'0'.repeat(32)}-${parent}-01`]],
    [[`00-${traceId}-${'0'.repeat(16)}-01`]],
    [[`00-${traceId.toUpperCase()}-${parent}-01`]],
  ])('that is not of its form is begun anew: %j', (headers) => {
    const next = continueTrace(headers);
    expect(next).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
    expect(next).not.toContain(traceId);
  });
});

describe('an address that is not there', () => {
  it.each(['/', '/v2', '/v1', '/index.html', '/.env'])(
    '%s is the same problem, whatever form is asked for',
    async (path) => {
      const { app } = makeApi();
      for (const accept of ['application/json', 'application/problem+json', 'text/html', '*/*']) {
        const answer = await request(app).get(path).set('Accept', accept);
        expect([accept, answer.status, answer.headers['content-type']]).toEqual([
          accept,
          404,
          'application/problem+json',
        ]);
        expect(answer.body).toMatchObject({ code: 'not-found', type: '/problems/not-found' });
      }
    },
  );
});
