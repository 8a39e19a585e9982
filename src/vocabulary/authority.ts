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

/**
 * What kind of evidence is told to whoever asks. An adoption certificate and a parental order are told as a birth certificate: in
 * law those parents are parents as if by birth (Adoption and Children Act 2002 s.67; Human Fertilisation and Embryology Act 2008
 * s.54), a short birth certificate does not differ either, and that somebody is adopted is nobody's to know (docs/domain/01 §1.9).
 */
export function tellEvidence(type: AuthorityEvidenceType): AuthorityEvidenceType {
  return type === 'ADPT' || type === 'PORD' ? 'BRTH' : type;
}

/**
 * Legal status of a looked-after child, as the SSDA903 return codes it (docs/domain/01 §1.7): interim and full care order,
 * placement order, single period of accommodation under s.20, agreed short breaks, police protection, emergency protection
 * order, child assessment order, and three of youth justice.
 */
export const legalStatusCodes = [
  'C1',
  'C2',
  'E1',
  'V2',
  'V3',
  'V4',
  'L1',
  'L2',
  'L3',
  'J1',
  'J2',
  'J3',
] as const;
export type LegalStatusCode = (typeof legalStatusCodes)[number];

/**
 * The statuses under which the council shares parental responsibility: interim and full care order (Children Act 1989
 * s.33(3)) and placement order (Adoption and Children Act 2002 s.25). Accommodation by agreement gives it none (s.20).
 */
export const sharingStatuses: readonly LegalStatusCode[] = ['C1', 'C2', 'E1'];

/** What a named professional found about the capacity to decide (Mental Capacity Act 2005 s.2–3). */
export const capacityOutcomes = ['HAS', 'LACKS', 'TO_BE_CONFIRMED'] as const;
export type CapacityOutcome = (typeof capacityOutcomes)[number];

/** What a court order does to a decision: gives it to a person, permits the sharing itself, or forbids it. */
export const orderEffects = ['GIVES_DECISION', 'PERMITS', 'FORBIDS'] as const;
export type OrderEffect = (typeof orderEffects)[number];
