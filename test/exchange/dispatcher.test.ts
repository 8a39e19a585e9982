import { type Server, createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DispatchResult } from '../../src/exchange/deliver/dispatch.ts';
import { createDispatcher } from '../../src/exchange/deliver/dispatcher.ts';
import { type TestAuthority, createTestAuthority } from '../support/certificates.ts';

let authority: TestAuthority;
let server: Server;
let port: number;
let status = 200;
let headers: Record<string, string> = {};

beforeAll(async () => {
  authority = await createTestAuthority();
  const answering = await authority.issue({ commonName: 'localhost', use: 'server' });
  server = createServer(
    {
      cert: answering.certificatePem,
      key: answering.privateKeyPem,
      ca: authority.certificatePem,
      requestCert: true,
    },
    (request, response) => {
      request.resume().on('end', () => response.writeHead(status, headers).end('{}'));
    },
  );
  await new Promise<void>((resolve) => server.listen(0, resolve));
  port = (server.address() as AddressInfo).port;
});

afterAll(() => {
  server.close();
});

async function dispatch(
  options: { readonly trusting?: TestAuthority; readonly mayDial?: boolean } = {},
): Promise<DispatchResult> {
  const own = await authority.issue({ commonName: 'gateway' });
  const identity = {
    certificate: own.certificatePem,
    key: own.privateKeyPem,
    authority: (options.trusting ?? authority).certificatePem,
    mayDial: () => options.mayDial ?? true,
  };
  const dispatcher = createDispatcher(identity, null);
  const url = `https://localhost:${port}/inbox`;
  const result = await dispatcher.dispatch({
    url,
    body: Buffer.from('{}'),
    mediaType: 'application/json',
    headers: {},
  });
  await dispatcher.close();
  return result;
}

describe('one attempt at a recipient', () => {
  it.each([
    [200, 'ACCEPTED'],
    [204, 'ACCEPTED'],
    [302, 'RETRY'],
    [401, 'RETRY'],
    [429, 'RETRY'],
    [503, 'RETRY'],
    [413, 'REJECTED'],
    [422, 'REJECTED'],
  ])('answered with %d ends as %s', async (answered, kind) => {
    status = answered;
    headers = answered === 302 ? { location: 'https://elsewhere.invalid/' } : {};
    expect(await dispatch()).toMatchObject({ kind });
  });

  it('waits as long as the recipient asks', async () => {
    status = 503;
    headers = { 'retry-after': '120' };
    expect(await dispatch()).toEqual({
      kind: 'RETRY',
      why: 'status-503',
      ending: 'REFUSED',
      retryAfterSeconds: 120,
    });
  });

  it('sends nothing to a recipient of another authority', async () => {
    expect(await dispatch({ trusting: await createTestAuthority('Another') })).toMatchObject({
      kind: 'RETRY',
    });
  });

  it('dials no address that may not be dialled, though its name was registered', async () => {
    status = 200;
    headers = {};
    expect(await dispatch({ mayDial: false })).toEqual({
      kind: 'RETRY',
      why: 'enotfound',
      ending: 'NOT_CONNECTED',
    });
  });
});
