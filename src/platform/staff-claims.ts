/** In which form a provider says who somebody of an organisation's staff is: our own, that of NHS CIS2, or that of DfE Sign-in. */
export const staffClaims = ['PLAIN', 'CIS2', 'DFE'] as const;
/** In which form a provider says who somebody is. */
export type StaffClaims = (typeof staffClaims)[number];
