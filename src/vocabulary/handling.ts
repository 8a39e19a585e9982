/** Handling flags, which stand beside any category (docs/domain/03 §3.1). */
export const handlingFlags = [
  'CHILD_CONFIDENCE',
  'THIRD_PARTY',
  'SHIELDED_LOCATION',
  'SERIOUS_HARM',
  'COURT_RESTRICTED',
  'SILENT_WITHHOLD',
  'DISPUTED',
  'RETRACTED',
  'EMBARGO_UNTIL',
  'REFERRER_IDENTITY',
] as const;

/** One way in which a segment must be handled with more care. */
export type HandlingFlag = (typeof handlingFlags)[number];

/** What kind of claim a segment makes (docs/domain/02 §2.2). */
export const assertionTypes = ['FACT', 'OPINION', 'REPORTED', 'ALLEGATION'] as const;
export type AssertionType = (typeof assertionTypes)[number];

/** Whose account a segment gives (docs/domain/02 §2.2). */
export const segmentSources = ['PROFESSIONAL', 'CHILD', 'PARENT', 'THIRD_PARTY'] as const;
export type SegmentSource = (typeof segmentSources)[number];

/** How soon a message must be acted on. `URGENT` and `IMMEDIATE` safeguarding is never held (rulings 1). */
export const urgencies = ['ROUTINE', 'URGENT', 'IMMEDIATE'] as const;
export type Urgency = (typeof urgencies)[number];

/** Whether a statute obliges the source to share or allows it to (docs/domain/01 §1.1 layer A). */
export const dutyKinds = ['MUST', 'MAY'] as const;
export type DutyKind = (typeof dutyKinds)[number];

/** Whether an agreement lets a recipient learn that a record exists, or what stands in it. */
export const disclosureModes = ['EXISTENCE', 'CONTENT'] as const;
export type DisclosureMode = (typeof disclosureModes)[number];
