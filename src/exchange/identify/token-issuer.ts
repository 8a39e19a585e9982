import type { JwsAlgorithm, VerificationKey } from './verification-key.ts';

/** How far the clock of whoever signed may run ahead of ours, in seconds: 10 must be accepted, 60 must not (FAPI 2.0). */
export const clockSkewSeconds = 15;

/** An authorisation server whose access tokens are accepted. */
export interface TokenIssuer {
  /** Exact value of `iss`. */
  readonly issuer: string;
  /** What `aud` must contain. */
  readonly audience: string;
  readonly algorithms: readonly JwsAlgorithm[];
  /** Longest life that a token may state, in seconds. */
  readonly longestLifeSeconds: number;
  /**
   * The published key with this `kid`, or undefined. Must give the same object for as long as the key is published, and
   * never again afterwards: verified signatures are remembered by that object.
   */
  findKey(kid: string): Promise<VerificationKey | undefined>;
}

/**
 * Describes an issuer, and refuses to start with one that says nothing: a missing issuer or audience would otherwise
 * mean "any".
 * @throws TypeError when issuer or audience is empty or no algorithm is allowed
 */
export function tokenIssuer(
  settings: Pick<TokenIssuer, 'issuer' | 'audience' | 'algorithms' | 'findKey'> & {
    longestLifeSeconds?: number;
  },
): TokenIssuer {
  if (settings.issuer === '') throw new TypeError('the issuer of access tokens is not configured');
  if (settings.audience === '') throw new TypeError('the audience of access tokens is not configured');
  if (settings.algorithms.length === 0)
    throw new TypeError('no signature algorithm is allowed for access tokens');
  return { longestLifeSeconds: 600, ...settings };
}
