/** The message catalogue (docs/domain/02 §2.3), and `FHIR` for a FHIR R4 resource or bundle that is pushed as it is. */
export const messageTypes = {
  M01: 'EHC advice request',
  M02: 'EHC advice',
  M03: 'EHC plan',
  M04: 'Setting consultation',
  M05: 'Annual review',
  M06: 'Early or family help assessment and plan',
  M07: 'Safeguarding contact or referral',
  M08: 'Referral outcome',
  M09: 'Social-care record',
  M10: 'Child protection or looked-after alert',
  M11: 'Attendance and SEN-support summary',
  M12: 'Health visitor summary',
  M13: 'CAMHS summary',
  M14: 's.23 notification',
  M15: 'Transition referral',
  M16: 'Looked-after placement notice, care plan or personal education plan',
  M17: 'Pupil transfer (CTF)',
  M18: 'Consent event',
  M19: 'Correction or retraction',
  M20: 'Locator query',
  M21: 'Team-around-the-child invitation and meeting pack',
  M22: 'Request by the person or their representative',
  FHIR: 'FHIR R4 resource or bundle',
} as const;

/** The stable code of a message type. */
export type MessageTypeCode = keyof typeof messageTypes;

/** All message type codes. */
export const messageTypeCodes = Object.keys(messageTypes) as readonly MessageTypeCode[];

/** Whether an untrusted text is a message type code. */
export function isMessageTypeCode(text: string): text is MessageTypeCode {
  return Object.hasOwn(messageTypes, text);
}
