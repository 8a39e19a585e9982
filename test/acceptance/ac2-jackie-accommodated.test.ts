import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AuthorityQuestionAnswer, ExchangeAnswer } from '../../src/exchange/index.ts';
import { newId } from '../../src/platform/index.ts';
import {
  type SegmentedMessage,
  buildJackieCarePlan,
  jackieRefs,
  wendysIllness,
} from '../../src/records/index.ts';
import type { ReceivedDelivery } from '../../src/region/peer-messages.ts';
import { type RegionPerson, people } from '../../src/region/westmarch.ts';
import { valueOf } from '../support/agreements.ts';
import {
  asExchange,
  findDecision,
  findKinds,
  findNotices,
  segmentsOf,
  sue,
  toldOf,
} from '../support/exchanges.ts';
import { type TestGateway, startTestGateway } from '../support/gateway.ts';
import { countEntries, findKnown, readLedger } from '../support/scenario-reading.ts';
import { at, choiceOf, nameSubject, to } from '../support/scenario-words.ts';
import { Scenario, type ShortQuestion } from '../support/scenario.ts';

const { jackie, wendy } = people;
const mrWhite: RegionPerson = {
  givenName: 'Peter',
  familyName: 'White',
  birthDate: '1975-03-03',
  nhsNumber: '9990001243',
  postcode: 'ZZ99 1CA',
};
const on = (instant: string): { practitioner: typeof sue; at: string } => ({
  practitioner: sue,
  at: instant,
});

let system: TestGateway;
let scenario: Scenario;

beforeAll(async () => {
  system = await startTestGateway();
  scenario = new Scenario(system);
  await scenario.agree('WMC', 'WGH', {
    purposes: ['P10'],
    messageTypes: ['M10'],
    legalPowers: ['CA1989_S20'],
  });
  // What a carer may know of the council's own record is asked by whoever works with her (X5).
  await scenario.worksWith('WMC', jackie, sue, '2028-01-17');
  const { givenName, familyName, birthDate, nhsNumber = '', postcode } = mrWhite;
  valueOf(
    await system.rooms.families.registerPerson({
      identifiers: [{ system: 'nhs-number', value: nhsNumber }],
      demographics: {
        familyName,
        givenNames: [givenName],
        birthDate,
        sex: 'unknown',
        address: { lines: ['1 Invented Street'], postcode, uprn: null },
      },
      by: newId<'Staff'>(),
    }),
  );
});

afterAll(async () => {
  await scenario.close();
  await system.stop();
});

const relatives: ShortQuestion['relatedPersons'] = [
  { ref: jackieRefs.wendy, identifiers: [{ system: 'nhs-number', value: wendy.nhsNumber }] },
  { ref: jackieRefs.mrWhite, identifiers: [{ system: 'nhs-number', value: mrWhite.nhsNumber ?? '' }] },
];

/** Wendy's choice for the care plan. */
const wendysWord = choiceOf(jackie, {
  decidedBy: { relation: 'PR_HOLDER', givenName: 'Wendy' },
  purposes: ['P10'],
  recipients: to('FPS'),
  categories: { permit: ['EDU'] },
});

async function whoDecides(instant: string): Promise<AuthorityQuestionAnswer> {
  const body = { dataSubject: nameSubject(jackie), purpose: 'P10' };
  const { status, body: answer } = await scenario.act('WMC', '/v1/authority/questions', body, on(instant));
  if (status !== 200) throw new Error(JSON.stringify(answer));
  return answer as AuthorityQuestionAnswer;
}

describe('AC2, 17 January 2028: Wendy is in hospital and Jackie is accommodated', () => {
  it('logs ACCOMMODATED_S20 and the flag on Wendy’s capacity as authority events', async () => {
    const before = await countEntries(system, 'FAMILY');
    await scenario.record(
      'WMC',
      jackie,
      { kind: 'LEGAL_STATUS_STARTED', code: 'V2', from: '2028-01-17', to: '2028-07-17' },
      on('2028-01-17T17:00:00Z'),
    );
    await scenario.record(
      'WMC',
      wendy,
      {
        kind: 'CAPACITY_FOUND',
        finding: 'TO_BE_CONFIRMED',
        terms: {},
        from: '2028-01-17',
        to: '2028-04-17',
      },
      on('2028-01-17T17:05:00Z'),
    );
    await scenario.record(
      'WMC',
      jackie,
      {
        kind: 'DELEGATED_AUTHORITY_RECORDED',
        carer: nameSubject(mrWhite),
        matters: ['Collecting her from school', 'School trips'],
        from: '2028-01-17',
        to: '2028-07-17',
      },
      on('2028-01-17T17:10:00Z'),
    );
    expect(await countEntries(system, 'FAMILY')).toBe(before + 3);
  });

  it('leaves parental responsibility as it was: Wendy alone, her capacity to be confirmed, and the council with none', async () => {
    const answer = await whoDecides('2028-01-18T09:00:00Z');
    expect(answer).toMatchObject({
      rule: 'PARENTAL_RESPONSIBILITY',
      deciders: [{ capacityBasis: 'PR_HOLDER', capacityToBeConfirmed: true }],
      organisations: [],
      delegatedMatters: ['Collecting her from school', 'School trips'],
    });
  });

  it('any new request to Wendy waits: HOLD_CAPACITY, until somebody has confirmed it for that decision', async () => {
    const asked = await scenario.tryToChoose('WMC', wendysWord, on('2028-01-17T18:00:00Z'));
    expect(asked).toMatchObject({ status: 422, body: { errors: [{ rule: 'HOLD_CAPACITY' }] } });
    // She may refuse at any time.
    const refused = await scenario.tryToChoose(
      'WMC',
      choiceOf(jackie, {
        decidedBy: { relation: 'PR_HOLDER', givenName: 'Wendy' },
        kind: 'OBJECTION',
        purposes: ['P21'],
        recipients: 'ALL',
        categories: { deny: 'ALL' },
      }),
      on('2028-01-17T18:00:00Z'),
    );
    expect(refused.status).toBe(201);
  });
});

describe('AC2, 17 January 18:10: M16 to the school', () => {
  const notice: ShortQuestion = {
    type: 'M16',
    purposeCode: 'P10',
    about: jackie,
    department: 'CSC',
    to: [at('FPS', 'SENCO'), at('FPS', 'DSL')],
    relatedPersons: relatives,
    segments: [
      { segmentId: 'status', categoryCodes: ['LAC'], linkedToNeed: true },
      { segmentId: 'carer', categoryCodes: ['CON'], linkedToNeed: true },
      { segmentId: 'delegated', categoryCodes: ['HHD'] },
      { segmentId: 'collection', categoryCodes: ['ATT'] },
      { segmentId: 'schooling', categoryCodes: ['EDU'] },
      { segmentId: 'ward', categoryCodes: ['PMH'], about: [jackieRefs.wendy] },
      { segmentId: 'diagnosis', categoryCodes: ['PMH'], about: [jackieRefs.wendy], flags: ['THIRD_PARTY'] },
    ],
  };
  const decided = {
    ...notice,
    leadDecision: {
      segmentIds: ['status', 'carer'],
      reasons: 'The school must know who collects her every day.',
      by: 'sue.williams',
      at: '2028-01-17T18:05:00+00:00',
    },
  };
  let answer: ExchangeAnswer;

  it('is FORWARD_REDACTED to SENCO and DSL', async () => {
    answer = await scenario.ask('WMC', decided, on('2028-01-17T18:10:00Z'));
    expect(answer.recipients.map(({ outcome }) => outcome)).toEqual(['FORWARD_REDACTED', 'FORWARD_REDACTED']);
    const kinds = await findKinds(system.rooms, answer.exchangeId);
    expect(kinds).toEqual(['DECISION', 'DECISION']);
  });

  it.each([
    ['collection', ['RELEASE', 'PERMIT_LAC_PLAN']],
    ['schooling', ['RELEASE', 'PERMIT_LAC_PLAN']],
    ['delegated', ['RELEASE', 'PERMIT_LAC_PLAN']],
    ['status', ['RELEASE', 'PERMIT_LEAD_DECISION']],
    ['carer', ['RELEASE', 'PERMIT_LEAD_DECISION']],
    ['ward', ['WITHHOLD', 'REDACT_THIRD_PARTY']],
    ['diagnosis', ['WITHHOLD', 'REDACT_THIRD_PARTY']],
  ])('%s: %s', (segmentId, told) => {
    for (const recipient of answer.recipients) expect(toldOf(recipient, segmentId)).toEqual(told);
  });

  it('holds status and carer for Sue where she has not decided', async () => {
    const undecided = await scenario.ask('WMC', notice, on('2028-01-17T18:10:00Z'));
    for (const recipient of undecided.recipients) {
      for (const segmentId of ['status', 'carer'])
        expect(toldOf(recipient, segmentId)).toEqual(['HOLD', 'HOLD_LEAD_JUDGEMENT']);
    }
  });

  it('tells Wendy, and Jackie through Sue', () => {
    for (const { obligations } of answer.recipients) {
      const kinds = obligations.map(({ kind }) => kind).filter((kind) => kind.startsWith('TELL_'));
      expect(kinds).toEqual(['TELL_FAMILY', 'TELL_CHILD']);
    }
  });

  it('keeps hospital, ward and diagnosis silent', async () => {
    for (const segmentId of ['ward', 'diagnosis']) {
      const written = segmentsOf(await findDecision(system.rooms, answer.exchangeId)).get(segmentId);
      expect(written).toMatchObject({
        silent: true,
        silentPart: true,
        about: [await findKnown(system, 'wendy')],
      });
    }
  });
});

describe('AC2, 17 January 18:12: M10 to the hospital', () => {
  const alert: ShortQuestion = {
    type: 'M10',
    purposeCode: 'P10',
    about: jackie,
    department: 'CSC',
    to: at('WGH', 'UEC_CLIN', 'EMERGENCY'),
    segments: [{ segmentId: 'looked-after', categoryCodes: ['LAC'] }],
  };

  it('is FORWARD, PERMIT_STATUTORY_ALERT, whatever anybody chose (RECORD_ONLY)', async () => {
    const answer = await scenario.askOne('WMC', alert, on('2028-01-17T18:12:00Z'));
    expect(answer.outcome).toBe('FORWARD');
    expect(toldOf(answer, 'looked-after')).toEqual(['RELEASE', 'PERMIT_STATUTORY_ALERT']);
    expect(
      JSON.stringify(segmentsOf(await findDecision(system.rooms, answer.exchangeId)).get('looked-after')),
    ).toContain('RECORD_ONLY');
  });

  it('and nothing else of hers goes with it', async () => {
    const more = {
      ...alert,
      segments: [
        ...alert.segments,
        { segmentId: 'carer', categoryCodes: ['CON'], linkedToNeed: true } as const,
      ],
    };
    const answer = await scenario.askOne('WMC', more, on('2028-01-17T18:12:00Z'));
    expect(toldOf(answer, 'carer')).toEqual(['WITHHOLD', 'REDACT_NEVER']);
  });
});

describe('AC2, 18 January: Mr White', () => {
  it('09:30 asks for Wendy’s ward and diagnosis: DENY, and it is written down', async () => {
    const asks: ShortQuestion = {
      type: 'M09',
      purposeCode: 'P10',
      about: jackie,
      department: 'CSC',
      to: at('WMC', 'FOSTER_CARER', 'CSC'),
      relatedPersons: relatives,
      segments: [
        { segmentId: 'ward', categoryCodes: ['PMH', 'CON'], about: [jackieRefs.wendy], linkedToNeed: true },
        { segmentId: 'diagnosis', categoryCodes: ['PMH'], about: [jackieRefs.wendy], linkedToNeed: true },
      ],
    };
    const answer = await scenario.askOne('WMC', asks, on('2028-01-18T09:30:00Z'));
    expect(answer.outcome).toBe('DENY');
    for (const segmentId of ['ward', 'diagnosis'])
      expect(toldOf(answer, segmentId)).toEqual(['WITHHOLD', 'REDACT_THIRD_PARTY']);
    expect(await findKinds(system.rooms, answer.exchangeId)).toEqual(['DECISION']);
    // Jackie's attendance he may know.
    const attendance = { ...asks, segments: [{ segmentId: 'attendance', categoryCodes: ['ATT'] as const }] };
    expect(
      toldOf(await scenario.askOne('WMC', attendance, on('2028-01-18T09:31:00Z')), 'attendance'),
    ).toEqual(['RELEASE', 'PERMIT_LAC_PLAN']);
  });

  it('09:40 cannot consent for her: a carer has delegated authority, and no parental responsibility', async () => {
    const choices = await countEntries(system, 'CONSENT');
    const refused = await scenario.tryToChoose(
      'WMC',
      choiceOf(jackie, {
        decidedBy: { identifiers: [{ system: 'nhs-number', value: mrWhite.nhsNumber }] },
        purposes: ['P10'],
        recipients: to('ODF'),
        categories: { permit: ['EDU'] },
      }),
      on('2028-01-18T09:40:00Z'),
    );
    expect(refused).toMatchObject({ status: 422, body: { code: 'consent-invalid' } });
    expect(await countEntries(system, 'CONSENT')).toBe(choices);
  });
});

describe('AC2, 20 January 08:00: the Care Plan, derived from the Child’s Plan', () => {
  const identity = { messageId: randomUUID(), correlationId: randomUUID() };
  const whole = buildJackieCarePlan(identity);
  const plan: SegmentedMessage = {
    ...whole,
    recipients: [...whole.recipients, at('WMC', 'FOSTER_CARER', 'CSC')] as SegmentedMessage['recipients'],
  };
  let answer: ExchangeAnswer;
  let arrived: readonly (ReceivedDelivery | undefined)[];

  beforeAll(async () => {
    answer = asExchange(await scenario.push('WMC', plan, on('2028-01-20T08:00:00Z')));
    const { FPS, WMC } = system.region.peers;
    arrived = await Promise.all([FPS, WMC].map(async (peer) => (await peer.received()).at(-1)));
  });

  it('is FORWARD_REDACTED to the school and to Mr White, and arrives', () => {
    expect(answer.recipients.map(({ outcome, delivery }) => [outcome, delivery])).toEqual([
      ['FORWARD_REDACTED', 'DELIVERED'],
      ['FORWARD_REDACTED', 'DELIVERED'],
    ]);
    expect(arrived.map((each) => each?.receipt)).toEqual(['VERIFIED', 'VERIFIED']);
  });

  it.each(['row-attendance', 'row-support', 'row-tuition'])('%s goes: PERMIT_LAC_PLAN', (segmentId) => {
    for (const recipient of answer.recipients)
      expect(toldOf(recipient, segmentId)).toEqual(['RELEASE', 'PERMIT_LAC_PLAN']);
  });

  it('row 1 is now Mr White’s from 20 January, row 2 is the same row as before, row 3 has transport home', () => {
    for (const each of arrived) {
      const { segments } = JSON.parse(each?.body ?? '{}') as {
        segments: { segmentId: string; path: string; content: object }[];
      };
      const rowOf = (id: string): { path: string; content: object } | undefined =>
        segments.find(({ segmentId }) => segmentId === id);
      expect(rowOf('row-attendance')).toMatchObject({
        path: `/plan/education/rows/${jackieRefs.attendance}`,
        content: { responsible: { name: 'Mr White' }, serviceStart: '2028-01-20' },
      });
      expect(rowOf('row-support')).toMatchObject({
        path: `/plan/education/rows/${jackieRefs.support}`,
        content: { responsible: { name: 'Mr Marnock' }, serviceStart: '2028-01-10' },
      });
      expect(JSON.stringify(rowOf('row-tuition')?.content)).toContain('Transport home');
    }
  });

  it('withholds the cost, and Wendy’s health silently: the diagnosis is nowhere', () => {
    for (const recipient of answer.recipients) {
      expect(toldOf(recipient, 'row-tuition-cost')).toEqual(['WITHHOLD', 'REDACT_NOT_NEEDED']);
      expect(toldOf(recipient, 'mothers-health')[0]).toBe('WITHHOLD');
    }
    for (const each of arrived) expect(each?.body).not.toMatch(/PMH|mothers-health|38\.00|Bipolar/u);
    expect(system.readLog()).not.toContain(wendysIllness);
  });

  it('names the plan that it takes the place of', () => {
    for (const each of arrived) {
      const { segments } = JSON.parse(each?.body ?? '{}') as { segments: { content: object }[] };
      expect(segments[0]?.content).toMatchObject({ derivedFrom: { recordId: jackieRefs.plan, version: 1 } });
    }
  });

  it('tells Wendy of both: she stays who decides, and her account stays open', async () => {
    const notices = await findNotices(system.rooms, system.database, answer.exchangeId);
    const her = await findKnown(system, 'wendy');
    expect(notices.map(({ person }) => person)).toEqual([her, her]);
    for (const { whole: text } of notices) expect(text).not.toMatch(/health|bipolar|ward/iu);
    for (const { obligations } of answer.recipients)
      expect(obligations.map(({ kind }) => kind)).toContain('TELL_CHILD');
  });

  it('is two disclosure decisions in a ledger that verifies', async () => {
    const kinds = await findKinds(system.rooms, answer.exchangeId);
    expect(kinds.filter((kind) => kind === 'DECISION')).toHaveLength(2);
    expect(await readLedger(system, answer.exchangeId)).not.toContain(wendysIllness);
    expect(await system.rooms.ledger.verify()).toMatchObject({ verified: true });
  });
});

describe('AC2, variant: an interim care order on 25 January', () => {
  const councilsWord = choiceOf(jackie, {
    decidedBy: { organisation: 'LA_CARE_ORDER' },
    purposes: ['P10'],
    recipients: to('FPS'),
    categories: { permit: ['CON'] },
  });

  it('before it the council cannot permit anything', async () => {
    const refused = await scenario.tryToChoose('WMC', councilsWord, on('2028-01-24T10:00:00Z'));
    expect(refused).toMatchObject({ status: 422 });
  });

  it('from it the council shares parental responsibility, and Wendy still holds hers', async () => {
    await scenario.record(
      'WMC',
      jackie,
      { kind: 'LEGAL_STATUS_STARTED', code: 'C1', from: '2028-01-25', to: '2028-07-25' },
      on('2028-01-25T09:00:00Z'),
    );
    expect(await whoDecides('2028-01-24T23:59:59Z')).toMatchObject({ organisations: [] });
    expect(await whoDecides('2028-01-25T00:00:00Z')).toMatchObject({
      deciders: [{ capacityBasis: 'PR_HOLDER' }],
      organisations: [
        { organisation: { system: 'gss', value: 'E06999901' }, capacityBasis: 'LA_CARE_ORDER' },
      ],
    });
  });

  it('its consent counts, and Wendy is told of what goes on it', async () => {
    await scenario.choose('WMC', councilsWord, on('2028-01-25T10:00:00Z'));
    const carer: ShortQuestion = {
      type: 'M16',
      purposeCode: 'P10',
      about: jackie,
      department: 'CSC',
      to: at('FPS', 'SENCO'),
      segments: [{ segmentId: 'carer', categoryCodes: ['CON'], linkedToNeed: true }],
    };
    const answer = await scenario.askOne('WMC', carer, on('2028-01-25T11:00:00Z'));
    expect(toldOf(answer, 'carer')).toEqual(['RELEASE', 'PERMIT_CONSENT']);
    expect(answer.obligations.map(({ kind }) => kind)).toContain('TELL_FAMILY');
  });
});
