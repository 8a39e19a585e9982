import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ExchangeAnswer, type RecipientAnswer, replayDecision } from '../../src/exchange/index.ts';
import { londonDate } from '../../src/platform/index.ts';
import type { ReceivedDelivery } from '../../src/region/peer-messages.ts';
import {
  asExchange,
  contentOf,
  countRows,
  findDecision,
  findEntries,
  findKinds,
  findNotices,
  freshReferral,
  onlyRecipient,
  push,
  referralSentAt,
  schoolLead,
  segmentsOf,
  toldOf,
  without,
} from '../support/exchanges.ts';
import { type TestGateway, startTestGateway } from '../support/gateway.ts';

let system: TestGateway;
let answer: ExchangeAnswer;
let recipient: RecipientAnswer;
let delivery: ReceivedDelivery;
let entry: Awaited<ReturnType<typeof findDecision>>;
let milliseconds: number;

const referral = freshReferral();
const at = { evaluateAt: referralSentAt };

interface Arrived {
  readonly envelope: { readonly dueBy?: string };
  readonly segments: readonly {
    readonly segmentId: string;
    readonly assertionType?: string;
    readonly unverified?: true;
    readonly content: object;
  }[];
  readonly wishes?: readonly string[];
}

beforeAll(async () => {
  system = await startTestGateway();
  const { peers } = system.region;
  const begun = performance.now();
  answer = asExchange(await peers.FPS.send(push(referral, schoolLead, at)));
  milliseconds = performance.now() - begun;
  recipient = onlyRecipient(answer);
  const [first, ...others] = await peers.WMC.received();
  if (first === undefined || others.length > 0) throw new Error('not one delivery');
  delivery = first;
  entry = await findDecision(system.rooms, answer.exchangeId);
});

afterAll(() => system.stop());

/** What docs/domain/07 AC4 says of each category, by the part of the referral in which it stands. */
const rows = [
  { row: 'who Leo is', category: 'DEM', segmentId: 'subject.identity' },
  { row: 'where he lives', category: 'CON', segmentId: 'subject.contact' },
  { row: 'his household', category: 'HHD', segmentId: 'household' },
  { row: 'his class', category: 'EDU', segmentId: 'class' },
  { row: 'his attendance', category: 'ATT', segmentId: 'attendance' },
  { row: 'his behaviour', category: 'BEH', segmentId: 'behaviour' },
  { row: 'his words', category: 'VOI', segmentId: 'leos-words' },
  { row: 'the harm', category: 'CPR', segmentId: 'harm' },
  { row: 'what was seen', category: 'CPR', segmentId: 'what-was-seen' },
  { row: 'who saw him', category: 'CPR', segmentId: 'seen-and-spoken-to' },
  { row: 'suspected domestic abuse', category: 'DAB', segmentId: 'suspected-abuse-at-home' },
  { row: 'a rumour of a neighbour’s conviction', category: 'POF', segmentId: 'rumour' },
] as const;

describe('AC4: a safeguarding referral without consent', () => {
  for (const { row, category, segmentId } of rows) {
    it(`forwards ${row} (${category}): PERMIT_DUTY_16LA`, () => {
      expect(toldOf(recipient, segmentId)).toEqual(['RELEASE', 'PERMIT_DUTY_16LA']);
      expect(segmentsOf(entry).get(segmentId)).toMatchObject({
        outcome: 'RELEASE',
        reasons: ['PERMIT_DUTY_16LA'],
        silent: false,
        silentPart: false,
      });
    });
  }

  it('is forwarded whole: every part arrives with its content as it was written', () => {
    expect(recipient.outcome).toBe('FORWARD');
    const { segments } = JSON.parse(delivery.body) as Arrived;
    expect(segments.map(({ segmentId, content }) => ({ segmentId, content }))).toEqual(
      referral.segments.map(({ segmentId, content }) => ({ segmentId, content })),
    );
  });

  it('is delivered within 60 seconds, and its receipt verifies', () => {
    expect(recipient.delivery).toBe('DELIVERED');
    expect(milliseconds).toBeLessThan(60_000);
    expect(delivery.receipt).toBe('VERIFIED');
  });

  it('marks the rumour as an allegation that nobody has verified', () => {
    const { segments } = JSON.parse(delivery.body) as Arrived;
    expect(segments.find(({ segmentId }) => segmentId === 'rumour')).toMatchObject({
      assertionType: 'ALLEGATION',
      unverified: true,
    });
    expect(segments.filter(({ unverified }) => unverified === true)).toHaveLength(1);
  });

  it('shows the front door that the parents had said no', () => {
    const { wishes } = JSON.parse(delivery.body) as Arrived;
    expect(wishes).toEqual([expect.stringMatching(/has said no to sharing this/)]);
    expect(recipient.obligations.map(({ kind }) => kind)).toContain('SHOW_WISH');
  });
});

describe('AC4, obligations', () => {
  const dueOf = (kind: string): Date | undefined => {
    const due = recipient.obligations.find((each) => each.kind === kind)?.due;
    return due === undefined ? undefined : new Date(due);
  };

  it('keeps the family’s view under embargo, to be reviewed on 16 February', () => {
    const due = dueOf('EMBARGO_FAMILY_VIEW');
    expect(due && londonDate(due)).toBe('2027-02-16');
  });

  it('wants feedback by the end of 10 February, 17:00 London', () => {
    expect(dueOf('FEEDBACK_DUE')).toEqual(new Date('2027-02-10T17:00:00Z'));
    expect((JSON.parse(delivery.body) as Arrived).envelope.dueBy).toBe('2027-02-10');
  });
});

describe('AC4, told', () => {
  it('tells nobody in the family', async () => {
    expect(recipient.obligations.map(({ kind }) => kind)).not.toContain('TELL_FAMILY');
    expect(await findNotices(system.rooms, system.database, answer.exchangeId)).toEqual([]);
    expect(await findKinds(system.rooms, answer.exchangeId)).toEqual(['DECISION', 'OUTCOME']);
  });
});

describe('AC4, logged', () => {
  it('has the attestation, and why the family was not told', () => {
    expect(contentOf(entry, 'assent.decision/2')).toMatchObject({
      attestation: {
        attestor: 'fps.dsl',
        role: 'DSL',
        relevanceReason: 'The child says that he was hit, and a bruise was seen.',
        functionFacilitated: 'Enquiry under Children Act 1989 s.47',
      },
      requester: { practitioner: { staffId: 'fps.dsl', role: 'DSL' } },
    });
    // Why the family does not know stands where a family that reads its open part does not see it.
    expect(
      entry.parts.filter((part) => !part.erased && !part.silent && 'familyInformed' in part.content),
    ).toEqual([]);
    expect(contentOf(entry, 'assent.decision-whole/1')).toMatchObject({
      familyInformed: {
        status: 'UNSAFE',
        reasonIfNo: 'Telling his parents first could put him at risk tonight.',
      },
    });
  });

  it('has both parents’ refusals beside what overrode them', () => {
    const harm = segmentsOf(entry).get('harm');
    expect(harm?.choices).toMatchObject([{ result: 'DENY' }]);
    expect(harm?.consentRefs).toHaveLength(2);
    const { decision } = contentOf(entry, 'assent.decision/2') as unknown as {
      decision: { obligations: { kind: string; segmentIds?: string[] }[] };
    };
    const shown = decision.obligations.find(({ kind }) => kind === 'SHOW_WISH')?.segmentIds;
    expect(shown).toEqual(expect.arrayContaining(['harm', 'leos-words', 'suspected-abuse-at-home']));
  });

  it('has the embargo’s review among the obligations', () => {
    const { decision } = contentOf(entry, 'assent.decision/2') as unknown as {
      decision: { obligations: { kind: string; due?: string }[] };
    };
    expect(decision.obligations).toContainEqual({
      kind: 'EMBARGO_FAMILY_VIEW',
      due: '2027-02-16T14:20:00.000Z',
    });
  });

  it('can be replayed with the same answer, in a ledger that verifies', async () => {
    expect(replayDecision(entry, system.gateway.house.policy)).toMatchObject({
      ok: true,
      value: { same: true },
    });
    expect(await system.rooms.ledger.verify()).toMatchObject({ verified: true });
  });
});

describe('AC4, without the attestation', () => {
  it('is refused at once with a readable problem and the phone route, not queued, and may be sent again under its id', async () => {
    const whole = freshReferral();
    const unattested = without(whole, 'dutyAttestation');
    const { peers } = system.region;
    const before = (await peers.WMC.received()).length;
    const refused = await peers.FPS.send(push(unattested, schoolLead, at));
    expect(refused.status).toBe(422);
    expect(refused.body).toMatchObject({
      type: '/problems/attestation-missing',
      code: 'attestation-missing',
      title: 'This purpose needs an attestation by a named person.',
      detail: expect.stringMatching(
        /^Not delivered: phone the duty number now\. Nothing was sent\. Say who judges that sharing is justified and why/,
      ),
      errors: [
        {
          pointer: '/dutyAttestation',
          rule: 'attestation-required',
          message: 'This purpose needs an attestation by a named practitioner.',
        },
      ],
      phone: '01632 960 001',
    });
    expect(await countRows(system.database, whole.messageId)).toEqual({
      exchanges: 0,
      deliveries: 0,
      jobs: 0,
    });
    expect(await peers.WMC.received()).toHaveLength(before);
    // The refusal is written down like any other decision.
    const entries = await findEntries(system.rooms, refused.exchangeId ?? '');
    expect(entries.map(({ kind }) => kind)).toEqual(['DECISION']);
    expect(
      contentOf(await findDecision(system.rooms, refused.exchangeId ?? ''), 'assent.decision/2'),
    ).toMatchObject({
      decision: { outcome: 'DENY', reasons: ['DENY_ATTESTATION_MISSING'] },
      attestation: null,
    });

    const completed = asExchange(await peers.FPS.send(push(whole, schoolLead, at)));
    expect(onlyRecipient(completed)).toMatchObject({ outcome: 'FORWARD', delivery: 'DELIVERED' });
    expect(await peers.WMC.received()).toHaveLength(before + 1);
  });
});

describe('AC4, attested by somebody for whom the school did not sign', () => {
  const attestation = freshReferral().dutyAttestation;
  if (attestation === undefined) throw new Error('the referral is attested');

  it.each([
    ['another person', schoolLead, { ...attestation, attestor: 'head.teacher' }],
    ['the same person in another role', schoolLead, { ...attestation, role: 'HEADTEACHER' as const }],
    ['nobody signed for at all', undefined, attestation],
  ])('%s: practitioner-required, and nothing is sent', async (_who, practitioner, dutyAttestation) => {
    const claimed = freshReferral({ dutyAttestation });
    const before = (await system.region.peers.WMC.received()).length;
    const refused = await system.region.peers.FPS.send(push(claimed, practitioner, at));
    expect(refused.status).toBe(403);
    expect(refused.body).toMatchObject({
      code: 'practitioner-required',
      errors: [{ pointer: '/dutyAttestation/attestor', rule: 'attestor-is-the-practitioner' }],
    });
    expect(await countRows(system.database, claimed.messageId)).toMatchObject({
      exchanges: 0,
      deliveries: 0,
    });
    expect(await system.region.peers.WMC.received()).toHaveLength(before);
  });
});
