import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { replayDecision } from '../../src/exchange/index.ts';
import { newId } from '../../src/platform/index.ts';
import type { ActingPractitioner } from '../../src/region/partner-system.ts';
import { people } from '../../src/region/westmarch.ts';
import { valueOf } from '../support/agreements.ts';
import { findDecision, segmentsOf, toldOf } from '../support/exchanges.ts';
import { type TestGateway, startTestGateway } from '../support/gateway.ts';
import { runningClock } from '../support/running-clock.ts';
import { findKnown, readLedger } from '../support/scenario-reading.ts';
import { at, choiceOf, to } from '../support/scenario-words.ts';
import { Scenario, type ShortQuestion } from '../support/scenario.ts';

const { amara } = people;
const drLin: ActingPractitioner = { staffId: 'dr.lin', role: 'PAED' };
const asked = { practitioner: drLin, at: '2027-04-30T10:00:00Z' };
const graceRef = '5b0a7d1e-0c5e-4d0c-9d52-0000000a0002';
const gracesNumber = '9990001227';

let system: TestGateway;
let scenario: Scenario;
let answer: Awaited<ReturnType<Scenario['askOne']>>;

/** Dr Lin's advice, by the labels of its parts. */
const advice: ShortQuestion = {
  type: 'M02',
  purposeCode: 'P03',
  about: amara,
  department: 'COMMUNITY',
  to: at('WMC', 'EHC_COORD', 'SEND'),
  relatedPersons: [{ ref: graceRef, identifiers: [{ system: 'nhs-number', value: gracesNumber }] }],
  segments: [
    { segmentId: 'autism', categoryCodes: ['DEV'] },
    { segmentId: 'epilepsy', categoryCodes: ['PHY'], linkedToNeed: true },
    { segmentId: 'anxiety', categoryCodes: ['MHC'], linkedToNeed: true },
    {
      segmentId: 'contraception',
      categoryCodes: ['SHR'],
      flags: ['CHILD_CONFIDENCE', 'SILENT_WITHHOLD'],
    },
    { segmentId: 'depression', categoryCodes: ['PMH'], about: [graceRef], flags: ['THIRD_PARTY'] },
    {
      segmentId: 'medicines',
      categoryCodes: ['PHY', 'SHR'],
      linkedToNeed: true,
      flags: ['CHILD_CONFIDENCE', 'SILENT_WITHHOLD'],
    },
  ],
};

beforeAll(async () => {
  system = await startTestGateway({}, undefined, undefined, runningClock('2026-12-01T09:00:00Z'));
  scenario = new Scenario(system);
  await scenario.agree('WCT', 'WMC', {
    purposes: ['P03'],
    messageTypes: ['M02'],
    legalPowers: ['CFA2014_S25_S26_S31', 'CFA2014_S36_S44'],
  });
  await scenario.agree('WCT', 'ICB', {
    purposes: ['P03'],
    messageTypes: ['M02'],
    legalPowers: ['CFA2014_S25_S26_S31', 'CFA2014_S36_S44'],
  });
  valueOf(
    await system.rooms.families.recordIdentifier(
      await findKnown(system, 'grace'),
      { system: 'nhs-number', value: gracesNumber },
      newId<'Staff'>(),
    ),
  );
  await scenario.record(
    'WCT',
    amara,
    {
      kind: 'COMPETENCE_RECORDED',
      outcome: 'COMPETENT',
      terms: { purposes: ['P01', 'P03'], categories: ['SHR'] },
      assessedOn: '2027-03-01',
      expiresOn: '2028-03-01',
      questions: ['What is it for?', 'Who may know?'],
    },
    { practitioner: drLin, at: '2027-03-01T10:00:00Z' },
  );
  answer = await scenario.askOne('WCT', advice, asked);
});

afterAll(async () => {
  await scenario.close();
  await system.stop();
});

/** The table of docs/domain/07 AC3. */
const rows = [
  { row: 'autism and ADHD findings', segmentId: 'autism', told: ['RELEASE', 'PERMIT_SEND_REG8'] },
  { row: 'epilepsy, linked to need', segmentId: 'epilepsy', told: ['RELEASE', 'PERMIT_CONSENT'] },
  { row: 'the effect of anxiety in class', segmentId: 'anxiety', told: ['RELEASE', 'PERMIT_CONSENT'] },
  {
    row: 'contraception, given in confidence',
    segmentId: 'contraception',
    told: ['WITHHOLD', 'REDACT_CHILD_CONFIDENCE'],
  },
  { row: 'Grace’s depression', segmentId: 'depression', told: ['WITHHOLD', 'REDACT_THIRD_PARTY'] },
  {
    row: 'the line of the medicines list that names the contraceptive',
    segmentId: 'medicines',
    told: ['WITHHOLD', 'REDACT_CHILD_CONFIDENCE'],
  },
];

describe('AC3: a confidence is kept in advice for an assessment', () => {
  it.each(rows)('$row: $told', async ({ segmentId, told }) => {
    expect(toldOf(answer, segmentId)).toEqual(told);
    const silent = told[0] === 'WITHHOLD';
    const written = segmentsOf(await findDecision(system.rooms, answer.exchangeId)).get(segmentId);
    expect(written).toMatchObject({ outcome: told[0], silent, silentPart: silent });
  });

  it('is FORWARD_REDACTED, nothing held and nothing denied', () => {
    expect(answer.outcome).toBe('FORWARD_REDACTED');
    expect(answer.segments.filter(({ outcome }) => outcome === 'HOLD')).toEqual([]);
  });

  it('a line that nobody labelled goes back to Dr Lin: HOLD_UNLABELLED', async () => {
    const unlabelled = {
      ...advice,
      segments: [...advice.segments.slice(0, 3), { segmentId: 'scanned-list' }],
    };
    const held = await scenario.askOne('WCT', unlabelled, asked);
    expect(toldOf(held, 'scanned-list')).toEqual(['HOLD', 'HOLD_UNLABELLED']);
  });

  it('gives the designated officer of the board SEN and DEV alone, and no PHY or MHC in detail', async () => {
    const status = await scenario.askOne(
      'WCT',
      {
        ...advice,
        to: at('ICB', 'DCO'),
        segments: [
          { segmentId: 'autism', categoryCodes: ['DEV'] },
          { segmentId: 'special-needs', categoryCodes: ['SEN'] },
          { segmentId: 'epilepsy', categoryCodes: ['PHY'] },
          { segmentId: 'anxiety', categoryCodes: ['MHC'] },
        ],
      },
      asked,
    );
    expect(status.outcome).toBe('FORWARD_REDACTED');
    expect(toldOf(status, 'autism')).toEqual(['RELEASE', 'PERMIT_SEND_REG8']);
    expect(toldOf(status, 'special-needs')).toEqual(['RELEASE', 'PERMIT_SEND_REG8']);
    for (const segmentId of ['epilepsy', 'anxiety'])
      expect(toldOf(status, segmentId)).toEqual(['WITHHOLD', 'REDACT_NOT_NEEDED']);
  });
});

describe('AC3, what the ledger shows of it', () => {
  const confidences = ['contraception', 'medicines', 'depression'];

  /** What whoever may not open silent parts reads of a decision, and finds by its row in the index. */
  async function readOpenly(exchangeId: string): Promise<unknown> {
    const { parts, entryId } = await findDecision(system.rooms, exchangeId);
    const { rows } = await system.database.owner.query<{ outcome: string }>(
      `select i.outcome from ledger.entry_index i join ledger.entries e using (entry_index) where e.entry_id = $1`,
      [entryId],
    );
    const open = parts.filter((part) => part.erased || !part.silent);
    const told = JSON.stringify({ open, rows });
    for (const name of confidences) expect(told).not.toContain(name);
    // These identifiers differ from message to message.
    return JSON.parse(
      told.replaceAll(/"(exchangeId|messageId|correlationId|assertionId)":"[^"]*"/g, '"$1":""'),
    );
  }

  it('is the same as if the confidences had never been in the advice, and replays whole', async () => {
    const plain = await scenario.askOne(
      'WCT',
      { ...advice, segments: advice.segments.filter(({ segmentId }) => !confidences.includes(segmentId)) },
      asked,
    );
    expect(plain.outcome).toBe('FORWARD');
    expect(await readOpenly(answer.exchangeId)).toEqual(await readOpenly(plain.exchangeId));
    const entry = await findDecision(system.rooms, answer.exchangeId);
    expect(replayDecision(entry, system.gateway.house.policy)).toMatchObject({
      ok: true,
      value: { same: true, recorded: { outcome: 'FORWARD_REDACTED' } },
    });
  });
});

describe('AC3, the twins', () => {
  it('without the link to the need neither epilepsy nor anxiety goes', async () => {
    const unlinked = await scenario.askOne(
      'WCT',
      {
        ...advice,
        segments: [
          { segmentId: 'autism', categoryCodes: ['DEV'] },
          { segmentId: 'epilepsy', categoryCodes: ['PHY'] },
          { segmentId: 'anxiety', categoryCodes: ['MHC'] },
        ],
      },
      asked,
    );
    for (const segmentId of ['epilepsy', 'anxiety'])
      expect(toldOf(unlinked, segmentId)).toEqual(['WITHHOLD', 'REDACT_NOT_NEEDED']);
  });

  it('goes, the confidence too, to a clinician whom Amara herself permits, and not on Grace’s word', async () => {
    await scenario.agree('WCT', 'WGH', {
      purposes: ['P01'],
      messageTypes: ['FHIR'],
      legalPowers: ['CA2004_S10'],
    });
    const referral: ShortQuestion = {
      ...advice,
      type: 'FHIR',
      purposeCode: 'P01',
      to: at('WGH', 'CAMHS_CLIN'),
      segments: [{ segmentId: 'contraception', categoryCodes: ['SHR'], flags: ['CHILD_CONFIDENCE'] }],
    };
    const choice = (decidedBy: object): object =>
      choiceOf(amara, {
        decidedBy,
        purposes: ['P01'],
        recipients: to('WGH'),
        categories: { permit: ['SHR'] },
      });
    const graces = await scenario.tryToChoose(
      'WCT',
      choice({ relation: 'PR_HOLDER', givenName: 'Grace' }),
      asked,
    );
    expect(graces.status).toBe(422);
    expect(toldOf(await scenario.askOne('WCT', referral, asked), 'contraception')).toEqual([
      'WITHHOLD',
      'REDACT_CHILD_CONFIDENCE',
    ]);
    await scenario.choose('WCT', choice({ relation: 'SELF' }), asked);
    const permitted = await scenario.askOne('WCT', referral, asked);
    expect(toldOf(permitted, 'contraception')).toEqual(['RELEASE', 'PERMIT_CONSENT']);
    // Then nobody but Amara is told of it.
    expect(permitted.obligations.map(({ kind }) => kind)).toContain('TELL_DATA_SUBJECT_ONLY');
    expect(permitted.obligations.map(({ kind }) => kind)).not.toContain('TELL_FAMILY');
  });

  it('after a year nobody may take the competence for granted: the confidence stays, whoever asks', async () => {
    const later = await scenario.askOne('WCT', advice, { practitioner: drLin, at: '2028-03-01T10:00:00Z' });
    expect(toldOf(later, 'contraception')).toEqual(['WITHHOLD', 'REDACT_CHILD_CONFIDENCE']);
  });
});

describe('AC3, told and logged', () => {
  it('tells Grace what went, and Amara in child wording', () => {
    const kinds = answer.obligations.map(({ kind }) => kind).filter((kind) => kind.startsWith('TELL_'));
    expect(kinds).toEqual(['TELL_FAMILY', 'TELL_CHILD']);
  });

  it('writes the silent rows in parts that are indexed nowhere, sealed for whom they are about', async () => {
    const segments = segmentsOf(await findDecision(system.rooms, answer.exchangeId));
    expect(segments.get('depression')?.about).toEqual([await findKnown(system, 'grace')]);
    expect(segments.get('contraception')?.about).toEqual([await findKnown(system, 'amara')]);
    expect(await readLedger(system, answer.exchangeId)).toContain('contraception');
    const { rows } = await system.database.owner.query<{ count: string }>(
      `select count(*) from ledger.entries e where e.exchange_id = $1`,
      [answer.exchangeId],
    );
    expect(rows).toEqual([{ count: '1' }]);
    expect(await system.rooms.ledger.verify()).toMatchObject({ verified: true });
  });
});
