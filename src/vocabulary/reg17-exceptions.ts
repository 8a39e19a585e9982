/**
 * Exceptions under which an education, health and care plan may be disclosed without consent (SEND Regulations 2014 reg 17;
 * docs/domain/01 §1.8). The list is recalled [R]: its text is to be checked before live use. Who may claim which, and for
 * whom, stands in the policy bundle.
 */
export const reg17Exceptions = {
  R17_INTEREST:
    'Those who in the council’s opinion must see it in the interests of the child or young person',
  R17_APPEAL: 'An appeal to the Tribunal',
  R17_RESEARCH: 'Research into special educational needs that publishes nothing identifying',
  R17_COURT: 'An order of a court, or criminal proceedings',
  R17_LGSCO: 'An investigation of maladministration',
  R17_SOS: 'The Secretary of State deciding on directions',
  R17_DPA1986: 'An assessment under the Disabled Persons Act 1986',
  R17_CA1989: 'The council’s Children Act 1989 functions for accommodated or placed children',
  R17_OFSTED: 'An inspection',
  R17_HE_DSA: 'An assessor for the disabled students’ allowance, at the young person’s request',
  R17_HE_PRINCIPAL: 'The head of a higher-education institution, at the young person’s request',
} as const;

/** The stable code of an exception. */
export type Reg17ExceptionCode = keyof typeof reg17Exceptions;

/** All codes of exceptions. */
export const reg17ExceptionCodes = Object.keys(reg17Exceptions) as readonly Reg17ExceptionCode[];
