import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Server } from 'node:https';
import { type ConnectionOptions, type TLSSocket, connect } from 'node:tls';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { hardenServer } from '../../src/api/harden-server.ts';
import { getPeer } from '../../src/api/peer-certificate.ts';
import { type IssuedCertificate, type TestAuthority, createTestAuthority } from '../support/certificates.ts';

let authority: TestAuthority;
let tls: IssuedCertificate;
let trust: IssuedCertificate;
let server: Server;
let reached: number;

async function start(revocationLists?: readonly string[]): Promise<Server> {
  const started = hardenServer(
    {
      certificate: tls.certificatePem,
      privateKey: tls.privateKeyPem,
      clientAuthorities: [authority.certificatePem],
      ...(revocationLists ? { revocationLists } : {}),
    },
    (request, response) => {
      reached += 1;
      const { thumbprint, authorised } = getPeer(request);
      response.end(JSON.stringify({ thumbprint, authorised }));
    },
  );
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
  return started;
}

async function stop(started: Server): Promise<void> {
  started.closeAllConnections();
  await new Promise((resolve) => started.close(resolve));
}

beforeAll(async () => {
  authority = await createTestAuthority();
  tls = await authority.issue({ commonName: 'localhost', use: 'server' });
  trust = await authority.issue({ commonName: 'trust-ehr' });
  server = await start();
});

beforeEach(() => {
  reached = 0;
});

afterAll(() => stop(server));

async function open(options: ConnectionOptions = {}, to = server): Promise<TLSSocket> {
  const { port } = to.address() as AddressInfo;
  const socket = connect({
    port,
    host: '127.0.0.1',
    servername: 'localhost',
    ca: authority.certificatePem,
    cert: trust.certificatePem,
    key: trust.privateKeyPem,
    ...options,
  });
  await once(socket, 'secureConnect');
  return socket;
}

/** Sends bytes and gives everything that comes back until the server closes. */
async function exchange(socket: TLSSocket, request: string): Promise<string> {
  let answer = '';
  socket.setEncoding('utf8');
  socket.on('data', (part: string) => {
    answer += part;
  });
  socket.write(request);
  await once(socket, 'close');
  return answer;
}

const get = 'GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n';

describe('the TLS of the doors of systems', () => {
  it('prefers TLS 1.3', async () => {
    const socket = await open();
    expect(socket.getProtocol()).toBe('TLSv1.3');
    socket.destroy();
  });

  it('speaks TLS 1.2 with forward secrecy and authenticated encryption', async () => {
    const socket = await open({ maxVersion: 'TLSv1.2' });
    expect(socket.getCipher().name).toMatch(/^ECDHE-ECDSA-(AES\d+-GCM|CHACHA20)/);
    socket.destroy();
  });

  it.each(['TLSv1', 'TLSv1.1'] as const)('does not speak %s', async (version) => {
    const old = { minVersion: version, maxVersion: version, ciphers: 'DEFAULT@SECLEVEL=0' };
    await expect(open(old)).rejects.toThrow(/alert protocol version|unsupported protocol/);
  });

  it.each([
    'ECDHE-ECDSA-AES256-SHA384',
    'ECDHE-ECDSA-AES128-SHA',
    'ECDHE-ECDSA-AES256-CCM8',
    'ECDHE-ECDSA-AES128-CCM',
    'ECDHE-ECDSA-ARIA256-GCM-SHA384',
    'ECDHE-RSA-AES128-SHA256',
    'AES128-GCM-SHA256',
    'DHE-RSA-AES256-GCM-SHA384',
  ])('does not speak %s', async (cipher) => {
    const weak = { maxVersion: 'TLSv1.2', ciphers: `${cipher}:@SECLEVEL=0` } as const;
    await expect(open(weak)).rejects.toThrow(/handshake failure/);
  });

  it('lets nobody change certificates in the middle of a connection', async () => {
    const socket = await open({ maxVersion: 'TLSv1.2' });
    const refused = once(socket, 'error');
    socket.renegotiate({ rejectUnauthorized: true }, () => undefined);
    expect(String((await refused)[0])).toMatch(/no renegotiation|renegotiat/i);
    socket.destroy();
  });

  it.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'knows the certificate of a resumed session of %s',
    async (version) => {
      const expected = JSON.stringify({ thumbprint: trust.thumbprint, authorised: true });
      const first = await open({ maxVersion: version });
      let session: Buffer | undefined;
      first.on('session', (ticket) => {
        session = ticket;
      });
      session = version === 'TLSv1.2' ? first.getSession() : undefined;
      expect(await exchange(first, get)).toContain(expected);
      if (!session) throw new Error('no session was offered');
      const again = await open({ maxVersion: version, session });
      expect(again.isSessionReused()).toBe(true);
      expect(await exchange(again, get)).toContain(expected);
    },
  );

  it('knows that a certificate has been revoked', async () => {
    const revoking = await start([await authority.revoke([trust])]);
    const other = await authority.issue({ commonName: 'council-send' });
    expect(await exchange(await open({}, revoking), get)).toContain('"authorised":false');
    const good = { cert: other.certificatePem, key: other.privateKeyPem };
    expect(await exchange(await open(good, revoking), get)).toContain('"authorised":true');
    await stop(revoking);
  });
});

describe('a request that two parties could read differently', () => {
  it('is a good one otherwise, so that the refusals below are due to what they change', async () => {
    expect(await exchange(await open(), get)).toContain('200 OK');
    expect(reached).toBe(1);
  });

  it.each([
    ['has two Host headers', get.replace('\r\n\r\n', '\r\nHost: other.example\r\n\r\n')],
    ['has the same Host header twice', get.replace('\r\n\r\n', '\r\nHost: localhost\r\n\r\n')],
    ['has no Host header', get.replace('Host: localhost\r\n', '')],
    ['names another host in its target', get.replace('GET /', 'GET https://other.example/')],
    ['names this host in its target', get.replace('GET /', 'GET https://localhost/')],
    ['asks for *', get.replace('GET /', 'OPTIONS *')],
    [
      'carries two tokens',
      get.replace('\r\n\r\n', '\r\nAuthorization: Bearer a\r\nAuthorization: Bearer b\r\n\r\n'),
    ],
    [
      'carries a bearer token and a DPoP proof',
      get.replace('\r\n\r\n', '\r\nAuthorization: Bearer a\r\nDPoP: b\r\n\r\n'),
    ],
    ['has two lengths', get.replace('\r\n\r\n', '\r\nContent-Length: 0\r\nContent-Length: 1\r\n\r\n')],
    [
      'has a length and is chunked',
      get.replace('\r\n\r\n', '\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'),
    ],
    ['folds a header', get.replace('\r\n\r\n', '\r\nX-A: b\r\n c\r\n\r\n')],
  ])('is refused when it %s', async (_, request) => {
    expect(await exchange(await open(), request)).toMatch(/^HTTP\/1\.1 400 /);
    expect(reached).toBe(0);
  });

  it('gets a problem document that names no cause', async () => {
    const answer = await exchange(await open(), get.replace('GET /', 'GET https://other.example/'));
    expect(answer).toContain('application/problem+json');
    expect(answer).toContain('"code":"request-malformed"');
    expect(answer).not.toContain('other.example');
  });

  it('is refused when its headers are larger than 32 KiB', async () => {
    const large = get.replace('\r\n\r\n', `\r\nX-Large: ${'a'.repeat(40_000)}\r\n\r\n`);
    expect(await exchange(await open(), large)).toMatch(/^HTTP\/1\.1 431 /);
  });
});

describe('a connection that is slow on purpose', () => {
  it.each([
    ['its headers', 'GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ', 10_500],
    ['its body', 'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\na', 14_500],
  ])('is closed within its time when it drips %s', async (_, beginning, atMost) => {
    const socket = await open();
    const startedAt = Date.now();
    const drip = setInterval(() => socket.write('a'), 1_000);
    socket.on('error', () => undefined);
    await exchange(socket, beginning);
    clearInterval(drip);
    expect(Date.now() - startedAt).toBeLessThan(atMost);
  });
});
