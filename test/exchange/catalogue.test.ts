import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { RecipientAnswer } from '../../src/exchange/index.ts';
import type { JsonObject } from '../../src/platform/index.ts';
import { type SegmentedMessage, getRecordType, isPlanType, recordTypes } from '../../src/records/index.ts';
import {
  type CatalogueExchange,
  listCatalogueExchanges,
  sendExample,
} from '../../src/region/catalogue-exchanges.ts';
import type { GatewayAnswer } from '../../src/region/partner-system.ts';
import { asExchange, asPlan, onlyRecipient, toldOf } from '../support/exchanges.ts';
import { type TestGateway, startTestGateway } from '../support/gateway.ts';
import { generateRecord } from '../support/generate-record.ts';

let system: TestGateway;

beforeAll(async () => {
  system = await startTestGateway();
});

afterAll(async () => {
  await system.stop();
});

const withheldWord = 'CANARYCATALOGUE';

/** The story of the type, told again with something changed. */
type Told = CatalogueExchange & { readonly message: SegmentedMessage };
const stories = listCatalogueExchanges().filter((each): each is Told => each.message.type !== 'FHIR');

interface Came {
  readonly status: number;
  readonly answer: RecipientAnswer;
  /** What arrived, or nothing. */
  readonly arrived: string;
}

type Change = (message: SegmentedMessage) => SegmentedMessage;

/** Tells a story in several ways, one after the other (a family's messages keep their order), and finds what arrived of each by the exchange that brought it. */
async function tellAll<Name extends string>(
  story: Told,
  changes: Readonly<Record<Name, Change>>,
): Promise<Readonly<Record<Name, Came>>> {
  const { peers } = system.region;
  const { evaluateAt = '' } = story.request;
  const before = counted.get(story.to) ?? 0;
  const told: (readonly [Name, GatewayAnswer])[] = [];
  for (const [name, change] of Object.entries(changes) as [Name, Change][]) {
    const message = settle(story, change({ ...story.message, messageId: randomUUID() }));
    told.push([name, await peers[story.from].send(sendExample(message, evaluateAt))]);
  }
  const arrived = await peers[story.to].received(before);
  counted.set(story.to, before + arrived.length);
  const came = told.map(([name, answered]) => {
    const bodies = arrived.filter(({ headers }) => headers['assent-exchange-id'] === answered.exchangeId);
    return [
      name,
      {
        status: answered.status,
        answer: onlyRecipient(asExchange(answered)),
        arrived: bodies.map(({ body }) => body).join('\n'),
      },
    ];
  });
  return Object.fromEntries(came) as Record<Name, Came>;
}

/** How many deliveries of each system were looked at already. */
const counted = new Map<Told['to'], number>();

/**
 * A plan of its own, because a version that was sent is never changed; and a correction of what was sent, because nobody is told of
 * anything else.
 */
function settle(story: Told, message: SegmentedMessage): SegmentedMessage {
  if (isPlanType(message.type)) return asPlan(message, { recordId: randomUUID() });
  if (message.type !== 'M19') return message;
  const frame = story.message.segments.find(({ path }) => path === '/correction')?.content ?? null;
  return {
    ...message,
    segments: message.segments.map((segment) => {
      if (segment.path === '/correction') return { ...segment, content: frame };
      if (!segment.path.startsWith('/corrections/')) return segment;
      const content = segment.content as JsonObject;
      return {
        ...segment,
        content: { replacement: 'From 20 January.', ...content, segmentId: 'row-tuition' },
      };
    }),
  };
}

/** Safeguarding that is never held (rulings 1). */
const neverHeld: readonly string[] = ['M07', 'M10'];

const labels = {
  about: ['subject'],
  assertionType: 'FACT',
  source: 'PROFESSIONAL',
  linkedToNeed: true,
} as const;

/** A part that is information of a court in every column, beside the others. */
function withCourtPaper(message: SegmentedMessage): SegmentedMessage {
  const [first, ...others] = [...message.segments].reverse();
  if (first === undefined) throw new Error('a record has parts');
  if (others.length === 0 && message.type === 'M18')
    return {
      ...message,
      subject: {
        ...message.subject,
        demographics: { ...message.subject.demographics, equality: { religion: withheldWord } },
      },
    };
  const named = {
    ...first,
    plainSummary: withheldWord,
    categoryCodes: [...(first.categoryCodes ?? []), 'LEG' as const],
  };
  return { ...message, segments: [...others.reverse(), named] };
}

/** A part that the dictionary does not know and without which its author does not want it sent. */
function withUnknownPart(message: SegmentedMessage): SegmentedMessage {
  const unknown = {
    ...labels,
    segmentId: 'unknown-part',
    path: '/not-in-the-dictionary',
    categoryCodes: ['SEN' as const],
    mandatory: true,
    content: { text: withheldWord },
  };
  return { ...message, segments: [...message.segments, unknown] };
}

describe('the catalogue through the gateway', () => {
  it('has a story of every type', () => {
    expect(stories.map(({ message }) => message.type)).toEqual(
      recordTypes.map(({ code }) => code).filter((code) => code !== 'FHIR'),
    );
  });

  for (const story of stories) {
    const { type } = story.message;

    describe(`${type}: ${getRecordType(type).plain}`, () => {
      const [record] = fc.sample(generateRecord(getRecordType(type)), 1);
      if (record === undefined) throw new Error('nothing was generated');
      let came: Readonly<Record<'whole' | 'courtPaper' | 'unknownPart' | 'noPurpose' | 'generated', Came>>;

      beforeAll(async () => {
        // What is corrected must have been given to somebody.
        const plan = stories.find(({ message }) => type === 'M19' && message.type === 'M09');
        if (plan !== undefined) await system.region.peers[plan.from].send(plan.request);
        // An outcome answers the referral of its own correspondence, whoever else has referred the child.
        const referral = stories.find(({ message }) => type === 'M08' && message.type === 'M07');
        if (referral !== undefined) {
          const { correlationId = randomUUID() } = story.message;
          const message = { ...referral.message, messageId: randomUUID(), correlationId };
          await system.region.peers[referral.from].send(
            sendExample(message, referral.request.evaluateAt ?? ''),
          );
        }
        came = await tellAll(story, {
          whole: (message) => message,
          courtPaper: withCourtPaper,
          unknownPart: withUnknownPart,
          noPurpose: (message) => ({ ...message, purposeCode: 'P22' }),
          generated: ({ messageId }) => ({ ...record, messageId }),
        });
      });

      it('arrives whole where everything is needed and allowed', () => {
        const { answer, arrived } = came.whole;
        const parts = story.message.segments.map(({ segmentId }) => segmentId);
        const kept = parts.filter((segmentId) => toldOf(answer, segmentId)[0] !== 'RELEASE');
        // In the stories of the acceptance scenarios something is withheld; in all others nothing is.
        if (type !== 'M09') expect(kept.map((segmentId) => toldOf(answer, segmentId))).toEqual([]);
        expect(answer.outcome).toMatch(/^FORWARD/);
        expect(answer.delivery).toBe('DELIVERED');
        for (const segmentId of parts)
          expect(arrived.includes(`"${segmentId}"`)).toBe(!kept.includes(segmentId));
      });

      it('arrives without what its recipient does not need', () => {
        const { answer, arrived } = came.courtPaper;
        expect(answer.outcome).toBe('FORWARD_REDACTED');
        expect(arrived.length).toBeGreaterThan(0);
        expect(arrived).not.toContain(withheldWord);
      });

      it(neverHeld.includes(type) ? 'is never held' : 'is held where nobody can say what a part is', () => {
        const { answer, arrived } = came.unknownPart;
        expect(arrived).not.toContain(withheldWord);
        if (neverHeld.includes(type)) expect(answer.outcome).not.toBe('HOLD');
        else {
          expect(answer.outcome).toBe('HOLD');
          expect(toldOf(answer, 'unknown-part')).toEqual(['HOLD', 'HOLD_UNLABELLED']);
          expect(arrived).toBe('');
        }
      });

      it('is refused where no agreement covers its purpose', () => {
        const { answer, arrived } = came.noPurpose;
        expect(answer.outcome).toBe('DENY');
        // Anybody may refer a child to the front door without an agreement (rulings 2); for this purpose nothing is needed there.
        if (type !== 'M07') expect(answer.reasons.map(({ code }) => code)).toEqual(['DENY_NO_DSA']);
        expect(arrived).toBe('');
      });

      it('arrives with the parts that were released, and no others, whatever is written in it', () => {
        const { answer, arrived } = came.generated;
        for (const { segmentId } of record.segments) {
          const released = toldOf(answer, segmentId)[0] === 'RELEASE' && answer.delivery === 'DELIVERED';
          expect([segmentId, arrived.includes(`"${segmentId}"`)]).toEqual([segmentId, released]);
        }
      });
    });
  }

  it('goes on with the sections of a plan that it knows, and holds one that it does not (X9)', async () => {
    const plan = stories.find(({ message }) => message.type === 'M03');
    if (plan === undefined) throw new Error('the catalogue has a plan');
    const { later } = await tellAll(plan, {
      later: (message) => ({
        ...message,
        segments: [
          ...message.segments,
          {
            ...labels,
            about: ['subject'],
            segmentId: 'section-of-a-later-year',
            path: '/sections/L/5b0a7d1e-0c5e-4d0c-9d52-000000000309',
            categoryCodes: ['SEN'],
            content: { text: withheldWord },
          },
        ],
      }),
    });
    const { answer, arrived } = later;
    expect(toldOf(answer, 'section-of-a-later-year')).toEqual(['HOLD', 'HOLD_UNLABELLED']);
    for (const { segmentId } of plan.message.segments) expect(toldOf(answer, segmentId)[0]).toBe('RELEASE');
    expect(arrived).toContain('outcome-reading');
    expect(arrived).not.toContain(withheldWord);
  });

  it('takes a type only from those whom the catalogue names', async () => {
    const { peers } = system.region;
    const outcome = stories.find(({ message }) => message.type === 'M08');
    const invitation = stories.find(({ message }) => message.type === 'M21');
    if (outcome === undefined || invitation === undefined) throw new Error('the catalogue has both');
    const bySchool = {
      ...outcome.message,
      messageId: randomUUID(),
      source: { organisation: { system: 'urn' as const, value: '999001' } },
      author: { role: 'DSL' as const, id: 'fps.dsl' },
    };
    const refused = await peers.FPS.send(sendExample(bySchool, '2027-02-10T11:05:00Z'));
    expect(refused.status).toBe(403);
    expect(refused.body).toMatchObject({ errors: [{ pointer: '/source', rule: 'sender-of-type' }] });
    const { request } = invitation;
    const notLead = await peers.WMC.send({
      ...request,
      body: { ...invitation.message, leadDecision: undefined },
      practitioner: { staffId: 'sue.williams', role: 'SW' },
    });
    expect(notLead.status).toBe(403);
    expect(notLead.body).toMatchObject({ type: expect.stringContaining('practitioner-required') });
  });
});
