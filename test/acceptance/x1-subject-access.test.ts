import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/platform/index.ts';
import type { HoldAnswer } from '../../src/exchange/index.ts';
import type { ActingPractitioner } from '../../src/region/partner-system.ts';
import { people } from '../../src/region/westmarch.ts';
import { valueOf } from '../support/agreements.ts';
import { asExchange, contentOf, findDecision, segmentsOf, toldOf } from '../support/exchanges.ts';
import { type TestGateway, startTestGateway } from '../support/gateway.ts';
import { findKnown } from '../support/scenario-reading.ts';
import { choiceOf, to } from '../support/scenario-words.ts';
import { Scenario, type ShortQuestion } from '../support/scenario.ts';

/* What is given to a person under P17 is decided as a question: no message goes to a person (docs/decisions/0026). */
const { amara } = people;
const worker: ActingPractitioner = { staffId: 'sue.williams', role: 'SW' };
const medicalOfficer: ActingPractitioner = { staffId: 'wmc.dmo', role: 'DMO' };
const asked = { practitioner: worker, at: '2027-06-01T10:00:00Z' };
const graceRef = '5b0a7d1e-0c5e-4d0c-9d52-0000000a0002';
const gracesNumber = '9990001227';

let system: TestGateway;
let scenario: Scenario;

beforeAll(async () => {
  system = await startTestGateway();
  scenario = new Scenario(system);
  await scenario.employ('WMC', medicalOfficer);
  valueOf(
    await system.rooms.families.recordIdentifier(
      await findKnown(system, 'grace'),
      { system: 'nhs-number', value: gracesNumber },
      newId<'Staff'>(),
    ),
  );
  await scenario.record(
    'WMC',
    amara,
    {
      kind: 'COMPETENCE_RECORDED',
      outcome: 'COMPETENT',
      terms: { purposes: ['P17'] },
      assessedOn: '2027-05-20',
      expiresOn: '2028-05-20',
      questions: ['Whose file is it?'],
    },
    { practitioner: worker, at: '2027-05-20T10:00:00Z' },
  );
});

afterAll(async () => {
  await scenario.close();
  await system.stop();
});

/** Grace asks the council for Amara's file. */
const file: ShortQuestion = {
  type: 'M22',
  purposeCode: 'P17',
  about: amara,
  department: 'SEND',
  to: { person: { ref: graceRef }, role: 'PARENT_PR' },
  relatedPersons: [{ ref: graceRef, identifiers: [{ system: 'nhs-number', value: gracesNumber }] }],
  segments: [
    { segmentId: 'support', categoryCodes: ['SEN'] },
    { segmentId: 'epilepsy', categoryCodes: ['PHY'], healthOrigin: true },
    { segmentId: 'anxiety', categoryCodes: ['MHC'], healthOrigin: true },
    {
      segmentId: 'told-the-nurse',
      categoryCodes: ['PHY'],
      healthOrigin: true,
      flags: ['CHILD_CONFIDENCE', 'SILENT_WITHHOLD'],
    },
    { segmentId: 'a-classmate', categoryCodes: ['BEH'], flags: ['THIRD_PARTY'] },
  ],
};
const opinion = (harm: boolean): NonNullable<ShortQuestion['professionalOpinions']> => [
  { segmentIds: ['epilepsy'], seriousHarm: false, by: 'wmc.dmo' },
  { segmentIds: ['anxiety'], seriousHarm: harm, by: 'wmc.dmo' },
];
const asOfficer = { practitioner: medicalOfficer, at: '2027-06-02T10:00:00Z' };

async function reasonsOf(exchangeId: string): Promise<unknown> {
  const { decision } = contentOf(
    await findDecision(system.rooms, exchangeId),
    'assent.decision/2',
  ) as unknown as {
    decision: { reasons: readonly string[] };
  };
  return decision.reasons;
}

describe('X1: a mother asks for the file of a child of 14', () => {
  it('1) the right is Amara’s: until she has been asked Grace gets nothing (DENY_NO_AUTHORITY)', async () => {
    const answer = await scenario.askOne('WMC', file, asked);
    expect(answer.outcome).toBe('DENY');
    expect(await reasonsOf(answer.exchangeId)).toEqual(['DENY_NO_AUTHORITY']);
  });

  it('nor does anybody else of the family, authorised or not', async () => {
    const carer = { ...file, to: { person: { ref: graceRef }, role: 'CARER_NO_PR' } } as const;
    expect(await scenario.askOne('WMC', carer, asked)).toMatchObject({ outcome: 'DENY' });
  });

  it('2) what health wrote waits for a health professional: HOLD_PROFESSIONAL_OPINION', async () => {
    await scenario.choose(
      'WMC',
      choiceOf(amara, {
        decidedBy: { relation: 'SELF' },
        purposes: ['P17'],
        recipients: { ...to('WMC'), roles: ['PARENT_PR'] },
        categories: { permit: ['SEN', 'PHY', 'MHC', 'BEH'] },
      }),
      asked,
    );
    const answer = await scenario.askOne('WMC', file, asked);
    const written = segmentsOf(await findDecision(system.rooms, answer.exchangeId));
    for (const segmentId of ['epilepsy', 'anxiety'])
      expect(written.get(segmentId)).toMatchObject({
        outcome: 'HOLD',
        reasons: ['HOLD_PROFESSIONAL_OPINION'],
      });
    expect(toldOf(answer, 'support')).toEqual(['RELEASE', 'PERMIT_OWN_ACCESS']);
  });

  it('2) through the doors: it waits before the health professionals, and their opinion says what may be given', async () => {
    const { exchangeId } = await scenario.askOne('WMC', file, asked);
    expect(await scenario.holdsOf('WMC', exchangeId, asked)).toEqual([]);
    const holds = await scenario.holdsOf('WMC', exchangeId, asOfficer);
    const open = holds.find(({ segments }) => segments.some(({ segmentId }) => segmentId === 'epilepsy'));
    const said = { release: ['epilepsy', 'anxiety'], reasons: 'Read with her notes.' };
    const opinions = [
      { segmentId: 'epilepsy', harm: false },
      { segmentId: 'anxiety', harm: true },
    ];
    expect((await scenario.judge('WMC', open, said, asOfficer)).status).toBe(422);
    // Parts whose existence is protected wait apart.
    const mine = opinions.filter(({ segmentId }) =>
      open?.segments.some((part) => part.segmentId === segmentId),
    );
    const hers = holds.find(({ segments }) => segments.some(({ segmentId }) => segmentId === 'anxiety'));
    const supplements: string[] = [];
    for (const [hold, about] of [
      [open, 'epilepsy'],
      [hers, 'anxiety'],
    ] as const) {
      const professionalOpinion =
        hold === open ? mine : opinions.filter(({ segmentId }) => segmentId === about);
      const judged = await scenario.judge(
        'WMC',
        hold,
        { ...said, release: [about], professionalOpinion },
        asOfficer,
      );
      expect(judged.status).toBe(200);
      const { supplement } = judged.body as HoldAnswer;
      if (supplement !== undefined) supplements.push(supplement);
    }
    const [first] = supplements;
    const council = await scenario.as('WMC');
    const told = asExchange(
      await council.send({ method: 'GET', path: `/v1/exchanges/${first ?? ''}`, boundTo: first ?? '' }),
    );
    const outcomes = new Map(
      told.recipients[0]?.segments.map(({ segmentId, outcome }) => [segmentId, outcome]),
    );
    expect(outcomes.get('epilepsy')).toBe('RELEASE');
    expect(outcomes.get('anxiety')).not.toBe('RELEASE');
    expect(supplements).toHaveLength(1);
  });

  it('an opinion that no health professional signed is refused', async () => {
    const claimed = { ...file, professionalOpinions: opinion(false) };
    expect(await scenario.tryToAsk('WMC', claimed, asked)).toMatchObject({
      status: 403,
      body: { code: 'practitioner-required' },
    });
  });

  it('3) goes without what she told the nurse, without others, and without what would do serious harm', async () => {
    const answer = await scenario.askOne('WMC', { ...file, professionalOpinions: opinion(true) }, asOfficer);
    expect(answer.outcome).toBe('FORWARD_REDACTED');
    for (const segmentId of ['support', 'epilepsy'])
      expect(toldOf(answer, segmentId)).toEqual(['RELEASE', 'PERMIT_OWN_ACCESS']);
    const written = segmentsOf(await findDecision(system.rooms, answer.exchangeId));
    expect(written.get('anxiety')?.reasons).toEqual(['REDACT_SERIOUS_HARM']);
    expect(written.get('told-the-nurse')).toMatchObject({
      outcome: 'WITHHOLD',
      reasons: ['REDACT_CHILD_CONFIDENCE'],
      silent: true,
      silentPart: true,
    });
    expect(written.get('a-classmate')?.reasons).toEqual(['REDACT_THIRD_PARTY']);
    // Told: Amara, in words of hers.
    expect(answer.obligations.map(({ kind }) => kind)).toContain('TELL_CHILD');
  });

  it('and what does none goes', async () => {
    const answer = await scenario.askOne('WMC', { ...file, professionalOpinions: opinion(false) }, asOfficer);
    expect(toldOf(answer, 'anxiety')).toEqual(['RELEASE', 'PERMIT_OWN_ACCESS']);
  });
});
