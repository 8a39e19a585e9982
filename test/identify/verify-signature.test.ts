import { existsSync, readFileSync } from 'node:fs';
import { generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { CompactSign, type JWK } from 'jose';
import { type CompactJws, parseCompactJws } from '../../src/platform/index.ts';
import { findVerificationKey, jwsAlgorithms } from '../../src/exchange/identify/verification-key.ts';
import { verifySignature } from '../../src/exchange/identify/verify-signature.ts';

const vectorsFile = '../shared/data/wycheproof-jose/json_web_signature_test.json';

interface Vectors {
  readonly testGroups: readonly {
    readonly private: JWK;
    readonly public?: JWK;
    readonly tests: readonly { readonly tcId: number; readonly jws: string; readonly result: string }[];
  }[];
}

/** What any token must pass here before its claims are looked at. */
async function isAccepted(text: string, jwk: JWK): Promise<boolean> {
  const parsed = parseCompactJws(text);
  const key = findVerificationKey({ kid: 'vector', ...jwk });
  return parsed.ok && key !== undefined && verifySignature(parsed.value, key, jwsAlgorithms);
}

/** The payloads of the vectors are not JSON, which alone refuses them: this leaves that out, to judge the rest. */
async function isSignatureAccepted(text: string, jwk: JWK): Promise<boolean> {
  const segments = text.split('.');
  if (
    segments.length !== 3 ||
    !segments.every((part) => Buffer.from(part, 'base64url').toString('base64url') === part)
  ) {
    return false;
  }
  const key = findVerificationKey({ kid: 'vector', ...jwk });
  const [header = ''] = segments;
  if (!key) return false;
  const jws: CompactJws = { text, header: parseHeader(header), payload: {} };
  return verifySignature(jws, key, jwsAlgorithms);
}

function parseHeader(segment: string): CompactJws['header'] {
  try {
    return JSON.parse(Buffer.from(segment, 'base64url').toString()) as CompactJws['header'];
  } catch {
    return {};
  }
}

// Vectors that stand beside the checkout are read in place; without them these claims are skipped.
(existsSync(vectorsFile) ? describe : describe.skip)('Wycheproof vectors for JWS', () => {
  const load = (): Vectors => JSON.parse(readFileSync(vectorsFile, 'utf8')) as Vectors;

  it('accepts none of the 355 invalid ones', async () => {
    const accepted: number[] = [];
    let invalid = 0;
    for (const group of load().testGroups) {
      for (const test of group.tests.filter(({ result }) => result === 'invalid')) {
        invalid += 1;
        const key = group.public ?? group.private;
        if ((await isAccepted(test.jws, key)) || (await isSignatureAccepted(test.jws, key)))
          accepted.push(test.tcId);
      }
    }
    expect(invalid).toBe(355);
    expect(accepted).toEqual([]);
  });

  it('accepts valid ones of the algorithms that are allowed', async () => {
    let accepted = 0;
    for (const group of load().testGroups) {
      for (const test of group.tests.filter(({ result }) => result === 'valid')) {
        if (await isSignatureAccepted(test.jws, group.public ?? group.private)) accepted += 1;
      }
    }
    expect(accepted).toBeGreaterThan(5);
  });
});

const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const jwk: JWK = { ...publicKey.export({ format: 'jwk' }), kid: 'one' };

function signed(header: object): string {
  const text = [{ alg: 'ES256', kid: 'one', ...header }, { sub: 'a' }]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  return `${text}.${sign('sha256', Buffer.from(text), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
}

describe('a signature that is mathematically right', () => {
  it('is accepted under a plain header', async () => {
    expect(await isAccepted(signed({}), jwk)).toBe(true);
  });

  it.each([
    ['names an extension as critical', { crit: ['exp'], exp: 1 }],
    ['leaves the payload unencoded', { crit: ['b64'], b64: false }],
    ['says b64 without making it critical', { b64: true }],
    ['is compressed', { zip: 'DEF' }],
    ['names another algorithm', { alg: 'ES384' }],
    ['names no algorithm', { alg: undefined }],
  ])('is refused when its header %s', async (_, header) => {
    expect(await isAccepted(signed(header), jwk)).toBe(false);
  });

  it.each<[string, Partial<JWK>]>([
    ['is meant for encryption', { use: 'enc' }],
    ['is meant for signing only', { key_ops: ['sign'] }],
    ['is registered for another algorithm', { alg: 'ES384' }],
    ['has no name', { kid: '' }],
    ['is not on its curve', { x: Buffer.alloc(32, 1).toString('base64url') }],
  ])('is refused when the key %s', async (_, change) => {
    expect(await isAccepted(signed({}), { ...jwk, ...change })).toBe(false);
  });

  it('is refused when the caller does not allow its algorithm', async () => {
    const key = findVerificationKey(jwk);
    const parsed = parseCompactJws(signed({}));
    if (!key || !parsed.ok) throw new Error('the control is broken');
    expect(await verifySignature(parsed.value, key, ['ES256'])).toBe(true);
    expect(await verifySignature(parsed.value, key, ['PS256'])).toBe(false);
  });
});

describe('RSA keys', () => {
  it.each([
    ['1024 bits', { modulusLength: 1024 }],
    ['the exponent 3', { modulusLength: 2048, publicExponent: 3 }],
  ])('of %s are not used', (_, parameters) => {
    const pair = generateKeyPairSync('rsa', parameters);
    expect(findVerificationKey({ ...pair.publicKey.export({ format: 'jwk' }), kid: 'weak' })).toBeUndefined();
  });

  it('of 2048 bits are used for PS256 and never for RS256', async () => {
    const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const rsa = { ...pair.publicKey.export({ format: 'jwk' }), kid: 'rsa' };
    const text = (alg: string): Promise<string> =>
      new CompactSign(Buffer.from('{}')).setProtectedHeader({ alg }).sign(pair.privateKey);
    expect(await isAccepted(await text('PS256'), rsa)).toBe(true);
    expect(await isAccepted(await text('RS256'), rsa)).toBe(false);
  });
});
