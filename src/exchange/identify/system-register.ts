import type { JWK } from 'jose';
import type { OrganisationId, StaffId, SystemId } from '../../platform/index.ts';
import type { RoleCode } from '../../vocabulary/index.ts';

/** What identification must know of an organisation. */
export interface KnownOrganisation {
  readonly organisationId: OrganisationId;
  /** False once the organisation is suspended or has left. */
  readonly active: boolean;
}

/** What identification must know of a registered system. */
export interface KnownSystem {
  readonly systemId: SystemId;
  readonly organisationId: OrganisationId;
  /** The OAuth `client_id`. */
  readonly clientId: string;
  /** SHA-256 of each registered certificate's DER, base64url (RFC 8705 `x5t#S256`). */
  readonly certificateThumbprints: readonly string[];
  /** The organisation's registered public keys, each with its `kid`. */
  readonly keys: readonly JWK[];
  /** Any date, even one to come, stops the system. */
  readonly suspendedAt: Date | null;
  readonly scopes: readonly string[];
}

/** What the staff register says of a practitioner. */
export interface KnownStaff {
  readonly staffId: StaffId;
  readonly roles: readonly RoleCode[];
  /** Last day, in London, on which the information-sharing training counts; null when none is recorded. */
  readonly trainingValidTo: string | null;
  readonly active: boolean;
}

/**
 * The registers that identification reads, passed in so that this room knows no other. They are asked on every request:
 * whatever they cache must see a suspension made at another replica at once.
 */
export interface SystemRegister<
  Organisation extends KnownOrganisation = KnownOrganisation,
  System extends KnownSystem = KnownSystem,
> {
  /** The system with the keys and certificates that are in force at an instant. */
  findSystemByClientId(clientId: string, at: Date): Promise<System | undefined>;
  /** The organisation as it stands at an instant. A system's organisation always exists. */
  getOrganisation(organisationId: OrganisationId, at: Date): Promise<Organisation>;
  /** Whether the organisation names a staff register here; if so, its word counts (rulings 18). */
  hasStaffRegister(organisationId: OrganisationId): Promise<boolean>;
  /** The person as the register has them on the day, in London, of an instant. */
  findStaff(organisationId: OrganisationId, staffId: StaffId, at: Date): Promise<KnownStaff | undefined>;
}
