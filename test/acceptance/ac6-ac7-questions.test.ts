import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ChoiceAnswer } from '../../src/exchange/index.ts';
import type { ActingPractitioner } from '../../src/region/partner-system.ts';
import { people } from '../../src/region/westmarch.ts';
import { sue, toldOf } from '../support/exchanges.ts';
import { type TestGateway, startTestGateway } from '../support/gateway.ts';
import { readLedger } from '../support/scenario-reading.ts';
import { at, choiceOf, nameSubject, to } from '../support/scenario-words.ts';
import { Scenario, type ShortQuestion } from '../support/scenario.ts';

/* The rows of docs/domain/07 AC6 and AC7 that are asked by labels alone. Their holds are in `ac6-ac7-x11-holds`. */
const { anna, ben, callum, piotr } = people;
const clinician: ActingPractitioner = { staffId: 'wct.camhs-nurse', role: 'CAMHS_CLIN' };

let system: TestGateway;
let scenario: Scenario;

beforeAll(async () => {
  system = await startTestGateway();
  scenario = new Scenario(system);
  await scenario.employ('WCT', clinician);
  await scenario.agree('WMC', 'ODF', {
    purposes: ['P02'],
    messageTypes: ['M06'],
    legalPowers: ['CA2004_S10'],
  });
  await scenario.agree('WCT', 'FAC', {
    purposes: ['P02', 'P09'],
    messageTypes: ['M13'],
    legalPowers: ['CA2004_S10', 'CA2004_S16LA'],
  });
});

afterAll(async () => {
  await scenario.close();
  await system.stop();
});

const on = (instant: string): { practitioner: typeof sue; at: string } => ({
  practitioner: sue,
  at: instant,
});

/** Ben's needs, for the charity that has no contract. */
const needs: ShortQuestion = {
  type: 'M06',
  purposeCode: 'P02',
  about: ben,
  department: 'SEND',
  to: at('ODF', 'VCSE_WORKER'),
  segments: [
    { segmentId: 'needs', categoryCodes: ['SEN'] },
    { segmentId: 'behaviour', categoryCodes: ['BEH'] },
    { segmentId: 'health', categoryCodes: ['PHY'] },
    { segmentId: 'restricted', categoryCodes: ['SEN'], level: 'V' },
  ],
};

const answerOf = (givenName: 'Anna' | 'Piotr', categories: object): object =>
  choiceOf(ben, {
    decidedBy: { relation: 'PR_HOLDER', givenName },
    purposes: ['P02'],
    recipients: to('ODF'),
    categories,
  });

const outcomesOf = async (
  question: ShortQuestion,
  instant: string,
): Promise<{
  readonly outcome: string;
  readonly parts: readonly (readonly string[])[];
  readonly id: string;
}> => {
  const answer = await scenario.askOne('WMC', question, on(instant));
  return {
    outcome: answer.outcome,
    parts: question.segments.map(({ segmentId }) => toldOf(answer, segmentId)),
    id: answer.exchangeId,
  };
};

describe('AC6: parents disagree', () => {
  it('8 March 2027, nobody has answered yet: nothing goes, for want of a choice', async () => {
    const { outcome, parts } = await outcomesOf(needs, '2027-03-08T09:00:00Z');
    expect(outcome).toBe('DENY');
    expect(parts.map(([part]) => part)).toEqual(parts.map(() => 'WITHHOLD'));
  });

  it('8 March 2027: the conflict is a refusal, and the ledger has both answers with their versions', async () => {
    const yes = await scenario.choose(
      'WMC',
      answerOf('Anna', { permit: ['SEN', 'BEH'] }),
      on('2027-03-08T09:30:00Z'),
    );
    const no = await scenario.choose(
      'WMC',
      answerOf('Piotr', { deny: ['SEN', 'BEH'] }),
      on('2027-03-08T09:40:00Z'),
    );
    const { outcome, parts, id } = await outcomesOf(needs, '2027-03-08T10:00:00Z');
    expect(outcome).toBe('DENY');
    expect(parts).toEqual([
      ['WITHHOLD', 'DENY_CONSENT_CONFLICT'],
      ['WITHHOLD', 'DENY_CONSENT_CONFLICT'],
      ['WITHHOLD', 'DENY_CONSENT_ABSENT'],
      ['WITHHOLD', 'REDACT_NEVER'],
    ]);
    const logged = await readLedger(system, id);
    for (const { consentId } of [yes, no]) expect(logged).toContain(consentId);
  });

  it('variant B, before the order: still a conflict; from 2 April 2027 on Anna decides what it names, and no more', async () => {
    await scenario.record(
      'WMC',
      ben,
      {
        kind: 'COURT_ORDER_FILED',
        order: 'SPECIFIC_ISSUE',
        effect: 'GIVES_DECISION',
        decider: nameSubject(anna),
        terms: { purposes: ['P02'], categories: ['SEN', 'BEH'] },
        from: '2027-04-02',
        to: '2027-05-01',
        documentHash: 'ab'.repeat(32),
      },
      on('2027-04-02T09:00:00Z'),
    );
    expect((await outcomesOf(needs, '2027-04-01T22:59:59Z')).outcome).toBe('DENY');
    const { outcome, parts, id } = await outcomesOf(needs, '2027-04-01T23:00:00Z');
    expect(outcome).toBe('FORWARD_REDACTED');
    expect(parts).toEqual([
      ['RELEASE', 'PERMIT_COURT_ORDER', 'PERMIT_CONSENT'],
      ['RELEASE', 'PERMIT_COURT_ORDER', 'PERMIT_CONSENT'],
      ['WITHHOLD', 'DENY_CONSENT_ABSENT'],
      ['WITHHOLD', 'REDACT_NEVER'],
    ]);
    expect(await readLedger(system, id)).toContain('"order":"GIVES_DECISION"');
  });

  it('variant B, and the other parent refuses everything, the child’s name as well: what the order names goes, and no more', async () => {
    await scenario.choose('WMC', answerOf('Piotr', { deny: 'ALL' }), on('2027-04-03T09:00:00Z'));
    const { outcome, parts } = await outcomesOf(needs, '2027-04-05T10:00:00Z');
    expect(outcome).toBe('FORWARD_REDACTED');
    expect(parts.slice(0, 3)).toEqual([
      ['RELEASE', 'PERMIT_COURT_ORDER', 'PERMIT_CONSENT'],
      ['RELEASE', 'PERMIT_COURT_ORDER', 'PERMIT_CONSENT'],
      ['WITHHOLD', 'REDACT_CONSENT_DENIED'],
    ]);
    const [, , health] = needs.segments;
    if (health === undefined) throw new Error('the question has changed');
    expect((await outcomesOf({ ...needs, segments: [health] }, '2027-04-05T10:00:00Z')).outcome).toBe('DENY');
  });

  it('variant C: an answer of somebody unverified is set aside, and verifying is a task', async () => {
    await scenario.record(
      'WMC',
      ben,
      { kind: 'PARENTAL_RESPONSIBILITY_ENDED', holder: nameSubject(piotr), to: '2027-05-01' },
      on('2027-05-01T09:00:00Z'),
    );
    await scenario.record(
      'WMC',
      ben,
      {
        kind: 'PARENTAL_RESPONSIBILITY_RECORDED',
        holder: nameSubject(piotr),
        from: '2027-05-01',
        verified: false,
      },
      on('2027-05-01T09:10:00Z'),
    );
    const { outcome, parts, id } = await outcomesOf(needs, '2027-05-10T10:00:00Z');
    expect(outcome).toBe('FORWARD_REDACTED');
    expect(parts).toEqual([
      ['RELEASE', 'PERMIT_CONSENT'],
      ['RELEASE', 'PERMIT_CONSENT'],
      ['WITHHOLD', 'DENY_CONSENT_ABSENT'],
      ['WITHHOLD', 'REDACT_NEVER'],
    ]);
    expect(await readLedger(system, id)).toContain('VERIFY_RESPONSIBILITY');
  });
});

describe('AC7: a competent 15-year-old withdraws', () => {
  const summary: ShortQuestion = {
    type: 'M13',
    purposeCode: 'P02',
    about: callum,
    department: 'CAMHS',
    to: at('FAC', 'SENCO'),
    segments: [
      { segmentId: 'therapy-notes', categoryCodes: ['PSY'] },
      { segmentId: 'summary', categoryCodes: ['MHC'], linkedToNeed: true },
      { segmentId: 'safety-plan', categoryCodes: ['SFH'], linkedToNeed: true, safetyCritical: true },
    ],
  };
  const asClinician = (instant: string): { practitioner: typeof clinician; at: string } => ({
    practitioner: clinician,
    at: instant,
  });
  const read = async (question: ShortQuestion, instant: string): Promise<readonly unknown[]> => {
    const answer = await scenario.askOne('WCT', question, asClinician(instant));
    return [answer.outcome, ...question.segments.map(({ segmentId }) => toldOf(answer, segmentId))];
  };
  let choice: ChoiceAnswer;

  it('while he permits it, the summary goes, and therapy notes never', async () => {
    await scenario.record(
      'WCT',
      callum,
      {
        kind: 'COMPETENCE_RECORDED',
        outcome: 'COMPETENT',
        terms: {
          purposes: ['P02'],
          categories: ['MHC', 'SFH'],
          recipients: { organisations: 'ALL', organisationTypes: ['SCHOOL'] },
        },
        assessedOn: '2027-09-10',
        expiresOn: '2028-03-01',
        questions: ['What could your school do with it?'],
      },
      asClinician('2027-09-10T09:00:00Z'),
    );
    choice = await scenario.choose(
      'WCT',
      choiceOf(callum, {
        decidedBy: { relation: 'SELF' },
        purposes: ['P02'],
        recipients: to('FAC'),
        categories: { permit: ['MHC', 'SFH'] },
      }),
      asClinician('2027-09-10T10:00:00Z'),
    );
    expect(await read(summary, '2027-10-04T09:00:00Z')).toEqual([
      'FORWARD_REDACTED',
      ['WITHHOLD', 'REDACT_NEVER'],
      ['RELEASE', 'PERMIT_CONSENT'],
      ['RELEASE', 'PERMIT_CONSENT'],
    ]);
  });

  it('for anybody but a school he was not found competent, so that nobody records his permit for them', async () => {
    for (const recipients of [to('ODF'), to('FAC', 'ODF')]) {
      const choice = choiceOf(callum, {
        decidedBy: { relation: 'SELF' },
        purposes: ['P02'],
        recipients,
        categories: { permit: ['MHC'] },
      });
      const answer = await scenario.tryToChoose('WCT', choice, asClinician('2027-09-10T10:30:00Z'));
      expect(answer).toMatchObject({ status: 422, body: { code: 'consent-invalid' } });
    }
  });

  it('5 October 2027: the summary stays, the safety plan waits for a judgement', async () => {
    await scenario.withdraw(
      'WCT',
      choice,
      { withdrawnBy: { relation: 'SELF' } },
      asClinician('2027-10-04T17:00:00Z'),
    );
    expect(await read(summary, '2027-10-05T09:00:00Z')).toEqual([
      'HOLD',
      ['WITHHOLD', 'REDACT_NEVER'],
      ['WITHHOLD', 'REDACT_CONSENT_DENIED', 'DENY_WITHDRAWN'],
      ['HOLD', 'HOLD_LEAD_JUDGEMENT', 'REDACT_CONSENT_DENIED'],
    ]);
  });

  it('by attestation the safety plan goes, to the safeguarding lead alone', async () => {
    const attested: ShortQuestion = {
      ...summary,
      purposeCode: 'P09',
      dutyAttestation: {
        attestor: clinician.staffId,
        role: 'CAMHS_CLIN',
        relevanceReason: 'A risk of self-harm at school.',
        functionFacilitated: 'Keeping him safe there.',
        detrimentConsidered: true,
        factOpinionMarked: true,
      },
    };
    expect(await read({ ...attested, to: at('FAC', 'DSL') }, '2027-10-05T10:40:00Z')).toEqual([
      'FORWARD_REDACTED',
      ['WITHHOLD', 'REDACT_NEVER'],
      ['WITHHOLD', 'REDACT_NOT_NEEDED'],
      ['RELEASE', 'PERMIT_DUTY_16LA'],
    ]);
    expect((await read(attested, '2027-10-05T10:40:00Z'))[0]).toBe('DENY');
  });
});
