import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import {
  type CompactJws,
  type JsonObject,
  type Result,
  ok,
  parseCompactJws,
  refuse,
} from '../../platform/index.ts';
import type { IdentifyRefusalCode } from './identify-refusals.ts';
import { type TokenIssuer, clockSkewSeconds } from './token-issuer.ts';
import type { VerificationKey } from './verification-key.ts';
import { verifySignature } from './verify-signature.ts';

/** What a good access token says (RFC 9068 §2.2). Times in seconds since 1970. */
export interface AccessToken {
  readonly clientId: string;
  readonly tokenId: string;
  readonly scopes: readonly string[];
  /** `cnf.x5t#S256`: thumbprint of the one certificate that may use this token. */
  readonly boundTo: string;
}

/** Checks one bearer token at an instant. */
export type CheckAccessToken = (text: string, at: Date) => Promise<Result<AccessToken, IdentifyRefusalCode>>;

interface SignedToken {
  readonly key: VerificationKey;
  readonly jws: CompactJws;
}

/**
 * Makes the check of access tokens from one issuer. A signature that was good stays known by the hash of the whole
 * token for as long as its key is published; everything that time, suspension or another certificate can change is
 * checked again each time.
 */
export function accessTokenCheck(issuer: TokenIssuer, remembered = 10_000): CheckAccessToken {
  const signed = new LRUCache<string, SignedToken>({ max: remembered });

  async function findSigned(text: string): Promise<Result<CompactJws, IdentifyRefusalCode>> {
    const hash = createHash('sha256').update(text).digest('base64');
    const known = signed.get(hash);
    if (known && (await issuer.findKey(known.key.kid)) === known.key) return ok(known.jws);
    signed.delete(hash);

    const parsed = parseCompactJws(text);
    if (!parsed.ok) return refuse('token-malformed');
    const jws = parsed.value;
    const { kid, typ } = jws.header;
    if (typeof kid !== 'string') return refuse('token-signature');
    const key = await issuer.findKey(kid);
    if (!key || !(await verifySignature(jws, key, issuer.algorithms))) return refuse('token-signature');
    if (typeof typ !== 'string' || !/^(application\/)?at\+jwt$/i.test(typ)) return refuse('token-type');
    signed.set(hash, { key, jws });
    return ok(jws);
  }

  return async (text, at) => {
    const found = await findSigned(text);
    return found.ok ? checkClaims(found.value.payload, issuer, at) : found;
  };
}

function checkClaims(
  claims: JsonObject,
  issuer: TokenIssuer,
  at: Date,
): Result<AccessToken, IdentifyRefusalCode> {
  const { iss, aud, exp, iat, nbf, sub, client_id: clientId, jti, scope } = claims;
  if (iss !== issuer.issuer) return refuse('token-issuer');
  const audiences = Array.isArray(aud) ? aud : [aud];
  if (!audiences.includes(issuer.audience)) return refuse('token-audience');
  if (typeof exp !== 'number' || typeof iat !== 'number' || (nbf !== undefined && typeof nbf !== 'number')) {
    return refuse('token-malformed');
  }
  if (
    !isText(sub) ||
    !isText(clientId) ||
    !isText(jti) ||
    (scope !== undefined && typeof scope !== 'string')
  ) {
    return refuse('token-malformed');
  }
  const now = at.getTime() / 1000;
  const latestStart = now + clockSkewSeconds;
  if (exp <= now || iat > latestStart || (nbf ?? iat) > latestStart) return refuse('token-expired');
  if (exp - iat > issuer.longestLifeSeconds) return refuse('token-expired');
  const boundTo = findBinding(claims);
  if (boundTo === undefined) return refuse('token-unbound');
  return ok({ clientId, tokenId: jti, scopes: scope?.split(' ').filter(isText) ?? [], boundTo });
}

function findBinding(claims: JsonObject): string | undefined {
  const confirmation = claims['cnf'];
  if (typeof confirmation !== 'object' || confirmation === null || Array.isArray(confirmation))
    return undefined;
  const thumbprint = (confirmation as JsonObject)['x5t#S256'];
  return isText(thumbprint) ? thumbprint : undefined;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= 500;
}
