/** Why somebody works with a child, as a register of legitimate relationships says it (docs/domain/02 §2.1, Caldicott 4). */
export const relationshipBases = {
  LEAD_PRACTITIONER: { plain: 'Leads the work with the family.' },
  TEAM_AROUND_CHILD: { plain: 'Belongs to the team around the child or family.' },
  DIRECT_CARE: { plain: 'Gives health care to the child.' },
  ON_ROLL: { plain: 'The child is on the roll of the school, college or setting.' },
  OPEN_CASE: { plain: 'Has an open case for the child.' },
  REFERRAL: { plain: 'A referral about the child was made or received.' },
  STATUTORY_ENQUIRY: { plain: 'Makes a statutory enquiry or assessment about the child.' },
  COMMISSIONED_SERVICE: { plain: 'Gives the family a service under contract.' },
} as const satisfies Record<string, { readonly plain: string }>;

/** The stable code of a basis. */
export type RelationshipBasis = keyof typeof relationshipBases;

/** All bases. */
export const relationshipBasisCodes = Object.keys(relationshipBases) as readonly RelationshipBasis[];
