import { generateKeyPairSync, generatePrimeSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { checkKeySet, checkPublicKey, thumbprintOfKey } from '../../src/agreements/public-key.ts';

type Jwk = Record<string, unknown>;

function publicJwk(pair: { publicKey: { export(options: { format: 'jwk' }): object } }, more: Jwk): Jwk {
  return { ...pair.publicKey.export({ format: 'jwk' }), ...more };
}

const rsaPair = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ecPair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const rsa = publicJwk(rsaPair, { kid: 'rsa-1', alg: 'PS256', use: 'sig' });
const ec = publicJwk(ecPair, { kid: 'ec-1', alg: 'ES256' });
const ed = publicJwk(generateKeyPairSync('ed25519'), { kid: 'ed-1', alg: 'EdDSA' });

function rulesOf(jwk: unknown): string[] {
  const checked = checkPublicKey(jwk);
  return checked.ok ? [] : checked.refusal.map(({ rule }) => rule);
}

function encode(value: bigint): string {
  const hex = value.toString(16);
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex').toString('base64url');
}

describe('a public key at onboarding', () => {
  it('accepts sound RSA, P-256, P-384 and Ed25519 keys', () => {
    const p384 = publicJwk(generateKeyPairSync('ec', { namedCurve: 'P-384' }), { kid: 'ec-2', alg: 'ES384' });
    for (const jwk of [rsa, ec, ed, p384]) expect(rulesOf(jwk)).toEqual([]);
  });

  it('accepts fifty fresh keys of each curve', () => {
    for (let count = 0; count < 50; count += 1) {
      const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      expect(rulesOf(publicJwk(pair, { kid: 'k', alg: 'ES256' }))).toEqual([]);
      expect(rulesOf(publicJwk(generateKeyPairSync('ed25519'), { kid: 'k', alg: 'EdDSA' }))).toEqual([]);
    }
  });

  it('keeps only known members and adds the use', () => {
    const checked = checkPublicKey({ ...ec, ext: true, key_ops: ['verify'] });
    expect(checked).toMatchObject({ ok: true, value: { use: 'sig' } });
    if (checked.ok)
      expect(Object.keys(checked.value).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
  });

  it.each<[string, unknown, string]>([
    ['no object', 'key', 'jwk'],
    ['a list', [ec], 'jwk'],
    ['a shared secret', { kty: 'oct', k: 'AAAA', kid: 's', alg: 'HS256' }, 'symmetric-key'],
    [
      'a private EC key',
      { ...ecPair.privateKey.export({ format: 'jwk' }), kid: 'x', alg: 'ES256' },
      'private-member',
    ],
    [
      'a private RSA key',
      { ...rsaPair.privateKey.export({ format: 'jwk' }), kid: 'x', alg: 'PS256' },
      'private-member',
    ],
    ['another key type', { ...ec, kty: 'AKP' }, 'key-type'],
    ['no kid', { ...ec, kid: undefined }, 'kid'],
    ['an empty kid', { ...ec, kid: '' }, 'kid'],
    ['a kid with a line break', { ...ec, kid: 'a\nb' }, 'kid'],
    ['an encryption key', { ...ec, use: 'enc' }, 'key-use'],
    ['a key that signs', { ...ec, key_ops: ['sign'] }, 'key-use'],
    ['no algorithm', { ...ec, alg: undefined }, 'algorithm'],
    ['algorithm none', { ...ec, alg: 'none' }, 'algorithm'],
    ['RS256, which no token of ours may use', { ...rsa, alg: 'RS256' }, 'algorithm'],
    ['a symmetric algorithm', { ...ec, alg: 'HS256' }, 'algorithm'],
    ['an algorithm from the prototype', { ...ec, alg: 'constructor' }, 'algorithm'],
    ['an RSA algorithm on a curve', { ...ec, alg: 'PS256' }, 'algorithm-mismatch'],
    ['ES384 on P-256', { ...ec, alg: 'ES384' }, 'algorithm-mismatch'],
    ['an x5u', { ...ec, x5u: 'https://example.org/' }, 'unknown-member'],
    ['an unknown curve', { ...ec, crv: 'secp256k1' }, 'curve'],
    ['Ed448', { ...ed, crv: 'Ed448' }, 'curve'],
    ['a missing coordinate', { ...ec, y: undefined }, 'member-missing'],
    ['padding in base64url', { ...ec, x: `${String(ec['x'])}=` }, 'base64url'],
    ['a short coordinate', { ...ec, x: 'AQAB' }, 'coordinate-length'],
    ['a point off the curve', { ...ec, y: ec['x'] }, 'point-off-curve'],
    [
      'the Ed25519 identity',
      { ...ed, x: Buffer.from([1, ...Array<number>(31).fill(0)]).toString('base64url') },
      'point-small-order',
    ],
    [
      'an Ed25519 point of order four',
      { ...ed, x: Buffer.alloc(32).toString('base64url') },
      'point-small-order',
    ],
    [
      'an Ed25519 point of order eight',
      {
        ...ed,
        x: Buffer.from('c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a', 'hex').toString(
          'base64url',
        ),
      },
      'point-small-order',
    ],
    [
      'an Ed25519 y that is not reduced',
      { ...ed, x: Buffer.alloc(32, 0xff).toString('base64url') },
      'point-off-curve',
    ],
    ['e = 1', { ...rsa, e: 'AQ' }, 'rsa-exponent'],
    ['e = 3', { ...rsa, e: 'Aw' }, 'rsa-exponent'],
    ['an even e', { ...rsa, e: 'AQAC' }, 'rsa-exponent'],
    [
      'a leading zero in n',
      {
        ...rsa,
        n: Buffer.concat([Buffer.alloc(1), Buffer.from(String(rsa['n']), 'base64url')]).toString('base64url'),
      },
      'integer-encoding',
    ],
    [
      'a 1024-bit key',
      publicJwk(generateKeyPairSync('rsa', { modulusLength: 1024 }), { kid: 'k', alg: 'PS256' }),
      'rsa-too-short',
    ],
    ['a modulus too long to verify with', { ...rsa, n: encode((1n << 9000n) + 1n) }, 'rsa-too-long'],
    ['an even modulus', { ...rsa, n: encode(1n << 2047n) }, 'rsa-small-factor'],
  ])('refuses %s', (_name, jwk, rule) => {
    expect(rulesOf(jwk)).toContain(rule);
  });

  it('refuses a modulus made of two near primes', () => {
    const p = generatePrimeSync(1024, { bigint: true });
    let q = p + 2n;
    const witnesses = [2n, 3n, 5n, 7n];
    const isPrime = (value: bigint): boolean =>
      witnesses.every((base) => modPow(base, value - 1n, value) === 1n);
    while (!isPrime(q)) q += 2n;
    expect(rulesOf({ ...rsa, n: encode(p * q) })).toContain('rsa-close-primes');
  });

  it('never puts key material into a problem', () => {
    const jwk = { ...ecPair.privateKey.export({ format: 'jwk' }), kid: 'x', alg: 'ES256' };
    const checked = checkPublicKey(jwk);
    expect(JSON.stringify(checked)).not.toContain(jwk.d);
  });

  it('has the thumbprint of RFC 7638', () => {
    const checked = checkPublicKey({
      kty: 'RSA',
      n: '0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw',
      e: 'AQAB',
      alg: 'PS256',
      kid: '2011-04-29',
    });
    if (!checked.ok) throw new Error('the example key of RFC 7638 was refused');
    expect(thumbprintOfKey(checked.value)).toBe('NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs');
  });
});

describe('a key set at onboarding', () => {
  it('accepts different keys under different kids', () => {
    expect(checkKeySet([rsa, ec, ed]).ok).toBe(true);
  });

  it('refuses two keys under one kid', () => {
    expect(checkKeySet([rsa, { ...ec, kid: 'rsa-1' }])).toMatchObject({
      refusal: [{ field: 'keys.1.kid', rule: 'kid-duplicate' }],
    });
  });

  it('refuses one key under two kids', () => {
    expect(checkKeySet([ec, { ...ec, kid: 'ec-9' }])).toMatchObject({ refusal: [{ rule: 'key-duplicate' }] });
  });
});

function modPow(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  let square = base % modulus;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if ((rest & 1n) === 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}
