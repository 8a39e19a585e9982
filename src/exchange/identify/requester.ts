import type { StaffId } from '../../platform/index.ts';
import type { RoleCode } from '../../vocabulary/index.ts';
import type { KnownOrganisation, KnownSystem } from './system-register.ts';

/** The person who acts, as their organisation has signed for this one message (rulings 18). */
export interface Practitioner {
  readonly staffId: StaffId;
  readonly role: RoleCode;
  /** The organisation signs that this person is the lead practitioner for the family of this message. */
  readonly leadPractitioner: boolean;
  /** The `jti` of the assertion, for the ledger. */
  readonly assertionId: string;
}

/** Who asks: an organisation through one of its systems, and the person acting if one is asserted. */
export interface Requester<
  Organisation extends KnownOrganisation = KnownOrganisation,
  System extends KnownSystem = KnownSystem,
> {
  readonly organisation: Organisation;
  readonly system: System;
  /** What the token carries and the system is still registered for. */
  readonly scopes: readonly string[];
  readonly practitioner: Practitioner | null;
}
