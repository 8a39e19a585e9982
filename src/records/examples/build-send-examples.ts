import { exampleId, exampleOf, examplePart } from './build-example.ts';

const marnock = { name: 'Mr Marnock', role: 'SENCO', organisation: 'Fernbeck Primary School' } as const;

/** Identifiers of the rows of Ben's plan, which stay the same from version to version. */
const benRefs = {
  plan: exampleId(300),
  aspiration: exampleId(301),
  reading: exampleId(302),
  readingOutcome: exampleId(303),
  readingSupport: exampleId(304),
  setting: exampleId(305),
} as const;

const readingOutcome = {
  rowId: benRefs.readingOutcome,
  text: 'Ben reads a page for his age without help.',
  specific: { who: 'Ben', does: 'reads a page aloud' },
  measure: { baseline: 'a page in 14 minutes', target: 'a page in 6 minutes', how: 'Timed each half term' },
  achievableBecause: 'He gained 3 months in the last term with 2 hours a week.',
  servesNeed: benRefs.reading,
  by: '2028-07-20',
};

const planRows = [
  examplePart(
    'aspiration',
    `/sections/A/${benRefs.aspiration}`,
    { rowId: benRefs.aspiration, text: 'I want to read the football news by myself.' },
    { assertionType: 'REPORTED', source: 'CHILD' },
  ),
  examplePart('need-reading', `/sections/B/${benRefs.reading}`, {
    rowId: benRefs.reading,
    text: 'Reads well below his age; tires after 5 minutes.',
  }),
  examplePart('outcome-reading', `/sections/E/${benRefs.readingOutcome}`, readingOutcome),
  examplePart('support-reading', `/sections/F/${benRefs.readingSupport}`, {
    rowId: benRefs.readingSupport,
    what: 'Reading one to one with a trained assistant',
    frequency: 'Monday, Wednesday and Friday',
    duration: '40 minutes',
    byWhom: marnock,
    start: '2028-01-17',
    reviewBy: '2028-07-20',
    funding: 'The school',
  }),
];

const interest = {
  disclosureException: {
    code: 'R17_INTEREST',
    reasons: 'The school carries out what the plan asks for.',
  },
} as const;

/** M01: Amara's school is asked for advice (docs/domain/07 AC3). */
export const buildAdviceRequest = exampleOf({
  type: 'M01',
  from: 'send',
  to: 'school',
  purpose: 'P03',
  about: 'amara',
  segments: [
    examplePart('request', '/request', {
      requestReceivedOn: '2027-03-01',
      requester: 'PARENT',
      limb: 'EDUCATION',
      askedOn: '2027-03-22',
      deadline: '2027-05-03',
    }),
    examplePart('questions', '/questions', {
      needs: ['What does Amara find hard in lessons?'],
      provision: ['What is provided now, and how often?'],
      outcomes: ['What should she be able to do in a year?'],
    }),
    examplePart('permitted-recipients', '/permitted-recipients', { names: ['Westmarch Council'] }),
  ],
});

const autism = exampleId(201);
const epilepsy = exampleId(202);
const anxiety = exampleId(203);

/** M02: Dr Lin's colleague at the hospital advises on Amara (docs/domain/07 AC3). */
export const buildAdvice = exampleOf({
  type: 'M02',
  from: 'hospital',
  to: 'send',
  purpose: 'P03',
  about: 'amara',
  segments: [
    examplePart('advice', '/advice', {
      name: 'The paediatrician',
      profession: 'PAEDIATRICIAN',
      registrationNumber: '0000000',
      dateSeen: '2027-04-20',
      evidence: ['Examination of 20 April 2027', 'School report of March 2027'],
    }),
    examplePart(
      'autism',
      `/findings/${autism}`,
      { rowId: autism, text: 'Meets criteria for autism spectrum disorder and ADHD.' },
      {
        categoryCodes: ['DEV'],
        plainSummary: 'Amara is autistic and has ADHD: she needs clear steps and quiet.',
      },
    ),
    examplePart(
      'epilepsy',
      `/findings/${epilepsy}`,
      { rowId: epilepsy, text: 'Absence seizures, controlled.' },
      { categoryCodes: ['PHY'], plainSummary: 'Amara has short absences; staff should note them.' },
    ),
    examplePart(
      'anxiety-in-class',
      `/needs/${anxiety}`,
      { rowId: anxiety, text: 'Anxiety in busy rooms.', effect: 'Leaves lessons twice a week.' },
      {
        categoryCodes: ['MHC'],
        assertionType: 'OPINION',
        plainSummary: 'Busy rooms make Amara anxious; she needs a place to go.',
      },
    ),
  ],
});

/** M03: Ben's plan goes to his school. */
export const buildPlan = exampleOf({
  type: 'M03',
  from: 'send',
  to: 'school',
  purpose: 'P04',
  about: 'ben',
  segments: [
    examplePart('plan-header', '/header', {
      recordId: benRefs.plan,
      version: 1,
      stage: 'FINAL',
      date: '2028-01-10',
    }),
    ...planRows,
    examplePart('setting', `/sections/I/${benRefs.setting}`, {
      rowId: benRefs.setting,
      name: 'Fernbeck Primary School',
      type: 'Mainstream primary school',
    }),
  ],
  more: interest,
});

/** M04: a school is consulted about a place for Ben. */
export const buildConsultation = exampleOf({
  type: 'M04',
  from: 'send',
  to: 'school',
  purpose: 'P04',
  about: 'ben',
  segments: [
    examplePart('consultation', '/consultation', { consultedOn: '2028-01-10', replyBy: '2028-01-25' }),
    examplePart('placement', '/placement', {
      setting: 'Fernbeck Primary School',
      type: 'Mainstream primary school',
      from: '2028-02-21',
    }),
    ...planRows,
  ],
  more: interest,
});

/** M05: Ben's plan is reviewed. */
export const buildAnnualReview = exampleOf({
  type: 'M05',
  from: 'school',
  to: 'send',
  purpose: 'P05',
  about: 'ben',
  segments: [
    examplePart('meeting', '/meeting', {
      planId: benRefs.plan,
      planVersion: 1,
      meetingDate: '2028-01-06',
      attendees: [
        { name: 'Anna Kowalski', role: 'Mother' },
        { name: 'Mr Marnock', role: 'SENCO', organisation: 'Fernbeck Primary School' },
      ],
    }),
    examplePart('progress-reading', `/progress/${benRefs.readingOutcome}`, {
      rowId: benRefs.readingOutcome,
      progress: 'PARTLY',
      text: 'A page takes him 9 minutes.',
    }),
    examplePart(
      'more-reading',
      '/recommendations/F',
      { change: 'AMEND', text: 'A fourth session each week.' },
      { assertionType: 'OPINION' },
    ),
    examplePart(
      'bens-view',
      '/views/child',
      { words: 'Reading with Miss Hall is good.' },
      { assertionType: 'REPORTED', source: 'CHILD' },
    ),
  ],
});
