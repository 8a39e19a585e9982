import { organisations, staff } from '../westmarch.ts';
import type { SignInAccount } from './sign-in-account.ts';

/** Who of the region's staff can sign in: the token names them and where they work; what they may do, the staff register says. */
export function listSignInStaff(): readonly SignInAccount[] {
  return Object.values(staff).map(({ staffId, organisation, roles }) => {
    const { name, identifiers } = organisations[organisation];
    const [{ system, value }] = identifiers;
    return {
      key: staffId,
      name: staffId,
      note: `${roles.join(', ')} at ${name}`,
      claims: { staff_id: staffId, organisation: `${system}:${value}` },
    };
  });
}

/** National job-role codes of the region's invented roles, as NHS CIS2 writes them. */
const jobRoles: Readonly<Record<string, string>> = { PAED: 'R8000', UEC_CLIN: 'R8001', CALDICOTT: 'R8008' };

/** The same people as NHS CIS2 names them: one account for each role that they can select. */
export function listByRole(): readonly SignInAccount[] {
  return Object.values(staff).flatMap(({ staffId, organisation, roles }) => {
    const { name, identifiers } = organisations[organisation];
    const [{ value }] = identifiers;
    const held = roles.map((role, place) => ({
      person_roleid: `55500000000${place}`,
      org_code: value,
      role_code: `S8000:G8000:${jobRoles[role] ?? 'R9999'}`,
    }));
    return roles.map((role, place) => ({
      key: `${staffId} ${role}`,
      name: staffId,
      note: `as ${role} at ${name}`,
      claims: {
        nhsid_useruid: staffId,
        nhsid_nrbac_roles: held,
        selected_roleid: `55500000000${place}`,
      },
    }));
  });
}

/** The same people as DfE Sign-in names them. */
export function listBySchool(): readonly SignInAccount[] {
  return Object.values(staff).map(({ staffId, organisation }) => {
    const { name, identifiers } = organisations[organisation];
    const [{ system, value }] = identifiers;
    return {
      key: staffId,
      name: staffId,
      note: `at ${name}`,
      claims: { organisation: { name, urn: system === 'urn' ? value : null, ukprn: null } },
    };
  });
}
