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
