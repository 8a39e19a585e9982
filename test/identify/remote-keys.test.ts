import { generateKeyPairSync } from 'node:crypto';
import { type Server, createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Agent } from 'undici';
import { readKeySetFrom, remoteKeys } from '../../src/exchange/identify/index.ts';
import { movableClock } from '../../src/platform/index.ts';
import { createTestAuthority } from '../support/certificates.ts';
import { connectAs } from '../support/identity.ts';

const jwk = (kid: string): object => ({
  ...generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' }),
  kid,
});
const keySet = (...keys: object[]): Buffer => Buffer.from(JSON.stringify({ keys }));

/** An issuer whose answer a test sets, with a count of how often it was asked. */
function stand(answer: () => Promise<Buffer>) {
  const clock = movableClock('2028-01-07T12:00:00Z');
  const issuer = { answer, asked: 0 };
  const findKey = remoteKeys({
    clock,
    read: () => {
      issuer.asked += 1;
      return issuer.answer();
    },
  });
  return { clock, issuer, findKey };
}

describe('keys of an issuer elsewhere', () => {
  it('are read once and used again', async () => {
    const set = keySet(jwk('one'));
    const { issuer, findKey } = stand(() => Promise.resolve(set));
    expect((await findKey('one'))?.kid).toBe('one');
    await Promise.all([findKey('one'), findKey('one')]);
    expect(issuer.asked).toBe(1);
  });

  it('are not read again for a thousand unknown names', async () => {
    const set = keySet(jwk('one'));
    const { clock, issuer, findKey } = stand(() => Promise.resolve(set));
    for (let i = 0; i < 500; i += 1) expect(await findKey(`unknown-${i}`)).toBeUndefined();
    clock.moveTo('2028-01-07T12:00:30Z');
    for (let i = 0; i < 500; i += 1) expect(await findKey(`unknown-${i}`)).toBeUndefined();
    expect(issuer.asked).toBe(2);
  });

  it('are found within the cool-down after a rotation', async () => {
    const [one, two] = [jwk('one'), jwk('two')];
    const { clock, issuer, findKey } = stand(() => Promise.resolve(keySet(one)));
    const before = await findKey('one');
    issuer.answer = () => Promise.resolve(keySet(one, two));
    clock.moveTo('2028-01-07T12:00:30Z');
    expect((await findKey('two'))?.kid).toBe('two');
    expect(await findKey('one')).toBe(before);
  });

  it('stop working within five minutes once they are withdrawn', async () => {
    const [one, two] = [jwk('one'), jwk('two')];
    const { clock, issuer, findKey } = stand(() => Promise.resolve(keySet(one, two)));
    expect(await findKey('one')).toBeDefined();
    issuer.answer = () => Promise.resolve(keySet(two));
    clock.moveTo('2028-01-07T12:04:00Z');
    expect(await findKey('one')).toBeUndefined();
  });

  it.each<[string, () => Promise<Buffer>]>([
    ['is down', () => Promise.reject(new Error('refused'))],
    ['publishes an empty set', () => Promise.resolve(keySet())],
    ['publishes nonsense', () => Promise.resolve(Buffer.from('<html>'))],
    [
      'publishes keys that cannot be used',
      () => Promise.resolve(keySet({ kty: 'oct', kid: 'one', k: 'AAAA' }, { kid: 7 })),
    ],
  ])('last for an hour when the issuer %s, and then no longer', async (_, answer) => {
    const { clock, issuer, findKey } = stand(() => Promise.resolve(keySet(one)));
    const one = jwk('one');
    expect(await findKey('one')).toBeDefined();
    issuer.answer = answer;
    clock.moveTo('2028-01-07T12:59:59Z');
    expect(await findKey('one')).toBeDefined();
    clock.moveTo('2028-01-07T13:00:00Z');
    expect(await findKey('one')).toBeUndefined();
  });

  it('are not asked for more than every thirty seconds while the issuer is down', async () => {
    const { clock, issuer, findKey } = stand(() => Promise.reject(new Error('refused')));
    for (let second = 0; second < 60; second += 1) {
      clock.moveTo(new Date(Date.parse('2028-01-07T12:00:00Z') + second * 1000).toISOString());
      expect(await findKey('one')).toBeUndefined();
    }
    expect(issuer.asked).toBe(2);
  });
});

describe('reading a key set', () => {
  let server: Server;
  let trusting: Agent;
  let origin: string;

  beforeAll(async () => {
    const authority = await createTestAuthority();
    const tls = await authority.issue({ commonName: 'localhost', use: 'server' });
    trusting = connectAs(authority);
    server = createServer({ cert: tls.certificatePem, key: tls.privateKeyPem }, (request, response) => {
      const json = { 'content-type': 'application/json' };
      if (request.url === '/good') response.writeHead(200, json).end('{"keys":[]}');
      else if (request.url === '/moved') response.writeHead(302, { location: '/good' }).end();
      else if (request.url === '/html')
        response.writeHead(200, { 'content-type': 'text/html' }).end('{"keys":[]}');
      else if (request.url === '/large') response.writeHead(200, json).end(' '.repeat(70_000));
      else response.writeHead(500, json).end('{"keys":[]}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `https://localhost:${(server.address() as AddressInfo).port}`;
  });

  afterAll(async () => {
    await trusting.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it('gives the bytes', async () => {
    const bytes = await readKeySetFrom(`${origin}/good`, { dispatcher: trusting })();
    expect(bytes.toString()).toBe('{"keys":[]}');
  });

  it.each(['/moved', '/html', '/large', '/broken'])('fails on %s', async (path) => {
    await expect(readKeySetFrom(origin + path, { dispatcher: trusting })()).rejects.toThrow();
  });

  it('fails on a certificate that is not trusted', async () => {
    await expect(readKeySetFrom(`${origin}/good`)()).rejects.toThrow();
  });

  it('refuses an address without TLS at the start', () => {
    expect(() => readKeySetFrom('http://issuer.example/jwks')).toThrow(TypeError);
  });
});
