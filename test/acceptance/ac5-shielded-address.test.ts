import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decide } from '../../src/exchange/decide/index.ts';
import type { ExchangeAnswer } from '../../src/exchange/index.ts';
import { resolveExchange } from '../../src/exchange/resolve/resolve-exchange.ts';
import { type PersonId, asId, newId } from '../../src/platform/index.ts';
import { type Question, labelQuestion } from '../../src/records/index.ts';
import type { ActingPractitioner } from '../../src/region/partner-system.ts';
import { people } from '../../src/region/westmarch.ts';
import { valueOf } from '../support/agreements.ts';
import {
  asExchange,
  contentOf,
  eventually,
  findDecision,
  findNotices,
  freshPlan,
} from '../support/exchanges.ts';
import { type TestGateway, startTestGateway } from '../support/gateway.ts';
import { quickTiming } from '../support/quick-timing.ts';
import { findKnown } from '../support/scenario-reading.ts';
import { choiceOf, nameSubject, to } from '../support/scenario-words.ts';
import { Scenario, type ShortQuestion } from '../support/scenario.ts';

/*
 * docs/domain/07 AC5, a year earlier than there: a shield acts on what happens today, and notices are written today. The plan itself is
 * not carried yet, so that what would go of it is asked by its labels.
 */
const { nia, samira } = people;
const canary = 'CANARY Harbour Road';
const tariqRef = '5b0a7d1e-0c5e-4d0c-9d52-0000000a0051';
const samiraRef = '5b0a7d1e-0c5e-4d0c-9d52-0000000a0052';
const numbers = { tariq: '9990001219', samira: '9990001227' };
const coordinator: ActingPractitioner = { staffId: 'nby.coordinator', role: 'EHC_COORD' };
const worker: ActingPractitioner = { staffId: 'sue.williams', role: 'SW', leadPractitioner: true };
const before = '2026-06-02T10:00:00Z';
const asked = '2026-06-14T10:00:00Z';
/** When the choices of the test have been recorded. */
const sentAt = '2027-06-14T10:00:00Z';

let system: TestGateway;
let scenario: Scenario;
let persons: Readonly<Record<'nia' | 'samira' | 'tariq', PersonId>>;
/** Everything that Tariq's own requests were answered with. */
const answered: string[] = [];

beforeAll(async () => {
  system = await startTestGateway({}, quickTiming);
  scenario = new Scenario(system);
  await scenario.employ('NBY', coordinator);
  const [child, mother, father] = [
    await findKnown(system, 'nia'),
    await findKnown(system, 'samira'),
    await findKnown(system, 'tariq'),
  ];
  persons = { nia: child, samira: mother, tariq: father };
  for (const key of ['tariq', 'samira'] as const) {
    valueOf(
      await system.rooms.families.recordIdentifier(
        persons[key],
        { system: 'nhs-number', value: numbers[key] },
        newId<'Staff'>(),
      ),
    );
  }
});

afterAll(async () => {
  await scenario.close();
  await system.stop();
});

/** What is asked for of the plan, by whom, with the address of the family in it. */
function copyFor(reader: 'tariq' | 'samira'): ShortQuestion {
  const ref = reader === 'tariq' ? tariqRef : samiraRef;
  const flags = ['SHIELDED_LOCATION'] as const;
  return {
    type: 'M22',
    purposeCode: 'P17',
    about: nia,
    department: 'SEND',
    to: { person: { ref }, role: 'PARENT_PR' },
    relatedPersons: [{ ref, identifiers: [{ system: 'nhs-number', value: numbers[reader] }] }],
    segments: [
      { segmentId: 'a-interests', categoryCodes: ['VOI'] },
      { segmentId: 'a-about-contact', categoryCodes: ['VOI'], flags: ['CHILD_CONFIDENCE'] },
      { segmentId: 'b-needs', categoryCodes: ['SEN'] },
      { segmentId: 'c-health-needs', categoryCodes: ['DEV'] },
      { segmentId: 'e-outcomes', categoryCodes: ['EDU'] },
      { segmentId: 'f-provision', categoryCodes: ['SEN'] },
      { segmentId: 'g-clinic', categoryCodes: ['DEV'], flags: [...flags] },
      { segmentId: 'h-transport', categoryCodes: ['SEN'], flags: [...flags] },
      { segmentId: 'i-setting', categoryCodes: ['EDU'], flags: [...flags] },
      { segmentId: 'address', categoryCodes: ['CON'] },
    ],
  };
}

async function ask(reader: 'tariq' | 'samira', at = asked): ReturnType<Scenario['askOne']> {
  const answer = await scenario.askOne('NBY', copyFor(reader), { practitioner: coordinator, at });
  if (reader === 'tariq') answered.push(JSON.stringify(answer));
  return answer;
}

/** A page about Nia, sent to her school for real, with the address in it. */
async function sendPlan(): Promise<string> {
  const plan = freshPlan();
  const { leadDecision, relatedPersons, ...rest } = plan;
  expect([leadDecision === undefined, relatedPersons === undefined]).toEqual([false, false]);
  const message = {
    ...rest,
    subject: {
      ...nameSubject(nia),
      demographics: {
        ...nameSubject(nia).demographics,
        contact: { addresses: [{ lines: [canary], postcode: 'ZZ99 9ZZ' }] },
      },
    },
    segments: plan.segments
      .filter(({ segmentId }) => segmentId === 'row-support' || segmentId === 'plan-header')
      .map((segment) => ({
        ...segment,
        linkedToNeed: true,
        ...(segment.segmentId === 'plan-header' ? { categoryCodes: ['SEN'] } : {}),
      })),
  };
  const sent = asExchange(await scenario.push('WMC', message as never, { practitioner: worker, at: sentAt }));
  expect(sent.recipients[0]).toMatchObject({ delivery: 'DELIVERED' });
  return sent.exchangeId;
}

const permitBy = (givenName: string): object =>
  choiceOf(nia, {
    decidedBy: { relation: 'PR_HOLDER', givenName },
    purposes: ['P07'],
    recipients: to('FPS'),
    categories: { permit: ['SEN', 'EDU', 'VOI'], deny: [] },
  });

async function noticesOf(person: PersonId): Promise<readonly { kind: string; text: string }[]> {
  const { rows } = await system.database.owner.query<{ notice_id: string; kind: string; body: Buffer }>(
    'select notice_id, kind, body from notices.notices where person_id = $1 order by written_at',
    [person],
  );
  return Promise.all(
    rows.map(async ({ notice_id, kind, body }) => ({
      kind,
      text: String(await system.rooms.keyStore.openForPerson(person, body, `notice:${notice_id}`)),
    })),
  );
}

describe('AC5, before the address is shielded', () => {
  it('answers Tariq like any parent, and tells both of a disclosure', async () => {
    expect((await ask('tariq', before)).outcome).toBe('FORWARD_REDACTED');
    await scenario.choose('WMC', permitBy('Tariq'), { practitioner: worker });
    const told = await findNotices(system.rooms, system.database, await sendPlan());
    expect(new Set(told.map(({ person }) => person))).toEqual(new Set([persons.samira, persons.tariq]));
  });
});

describe('AC5 step 1: Tariq asks for the plan of a shielded child', () => {
  beforeAll(async () => {
    const recorded = await scenario.act(
      'NBY',
      '/v1/protections',
      {
        dataSubject: nameSubject(nia),
        evidenceRef: canary,
        protection: {
          kind: 'SHIELDED_LOCATION',
          from: '2026-06-03',
          safeContact: {
            ...nameSubject(samira),
            identifiers: [{ system: 'nhs-number', value: numbers.samira }],
          },
        },
      },
      { practitioner: coordinator },
    );
    expect({ status: recorded.status, body: recorded.body }).toMatchObject({ status: 201 });
  });

  it('waits for two people: HOLD_SHIELD_REVIEW, part for part alike', async () => {
    const answer = await ask('tariq');
    expect(answer.outcome).toBe('HOLD');
    // Why it waits is for those who review, and for the ledger (docs/domain/rulings 7).
    expect(answer.reasons).toEqual([]);
    expect(contentOf(await findDecision(system.rooms, answer.exchangeId), 'assent.decision/2')).toMatchObject(
      {
        decision: { reasons: ['HOLD_SHIELD_REVIEW'] },
      },
    );
    expect(new Set(answer.segments.map(({ outcome }) => outcome))).toEqual(new Set(['HOLD']));
  });

  it('does not wait for the safe contact, nor before the day on which it was shielded', async () => {
    expect((await ask('samira')).outcome).toBe('FORWARD_REDACTED');
    expect((await ask('tariq', before)).outcome).toBe('FORWARD_REDACTED');
  });

  it('told: Samira before anything goes, and Tariq the same day that it is being checked', async () => {
    const kinds = (await ask('tariq')).obligations.map(({ kind }) => kind);
    expect(kinds).toEqual(expect.arrayContaining(['TELL_SAFE_CONTACT', 'SAY_BEING_CHECKED']));
    expect(kinds).not.toContain('TELL_FAMILY');
  });

  it('logged: the decision, and one open case for the reviewers however often he asks', async () => {
    const { exchangeId } = await ask('tariq');
    const entry = await findDecision(system.rooms, exchangeId);
    expect(contentOf(entry, 'assent.decision/2')).toMatchObject({
      facts: { protections: { shieldedLocation: true, safeContact: true }, bars: { shieldReview: 'NEEDED' } },
      decision: { outcome: 'HOLD' },
    });
    const cases = await system.rooms.cases.findCases({
      organisationId: system.region.organisations.NBY,
      withOperators: false,
      kind: 'SHIELD_REVIEW',
      states: ['OPEN', 'ESCALATED'],
      after: null,
      limit: 10,
    });
    expect(cases).toHaveLength(1);
    expect(cases[0]?.occurrences.every(({ silent }) => silent)).toBe(true);
  });
});

describe('AC5 step 2 through the doors: two people look, and what may go is decided then', () => {
  const officer: ActingPractitioner = { staffId: 'nby.officer', role: 'IG_OFFICER' };
  const colleague: ActingPractitioner = { staffId: 'nby.colleague', role: 'EHC_COORD' };
  const clerk: ActingPractitioner = { staffId: 'nby.clerk', role: 'SW' };
  const on = (practitioner: ActingPractitioner): { practitioner: ActingPractitioner; at: string } => ({
    practitioner,
    at: '2026-06-15T10:00:00Z',
  });
  const noticesOf = (exchangeId: string): ReturnType<typeof findNotices> =>
    findNotices(system.rooms, system.database, exchangeId);
  const release = ['a-interests', 'b-needs', 'e-outcomes', 'g-clinic', 'address'];
  const said = { release, reviewDone: true, reasons: 'Nothing of it names a place.' };
  let exchangeId: string;

  it('is put before a coordinator and information governance, and the safe contact alone is told at once', async () => {
    await scenario.employ('NBY', officer, colleague, clerk);
    ({ exchangeId } = await ask('tariq'));
    for (const practitioner of [coordinator, officer])
      expect(await scenario.holdsOf('NBY', exchangeId, on(practitioner))).toMatchObject([
        { judge: 'SHIELD_REVIEW', state: 'OPEN' },
      ]);
    expect(await scenario.holdsOf('NBY', exchangeId, on(clerk))).toEqual([]);
    const told = await noticesOf(exchangeId);
    expect(told.map(({ person }) => person)).toEqual([persons.samira]);
    expect(told[0]?.text).toContain('Nothing has been given.');
    expect(told[0]?.text).not.toMatch(/Tariq/);
  });

  it('nobody opens one by asking for the safe contact, or by asking anything else', async () => {
    const own = await ask('samira');
    expect(own.outcome).toBe('FORWARD_REDACTED');
    expect(await scenario.holdsOf('NBY', own.exchangeId, on(officer))).toEqual([]);
    expect(await noticesOf(own.exchangeId)).toEqual([]);
  });

  it('one of them is not enough, nor is one twice, nor two of one kind', async () => {
    const [hold] = await scenario.holdsOf('NBY', exchangeId, on(coordinator));
    expect((await scenario.judge('NBY', hold, { release, reasons: 'Fine.' }, on(coordinator))).status).toBe(
      422,
    );
    expect(await scenario.judge('NBY', hold, said, on(coordinator))).toMatchObject({
      status: 200,
      body: { state: 'OPEN' },
    });
    const told = await noticesOf(exchangeId);
    expect(told.map(({ person }) => person)).toEqual([persons.samira, persons.samira]);
    expect(told.map(({ text }) => text).join()).toContain('This would be given');
    const again = { ...said, reasons: 'Once more.' };
    expect((await scenario.judge('NBY', hold, again, on(coordinator))).status).toBe(409);
    expect((await scenario.judge('NBY', hold, again, on(colleague))).status).toBe(403);
  });

  it('goes, what both let go and nothing shows the place by, when the second has looked', async () => {
    const [hold] = await scenario.holdsOf('NBY', exchangeId, on(officer));
    const both = { ...said, release: ['a-interests', 'b-needs', 'g-clinic', 'address'] };
    expect(await scenario.judge('NBY', hold, both, on(officer))).toMatchObject({
      status: 200,
      body: { state: 'RELEASED' },
    });
    const northby = await scenario.as('NBY');
    const read = async (id: string): Promise<ExchangeAnswer> =>
      asExchange(await northby.send({ method: 'GET', path: `/v1/exchanges/${id}`, boundTo: id }));
    const supplement = (await read(exchangeId)).recipients[0]?.holds?.[0]?.supplement;
    if (supplement === undefined) throw new Error('a release has a supplement');
    const decided = await read(supplement);
    const parts = new Map(
      decided.recipients[0]?.segments.map(({ segmentId, outcome }) => [segmentId, outcome]),
    );
    expect([parts.get('a-interests'), parts.get('b-needs')]).toEqual(['RELEASE', 'RELEASE']);
    expect([parts.get('g-clinic'), parts.get('address')]).toEqual(['WITHHOLD', 'WITHHOLD']);
    expect(JSON.stringify(decided)).not.toContain(canary);
  });
});

describe('AC5 step 2: after two people have looked', () => {
  /** What stages 3 and 4 decide, with the review as the fact that a hold's two judges would hand in. */
  async function decideReviewed(
    more: object = {},
  ): Promise<ReadonlyMap<string, readonly [string, ...string[]]>> {
    const { about, to: reader, department, ...rest } = copyFor('tariq');
    expect([about, department]).toEqual([nia, 'SEND']);
    const message: Question = {
      form: 'question',
      messageId: randomUUID(),
      urgency: 'ROUTINE',
      ...rest,
      source: { organisation: { system: 'ods', value: 'Z9Z9F' } },
      recipients: [reader] as Question['recipients'],
      subject: nameSubject(nia),
      ...more,
    };
    const { rooms, gateway, region } = system;
    const systemOfNorthby = await rooms.agreements.findSystemByClientId('nby-records');
    if (systemOfNorthby === undefined) throw new Error('Northby asks by its own system');
    const at = new Date(asked);
    const resolved = valueOf(
      await resolveExchange(gateway.house, {
        kind: 'ADVICE',
        message,
        labelled: labelQuestion(message),
        requester: {
          organisation: await rooms.agreements.getOrganisation(region.organisations.NBY, at),
          system: systemOfNorthby,
          practitioner: {
            staffId: asId<'Staff'>(coordinator.staffId),
            role: 'EHC_COORD',
            leadPractitioner: false,
            assertionId: randomUUID(),
          },
        },
        at,
        given: { shieldReviewDone: true },
      }),
    );
    const [recipient] = resolved.recipients;
    if (recipient === undefined) throw new Error('one reader is named');
    const decision = decide(recipient.facts, gateway.house.policy);
    return new Map(
      decision.segments.map(({ segmentId, outcome, reasons }) => [segmentId, [outcome, ...reasons] as const]),
    );
  }

  it.each([
    ['section A, what Nia likes', 'a-interests', 'RELEASE'],
    ['section B', 'b-needs', 'RELEASE'],
    ['section C', 'c-health-needs', 'RELEASE'],
    ['section E', 'e-outcomes', 'RELEASE'],
    ['section F', 'f-provision', 'RELEASE'],
  ])('forwards %s', async (_name, segmentId, outcome) => {
    expect((await decideReviewed()).get(segmentId)?.[0]).toBe(outcome);
  });

  it.each([
    ['what Nia said of contact, in confidence', 'a-about-contact', 'REDACT_CHILD_CONFIDENCE'],
    ['section G, the clinic', 'g-clinic', 'REDACT_SHIELDED'],
    ['section H, the transport', 'h-transport', 'REDACT_SHIELDED'],
    ['section I, the setting', 'i-setting', 'REDACT_SHIELDED'],
    ['the address', 'address', 'REDACT_SHIELDED'],
  ])('withholds %s', async (_name, segmentId, reason) => {
    const decided = (await decideReviewed()).get(segmentId);
    expect(decided?.[0]).toBe('WITHHOLD');
    expect(decided).toContain(reason);
  });

  it('variant: a prohibited steps order refuses the whole within its terms', async () => {
    await scenario.record(
      'NBY',
      nia,
      {
        kind: 'COURT_ORDER_FILED',
        order: 'PROHIBITED_STEPS',
        effect: 'FORBIDS',
        terms: { purposes: ['P17'] },
        from: '2026-06-20',
        documentHash: 'cd'.repeat(32),
      },
      { practitioner: coordinator },
    );
    const denied = await ask('tariq', '2026-06-20T10:00:00Z');
    expect(denied.outcome).toBe('DENY');
    expect((await ask('tariq', '2026-06-19T10:00:00Z')).outcome).toBe('HOLD');
  });
});

describe('AC5, what reaches an estranged parent', () => {
  it('tells the safe contact alone of what is shared', async () => {
    const told = await findNotices(system.rooms, system.database, await sendPlan());
    expect(new Set(told.map(({ person }) => person))).toEqual(new Set([persons.samira]));
  });

  it('does not tell Tariq which recipients must no longer rely on what he took back', async () => {
    const his = await scenario.choose('WMC', permitBy('Tariq'), { practitioner: worker });
    const hers = await scenario.choose('WMC', permitBy('Samira'), { practitioner: worker });
    await sendPlan();
    for (const [choice, givenName] of [
      [his, 'Tariq'],
      [hers, 'Samira'],
    ] as const) {
      await scenario.withdraw(
        'WMC',
        choice,
        { withdrawnBy: { relation: 'PR_HOLDER', givenName } },
        { practitioner: worker },
      );
    }
    await eventually(async () => {
      const notices = await noticesOf(persons.samira);
      return notices.some(({ kind }) => kind === 'NO_LONGER_RELY') ? true : undefined;
    }, 'Samira is told');
    await eventually(async () => {
      const { rows } = await system.database.owner.query<{ open: string }>(
        "select count(*) as open from exchange.deliveries where state in ('DUE', 'DISPATCHED')",
      );
      return rows[0]?.open === '0' ? true : undefined;
    }, 'every recipient has been told');
    const kinds = (await noticesOf(persons.tariq)).map(({ kind }) => kind);
    expect(kinds).not.toContain('NO_LONGER_RELY');
  });

  it('holds no canary: in no answer, no notice, no entry and no line of the log', async () => {
    answered.push(
      JSON.stringify(
        await scenario.act(
          'NBY',
          '/v1/authority/questions',
          { dataSubject: nameSubject(nia), purpose: 'P17', on: '2026-06-14' },
          { practitioner: coordinator },
        ),
      ),
    );
    const { rows } = await system.database.owner.query<{ entry_id: string }>(
      'select entry_id from ledger.entries order by entry_index',
    );
    const entries = await Promise.all(
      rows.map(({ entry_id }) => system.rooms.ledger.readEntry(asId<'Entry'>(entry_id))),
    );
    const his = entries.flatMap((entry) =>
      (entry?.parts ?? []).flatMap((part) =>
        !part.erased && part.about.includes(persons.tariq) ? [JSON.stringify(part.content)] : [],
      ),
    );
    expect(his.length).toBeGreaterThan(0);
    const notices = (await noticesOf(persons.tariq)).map(({ text }) => text);
    expect(notices.length).toBeGreaterThan(0);
    const reached = [...answered, ...notices, ...his];
    const northby = system.region.organisations.NBY;
    for (const text of reached) {
      expect(text).not.toContain(canary);
      expect(text).not.toContain('ZZ99 9ZZ');
    }
    for (const text of [...notices, ...his]) {
      expect(text).not.toContain('Northby');
      expect(text).not.toContain(northby);
      expect(text).not.toContain('SHIELDED');
    }
    expect(system.readLog()).not.toContain(canary);
  });
});
