/** In what capacity a person decides (docs/domain/03 §3.6). */
export const capacityBases = [
  'SELF_ADULT',
  'SELF_YP',
  'SELF_GILLICK',
  'PR_HOLDER',
  'DEPUTY',
  'LPA',
  'LA_CARE_ORDER',
  'BEST_INTERESTS',
] as const;
export type CapacityBasis = (typeof capacityBases)[number];

/**
 * What proves parental responsibility: birth certificate, adoption certificate, agreement, step-parent agreement,
 * parental order, special guardianship order, other court order (docs/domain/01 §1.7).
 */
export const authorityEvidenceTypes = ['BRTH', 'ADPT', 'PRNA', 'SPRNA', 'PORD', 'SGORD', 'OTHCOURT'] as const;
export type AuthorityEvidenceType = (typeof authorityEvidenceTypes)[number];
