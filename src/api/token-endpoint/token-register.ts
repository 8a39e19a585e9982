import type { JWK } from 'jose';
import type { OrganisationId } from '../../platform/index.ts';

/** What the token endpoint must know of a registered system. */
export interface TokenSystem {
  readonly clientId: string;
  readonly organisationId: OrganisationId;
  /** Registered public keys, each with its `kid`. */
  readonly keys: readonly JWK[];
  /** `x5t#S256` of each registered certificate. */
  readonly certificateThumbprints: readonly string[];
  readonly scopes: readonly string[];
  readonly suspendedAt: Date | null;
}

/** The registers that the token endpoint asks on every request for a token, so that a suspension acts at once. */
export interface TokenRegister {
  findSystemByClientId(clientId: string): Promise<TokenSystem | undefined>;
  getOrganisation(organisationId: OrganisationId): Promise<{ readonly active: boolean }>;
}

/** Uses a client assertion up; false when its `jti` was used before, at any replica. */
export type SpendClientAssertion = (assertion: {
  readonly kind: 'CLIENT';
  readonly issuer: string;
  readonly assertionId: string;
  readonly expiresAt: Date;
}) => Promise<boolean>;
