import { exampleId, exampleOf, examplePart } from './build-example.ts';

const travel = exampleId(1501);
const support = exampleId(1502);

/** M15: the hospital refers Josh to adult social care (after docs/domain/07 AC10). */
export const buildTransitionReferral = exampleOf({
  type: 'M15',
  from: 'hospital',
  to: 'adults',
  purpose: 'P13',
  about: 'josh',
  segments: [
    examplePart('referral', '/referral', {
      eighteenOn: '2027-02-20',
      ground: 'CONSENT_S58',
      ehcPlan: 'IN_FORCE',
    }),
    examplePart(
      'travel',
      `/needs/${travel}`,
      { rowId: travel, text: 'Cannot travel alone by bus.' },
      { categoryCodes: ['DEV'] },
    ),
    examplePart(
      'support-at-home',
      `/adult-needs/${support}`,
      { rowId: support, text: 'Help with shopping and money each week.' },
      { categoryCodes: ['DIS'], assertionType: 'OPINION' },
    ),
    examplePart('adult-contact', '/adult-contact', { name: 'The adult team', phone: '01632 960 001' }),
  ],
});

/** M16: Fernbeck Primary hears where Jackie lives now (docs/domain/07 AC2). */
export const buildPlacementNotice = exampleOf({
  type: 'M16',
  from: 'lead',
  to: 'school',
  purpose: 'P10',
  about: 'jackie',
  segments: [
    examplePart('placement', '/placement', {
      recordId: exampleId(1600),
      legalStatus: 'V2',
      start: '2028-01-17',
      kind: 'FOSTER',
    }),
    examplePart('carer', '/carer', {
      name: 'Mr White',
      contact: { telecom: [{ kind: 'PHONE', value: '01632 960 050' }] },
      shielded: false,
    }),
    examplePart('delegated-authority', '/delegated-authority', {
      matters: ['School trips of one day', 'First aid'],
    }),
    examplePart('collection', '/collection', { names: ['Mr White'] }),
  ],
  leadJudges: ['placement', 'carer', 'delegated-authority', 'collection'],
});

const mother = exampleId(1701);
const year = exampleId(1702);
const result = exampleId(1703);
const earlier = exampleId(1704);

/** M17: Ben moves to Fernbeck Academy. */
export const buildPupilTransfer = exampleOf({
  type: 'M17',
  from: 'school',
  to: 'academy',
  purpose: 'P11',
  about: 'ben',
  segments: [
    examplePart('header', '/header', {
      version: '24.0',
      madeAt: '2028-01-10T09:00:00',
      from: { la: '999', estab: '2001', name: 'Fernbeck Primary School' },
      to: { la: '999', estab: '4002' },
      academicYear: '2027',
    }),
    examplePart('basic', '/basic', { preferredGivenName: 'Ben', yearGroup: '5' }),
    examplePart('address', '/address', {
      addresses: [{ lines: ['1 Invented Street', 'Westmarch'], postcode: 'ZZ99 1AF', kind: 'HOME' }],
    }),
    examplePart('mother', `/contacts/${mother}`, {
      rowId: mother,
      order: 1,
      name: 'Anna Kowalski',
      relation: 'Mother',
      parentalResponsibility: true,
    }),
    examplePart('sen', '/sen', {
      provision: 'K',
      from: '2027-09-01',
      needs: [{ type: 'SPLD', rank: 1 }],
    }),
    examplePart('attendance', `/attendance/${year}`, {
      rowId: year,
      year: '2027',
      possible: 144,
      attended: 126,
      authorised: 10,
      unauthorised: 8,
    }),
    examplePart('reading', `/assessments/${result}`, {
      rowId: result,
      stage: 'KS1',
      subject: 'ENG',
      method: 'TA',
      component: 'REA',
      result: 'WTS',
      year: '2025',
    }),
    examplePart('earlier-school', `/history/${earlier}`, {
      rowId: earlier,
      school: { la: '999', estab: '2001', name: 'Fernbeck Primary School' },
      entry: '2022-09-01',
      leaving: '2028-01-07',
    }),
  ],
});

/** M18: the council tells the school that a choice has changed. */
export const buildConsentEvent = exampleOf({
  type: 'M18',
  from: 'lead',
  to: 'school',
  purpose: 'P07',
  about: 'jackie',
  segments: [
    examplePart('event', '/event', {
      kind: 'CHANGED',
      on: '2028-01-12',
      categories: ['ATT', 'SEN', 'EDU'],
      instruction: 'ASK_AGAIN',
    }),
  ],
});

const replacement = exampleId(1901);

/** M19: a date in Jackie's plan is put right. */
export const buildCorrection = exampleOf({
  type: 'M19',
  from: 'lead',
  to: 'school',
  purpose: 'P07',
  about: 'jackie',
  segments: [
    examplePart('correction', '/correction', {
      kind: 'CORRECTION',
      originalMessageId: 'd1a7c3e5-0f2b-4d68-8a9c-1e3f5b7d9a31',
    }),
    examplePart(
      'first-day-of-tuition',
      `/corrections/${replacement}`,
      {
        rowId: replacement,
        segmentId: 'row-tuition',
        whatWasWrong: 'The first day of the tuition.',
        reason: 'The tutor begins a day later.',
        replacement: 'From 20 January.',
      },
      { categoryCodes: ['EDU'] },
    ),
  ],
});

/** M20: a school asks who is involved with Ben. */
export const buildLocatorQuery = exampleOf({
  type: 'M20',
  from: 'school',
  to: 'socialCare',
  purpose: 'P06',
  about: 'ben',
  segments: [
    examplePart('query', '/query', { relationship: 'TEACHING', seeks: ['LEAD_PRACT', 'SW'] }),
    examplePart(
      'reason',
      '/reason',
      { text: 'We want to talk with whoever helps him with reading already.' },
      { categoryCodes: ['EDU'] },
    ),
  ],
});

const review = exampleId(2101);
const report = exampleId(2102);

/** M21: Jackie's social worker invites her school. */
export const buildMeetingInvitation = exampleOf({
  type: 'M21',
  from: 'lead',
  to: 'school',
  purpose: 'P07',
  about: 'jackie',
  segments: [
    examplePart('invitation', '/invitation', {
      meetingAt: '2028-01-26T14:00:00Z',
      place: 'Fernbeck Primary School',
      about: 'The plan so far',
      packExpires: '2028-02-02T14:00:00Z',
    }),
    examplePart('agenda-review', `/agenda/${review}`, { rowId: review, title: 'What has changed' }),
    examplePart(
      'attendance-so-far',
      `/pack/${report}`,
      { rowId: report, title: 'Attendance', text: 'Every day since 10 January.' },
      { categoryCodes: ['ATT'] },
    ),
  ],
  leadJudges: ['invitation', 'agenda-review'],
});

/** M22: Ben's mother asks the council for his file, at his school. */
export const buildFamilyRequest = exampleOf({
  type: 'M22',
  from: 'school',
  to: 'socialCare',
  purpose: 'P06',
  about: 'ben',
  segments: [
    examplePart(
      'request',
      '/request',
      { asker: 'PARENT', right: 'ACCESS', receivedOn: '2028-01-10', answerBy: '2028-02-10' },
      { source: 'PARENT' },
    ),
    examplePart(
      'scope',
      '/scope',
      { words: 'Everything that you wrote about Ben last year.' },
      { assertionType: 'REPORTED', source: 'PARENT' },
    ),
    examplePart('proof', '/proof', { identityChecked: true, authority: 'Parental responsibility' }),
  ],
});
