import { exampleId, exampleOf, examplePart } from './build-example.ts';

const suitable = {
  significantHarm: false,
  inPublicCare: false,
  complexNeeds: false,
  severeDisability: false,
  youthJustice: false,
} as const;

const anna = exampleId(601);
const fact = exampleId(602);
const education = exampleId(603);
const routine = exampleId(604);

/** M06: a school's assessment of Ben and his family (docs/domain/02 §2.5). */
export const buildEarlyHelpAssessment = exampleOf({
  type: 'M06',
  from: 'school',
  to: 'socialCare',
  purpose: 'P06',
  about: 'ben',
  segments: [
    examplePart('header', '/header', {
      recordId: exampleId(600),
      date: '2028-01-10',
      safeguardingConsidered: true,
      familyAgreedToService: true,
      privacyStatementShown: true,
      nothingPromised: true,
      leadPractitioner: { name: 'Mr Marnock', role: 'SENCO', phone: '01632 960 006' },
    }),
    examplePart('suitability', '/suitability', suitable),
    examplePart('education', `/child/education/${education}`, {
      strengths: 'Loves football and science.',
      needs: 'Misses breakfast and is tired in the morning.',
      whoseView: 'His teacher',
    }),
    examplePart(
      'morning-routine',
      `/parenting/stability/${routine}`,
      { needs: 'No steady morning since the move.', evidence: 'Late on 9 days.', whoseView: 'His mother' },
      { assertionType: 'REPORTED', source: 'PARENT' },
    ),
    examplePart(
      'family-move',
      `/family/facts/${fact}`,
      { rowId: fact, text: 'The family moved in November.', concerns: [anna] },
      { about: ['subject', anna] },
    ),
    examplePart(
      'mothers-languages',
      `/people/${anna}/communication`,
      { languages: ['pl', 'en'], interpreterNeeded: true, formats: ['PLAIN'] },
      { about: [anna] },
    ),
    examplePart(
      'bens-words',
      '/views/child',
      { words: 'I want to walk to school with Tom.' },
      { assertionType: 'REPORTED', source: 'CHILD' },
    ),
  ],
  more: {
    relatedPersons: [
      {
        ref: anna,
        relation: 'Mother',
        name: { family: 'Kowalski', given: ['Anna'] },
        parentalResponsibility: true,
      },
    ],
  },
});

/** M08: Fernbeck Primary hears what became of its referral of Leo (docs/domain/07 AC4). */
export const buildReferralOutcome = exampleOf({
  type: 'M08',
  from: 'frontDoor',
  to: 'schoolLead',
  purpose: 'P09',
  about: 'leo',
  segments: [
    examplePart('outcome', '/outcome', {
      stage: 'REFERRAL',
      outcomes: ['STRATEGY_DISCUSSION_S47'],
      receivedOn: '2027-02-09',
      decidedOn: '2027-02-10',
      familyTold: false,
    }),
    examplePart('asked', '/asked', { text: 'Please do not speak to his parents yet.' }),
    examplePart('contact', '/contact', { name: 'The duty manager', phone: '01632 960 001' }),
  ],
  more: {
    dutyAttestation: {
      attestor: 'mash.officer',
      role: 'MASH_OFFICER',
      relevanceReason: 'The school sees him every day.',
      functionFacilitated: 'Keeping the child safe in school',
      detrimentConsidered: true,
      factOpinionMarked: true,
    },
    familyInformed: { status: 'UNSAFE', reasonIfNo: 'It could put him at risk.', categoryCodes: ['CPR'] },
  },
});

/** M10: the council tells the hospital that Jackie is looked after (docs/domain/07 AC2). */
export const buildAlert = exampleOf({
  type: 'M10',
  from: 'lead',
  to: 'hospital',
  purpose: 'P10',
  about: 'jackie',
  more: { urgency: 'URGENT' },
  segments: [
    examplePart('alert', '/alert', { plan: 'LOOKED_AFTER', start: '2028-01-17' }),
    examplePart(
      'office',
      '/office',
      { authority: 'Westmarch Council', officePhone: '01632 960 001', outOfHoursPhone: '01632 960 099' },
      { categoryCodes: ['LAC'] },
    ),
  ],
});

/** M11: Ben's attendance. */
export const buildAttendanceSummary = exampleOf({
  type: 'M11',
  from: 'school',
  to: 'send',
  purpose: 'P12',
  about: 'ben',
  segments: [
    examplePart('attendance', '/attendance', {
      from: '2027-09-01',
      to: '2027-12-17',
      possible: 144,
      attended: 126,
      absences: [
        { code: 'I', sessions: 10 },
        { code: 'O', sessions: 8 },
      ],
      persistentlyAbsent: true,
    }),
    examplePart('sen', '/sen', { status: 'SEN_SUPPORT', needs: ['SPLD'] }),
    examplePart('cycle', '/cycle', { assessed: '2027-09-20', planned: '2027-10-04', reviewed: '2027-12-10' }),
  ],
});

/** M12: Ivy's health visitor to family help. */
export const buildHealthVisitorSummary = exampleOf({
  type: 'M12',
  from: 'hospital',
  to: 'socialCare',
  purpose: 'P06',
  about: 'ivy',
  segments: [
    examplePart('reviews', '/reviews', {
      reviews: [
        { review: 'NEW_BIRTH', on: '2023-05-14' },
        { review: 'TWO_YEARS', on: '2025-06-03' },
      ],
    }),
    examplePart('development', '/development', {
      measuredOn: '2025-06-03',
      heightCm: 85.5,
      asq: { communication: 25, grossMotor: 50, fineMotor: 45, problemSolving: 40, personalSocial: 45 },
    }),
    examplePart('immunisations', '/immunisations', { status: 'UP_TO_DATE', asOf: '2027-05-01' }),
    examplePart('next-contact', '/next-contact', { what: 'Review before school entry' }),
  ],
});

/** M13: what Ben's school needs to know. */
export const buildCamhsSummary = exampleOf({
  type: 'M13',
  from: 'hospital',
  to: 'school',
  purpose: 'P02',
  about: 'ben',
  segments: [
    examplePart('status', '/status', { open: true, since: '2027-10-01', reviewOn: '2028-04-01' }),
    examplePart('safety-plan', '/safety-plan', {
      warningSigns: ['Stops answering'],
      whatToDo: ['Walk outside with him, do not leave him alone'],
      whomToCall: ['The service, 01632 960 003'],
    }),
    examplePart('what-helps', '/what-helps', {
      helps: ['A quiet start to the day'],
      doNotAsk: ['What he talks about at the clinic'],
    }),
  ],
});

/** M14: the hospital tells the council about Ivy, whose parent was told first. */
export const buildEarlyNotification = exampleOf({
  type: 'M14',
  from: 'hospital',
  to: 'send',
  purpose: 'P03',
  about: 'ivy',
  segments: [
    examplePart(
      'opinion',
      '/opinion',
      { opinion: 'SPECIAL_NEEDS', reasons: 'Speech is well behind what is usual at 4.' },
      { assertionType: 'OPINION' },
    ),
    examplePart('voluntary-body', '/voluntary-body', { name: 'Bright Steps' }),
  ],
  more: { parentInformed: { on: '2027-04-26', discussionOfferedOn: '2027-04-26' } },
});
