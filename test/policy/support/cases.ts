import type { SegmentCase } from '../../../src/policy/index.ts';

/** docs/domain/07 AC1: a row of the Child's Plan for the SENCO of Fernbeck Primary, with nothing recorded. */
export const planCase: SegmentCase = {
  recipientType: 'SCHOOL',
  recipientDepartment: 'NONE',
  recipientRole: 'SENCO',
  recipientDutyStatus: 'DESIGNATED_EDU',
  sourceType: 'COUNCIL',
  purpose: 'P07',
  messageType: 'M09',
  category: 'SEN',
  level: 'N',
  linkedToNeed: false,
  attested: false,
  effect: 'WEIGHTED',
  choice: 'NONE',
  childPermits: false,
  flags: [],
  aboutOthers: false,
  approved: false,
  leadApproves: false,
  ownAccess: false,
};

/** docs/domain/07 AC4: a referral to the front door under the duty to share, attested. */
export const referralCase: SegmentCase = {
  ...planCase,
  recipientType: 'COUNCIL',
  recipientDepartment: 'MASH',
  recipientRole: 'MASH_OFFICER',
  recipientDutyStatus: 'S11',
  sourceType: 'SCHOOL',
  purpose: 'P09',
  messageType: 'M07',
  effect: 'RECORD_ONLY',
  attested: true,
};

/** docs/domain/07 AC3: advice from a paediatrician to the SEND team. */
export const adviceCase: SegmentCase = {
  ...planCase,
  recipientType: 'COUNCIL',
  recipientDepartment: 'SEND',
  recipientRole: 'EHC_COORD',
  recipientDutyStatus: 'S11',
  sourceType: 'NHS_TRUST',
  purpose: 'P03',
  messageType: 'M02',
};

/** docs/domain/07 AC6: what a charity without a contract asks for. */
export const charityCase: SegmentCase = {
  ...planCase,
  recipientType: 'VCSE',
  recipientRole: 'VCSE_WORKER',
  recipientDutyStatus: 'NONE',
  purpose: 'P02',
  messageType: 'M20',
  effect: 'DETERMINATIVE',
};

/** docs/domain/07 X1: a parent with parental responsibility reads the child's record, identity and authority verified. */
export const parentCase: SegmentCase = {
  ...planCase,
  recipientType: 'COUNCIL',
  recipientRole: 'PARENT_PR',
  recipientDutyStatus: 'S11',
  purpose: 'P17',
  messageType: 'M22',
  effect: 'DETERMINATIVE',
  ownAccess: true,
};
