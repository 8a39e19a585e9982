import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { type Server, createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openDevelopmentAuthority } from '../../src/agreements/index.ts';
import { openKeys } from '../../src/compose/index.ts';
import { ConfigError, loadConfig, systemClock } from '../../src/platform/index.ts';

const key = randomBytes(32);
const token = 'hvs.'.padEnd(40, 'k');
let directory: string;
let server: Server;
let asked: { readonly url: string; readonly token: string; readonly body: string }[];
let answer: { status: number; body: string };
let settings: Record<string, string>;

/** Speaks what the Transit engine speaks; everything else is the real thing, TLS included. */
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'assent-kms-'));
  const certificates = join(directory, 'certs');
  const authority = await openDevelopmentAuthority({
    directory: certificates,
    clock: systemClock,
    environment: 'test',
  });
  const { certificatePem, privateKeyPem } = await authority.issueGatewayServer();
  server = createServer({ cert: certificatePem, key: privateKeyPem }, (request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on('end', () => {
      asked.push({ url: request.url ?? '', token: String(request.headers['x-vault-token']), body });
      response.writeHead(answer.status).end(answer.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const file = async (name: string, text: string): Promise<string> => {
    await writeFile(join(directory, name), text, { mode: 0o600 });
    return join(directory, name);
  };
  settings = {
    ASSENT_DATA_DIR: join(directory, 'data'),
    ASSENT_KMS_URL: `https://localhost:${(server.address() as AddressInfo).port}/v1/transit/decrypt/assent`,
    ASSENT_KMS_TOKEN_FILE: await file('token', token),
    ASSENT_KMS_CA_FILE: await file('ca.pem', authority.certificatePem),
    ASSENT_WRAPPED_KEK_FILE: await file('wrapped', 'vault:v1:c2VhbGVk\n'),
  };
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(directory, { recursive: true });
});
beforeEach(() => {
  asked = [];
  answer = { status: 200, body: JSON.stringify({ data: { plaintext: key.toString('base64') } }) };
});

describe('a key-encryption key that a key-management service holds', () => {
  it('is unwrapped when the process starts, and lies in no file', async () => {
    const opened = await openKeys(loadConfig(settings));
    expect(opened.keys.keyEncryptionKey?.export()).toEqual(key);
    expect(asked).toEqual([
      {
        url: '/v1/transit/decrypt/assent',
        token,
        body: JSON.stringify({ ciphertext: 'vault:v1:c2VhbGVk' }),
      },
    ]);
    await expect(readFile(join(directory, 'data', 'secrets', 'key-encryption.key'))).rejects.toThrow(
      'ENOENT',
    );
  });

  it.each([
    ['is refused', { status: 403, body: '{"errors":["permission denied"]}' }, /it answered 403$/],
    ['is too short', { status: 200, body: '{"data":{"plaintext":"AAAA"}}' }, /no key of 32 bytes$/],
    ['comes as something else', { status: 200, body: '<html>' }, /no key of 32 bytes$/],
    ['comes in an answer without end', { status: 200, body: 'x'.repeat(100_000) }, /its answer is too long$/],
  ])('lets nothing start when it %s', async (_case, given, expected) => {
    answer = given;
    const opening = openKeys(loadConfig(settings));
    await expect(opening).rejects.toThrow(expected);
    await expect(opening).rejects.not.toThrow(token);
  });

  it('lets nothing start when another authority vouches for the service', async () => {
    const other = join(directory, 'other.pem');
    const { certificatePem } = await openDevelopmentAuthority({
      directory: join(directory, 'others'),
      clock: systemClock,
      environment: 'test',
    });
    await writeFile(other, certificatePem);
    await expect(openKeys(loadConfig({ ...settings, ASSENT_KMS_CA_FILE: other }))).rejects.toThrow(
      /did not answer/,
    );
    expect(asked).toEqual([]);
  });
});

describe('the settings of the key-encryption key', () => {
  it('take it from the environment', () => {
    const config = loadConfig({
      ASSENT_DATA_DIR: join(directory, 'env'),
      ASSENT_KEK: key.toString('base64'),
    });
    expect(config.keys.keyEncryptionKey?.export()).toEqual(key);
  });

  it.each([
    ['two sources', { ASSENT_KEK: key.toString('base64') }, /name the same key: set one of them/],
    ['no token', { ASSENT_KMS_TOKEN_FILE: '' }, /ASSENT_KMS_TOKEN_FILE is required/],
    ['nothing wrapped', { ASSENT_WRAPPED_KEK_FILE: '' }, /ASSENT_WRAPPED_KEK_FILE is required/],
    ['an address without TLS', { ASSENT_KMS_URL: 'http://localhost/' }, /must be an https address/],
  ])('are refused with %s', (_case, more, expected) => {
    expect(() => loadConfig({ ...settings, ...more })).toThrow(expected);
    expect(() => loadConfig({ ...settings, ...more })).toThrow(ConfigError);
  });
});
