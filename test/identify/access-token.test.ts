import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { accessTokenCheck } from '../../src/exchange/identify/access-token.ts';
import { type VerificationKey, findVerificationKey, tokenIssuer } from '../../src/exchange/identify/index.ts';

const at = new Date('2028-01-07T12:00:00Z');
const now = at.getTime() / 1000;
const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' });

function verificationKey(kid: string): VerificationKey {
  const key = findVerificationKey({ ...publicKey.export({ format: 'jwk' }), kid });
  if (!key) throw new Error('the control is broken');
  return key;
}

const published = new Map([['now', verificationKey('now')]]);
const issuer = tokenIssuer({
  issuer: 'https://gateway.example/oauth',
  audience: 'https://gateway.example/v1',
  algorithms: ['ES256'],
  findKey: (kid) => Promise.resolve(published.get(kid)),
});

const goodHeader = { alg: 'ES256', typ: 'at+jwt', kid: 'now' };
const goodClaims = {
  iss: 'https://gateway.example/oauth',
  aud: 'https://gateway.example/v1',
  sub: 'trust-ehr',
  client_id: 'trust-ehr',
  scope: 'messages:send consents:read',
  iat: now - 10,
  exp: now + 290,
  jti: 'token-1',
  cnf: { 'x5t#S256': 'thumbprint' },
};

function unsigned(header: object, claims: object): string {
  return [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
}

function token(header: object = {}, claims: object = {}, key = privateKey): string {
  const text = unsigned({ ...goodHeader, ...header }, { ...goodClaims, ...claims });
  const signature = sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' });
  return `${text}.${signature.toString('base64url')}`;
}

const check = accessTokenCheck(issuer);

describe('an access token', () => {
  it('is accepted when all is right, so that the refusals below are due to the one thing they change', async () => {
    expect(await check(token(), at)).toEqual({
      ok: true,
      value: {
        clientId: 'trust-ehr',
        tokenId: 'token-1',
        scopes: ['messages:send', 'consents:read'],
        boundTo: 'thumbprint',
      },
    });
  });

  it.each(['at+jwt', 'AT+JWT', 'application/at+jwt'])('is accepted with the type %s', async (typ) => {
    expect(await check(token({ typ }), at)).toHaveProperty('ok', true);
  });

  it('is accepted when the gateway is one of its audiences, or it says when it starts', async () => {
    expect(await check(token({}, { aud: ['https://other.example', goodClaims.aud] }), at)).toHaveProperty(
      'ok',
      true,
    );
    expect(await check(token({}, { nbf: now }), at)).toHaveProperty('ok', true);
  });

  it.each<[string, string, object]>([
    ['token-issuer', 'it is from another issuer', { iss: 'https://gateway.example' }],
    ['token-issuer', 'it names no issuer', { iss: undefined }],
    ['token-audience', 'it is for another audience', { aud: 'https://gateway.example/v2' }],
    ['token-audience', 'its audience only starts like ours', { aud: 'https://gateway.example/v1/' }],
    ['token-audience', 'it has no audience', { aud: undefined }],
    ['token-audience', 'it has an empty list of audiences', { aud: [] }],
    ['token-expired', 'it has expired this second', { exp: now }],
    ['token-expired', 'it is not valid yet', { nbf: now + 60 }],
    ['token-expired', 'it was issued a minute in the future', { iat: now + 60 }],
    ['token-expired', 'it lives longer than ten minutes', { exp: now + 591 }],
    ['token-malformed', 'it never expires', { exp: undefined }],
    ['token-malformed', 'its end is a text', { exp: String(now + 60) }],
    ['token-malformed', 'it does not say when it was issued', { iat: undefined }],
    ['token-malformed', 'it has no subject', { sub: undefined }],
    ['token-malformed', 'it names no client', { client_id: undefined }],
    ['token-malformed', 'its client is a number', { client_id: 7 }],
    ['token-malformed', 'it has no identifier', { jti: undefined }],
    ['token-malformed', 'its scopes are a list', { scope: ['messages:send'] }],
    ['token-unbound', 'it is bound to nothing', { cnf: undefined }],
    ['token-unbound', 'it is bound to a DPoP key', { cnf: { jkt: 'thumbprint' } }],
    ['token-unbound', 'it is bound to a text', { cnf: 'thumbprint' }],
    ['token-unbound', 'it is bound to an empty thumbprint', { cnf: { 'x5t#S256': '' } }],
  ])('is refused as %s when %s', async (refusal, _, claims) => {
    expect(await check(token({}, claims), at)).toEqual({ ok: false, refusal });
  });

  it.each<[string, string, object]>([
    ['token-type', 'an identity token', { typ: 'JWT' }],
    ['token-type', 'a logout token', { typ: 'logout+jwt' }],
    ['token-type', 'a DPoP proof', { typ: 'dpop+jwt' }],
    ['token-type', 'of no type', { typ: undefined }],
    ['token-signature', 'under no named key', { kid: undefined }],
    ['token-signature', 'under an unknown key', { kid: 'then' }],
    ['token-signature', 'with a critical extension', { crit: ['exp'] }],
    ['token-signature', 'with an unencoded payload', { crit: ['b64'], b64: false }],
  ])('is refused as %s when it is %s', async (refusal, _, header) => {
    expect(await check(token(header), at)).toEqual({ ok: false, refusal });
  });

  it.each(['none', 'None', 'NONE', 'nOnE', 'none ', ''])(
    'is refused unsigned under the algorithm %p',
    async (alg) => {
      const text = unsigned({ ...goodHeader, alg }, goodClaims);
      expect(await check(`${text}.`, at)).toHaveProperty('ok', false);
      expect(await check(`${text}.AAAA`, at)).toEqual({ ok: false, refusal: 'token-signature' });
    },
  );

  it('is refused when it is an HMAC under the public key in any form', async () => {
    const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const der = publicKey.export({ type: 'spki', format: 'der' });
    const jwk = JSON.stringify(publicKey.export({ format: 'jwk' }));
    for (const secret of [pem, pem.trim(), der, jwk]) {
      const text = unsigned({ ...goodHeader, alg: 'HS256' }, goodClaims);
      const forged = `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
      expect(await check(forged, at)).toEqual({ ok: false, refusal: 'token-signature' });
    }
  });

  it('is refused after each of 64 flipped bits of its signature', async () => {
    const [header = '', claims = '', signature = ''] = token().split('.');
    for (let bit = 0; bit < 512; bit += 8) {
      const bytes = Buffer.from(signature, 'base64url');
      bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit % 7));
      const forged = `${header}.${claims}.${bytes.toString('base64url')}`;
      expect(await check(forged, at)).toEqual({ ok: false, refusal: 'token-signature' });
    }
  });

  it('is refused with the signature of another token or of another key', async () => {
    const [header = '', claims = ''] = token({}, { client_id: 'council' }).split('.');
    const [, , signature = ''] = token().split('.');
    expect(await check(`${header}.${claims}.${signature}`, at)).toEqual({
      ok: false,
      refusal: 'token-signature',
    });
    expect(await check(token({}, {}, stranger.privateKey), at)).toEqual({
      ok: false,
      refusal: 'token-signature',
    });
  });

  it.each(['', 'x', 'a.b', 'a.b.c.d.e', `${token()}.`, ` ${token()}`, token().replace('.', '.\n')])(
    'is refused as malformed when it is no compact JWT: %#',
    async (text) => {
      expect(await check(text, at)).toEqual({ ok: false, refusal: 'token-malformed' });
    },
  );
});

describe('a token that was accepted before', () => {
  it('is refused once it has expired', async () => {
    const text = token();
    expect(await check(text, at)).toHaveProperty('ok', true);
    const later = new Date(at.getTime() + 290_000);
    expect(await check(text, later)).toEqual({ ok: false, refusal: 'token-expired' });
  });

  it('is refused once its key is no longer published', async () => {
    published.set('leaving', verificationKey('leaving'));
    const text = token({ kid: 'leaving' });
    expect(await check(text, at)).toHaveProperty('ok', true);
    published.delete('leaving');
    expect(await check(text, at)).toEqual({ ok: false, refusal: 'token-signature' });
  });

  it('is verified again when another key has taken the name of its key', async () => {
    published.set('reused', verificationKey('reused'));
    const text = token({ kid: 'reused' });
    expect(await check(text, at)).toHaveProperty('ok', true);
    const other = findVerificationKey({ ...stranger.publicKey.export({ format: 'jwk' }), kid: 'reused' });
    if (other) published.set('reused', other);
    expect(await check(text, at)).toEqual({ ok: false, refusal: 'token-signature' });
  });
});

describe('an issuer that is not configured', () => {
  it.each([{ issuer: '' }, { audience: '' }, { algorithms: [] }])('stops the start: %p', (change) => {
    expect(() => tokenIssuer({ ...issuer, ...change })).toThrow(TypeError);
  });
});
