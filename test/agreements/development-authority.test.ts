import { X509Certificate } from 'node:crypto';
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TLSSocket, connect, createServer } from 'node:tls';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type DevelopmentAuthority,
  openDevelopmentAuthority,
  thumbprintOfCertificate,
} from '../../src/agreements/index.ts';
import { type IssuedCertificate, isIssuedBy } from '../../src/agreements/issue-certificate.ts';
import { type MovableClock, movableClock } from '../../src/platform/index.ts';
import { type CertificateSet, issueCertificateSet } from '../support/wrong-certificates.ts';

let directory: string;
let clock: MovableClock;
const open = (): Promise<DevelopmentAuthority> =>
  openDevelopmentAuthority({ directory, clock, environment: 'development' });

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'assent-certs-'));
  clock = movableClock(new Date().toISOString());
});
afterEach(() => rm(directory, { recursive: true }));

describe('the development authority', () => {
  it('is refused in production', async () => {
    await expect(openDevelopmentAuthority({ directory, clock, environment: 'production' })).rejects.toThrow(
      'production',
    );
    await expect(stat(join(directory, 'ca.pem'))).rejects.toThrow('ENOENT');
  });

  it('is used again on a later start, and so are its certificates', async () => {
    const first = await open();
    const server = await first.issueGatewayServer();
    const second = await open();
    expect(second.certificatePem).toBe(first.certificatePem);
    expect(await second.issueGatewayServer()).toEqual(server);
    expect((await second.issueGatewayClient()).thumbprint).not.toBe(server.thumbprint);
  });

  it('is one authority for processes that start at once', async () => {
    const opened = await Promise.all([open(), open(), open(), open()]);
    expect(new Set(opened.map(({ certificatePem }) => certificatePem)).size).toBe(1);
  });

  it('keeps private keys from everybody but their owner', async () => {
    const authority = await open();
    const paths = [
      join(directory, 'ca.pem'),
      (await authority.issueGatewayServer()).path,
      (await authority.issueSystemClient('school-mis', 'Fernbeck Primary')).path,
    ];
    await authority.openSigningKey('school-mis-1');
    for (const path of [...paths, join(directory, 'keys', 'school-mis-1.jwk.json')]) {
      expect((await stat(path)).mode & 0o777).toBe(0o600);
    }
    expect(await readFile(authority.path, 'utf8')).not.toContain('PRIVATE');
  });

  it('renews a certificate that is close to its end, and not earlier', async () => {
    const first = await (await open()).issueSystemClient('school-mis', 'Fernbeck Primary');
    clock.moveTo(new Date(Date.now() + 59 * 86_400_000).toISOString());
    expect((await (await open()).issueSystemClient('school-mis', 'Fernbeck Primary')).thumbprint).toBe(
      first.thumbprint,
    );
    clock.moveTo(new Date(Date.now() + 61 * 86_400_000).toISOString());
    expect((await (await open()).issueSystemClient('school-mis', 'Fernbeck Primary')).thumbprint).not.toBe(
      first.thumbprint,
    );
  });

  it('makes everything anew when the authority itself is close to its end', async () => {
    const old = await open();
    const certificate = await old.issueGatewayServer();
    clock.moveTo(new Date(Date.now() + 700 * 86_400_000).toISOString());
    const renewed = await open();
    expect(renewed.certificatePem).not.toBe(old.certificatePem);
    const next = await renewed.issueGatewayServer();
    expect(next.thumbprint).not.toBe(certificate.thumbprint);
    expect(isIssuedBy(next.certificatePem, renewed.certificatePem)).toBe(true);
  });

  it('replaces files that are damaged or of another authority', async () => {
    const { path } = await (await open()).issueGatewayServer();
    await writeFile(path, 'damaged');
    const repaired = await (await open()).issueGatewayServer();
    expect(thumbprintOfCertificate(await readFile(path, 'utf8'))).toBe(repaired.thumbprint);
    await writeFile(join(directory, 'ca.pem'), 'damaged');
    await chmod(join(directory, 'ca.pem'), 0o600);
    const authority = await open();
    expect(isIssuedBy((await authority.issueGatewayServer()).certificatePem, authority.certificatePem)).toBe(
      true,
    );
  });

  it('names the machine itself and nothing else in a server certificate', async () => {
    const { certificatePem } = await (await open()).issueGatewayServer();
    const certificate = new X509Certificate(certificatePem);
    expect(certificate.subjectAltName).toBe(
      'DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1',
    );
    expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
    expect(certificate.ca).toBe(false);
    expect(certificate.publicKey.asymmetricKeyDetails).toMatchObject({ namedCurve: 'prime256v1' });
  });

  it('names the system and its organisation in a client certificate', async () => {
    const { certificatePem } = await (
      await open()
    ).issueSystemClient('school-mis', 'Fernbeck, Primary = "School"');
    const certificate = new X509Certificate(certificatePem);
    expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.2']);
    expect(certificate.subject).toContain('CN=school-mis');
    expect(certificate.subject).toContain('Fernbeck');
  });

  it('keeps a signing key and refuses a name that leads out of the directory', async () => {
    const authority = await open();
    const key = await authority.openSigningKey('school-mis-1');
    expect(key).toMatchObject({
      kty: 'EC',
      alg: 'ES256',
      kid: expect.stringMatching(/^school-mis-1-[0-9a-f]{8}$/),
    });
    expect(await (await open()).openSigningKey('school-mis-1')).toEqual(key);
    await expect(authority.openSigningKey('../escape')).rejects.toThrow(RangeError);
    await expect(authority.issueSystemClient('../../escape', 'x')).rejects.toThrow(RangeError);
  });

  it('makes a key whose file is gone anew under another kid, so that a register can take it beside the old one', async () => {
    const authority = await open();
    const key = await authority.openSigningKey('school-mis-2');
    await rm(join(directory, 'keys', 'school-mis-2.jwk.json'));
    expect((await authority.openSigningKey('school-mis-2')).kid).not.toBe(key.kid);
  });
});

describe('mutual TLS with certificates of the authority', () => {
  it('works in both directions', async () => {
    const authority = await open();
    const server = await authority.issueGatewayServer();
    const system = await authority.issueSystemClient('school-mis', 'Fernbeck Primary');
    expect(await handshake(authority.certificatePem, server, system)).toBe('accepted');
    const inbox = await authority.issueSystemServer('school-mis', 'Fernbeck Primary');
    expect(await handshake(authority.certificatePem, inbox, await authority.issueGatewayClient())).toBe(
      'accepted',
    );
    expect(await handshake(authority.certificatePem, system, system)).not.toBe('accepted');
  });
});

describe('a wrong certificate', () => {
  let clients: CertificateSet;
  let servers: CertificateSet;
  beforeAll(async () => {
    clients = await issueCertificateSet('school-mis');
    servers = await issueCertificateSet('localhost', 'SERVER');
  });

  it.each([
    'expired',
    'not yet valid',
    'of another authority',
    'of another authority with the same name',
    'for the other end of the connection only',
    'self-signed with the same subject',
    'signed by a client certificate',
  ] as const)('%s is refused from a client and from a server', async (kind) => {
    const trusted = `${clients.authority.certificatePem}${servers.authority.certificatePem}`;
    expect(await handshake(trusted, servers.good, clients.good)).toBe('accepted');
    expect(await handshake(trusted, servers.good, clients.wrong[kind])).not.toBe('accepted');
    expect(await handshake(trusted, servers.wrong[kind], clients.good)).not.toBe('accepted');
  });
});

/** One handshake of mutual TLS on this machine, and one byte from the server: `accepted`, or the error of the end that refused. */
async function handshake(
  trusted: string,
  server: IssuedCertificate,
  client: IssuedCertificate,
): Promise<string> {
  const listener = createServer(
    {
      ca: trusted,
      cert: server.certificatePem,
      key: server.privateKeyPem,
      requestCert: true,
      rejectUnauthorized: true,
    },
    (socket) => socket.end('!'),
  );
  const refused = new Promise<string>((resolve) => {
    listener.on('tlsClientError', (error: Error) => {
      resolve(error.message);
    });
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const { port } = listener.address() as AddressInfo;
  let socket: TLSSocket | undefined;
  const answered = new Promise<string>((resolve) => {
    socket = connect({
      port,
      host: '127.0.0.1',
      servername: 'localhost',
      ca: trusted,
      cert: client.certificatePem,
      key: client.privateKeyPem,
    });
    socket.on('data', () => {
      resolve('accepted');
    });
    socket.on('error', (error: Error) => {
      resolve(error.message);
    });
  });
  const outcome = await Promise.race([answered, refused]);
  socket?.destroy();
  await new Promise((resolve) => listener.close(resolve));
  return outcome;
}
