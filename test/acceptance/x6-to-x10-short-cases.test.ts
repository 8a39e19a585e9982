import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { JsonObject } from '../../src/platform/index.ts';
import {
  type FhirMessage,
  type SegmentedMessage,
  buildFhirBundle,
  buildLeoReferral,
} from '../../src/records/index.ts';
import type { ActingPractitioner } from '../../src/region/partner-system.ts';
import type { ReceivedDelivery } from '../../src/region/peer-messages.ts';
import { people } from '../../src/region/westmarch.ts';
import {
  asExchange,
  contentOf,
  findDecision,
  findKinds,
  freshPlan,
  onlyRecipient,
  planSentAt,
  referralSentAt,
  schoolLead,
  segmentsOf,
  sue,
  toldOf,
  without,
} from '../support/exchanges.ts';
import { type TestGateway, startTestGateway } from '../support/gateway.ts';
import { at, choiceOf, nameSubject, to } from '../support/scenario-words.ts';
import { Scenario, type ShortQuestion } from '../support/scenario.ts';

const { ben, leo } = people;
const paediatrician: ActingPractitioner = { staffId: 'wgh.paediatrician', role: 'PAED' };
const onPlan = { practitioner: sue, at: planSentAt };

let system: TestGateway;
let scenario: Scenario;

beforeAll(async () => {
  system = await startTestGateway();
  scenario = new Scenario(system);
  await scenario.agree('WMC', 'ODF', {
    purposes: ['P02'],
    messageTypes: ['M09'],
    legalPowers: ['CONSENT'],
  });
});

afterAll(async () => {
  await scenario.close();
  await system.stop();
});

async function lastAt(key: 'FPS' | 'WMC'): Promise<ReceivedDelivery | undefined> {
  return (await system.region.peers[key].received()).at(-1);
}

describe('X6: what its author has taken back as wrong', () => {
  const plan = freshPlan();
  const retracted: SegmentedMessage = {
    ...plan,
    recipients: [...plan.recipients, { organisation: { system: 'urn', value: '999001' }, role: 'DT' }],
    segments: plan.segments.map((segment) =>
      segment.segmentId === 'row-support' ? { ...segment, flags: ['RETRACTED'], mandatory: false } : segment,
    ),
  };

  it('goes to no recipient any more: DENY_RETRACTED, and is in no body', async () => {
    const answer = asExchange(await scenario.push('WMC', retracted, onPlan));
    expect(answer.recipients).toHaveLength(2);
    for (const recipient of answer.recipients) {
      expect(toldOf(recipient, 'row-support')).toEqual(['WITHHOLD', 'DENY_RETRACTED']);
      expect(toldOf(recipient, 'row-attendance')).toEqual(['RELEASE', 'PERMIT_CONSENT']);
    }
    expect((await lastAt('FPS'))?.body).not.toContain('row-support');
    expect((await lastAt('FPS'))?.body).toContain('row-attendance');
  });

  it('no approver and no lead brings it back', async () => {
    const segments = [{ segmentId: 'visit', categoryCodes: ['SEN'], flags: ['RETRACTED'] }] as const;
    const question: ShortQuestion = {
      type: 'M09',
      purposeCode: 'P07',
      about: people.jackie,
      department: 'CSC',
      to: at('FPS', 'SENCO'),
      segments,
      leadDecision: {
        segmentIds: ['visit'],
        reasons: 'The school needs it.',
        by: 'sue.williams',
        at: '2028-01-07T14:50:00+00:00',
      },
    };
    const answer = await scenario.askOne('WMC', question, onPlan);
    expect(answer.outcome).toBe('DENY');
    expect(toldOf(answer, 'visit')).toEqual(['WITHHOLD', 'DENY_RETRACTED']);
    const twin = { ...question, segments: [{ segmentId: 'visit', categoryCodes: ['SEN'] }] } as const;
    expect(toldOf(await scenario.askOne('WMC', twin, onPlan), 'visit')[0]).toBe('RELEASE');
  });
});

describe('X7: a referrer who wishes to stay unknown', () => {
  const referral = buildLeoReferral({ messageId: randomUUID(), correlationId: randomUUID() });
  const anonymous: SegmentedMessage = {
    ...referral,
    segments: [
      ...referral.segments,
      {
        segmentId: 'referrer',
        path: '/referrer',
        categoryCodes: ['CPR'],
        assertionType: 'FACT',
        source: 'PROFESSIONAL',
        content: { sourceCode: '1A', wishesAnonymity: true },
      },
    ],
  };
  const asDsl = { practitioner: schoolLead, at: referralSentAt };

  it('is known to the front door, to which the referral was made', async () => {
    const whole = referral.segments.some(({ segmentId }) => segmentId === 'referrer') ? referral : anonymous;
    const answer = onlyRecipient(asExchange(await scenario.push('FPS', whole, asDsl)));
    expect(answer.outcome).toBe('FORWARD');
    expect(toldOf(answer, 'referrer')[0]).toBe('RELEASE');
  });

  const fileOf = (role: 'CHILD' | 'PARENT_PR', ref: string): ShortQuestion => ({
    type: 'M22',
    purposeCode: 'P17',
    about: leo,
    department: 'CSC',
    to: { person: { ref }, role },
    segments: [
      { segmentId: 'attendance', categoryCodes: ['ATT'] },
      { segmentId: 'referrer', categoryCodes: ['CPR'], flags: ['REFERRER_IDENTITY', 'SILENT_WITHHOLD'] },
    ],
  });

  it('and to nobody who reads the file, not even the child: REDACT_THIRD_PARTY, silently', async () => {
    const answer = await scenario.askOne('WMC', fileOf('CHILD', 'SELF'), onPlan);
    expect(answer.outcome).toBe('FORWARD_REDACTED');
    expect(toldOf(answer, 'attendance')).toEqual(['RELEASE', 'PERMIT_OWN_ACCESS']);
    expect(toldOf(answer, 'referrer')).toEqual(['WITHHOLD', 'REDACT_THIRD_PARTY']);
    const written = segmentsOf(await findDecision(system.rooms, answer.exchangeId)).get('referrer');
    expect(written).toMatchObject({ silent: true, silentPart: true });
  });

  it('nor to a school that is told what became of it', async () => {
    await scenario.agree('WMC', 'FPS', {
      purposes: ['P07'],
      messageTypes: ['M08'],
      legalPowers: ['CA1989_S17'],
    });
    const outcome: ShortQuestion = {
      ...fileOf('CHILD', 'SELF'),
      type: 'M08',
      purposeCode: 'P07',
      to: at('FPS', 'SENCO'),
    };
    const answer = await scenario.askOne('WMC', outcome, onPlan);
    expect(toldOf(answer, 'referrer')).toEqual(['WITHHOLD', 'REDACT_THIRD_PARTY']);
  });
});

describe('X8: a resource under a sensitivity code that we do not know', () => {
  const bundle = (label: JsonObject | null): FhirMessage => {
    const whole = buildFhirBundle({ messageId: randomUUID(), correlationId: randomUUID() });
    const resource = JSON.parse(JSON.stringify(whole.resource)) as {
      entry: { resource: { id: string; meta?: { security?: JsonObject[] } } }[];
    };
    const entries = resource.entry.filter(({ resource: { id } }) => ['amara', 'autism'].includes(id));
    for (const { resource: each } of entries)
      if (each.id === 'autism' && label !== null) each.meta?.security?.push(label);
    return {
      ...without(whole, 'relatedPersons'),
      source: { organisation: { system: 'ods', value: 'Z9Z9C' }, department: 'COMMUNITY' },
      author: { role: 'PAED', id: 'wgh.paediatrician' },
      resource: { ...resource, entry: entries },
    };
  };
  const asPaed = { practitioner: paediatrician, at: '2027-04-30T10:00:00Z' };
  const unknown = { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'NEVERSEEN' };

  it('is held for its author as the most secret: HOLD_UNLABELLED, and never dropped in silence', async () => {
    const sent = asExchange(await scenario.push('WGH', bundle(unknown), asPaed));
    const answer = onlyRecipient(sent);
    const held = answer.segments.filter(({ outcome }) => outcome === 'HOLD');
    expect(held.map(({ reasons }) => reasons.map(({ code }) => code))).toEqual([['HOLD_UNLABELLED']]);
    const [segment] = held;
    const written = segmentsOf(await findDecision(system.rooms, sent.exchangeId)).get(
      segment?.segmentId ?? '',
    );
    expect(JSON.stringify(written)).toContain('HOLD_UNLABELLED');
    const holds = await scenario.holdsOf('WGH', sent.exchangeId, asPaed);
    expect(holds).toMatchObject([{ judge: 'AUTHOR', state: 'OPEN' }]);
    expect(await findKinds(system.rooms, sent.exchangeId)).toContain('HOLD');
  });

  it('and its author is told at once which label it is, in the answer and with what waits', async () => {
    const sent = asExchange(await scenario.push('WGH', bundle(unknown), asPaed));
    const held = onlyRecipient(sent).segments.filter(({ outcome }) => outcome === 'HOLD');
    const told = [{ pointer: '/resource/entry/1/resource/meta', rule: 'unknown-label' }];
    expect(held).toMatchObject([{ problems: told }]);
    const [hold] = await scenario.holdsOf('WGH', sent.exchangeId, asPaed);
    expect(hold?.segments).toMatchObject([{ segmentId: held[0]?.segmentId, problems: told }]);
    const written = segmentsOf(await findDecision(system.rooms, sent.exchangeId));
    expect(JSON.stringify([...written])).not.toContain('unknown-label');
  });

  it('likewise of a member that R4 does not have: its place and the rule, and not what stands there', async () => {
    const malformed = bundle(null);
    const [, autism] = (malformed.resource as { entry: { resource: JsonObject }[] }).entry;
    Object.assign(autism?.resource ?? {}, { severty: { text: 'a word in confidence' } });
    const sent = asExchange(await scenario.push('WGH', malformed, asPaed));
    const answer = onlyRecipient(sent);
    const parts = answer.segments.filter(({ problems }) => problems !== undefined);
    expect(parts).toMatchObject([
      {
        outcome: 'HOLD',
        problems: [{ pointer: '/resource/entry/1/resource/severty', rule: 'r4-member' }],
      },
    ]);
    expect(JSON.stringify(answer)).not.toContain('in confidence');
    const asking = await scenario.as('WGH');
    const again = await asking.send({ method: 'GET', path: `/v1/exchanges/${sent.exchangeId}` });
    expect(again.text).toContain('r4-member');
  });

  it('goes where every code is known', async () => {
    const answer = onlyRecipient(asExchange(await scenario.push('WGH', bundle(null), asPaed)));
    expect(answer.segments.map(({ outcome }) => outcome)).not.toContain('HOLD');
    expect(answer.delivery).toBe('DELIVERED');
  });
});

describe('X9: a plan of a newer version than we know', () => {
  const plan = freshPlan();
  const newer: SegmentedMessage = {
    ...plan,
    schemaVersion: '1.9',
    segments: [
      ...plan.segments,
      {
        segmentId: 'new-section',
        path: '/individual-support/digital',
        categoryCodes: ['SEN'],
        assertionType: 'FACT',
        source: 'PROFESSIONAL',
        content: { text: 'A section that did not exist before.' },
      },
    ],
  };

  it('the section that we do not know waits for its author, whatever its label; the others go', async () => {
    const sent = asExchange(await scenario.push('WMC', newer, onPlan));
    const answer = onlyRecipient(sent);
    expect(answer).toMatchObject({ outcome: 'FORWARD_REDACTED', delivery: 'DELIVERED' });
    expect(toldOf(answer, 'new-section')).toEqual(['HOLD', 'HOLD_UNLABELLED']);
    for (const segmentId of ['row-attendance', 'row-support', 'row-tuition'])
      expect(toldOf(answer, segmentId)).toEqual(['RELEASE', 'PERMIT_CONSENT']);
    expect((await lastAt('FPS'))?.body).not.toContain('did not exist before');
    expect(await scenario.holdsOf('WMC', sent.exchangeId, onPlan)).toMatchObject([{ judge: 'AUTHOR' }]);
  });

  it('an urgent referral with such a section is not held: the rest arrives, and its sender is told which part did not', async () => {
    const referral = buildLeoReferral({ messageId: randomUUID(), correlationId: randomUUID() });
    const section = { ...referral.segments[0], segmentId: 'new-section', path: '/digital-harm' };
    const strange = { ...referral, segments: [...referral.segments, section] } as SegmentedMessage;
    const sent = await scenario.push('FPS', strange, { practitioner: schoolLead, at: referralSentAt });
    const answer = onlyRecipient(asExchange(sent));
    expect(answer.delivery).toBe('DELIVERED');
    expect(answer.segments.find(({ segmentId }) => segmentId === 'new-section')).toMatchObject({
      outcome: 'WITHHOLD',
      problems: [{ pointer: `/segments/${referral.segments.length}/path`, rule: 'unknown-path' }],
    });
    expect(answer.obligations).toContainEqual(expect.objectContaining({ kind: 'TELL_SENDER_PART_NOT_SENT' }));
    expect(answer.segments.filter(({ outcome }) => outcome === 'RELEASE').length).toBeGreaterThan(5);
  });

  it('a version whose meaning may be another altogether is refused, and so is one that is older than any', async () => {
    for (const schemaVersion of ['2.0', '0.9']) {
      const refused = await scenario.push('WMC', { ...freshPlan(), schemaVersion }, onPlan);
      expect(refused).toMatchObject({ status: 422, body: { errors: [{ pointer: '/schemaVersion' }] } });
    }
  });
});

describe('X10: “background” about Ben', () => {
  const plan = freshPlan();
  const background = {
    ...without(without(plan, 'relatedPersons'), 'leadDecision'),
    purposeCode: 'P02',
    recipients: [at('ODF', 'VCSE_WORKER')],
    subject: nameSubject(ben),
    segments: plan.segments
      .filter(({ segmentId }) => segmentId === 'row-support' || segmentId === 'plan-header')
      .map((each) => (each.segmentId === 'plan-header' ? each : { ...each, categoryCodes: ['SEN'] })),
  } as SegmentedMessage;
  const fresh = (more: Partial<SegmentedMessage> = {}): SegmentedMessage => ({
    ...background,
    messageId: randomUUID(),
    correlationId: randomUUID(),
    ...more,
  });

  it('with no purpose it is rejected by the schema: 422, at /purposeCode', async () => {
    const refused = await scenario.push('WMC', without(fresh(), 'purposeCode') as SegmentedMessage, onPlan);
    expect(refused).toMatchObject({ status: 422, body: { errors: [{ pointer: '/purposeCode' }] } });
  });

  it('with a purpose that the agreement does not list: DENY_NO_DSA', async () => {
    const answer = onlyRecipient(
      asExchange(await scenario.push('WMC', fresh({ purposeCode: 'P06' }), onPlan)),
    );
    expect(answer).toMatchObject({ outcome: 'DENY', delivery: 'NOT_SENT' });
    expect(answer.reasons.map(({ code }) => code)).toEqual(['DENY_NO_DSA']);
  });

  it('with a listed purpose and no power, duty or consent: DENY_NO_BASIS', async () => {
    const sent = asExchange(await scenario.push('WMC', fresh(), onPlan));
    expect(onlyRecipient(sent)).toMatchObject({ outcome: 'DENY', delivery: 'NOT_SENT' });
    expect(onlyRecipient(sent).reasons.map(({ code }) => code)).toEqual(['DENY_NO_BASIS']);
    const content = contentOf(await findDecision(system.rooms, sent.exchangeId), 'assent.decision/2');
    expect(content).toMatchObject({ decision: { reasons: ['DENY_NO_BASIS'] } });
  });

  it('and with both parents’ permit what it lists goes, and nothing beyond it', async () => {
    for (const givenName of ['Anna', 'Piotr']) {
      await scenario.choose(
        'WMC',
        choiceOf(ben, {
          decidedBy: { relation: 'PR_HOLDER', givenName },
          purposes: ['P02'],
          recipients: to('ODF'),
          categories: { permit: ['SEN', 'EDU'] },
        }),
        onPlan,
      );
    }
    const asked: ShortQuestion = {
      type: 'M09',
      purposeCode: 'P02',
      about: ben,
      department: 'CSC',
      to: at('ODF', 'VCSE_WORKER'),
      segments: [
        { segmentId: 'support', categoryCodes: ['SEN'] },
        { segmentId: 'behaviour', categoryCodes: ['BEH'] },
      ],
    };
    const answer = await scenario.askOne('WMC', asked, onPlan);
    expect(answer.outcome).toBe('FORWARD_REDACTED');
    expect(toldOf(answer, 'support')).toEqual(['RELEASE', 'PERMIT_CONSENT']);
    expect(toldOf(answer, 'behaviour')).toEqual(['WITHHOLD', 'DENY_CONSENT_ABSENT']);
  });
});
