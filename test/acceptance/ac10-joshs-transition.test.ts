import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/platform/index.ts';
import type { ActingPractitioner } from '../../src/region/partner-system.ts';
import { people } from '../../src/region/westmarch.ts';
import { valueOf } from '../support/agreements.ts';
import { contentOf, findDecision, segmentsOf, toldOf } from '../support/exchanges.ts';
import { type TestGateway, startTestGateway } from '../support/gateway.ts';
import { findKnown } from '../support/scenario-reading.ts';
import { at, choiceOf, to } from '../support/scenario-words.ts';
import { Scenario, type ShortQuestion } from '../support/scenario.ts';

/* What of docs/domain/07 AC10 is about the National Data Opt-Out stands in a file of its own. */
const { josh, karen } = people;
const worker: ActingPractitioner = { staffId: 'sue.williams', role: 'SW' };
const asked = { practitioner: worker, at: '2026-11-23T10:00:00Z' };
/** Before the region has him agree to the assessment. */
const before = { practitioner: worker, at: '2026-10-26T10:00:00Z' };
const karenRef = '5b0a7d1e-0c5e-4d0c-9d52-0000000a0001';
const karensNumber = '9990001219';

let system: TestGateway;
let scenario: Scenario;

beforeAll(async () => {
  system = await startTestGateway();
  scenario = new Scenario(system);
  valueOf(
    await system.rooms.families.recordIdentifier(
      await findKnown(system, 'karen'),
      { system: 'nhs-number', value: karensNumber },
      newId<'Staff'>(),
    ),
  );
  // Whoever hands him over to adult services works with him: they ask of their own council's record (X5).
  await scenario.worksWith('WMC', josh, worker, '2024-01-01');
});

afterAll(async () => {
  await scenario.close();
  await system.stop();
});

/** What children's services send to adult services about Josh. */
const referral: ShortQuestion = {
  type: 'M15',
  purposeCode: 'P13',
  about: josh,
  department: 'CSC',
  to: at('WMC', 'ASC_SW', 'ASC'),
  segments: [
    { segmentId: 'where-he-lives', categoryCodes: ['CON'] },
    { segmentId: 'special-needs', categoryCodes: ['SEN'] },
    { segmentId: 'development', categoryCodes: ['DEV'] },
    { segmentId: 'short-breaks', categoryCodes: ['DIS'] },
    { segmentId: 'physical-health', categoryCodes: ['PHY'] },
    { segmentId: 'mental-health', categoryCodes: ['MHC'], linkedToNeed: true },
    { segmentId: 'attainment', categoryCodes: ['EDU'], linkedToNeed: true },
  ],
};

const adultServices = { ...to('WMC'), departments: ['ASC'] };

/** His answers: to the assessment, and to what is shared for it. */
const assessment = (answer: 'AGREES' | 'REFUSES'): object =>
  choiceOf(josh, {
    decidedBy: { relation: 'SELF' },
    type: 'ASSESSMENT_GATE',
    answer,
    purposes: ['P13'],
    recipients: adultServices,
  });
const sharing = choiceOf(josh, {
  decidedBy: { relation: 'SELF' },
  purposes: ['P13'],
  recipients: adultServices,
  categories: { permit: ['CON', 'SEN', 'DEV', 'DIS', 'PHY'], deny: ['MHC'] },
});

/** Karen asks for a copy of what is held, or of some of it. */
const copy: ShortQuestion = {
  ...referral,
  type: 'M22',
  purposeCode: 'P17',
  to: { person: { ref: karenRef }, role: 'PARENT_PR' },
  relatedPersons: [{ ref: karenRef, identifiers: [{ system: 'nhs-number', value: karensNumber }] }],
};

describe('AC10, variant: no agreement to the assessment', () => {
  it('is refused and never held, though Josh would let it be shared', async () => {
    await scenario.choose('WMC', sharing, before);
    const answer = await scenario.askOne('WMC', referral, before);
    expect(answer.outcome).toBe('DENY');
    expect(answer.reasons.map(({ code }) => code)).toEqual(['DENY_ASSESSMENT_GATE']);
    for (const { segmentId } of referral.segments)
      expect(toldOf(answer, segmentId)).toEqual(['WITHHOLD', 'DENY_ASSESSMENT_GATE']);
  });

  it('and so where he refuses it', async () => {
    await scenario.choose('WMC', assessment('REFUSES'), asked);
    expect(await scenario.askOne('WMC', referral, asked)).toMatchObject({ outcome: 'DENY' });
  });

  it('nor can Karen agree to it for him', async () => {
    const forHim = {
      ...assessment('AGREES'),
      decidedBy: { relation: 'PR_HOLDER', givenName: 'Karen' },
    };
    expect(await scenario.tryToChoose('WMC', forHim, asked)).toMatchObject({ status: 422 });
  });

  it('unless abuse is suspected: then a referral goes to the front door under the duty to share', async () => {
    const suspected: ShortQuestion = {
      type: 'M07',
      purposeCode: 'P09',
      urgency: 'URGENT',
      about: josh,
      to: at('WMC', 'MASH_OFFICER', 'MASH'),
      segments: [{ segmentId: 'harm', categoryCodes: ['CPR'] }],
      dutyAttestation: {
        attestor: 'fps.dsl',
        role: 'DSL',
        relevanceReason: 'He was seen with injuries.',
        functionFacilitated: 'Enquiry under Children Act 1989 s.47',
        detrimentConsidered: true,
        factOpinionMarked: true,
      },
    };
    const asDsl = { practitioner: { staffId: 'fps.dsl', role: 'DSL' }, at: asked.at };
    const answer = await scenario.askOne('FPS', suspected, asDsl);
    expect(answer.outcome).toBe('FORWARD');
    expect(toldOf(answer, 'harm')).toEqual(['RELEASE', 'PERMIT_DUTY_16LA']);
  });
});

describe('AC10: transition to adult services', () => {
  let answer: Awaited<ReturnType<Scenario['askOne']>>;

  beforeAll(async () => {
    await scenario.choose('WMC', assessment('AGREES'), asked);
    answer = await scenario.askOne('WMC', referral, asked);
  });

  const goes = ['where-he-lives', 'special-needs', 'development', 'short-breaks', 'physical-health'];

  it.each(goes)('forwards %s: PERMIT_ASSESSMENT_GATE and Josh’s permit', (segmentId) => {
    expect(toldOf(answer, segmentId)).toEqual(['RELEASE', 'PERMIT_ASSESSMENT_GATE', 'PERMIT_CONSENT']);
  });

  it('silently withholds his mental health: REDACT_CONSENT_DENIED', async () => {
    expect(toldOf(answer, 'mental-health')).toEqual(['WITHHOLD', 'REDACT_CONSENT_DENIED']);
    const entry = await findDecision(system.rooms, answer.exchangeId);
    expect(segmentsOf(entry).get('mental-health')).toMatchObject({ silent: true, silentPart: true });
  });

  it('redacts his attainment, of which he said nothing: DENY_CONSENT_ABSENT', () => {
    expect(toldOf(answer, 'attainment')).toEqual(['WITHHOLD', 'DENY_CONSENT_ABSENT']);
  });

  it('is FORWARD_REDACTED, and a named adult contact acknowledges it within ten working days', () => {
    expect(answer.outcome).toBe('FORWARD_REDACTED');
    const due = answer.obligations.find(({ kind }) => kind === 'ACKNOWLEDGEMENT_DUE')?.due;
    expect(due).toBe('2026-12-07T17:00:00.000Z');
  });

  it('tells Josh of it and nobody else', () => {
    const kinds = answer.obligations.map(({ kind }) => kind).filter((kind) => kind.startsWith('TELL_'));
    expect(kinds).toEqual(['TELL_DATA_SUBJECT_ONLY']);
  });

  it('logs the basis (Care Act 2014 s.58) and what came of the gate', async () => {
    const content = contentOf(await findDecision(system.rooms, answer.exchangeId), 'assent.decision/2');
    expect(content).toMatchObject({
      facts: { gates: { assessment: 'PERMIT' }, authority: { rule: 'YOUNG_PERSON_SELF' } },
      decision: {
        layers: { power: { powers: ['CARE2014_S58'] } },
        agreement: null,
      },
    });
  });
});

describe('AC10: Karen asks to be copied', () => {
  it('is refused: DENY_NO_AUTHORITY, written down as such', async () => {
    const answer = await scenario.askOne('WMC', copy, asked);
    expect(answer.outcome).toBe('DENY');
    const content = contentOf(await findDecision(system.rooms, answer.exchangeId), 'assent.decision/2');
    expect(content).toMatchObject({ decision: { reasons: ['DENY_NO_AUTHORITY'] }, facts: { own: 'PARENT' } });
  });

  it('sees what Josh lets her see, until 20 February 2027, 00:00', async () => {
    await scenario.choose(
      'WMC',
      choiceOf(josh, {
        decidedBy: { relation: 'SELF' },
        purposes: ['P17'],
        recipients: { ...to('WMC'), roles: ['PARENT_PR'] },
        categories: { permit: ['SEN'] },
      }),
      asked,
    );
    const eve = await scenario.askOne('WMC', copy, { ...asked, at: '2027-02-19T23:59:59Z' });
    expect(eve.outcome).toBe('FORWARD_REDACTED');
    expect(
      eve.segments.filter(({ outcome }) => outcome === 'RELEASE').map(({ segmentId }) => segmentId),
    ).toEqual(expect.arrayContaining(['special-needs']));
    expect(toldOf(eve, 'short-breaks')[0]).toBe('WITHHOLD');
    const birthday = await scenario.askOne('WMC', copy, { ...asked, at: '2027-02-20T00:00:00Z' });
    expect(birthday.outcome).toBe('DENY');
    const content = contentOf(await findDecision(system.rooms, birthday.exchangeId), 'assent.decision/2');
    expect(content).toMatchObject({ decision: { reasons: ['DENY_NO_AUTHORITY'] }, facts: { own: null } });
  });

  it('can show the receipt of what she chose for him when he was younger, after he is 18 too', async () => {
    const younger = { practitioner: worker, at: '2024-06-03T10:00:00Z' };
    const { consentId } = await scenario.choose(
      'WMC',
      choiceOf(josh, {
        decidedBy: { relation: 'PR_HOLDER', givenName: 'Karen' },
        purposes: ['P06'],
        recipients: to('FPS'),
        categories: { permit: ['SEN'] },
        period: { from: '2024-06-03' },
      }),
      younger,
    );
    const grown = { practitioner: worker, at: '2027-03-01T10:00:00Z' };
    const path = `/v1/consents/${consentId}/receipts/1`;
    expect(await scenario.act('WMC', path, undefined, grown)).toMatchObject({ status: 200 });
    // But it permits nothing any more.
    const later = await scenario.askOne(
      'WMC',
      {
        ...referral,
        type: 'M09',
        purposeCode: 'P06',
        to: at('FPS', 'SENCO'),
        segments: [{ segmentId: 'special-needs', categoryCodes: ['SEN'] }],
      },
      grown,
    );
    expect(toldOf(later, 'special-needs')).toEqual(['RELEASE', 'PERMIT_REASONABLE_EXPECTATION']);
    expect(karen.familyName).toBe(josh.familyName);
  });
});
