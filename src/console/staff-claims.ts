import { z } from 'zod';
import type { ProvedIdentity } from '../pages/index.ts';
import type { StaffClaims } from '../platform/index.ts';
import { type RoleCode, roles } from '../vocabulary/index.ts';

/** Whom a provider names: by their reference in the register of an organisation, and in which of their roles, where they chose one. */
export interface NamedStaff {
  readonly staffId: string;
  /** As `ods:Z9Z9A`; more than one where the provider names an organisation in several ways. */
  readonly organisations: readonly string[];
  readonly actingRole: RoleCode | null;
}

/** What each kind of provider is asked for. */
export const staffScopes: Readonly<Record<StaffClaims, string>> = {
  PLAIN: 'openid profile',
  CIS2: 'openid profile nationalrbacaccess selectedrole',
  DFE: 'openid profile email organisation',
};

const reference = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/);
const plain = z.object({ staff_id: reference, organisation: z.string().max(40) });
/** NHS CIS2 (docs/domain/05 “NHS CIS2”): the person, all their national roles, and which of these they selected. */
const cis2 = z.object({
  nhsid_useruid: reference,
  selected_roleid: z.string().max(40),
  nhsid_nrbac_roles: z
    .array(
      z.object({ person_roleid: z.string(), org_code: z.string().max(12), role_code: z.string().max(60) }),
    )
    .max(500),
});
/** DfE Sign-in: a person, and the establishment or trust that they selected. */
const dfe = z.object({
  sub: reference,
  organisation: z.object({
    urn: z.union([z.string(), z.number()]).nullish(),
    ukprn: z.union([z.string(), z.number()]).nullish(),
  }),
});

/**
 * Reads whom a provider of a kind names. What it says of roles only narrows: a role that was selected and that nobody has mapped is no role
 * here, so that whoever selected it is nobody.
 * @param mapped the roles of the vocabulary by the provider's own codes
 */
export function readStaffClaims(
  kind: StaffClaims,
  { said }: Pick<ProvedIdentity, 'said'>,
  mapped: ReadonlyMap<string, string>,
): NamedStaff | undefined {
  switch (kind) {
    case 'PLAIN': {
      const read = plain.safeParse(said);
      return read.success
        ? { staffId: read.data.staff_id, organisations: [read.data.organisation], actingRole: null }
        : undefined;
    }
    case 'CIS2': {
      const read = cis2.safeParse(said);
      const selected = read.data?.nhsid_nrbac_roles.find(
        ({ person_roleid }) => person_roleid === read.data.selected_roleid,
      );
      if (!read.success || selected === undefined) return undefined;
      const codes = [selected.role_code, selected.role_code.split(':').at(-1) ?? ''];
      const actingRole = roles.find((role) => codes.some((code) => mapped.get(code) === role));
      return actingRole === undefined
        ? undefined
        : {
            staffId: read.data.nhsid_useruid,
            organisations: [`ods:${selected.org_code.toUpperCase()}`],
            actingRole,
          };
    }
    case 'DFE': {
      const read = dfe.safeParse(said);
      if (!read.success) return undefined;
      const { urn, ukprn } = read.data.organisation;
      const organisations = [
        ...(urn == null ? [] : [`urn:${urn}`]),
        ...(ukprn == null ? [] : [`ukprn:${ukprn}`]),
      ];
      return { staffId: read.data.sub, organisations, actingRole: null };
    }
  }
}
