import { InvalidClientAuth } from 'oidc-provider/lib/helpers/errors.js';
import type { Client, KoaContextWithOIDC } from 'oidc-provider';
import { parseCompactJws, systemClock } from '../../platform/index.ts';
import { getPeer } from '../peer-certificate.ts';
import { systemThumbprints } from './client-adapter.ts';

/** How far the clock of a system may be off, in seconds: 10 must be accepted, 60 must not (FAPI 2.0). */
export const clockSkewSeconds = 15;
/** How far ahead an assertion may end, in seconds (SMART Backend Services: five minutes). */
const longestAssertion = 300;

/** What `typ` of a client assertion may say; an access token or a user assertion is no client assertion. */
const types: readonly unknown[] = [undefined, 'JWT', 'client-authentication+jwt'];

/**
 * Checks what the provider leaves open about a client assertion whose signature is good (RFC 7523 §3, SMART Backend
 * Services, FAPI 2.0), and that it arrives over a certificate registered for the same system: a stolen signing key is
 * of no use without the certificate, and the reverse. Throws the one uniform `invalid_client`.
 * @param audiences the issuer and the token endpoint, from configuration, never from the Host header
 */
export function checkClientAssertion(
  context: KoaContextWithOIDC,
  claims: Readonly<Record<string, unknown>>,
  header: Readonly<Record<string, unknown>>,
  client: Client,
  audiences: readonly string[],
): void {
  // The provider judges the end of an assertion by the machine's clock, so the rest is judged by the same one.
  const at = systemClock.now();
  const wrong =
    findWrongForm(context.oidc.params?.['client_assertion'], header) ??
    findWrongClaim(claims, client.clientId, audiences, at) ??
    findWrongCertificate(context, client, at);
  if (wrong !== undefined) throw new InvalidClientAuth(wrong);
}

function findWrongForm(assertion: unknown, header: Readonly<Record<string, unknown>>): string | undefined {
  if (typeof assertion !== 'string' || !parseCompactJws(assertion).ok) return 'not a strict compact JWT';
  if (typeof header['kid'] !== 'string') return 'no kid';
  if (!types.includes(header['typ'])) return 'a token of another type';
  if (['crit', 'b64', 'zip'].some((member) => Object.hasOwn(header, member))) return 'an extended header';
  return undefined;
}

function findWrongClaim(
  { iss, sub, aud, exp, iat, nbf, jti }: Readonly<Record<string, unknown>>,
  clientId: string,
  audiences: readonly string[],
  at: Date,
): string | undefined {
  const now = at.getTime() / 1000;
  if (iss !== clientId || sub !== clientId) return 'iss and sub must be the client_id';
  if (typeof aud !== 'string' || !audiences.includes(aud)) return 'aud must be the issuer, as a string';
  if (typeof jti !== 'string' || jti.length > 200) return 'jti must be a short text';
  if (typeof exp !== 'number' || exp > now + longestAssertion + clockSkewSeconds)
    return 'it ends too far ahead';
  if ([iat, nbf].some((start) => start !== undefined && !isStarted(start, now)))
    return 'it starts too far ahead';
  return undefined;
}

function isStarted(start: unknown, now: number): boolean {
  return typeof start === 'number' && start <= now + clockSkewSeconds;
}

function findWrongCertificate({ req }: KoaContextWithOIDC, client: Client, at: Date): string | undefined {
  const { certificate, thumbprint } = getPeer(req);
  if (!certificate || thumbprint === undefined) return 'no certificate that our authority vouches for';
  if (Date.parse(certificate.validFrom) > at.getTime() || Date.parse(certificate.validTo) < at.getTime()) {
    return 'the certificate is outside its dates';
  }
  const registered = client[systemThumbprints];
  if (!Array.isArray(registered) || !registered.includes(thumbprint))
    return 'a certificate of another system';
  return undefined;
}
