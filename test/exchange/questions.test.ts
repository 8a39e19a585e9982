import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type RecipientAnswer, replayDecision } from '../../src/exchange/index.ts';
import {
  type Message,
  type Question,
  buildAttendanceQuestion,
  buildOwnAccessQuestion,
  jackieRefs,
} from '../../src/records/index.ts';
import type { ActingPractitioner, GatewayAnswer } from '../../src/region/partner-system.ts';
import { people } from '../../src/region/westmarch.ts';
import {
  asExchange,
  countRows,
  findDecision,
  freshPlan,
  onlyRecipient,
  planSentAt,
  sue,
  toldOf,
} from '../support/exchanges.ts';
import { type TestGateway, startTestGateway } from '../support/gateway.ts';
import { nameSubject } from '../support/scenario-words.ts';
import { recordWorksWith } from '../support/works-with.ts';

let system: TestGateway;

beforeAll(async () => {
  system = await startTestGateway();
  // Whoever asks for a colleague works with her: a question that stays inside the council is a look (X5).
  await recordWorksWith(system.region.peers.WMC, nameSubject(people.jackie), sue, '2027-01-01');
});

afterAll(() => system.stop());

/** Asks “Can I share?” as the council, at the instant at which Jackie's plan is sent. */
function ask(
  body: Question | Message,
  practitioner?: ActingPractitioner,
  by: 'WMC' | 'FPS' = 'WMC',
): Promise<GatewayAnswer> {
  return system.region.peers[by].send({
    method: 'POST',
    path: '/v1/decisions',
    body,
    boundTo: body.messageId,
    evaluateAt: planSentAt,
    ...(practitioner === undefined ? {} : { practitioner }),
  });
}

async function askOne(
  body: Question | Message,
  practitioner?: ActingPractitioner,
  by: 'WMC' | 'FPS' = 'WMC',
): Promise<RecipientAnswer> {
  return onlyRecipient(asExchange(await ask(body, practitioner, by)));
}

const fresh = (more: Partial<Question> = {}): Question =>
  buildAttendanceQuestion({ messageId: randomUUID(), ...more });
const own = (more: Partial<Question> = {}): Question =>
  buildOwnAccessQuestion({ messageId: randomUUID(), ...more });

function rulesOf({ body }: GatewayAnswer): readonly string[] {
  const { errors } = body as { errors: readonly { pointer: string; rule: string }[] };
  return errors.map(({ pointer, rule }) => `${pointer} ${rule}`);
}

describe('a question about a message', () => {
  it('is answered by the labels alone, as the message would be', async () => {
    const answer = await askOne(fresh());
    expect(answer.outcome).toBe('FORWARD_REDACTED');
    expect(Object.keys(answer)).not.toContain('delivery');
    expect(toldOf(answer, 'attendance')).toEqual(['RELEASE', 'PERMIT_CONSENT']);
    expect(toldOf(answer, 'illness')[0]).toBe('WITHHOLD');
    expect(answer.obligations.map(({ kind }) => kind)).toEqual(['LABEL', 'TELL_FAMILY', 'TELL_CHILD']);
  });

  it('with the labels of Jackie’s plan gets the plan’s own answer, part for part', async () => {
    const plan = freshPlan();
    const { schemaVersion, attachments, segments, ...envelope } = plan;
    expect(schemaVersion).toBe('1.0');
    expect(attachments).toBeUndefined();
    const asked: Question = {
      ...envelope,
      form: 'question',
      messageId: randomUUID(),
      segments: segments.map(
        ({ segmentId, categoryCodes, about, flags, linkedToNeed, mandatory, notForRoles }) => ({
          segmentId,
          ...(categoryCodes === undefined ? {} : { categoryCodes }),
          ...(about === undefined ? {} : { about }),
          ...(flags === undefined ? {} : { flags }),
          ...(linkedToNeed === undefined ? {} : { linkedToNeed }),
          ...(mandatory === undefined ? {} : { mandatory }),
          ...(notForRoles === undefined ? {} : { notForRoles }),
        }),
      ),
    };
    const [byLabels, byMessage] = [
      await askOne(asked, sue),
      await askOne({ ...plan, messageId: randomUUID() }, sue),
    ];
    expect(byLabels.outcome).toBe(byMessage.outcome);
    expect(byLabels.segments.map(({ segmentId, outcome }) => [segmentId, outcome])).toEqual(
      byMessage.segments.map(({ segmentId, outcome }) => [segmentId, outcome]),
    );
  });

  it('of a transition referral waits for agreement to the assessment', async () => {
    const transition = fresh({
      type: 'M15',
      purposeCode: 'P13',
      recipients: [{ organisation: { system: 'ods', value: 'Z9Z9A' }, department: 'ASC', role: 'ASC_SW' }],
    });
    const answer = await askOne(transition, sue);
    expect(answer.outcome).toBe('DENY');
    // Within the council no agreement is needed; but nobody has agreed to the assessment (Care Act 2014 s.58).
    expect(answer.reasons.map(({ code }) => code)).toEqual(['DENY_ASSESSMENT_GATE']);
  });

  it('is written down, can be replayed, and keeps and sends nothing', async () => {
    const question = fresh();
    const { exchangeId } = asExchange(await ask(question));
    const entry = await findDecision(system.rooms, exchangeId);
    expect(replayDecision(entry, system.gateway.house.policy)).toMatchObject({
      ok: true,
      value: { same: true },
    });
    expect(await countRows(system.database, question.messageId)).toMatchObject({
      exchanges: 1,
      deliveries: 0,
    });
  });

  it('is no message: it cannot be sent', async () => {
    const question = fresh();
    const refused = await system.region.peers.WMC.send({
      method: 'POST',
      path: '/v1/messages',
      body: question,
      boundTo: question.messageId,
    });
    expect(refused.status).toBe(422);
    expect(rulesOf(refused)).toContain('/form unknown-member');
  });

  it.each<[string, (question: Question) => object, string]>([
    [
      'content',
      (question) => ({ ...question, segments: [{ segmentId: 'a', content: 1 }] }),
      '/segments/0/content unknown-member',
    ],
    [
      'a part about nobody',
      (question) => ({ ...question, segments: [{ segmentId: 'a', about: [randomUUID()] }] }),
      '/segments/0/about/0 unknown-person',
    ],
    [
      'two parts of one name',
      (question) => ({ ...question, segments: [{ segmentId: 'a' }, { segmentId: 'a' }] }),
      '/segments/1/segmentId duplicate-id',
    ],
    [
      'an embargo without an end',
      (question) => ({ ...question, segments: [{ segmentId: 'a', flags: ['EMBARGO_UNTIL'] }] }),
      '/segments/0/embargoUntil embargo-date',
    ],
    [
      'an unknown category',
      (question) => ({ ...question, segments: [{ segmentId: 'a', categoryCodes: ['XYZ'] }] }),
      '/segments/0/categoryCodes/0 unknown-category',
    ],
    [
      'an approval of a part that is not there',
      (question) => ({ ...question, approvals: [{ segmentIds: ['b'], by: 'x', reasons: 'y' }] }),
      '/approvals/0/segmentIds/0 unknown-part',
    ],
    [
      'a reader for another purpose',
      (question) => ({ ...question, recipients: [{ person: { ref: 'SELF' }, role: 'CHILD' }] }),
      '/recipients/0/person own-access-only',
    ],
  ])('with %s is refused, and says where', async (_what, change, expected) => {
    const refused = await ask(change(fresh()) as Question);
    expect(refused.status).toBe(422);
    expect(rulesOf(refused)).toContain(expected);
  });

  it('of another organisation’s record is answered by rule, the same for a child who is known and one who is not', async () => {
    const strangers: Question['subject'] = {
      identifiers: [{ system: 'nhs-number', value: '9990001200' }],
      demographics: { name: { family: 'Nobody', given: ['Known'] }, birthDate: '2016-01-01' },
    };
    const known = await askOne(fresh(), undefined, 'FPS');
    const unknown = await askOne(fresh({ subject: strangers }), undefined, 'FPS');
    expect(unknown).toEqual(known);
  });
});

describe('who would read their own record', () => {
  it('is a mother with parental responsibility, who sees it but for what is about others', async () => {
    const answer = await askOne(own());
    expect(answer).toMatchObject({
      recipient: { person: { ref: jackieRefs.wendy }, role: 'PARENT_PR' },
      outcome: 'FORWARD_REDACTED',
    });
    expect(toldOf(answer, 'attendance')).toEqual(['RELEASE', 'PERMIT_OWN_ACCESS']);
    expect(toldOf(answer, 'illness')[0]).toBe('WITHHOLD');
  });

  it('is the child, whatever their age', async () => {
    const answer = await askOne(own({ recipients: [{ person: { ref: 'SELF' }, role: 'CHILD' }] }));
    expect(toldOf(answer, 'attendance')).toEqual(['RELEASE', 'PERMIT_OWN_ACCESS']);
  });

  it.each<[string, Partial<Question>]>([
    [
      'a carer without parental responsibility',
      { recipients: [{ person: { ref: jackieRefs.wendy }, role: 'CARER_NO_PR' }] },
    ],
    ['the child under a parent’s role', { recipients: [{ person: { ref: 'SELF' }, role: 'PARENT_PR' }] }],
    ['a mother under a child’s role', { recipients: [{ person: { ref: jackieRefs.wendy }, role: 'CHILD' }] }],
    [
      'somebody whom nobody knows',
      {
        relatedPersons: [
          { ref: jackieRefs.wendy, identifiers: [{ system: 'nhs-number', value: '9990001200' }] },
        ],
      },
    ],
    [
      'a supporter whom nobody chose',
      { recipients: [{ person: { ref: jackieRefs.wendy }, role: 'ADVOCATE' }] },
    ],
  ])('is not %s', async (_who, change) => {
    const answer = await askOne(own(change));
    expect(answer.outcome).toBe('DENY');
    expect(answer.segments.every(({ outcome }) => outcome === 'WITHHOLD')).toBe(true);
    // Why is between the lead and governance (rulings 7).
    expect(answer.reasons).toEqual([]);
  });

  it('waits for a health professional where health wrote it', async () => {
    const answer = await askOne(
      own({ segments: [{ segmentId: 'letter', categoryCodes: ['PHY'], healthOrigin: true }] }),
    );
    expect(answer.outcome).toBe('HOLD');
    expect(toldOf(answer, 'letter')[0]).toBe('HOLD');
  });
});

describe('statements in a question', () => {
  it.each<[string, Partial<Question>, string]>([
    [
      'an approval by somebody who may not approve',
      { approvals: [{ segmentIds: ['illness'], by: 'sue.williams', reasons: 'r' }] },
      '/approvals/0/by approver-is-the-practitioner',
    ],
    [
      'an opinion by somebody who is no health professional',
      { professionalOpinions: [{ segmentIds: ['illness'], seriousHarm: false, by: 'sue.williams' }] },
      '/professionalOpinions/0/by professional-is-the-practitioner',
    ],
    [
      'a decision of somebody else',
      { doNotShare: { by: 'another.person', reasons: 'r' } },
      '/doNotShare/by judge-is-the-practitioner',
    ],
  ])('%s: practitioner-required', async (_what, more, expected) => {
    const refused = await ask(fresh(more), sue);
    expect(refused.status).toBe(403);
    expect(rulesOf(refused)).toEqual([expected]);
  });

  it('not to share is a decision by itself, and is reviewed', async () => {
    const answer = await askOne(
      fresh({ doNotShare: { by: 'sue.williams', reasons: 'It would end the placement.' } }),
      sue,
    );
    expect(answer.outcome).toBe('DENY');
    expect(answer.reasons.map(({ code }) => code)).toEqual(['DENY_MORE_DETRIMENTAL']);
    expect(answer.obligations.map(({ kind }) => kind)).toEqual(['REVIEW_NOT_SHARED']);
  });
});
