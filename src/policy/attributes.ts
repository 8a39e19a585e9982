import {
  categoryCodes,
  departments,
  dutyStatuses,
  handlingFlags,
  messageTypeCodes,
  organisationTypes,
  purposeCodes,
  roles,
} from '../vocabulary/index.ts';

/** The flag attribute's value for a segment without flags. */
export const noFlag = 'NO_FLAG';

const truth = [true, false] as const;

/**
 * Every attribute that a rule may ask about, with all its values. There is no other: a bundle that names another attribute
 * or value is refused, so that no rule can rest on something that is never set.
 *
 * `effect` is the consent effect after the row has spoken: `OWN_ACCESS` for P17, where identity and authority decide
 * (docs/domain/03 §3.2), `DETERMINATIVE` where the row's column makes the choice decisive. `linked` is whether the need is
 * shown: by the attestation under P08, P09 and P14, by the author's mark otherwise (docs/domain/03 §3.4).
 * `flags` holds when any of the listed flags is on the segment.
 */
export const attributeValues = {
  recipientType: organisationTypes,
  recipientDepartment: departments,
  recipientRole: roles,
  recipientDutyStatus: dutyStatuses,
  sourceType: organisationTypes,
  sourceDutyStatus: dutyStatuses,
  purpose: purposeCodes,
  messageType: messageTypeCodes,
  category: categoryCodes,
  level: ['U', 'L', 'N', 'R', 'V'],
  cell: ['ALLOWED', 'LINKED', 'NEVER', 'BLANK', 'NO_ROW'],
  effect: ['DETERMINATIVE', 'WEIGHTED', 'RECORD_ONLY', 'OWN_ACCESS'],
  choice: ['PERMIT', 'NONE', 'DENY', 'CONFLICT'],
  sensitive: truth,
  linked: truth,
  linkedToNeed: truth,
  attested: truth,
  childPermits: truth,
  aboutOthers: truth,
  approved: truth,
  leadApproves: truth,
  ownAccess: truth,
  flags: [noFlag, ...handlingFlags],
} as const satisfies Record<string, readonly (string | boolean)[]>;

/** The name of something that a rule may ask about. */
export type Attribute = keyof typeof attributeValues;

/** A value of an attribute. */
export type AttributeValue = string | boolean;

/** All attributes. */
export const attributes = Object.keys(attributeValues) as readonly Attribute[];

/** What selects a row of the matrix. */
export const rowAttributes = [
  'recipientType',
  'recipientDepartment',
  'recipientRole',
  'recipientDutyStatus',
  'sourceType',
  'purpose',
  'messageType',
] as const satisfies readonly Attribute[];

/** What a combination rule may ask about, apart from flags, which only forbid. */
export const combineAttributes = [
  ...rowAttributes,
  'level',
  'cell',
  'effect',
  'choice',
  'sensitive',
  'linked',
  'attested',
  'childPermits',
  'aboutOthers',
  'approved',
  'leadApproves',
  'ownAccess',
] as const satisfies readonly Attribute[];

/** What a rule that forbids or explains may ask about. */
export const forbidAttributes = [...combineAttributes, 'flags'] as const satisfies readonly Attribute[];

/** What selects a legal basis. */
export const basisAttributes = [
  'purpose',
  'messageType',
  'sourceDutyStatus',
  'recipientDutyStatus',
] as const satisfies readonly Attribute[];

/** Whether a text names an attribute of the list. */
export function isAttributeOf(list: readonly Attribute[], text: string): text is Attribute {
  return list.some((name) => name === text);
}
