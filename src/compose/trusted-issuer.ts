import type { TokenSigningKeys } from '../api/index.ts';
import { type TokenIssuer, readKeySetFrom, remoteKeys, tokenIssuer } from '../exchange/index.ts';
import { type Config, systemClock } from '../platform/index.ts';

/** The name under which this gateway issues access tokens itself. */
export function findOwnIssuer(config: Config): string {
  return `${config.publicUrl}/oauth`;
}

/** Whose access tokens are believed: our own, or those of the issuer that the configuration names. */
export function trustedIssuer(config: Config, ownKeys: Pick<TokenSigningKeys, 'findKey'>): TokenIssuer {
  const { audience, jwksUri } = config.tokens;
  return jwksUri === null
    ? tokenIssuer({
        issuer: findOwnIssuer(config),
        audience,
        algorithms: ['ES256'],
        findKey: (kid) => ownKeys.findKey(kid),
      })
    : tokenIssuer({
        issuer: config.tokens.issuer,
        audience,
        algorithms: ['ES256', 'ES384', 'PS256', 'PS384', 'RS384', 'EdDSA'],
        findKey: remoteKeys({ read: readKeySetFrom(jwksUri), clock: systemClock }),
      });
}
