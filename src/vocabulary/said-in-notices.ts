/**
 * What a notice says that is not told by its kind and what it names alone: kept beside its sentence, so that the sentence can be
 * composed in the language of whoever reads it (docs/decisions/0057).
 */
export const saidInNotices = [
  'CHOICE_WRITTEN',
  'CHOICE_REPLACED',
  'CHOICE_UNCLEAR',
  'CHOICE_TAKEN_BACK',
  'CHOICE_TAKEN_BACK_FOR_YOU',
  'CHOICE_COUNTS_NO_MORE',
  'CHOICE_ENDED',
  'CHOICE_ASKED_AGAIN',
  'CHOICE_BY_MISTAKE',
  'CHOICE_ANEW',
  'TAKEN_TOO_LATE',
  'ACCESS_ASKED',
  'ACCESS_CHECKED',
  'LOOKED_WITHOUT_WORKING',
  'BLOCKED_BY_OLD_DETAILS',
] as const;
export type SaidInNotice = (typeof saidInNotices)[number];
