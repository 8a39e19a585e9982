import type { SignInAccount } from './sign-in-account.ts';
import { listSignInPeople } from './sign-in-people.ts';
import { listByRole, listBySchool, listSignInStaff } from './sign-in-staff.ts';

/** For whom a provider of the region speaks, and how. */
export interface SignInBook {
  /** What it stands in for. */
  readonly standsFor: string;
  /** Where somebody begins again. */
  readonly surface: string;
  /** The claim that says how well somebody was proved. */
  readonly levelClaim: 'vot' | 'acr';
  readonly levels: readonly { readonly value: string; readonly text: string }[];
  /** The claims that each scope asks for, beside `openid`. */
  readonly scopes: Readonly<Record<string, readonly string[]>>;
  /** Who can sign in on a day (YYYY-MM-DD). */
  listAccounts(today: string): readonly SignInAccount[];
}

/** How staff sign in, whichever provider it is. */
const forStaff = {
  surface: 'the console',
  levelClaim: 'acr',
  levels: [
    { value: 'AAL2', text: 'AAL2: two factors' },
    { value: 'AAL1', text: 'AAL1: a password alone, not enough' },
  ],
} as const;

/** The providers that the region brings. */
export const signInBooks = {
  FAMILIES: {
    standsFor: 'NHS login',
    surface: 'the portal',
    levelClaim: 'vot',
    levels: [
      { value: 'P9.Cp.Cd', text: 'P9: photo document checked' },
      { value: 'P5.Cp.Cd', text: 'P5: not enough for what is personal' },
    ],
    scopes: { profile: ['family_name', 'given_name', 'birthdate', 'nhs_number', 'address'] },
    listAccounts: listSignInPeople,
  },
  STAFF: {
    standsFor: 'the sign-in of the organisations’ staff, such as NHS CIS2',
    ...forStaff,
    scopes: { profile: ['staff_id', 'organisation'] },
    listAccounts: listSignInStaff,
  },
  STAFF_CIS2: {
    ...forStaff,
    standsFor: 'NHS CIS2, in which somebody selects one of their roles',
    scopes: {
      profile: [],
      nationalrbacaccess: ['nhsid_useruid', 'nhsid_nrbac_roles'],
      selectedrole: ['selected_roleid'],
    },
    listAccounts: listByRole,
  },
  STAFF_DFE: {
    ...forStaff,
    standsFor: 'DfE Sign-in, in which somebody selects their school',
    scopes: { profile: [], email: [], organisation: ['organisation'] },
    listAccounts: listBySchool,
  },
} as const satisfies Record<string, SignInBook>;

/** Families or staff. */
export type SignInKind = keyof typeof signInBooks;
