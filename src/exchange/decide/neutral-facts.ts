import type { RequestBars, StatutoryGates } from './facts.ts';

/** Bars of which none stops anything. */
export const neutralBars: RequestBars = {
  adoption: false,
  courtRestriction: false,
  nationalDataOptOut: false,
  order: null,
  relationship: 'NOT_ASKED',
  training: 'NOT_ASKED',
  shieldReview: 'NONE',
};

/** Gates of which none stands in the way. */
export const neutralGates: StatutoryGates = {
  reg17: { applies: false, exception: null, writtenRequest: false, childOrParentPermits: false },
  s23: { applies: false, parentInformedOn: null, discussionOfferedOn: null, underSchoolAge: null },
  assessment: 'NOT_ASKED',
  professionalOpinion: { applies: false, opinions: [] },
  reuse: 'NOT_ASKED',
  courtNames: 'NOT_ASKED',
};
