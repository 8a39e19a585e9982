import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ExchangeAnswer, type RecipientAnswer, replayDecision } from '../../src/exchange/index.ts';
import { type PartOpening, verifyPartOpening, verifyReceipt } from '../../src/ledger/index.ts';
import type { PersonId } from '../../src/platform/index.ts';
import { wendysIllness } from '../../src/records/index.ts';
import type { ReceivedDelivery } from '../../src/region/peer-messages.ts';
import {
  asExchange,
  findDecision,
  findEntries,
  findNotices,
  findPerson,
  freshPlan,
  marnock,
  onlyRecipient,
  planSentAt,
  push,
  segmentsOf,
  sue,
  toldOf,
  without,
} from '../support/exchanges.ts';
import { findColumnsWith } from '../support/find-everywhere.ts';
import { type TestGateway, startTestGateway } from '../support/gateway.ts';
import { runningClock } from '../support/running-clock.ts';

let system: TestGateway;
let answer: ExchangeAnswer;
let recipient: RecipientAnswer;
let delivery: ReceivedDelivery;
let entry: Awaited<ReturnType<typeof findDecision>>;
let jackie: PersonId;
let wendy: PersonId;

const plan = freshPlan();

/** The gateway's own clock, so that the choice that ends on 1 August 2028 can be made whenever this runs. */
const clock = runningClock('2027-12-01T09:00:00Z');

beforeAll(async () => {
  system = await startTestGateway({}, undefined, undefined, clock);
  const { peers } = system.region;
  answer = asExchange(await peers.WMC.send(push(plan, sue, { evaluateAt: planSentAt })));
  recipient = onlyRecipient(answer);
  const [first, ...others] = await peers.FPS.received();
  if (first === undefined || others.length > 0) throw new Error('not one delivery');
  delivery = first;
  entry = await findDecision(system.rooms, answer.exchangeId);
  jackie = await findPerson(system.rooms, '9990001014', '2017-05-14', 'Cormack', 'Jackie');
  wendy = await findPerson(system.rooms, '9990001022', '1988-03-02', 'Cormack', 'Wendy');
});

afterAll(() => system.stop());

/** The table of docs/domain/07 AC1. */
const rows = [
  {
    row: 'that a Child’s Plan exists',
    segmentId: 'plan-header',
    category: 'CIN',
    outcome: 'RELEASE',
    reasons: ['PERMIT_LEAD_DECISION'],
  },
  {
    row: 'row 1, attendance',
    segmentId: 'row-attendance',
    category: 'ATT',
    outcome: 'RELEASE',
    reasons: ['PERMIT_CONSENT'],
  },
  {
    row: 'row 2, support in class',
    segmentId: 'row-support',
    category: 'SEN',
    outcome: 'RELEASE',
    reasons: ['PERMIT_CONSENT'],
  },
  {
    row: 'row 3, tuition',
    segmentId: 'row-tuition',
    category: 'EDU',
    outcome: 'RELEASE',
    reasons: ['PERMIT_CONSENT'],
  },
  {
    row: 'row 3, the cost',
    segmentId: 'row-tuition-cost',
    category: 'HFN',
    outcome: 'WITHHOLD',
    reasons: ['REDACT_NOT_NEEDED'],
  },
  {
    row: 'Jackie’s words',
    segmentId: 'jackies-words',
    category: 'VOI',
    outcome: 'RELEASE',
    reasons: ['PERMIT_REASONABLE_EXPECTATION'],
  },
  {
    row: 'Wendy’s illness and treatment',
    segmentId: 'mothers-health',
    category: 'PMH',
    outcome: 'WITHHOLD',
    reasons: ['REDACT_THIRD_PARTY', 'REDACT_CONSENT_DENIED'],
    silent: true,
  },
] as const;

describe('AC1: Jackie’s plan reaches school, without her mother’s diagnosis', () => {
  for (const { row, segmentId, category, outcome, reasons, ...more } of rows) {
    const silent = 'silent' in more;
    it(`${outcome === 'RELEASE' ? 'forwards' : silent ? 'silently withholds' : 'redacts'} ${row} (${category}): ${reasons.join(' + ')}`, () => {
      expect(toldOf(recipient, segmentId)).toEqual([outcome, ...reasons]);
      expect(segmentsOf(entry).get(segmentId)).toMatchObject({
        outcome,
        reasons,
        silent,
        silentPart: silent,
      });
      const arrived = (
        JSON.parse(delivery.body) as { segments: { segmentId: string; categoryCodes: string[] }[] }
      ).segments;
      expect(arrived.find((each) => each.segmentId === segmentId)?.categoryCodes).toEqual(
        outcome === 'RELEASE' ? [category] : undefined,
      );
    });
  }

  it('is forwarded redacted, with nothing held and nothing denied', () => {
    expect(recipient).toMatchObject({ outcome: 'FORWARD_REDACTED', delivery: 'DELIVERED' });
    expect(recipient.segments.filter(({ outcome }) => outcome === 'HOLD')).toEqual([]);
  });

  it('tells the school to keep Jackie’s words from class staff', () => {
    const { segments } = JSON.parse(delivery.body) as {
      segments: { segmentId: string; notForRoles?: string[] }[];
    };
    expect(segments.find(({ segmentId }) => segmentId === 'jackies-words')?.notForRoles).toEqual([
      'CLASS_STAFF',
    ]);
  });

  it('leaves no trace of the silent segment in what arrives: no name, no category, a placeholder for the others alone', () => {
    expect(delivery.body).not.toMatch(/PMH|mothers-health|row-tuition-cost|38\.00/);
    const { withheld, footer } = JSON.parse(delivery.body) as { withheld: object[]; footer: string };
    expect(new Set(withheld.map((each) => JSON.stringify(each)))).toEqual(
      new Set(['{"notice":"withheld: not needed for this purpose"}']),
    );
    expect(footer).toContain('may have been limited');
  });
});

describe('AC1, told', () => {
  it('tells Wendy what went and to whom, and nothing of her health or of money', async () => {
    const notices = await findNotices(system.rooms, system.database, answer.exchangeId);
    expect(notices.map(({ person }) => person)).toEqual([wendy]);
    const [notice] = notices;
    expect(notice?.text).toBe(
      'Westmarch Council shared information with Fernbeck Primary School. It was about: “Help for our family”, “School”, “What I say”. Why: Child in need (Children Act 1989 s.17).',
    );
    expect(notice?.whole).not.toMatch(/health|bipolar|lithium|money|38\.00/i);
  });

  it('asks Sue to tell Jackie', () => {
    expect(recipient.obligations.map(({ kind }) => kind)).toEqual(['LABEL', 'TELL_FAMILY', 'TELL_CHILD']);
  });
});

describe('AC1, logged', () => {
  it('has one disclosure entry with the seven segment results across its parts, one notice entry and one outcome entry', async () => {
    const entries = await findEntries(system.rooms, answer.exchangeId);
    expect(entries.map(({ kind }) => kind)).toEqual(['DECISION', 'OUTCOME', 'NOTICE']);
    const ids = plan.segments.map(({ segmentId }) => segmentId);
    expect(ids).toHaveLength(7);
    expect([...segmentsOf(entry).keys()]).toEqual(expect.arrayContaining(ids));
  });

  it('seals what is about Wendy for Wendy, apart from what is about Jackie', () => {
    const segments = segmentsOf(entry);
    expect(segments.get('mothers-health')?.about).toEqual([wendy]);
    expect(segments.get('row-attendance')?.about).toEqual([jackie]);
  });

  it('adds a fourth entry when Mr Marnock’s system acknowledges, once', async () => {
    const acknowledge = (): ReturnType<typeof system.region.peers.FPS.send> =>
      system.region.peers.FPS.send({
        method: 'POST',
        path: `/v1/exchanges/${answer.exchangeId}/acknowledgement`,
        boundTo: answer.exchangeId,
        practitioner: marnock,
      });
    const [first, again] = [await acknowledge(), await acknowledge()];
    expect([first.status, again.status]).toEqual([200, 200]);
    expect(again.body).toEqual(first.body);
    const entries = await findEntries(system.rooms, answer.exchangeId);
    expect(entries.map(({ kind }) => kind)).toEqual(['DECISION', 'OUTCOME', 'NOTICE', 'ACKNOWLEDGEMENT']);
    const [part] = entries[3]?.parts ?? [];
    expect(part).toMatchObject({
      about: [jackie],
      content: { decisionEntryId: entry.entryId, practitioner: { staffId: 'mr.marnock', role: 'SENCO' } },
    });
  });

  it('lets nobody but the recipient acknowledge', async () => {
    const other = await system.region.peers.WGH.send({
      method: 'POST',
      path: `/v1/exchanges/${answer.exchangeId}/acknowledgement`,
    });
    expect(other.status).toBe(404);
  });

  it('proves to the recipient, offline, that the ledger holds an entry for exactly the bytes that arrived', () => {
    expect(delivery.receipt).toBe('VERIFIED');
    const read = (name: string): string =>
      Buffer.from(delivery.headers[name] ?? '', 'base64').toString('utf8');
    const verified = verifyReceipt(read('assent-receipt'), 'CARRIED', system.rooms.ledger.verifierKey);
    if (!verified.ok || verified.value.entry === null) throw new Error('the receipt does not verify');
    const opened = verifyPartOpening(
      verified.value.entry,
      JSON.parse(read('assent-receipt-opening')) as PartOpening,
    );
    if (!opened.ok) throw new Error('the opening does not verify');
    const hash = (body: string): string => createHash('sha256').update(body).digest('base64');
    expect(opened.value['bodySha256']).toBe(hash(delivery.body));
    expect(opened.value['bodySha256']).not.toBe(hash(`${delivery.body} `));
    // The opened part names the recipient and the bytes; nothing of the child.
    expect(JSON.stringify(opened.value)).not.toMatch(/Cormack|9990001014|PMH/);
  });

  it('can be replayed from the ledger with the same answer', () => {
    const replayed = replayDecision(entry, system.gateway.house.policy);
    expect(replayed).toMatchObject({ ok: true, value: { same: true, differences: [] } });
  });

  it('stands in a ledger that verifies', async () => {
    expect(await system.rooms.ledger.verify()).toMatchObject({ verified: true });
  });
});

describe('AC1, check: the diagnosis appears nowhere', () => {
  const words = [wendysIllness, 'Bipolar', 'bipolar', 'lithium'];

  it.each(words)('not in the outbound body, headers or address: %s', (word) => {
    const headers = Object.values(delivery.headers);
    const decoded = headers.map((value) => Buffer.from(value, 'base64').toString('utf8'));
    for (const text of [delivery.body, delivery.path, ...headers, ...decoded])
      expect(text).not.toContain(word);
    expect(delivery.path).toBe('/assent/inbox');
  });

  it.each(words)('not in any opened entry of the ledger, nor in the log: %s', async (word) => {
    const entries = await findEntries(system.rooms, answer.exchangeId);
    const contents = entries.flatMap(({ parts }) => parts.map((part) => JSON.stringify(part)));
    for (const text of [...contents, system.readLog()]) expect(text).not.toContain(word);
  });

  it.each(words)('not in any column of either database, the queue included: %s', async (word) => {
    expect(await findColumnsWith(system.database, word)).toEqual([]);
  });

  it('and the search would have found it', async () => {
    await system.database.owner.query('create table public.canary (plain text, bytes bytea, coded text)');
    await system.database.owner.query('insert into public.canary values ($1, $2, $3)', [
      `xx ${wendysIllness}`,
      Buffer.from(`y${wendysIllness}`),
      Buffer.from(`zz ${wendysIllness} zz`).toString('base64'),
    ]);
    expect(await findColumnsWith(system.database, wendysIllness)).toEqual([
      'public.canary.plain',
      'public.canary.bytes',
      'public.canary.coded',
    ]);
    await system.database.owner.query('drop table public.canary');
  });
});

describe('AC1, also', () => {
  it('gives class staff at the school rows 1 to 3 and nothing else of the plan', async () => {
    const forClass = freshPlan({
      recipients: [{ organisation: { system: 'urn', value: '999001' }, role: 'CLASS_STAFF' }],
    });
    const before = (await system.region.peers.FPS.received()).length;
    const sent = asExchange(
      await system.region.peers.WMC.send(push(forClass, sue, { evaluateAt: planSentAt })),
    );
    expect(onlyRecipient(sent)).toMatchObject({ outcome: 'FORWARD_REDACTED', delivery: 'DELIVERED' });
    expect(toldOf(onlyRecipient(sent), 'jackies-words')).toEqual(['WITHHOLD', 'REDACT_HANDLING']);
    const [arrived] = (await system.region.peers.FPS.received()).slice(before);
    const { segments } = JSON.parse(arrived?.body ?? '{}') as { segments: { segmentId: string }[] };
    expect(segments.map(({ segmentId }) => segmentId)).toEqual([
      'row-attendance',
      'row-support',
      'row-tuition',
    ]);
    expect(arrived?.body).not.toMatch(/Not the class|Child's Plan|CIN|Bipolar/);
  });

  it('refuses Mr Marnock who would send it on to Open Door Families: DENY_NO_DSA', async () => {
    const plain = freshPlan({
      source: { organisation: { system: 'urn', value: '999001' } },
      author: { role: 'SENCO', id: 'mr.marnock' },
      recipients: [{ organisation: { system: 'ods', value: 'Z9Z9H' }, role: 'VCSE_WORKER' }],
    });
    const copy = without(plain, 'leadDecision');
    const sent = asExchange(
      await system.region.peers.FPS.send(push(copy, marnock, { evaluateAt: planSentAt })),
    );
    const refused = onlyRecipient(sent);
    expect(refused).toMatchObject({ outcome: 'DENY', delivery: 'NOT_SENT' });
    expect(refused.reasons.map(({ code }) => code)).toEqual(['DENY_NO_DSA']);
    for (const { segmentId } of copy.segments)
      expect(toldOf(refused, segmentId)).toEqual(['WITHHOLD', 'DENY_NO_DSA']);
    expect((await findEntries(system.rooms, sent.exchangeId)).map(({ kind }) => kind)).toEqual(['DECISION']);
    expect(await findNotices(system.rooms, system.database, sent.exchangeId)).toEqual([]);
  });
});

/** Last: the clock does not go back. */
describe('AC1, by the gateway’s own clock', () => {
  it.each([
    ['is forwarded two minutes before the choice ends', '2028-07-31T23:58:00Z', true],
    ['is not forwarded from the instant at which it has ended', '2028-08-01T00:00:00Z', false],
  ])('what Wendy agreed to %s', async (_, instant, permitted) => {
    clock.moveTo(instant);
    const sent = onlyRecipient(asExchange(await system.region.peers.WMC.send(push(freshPlan(), sue))));
    const rows = ['row-attendance', 'row-support', 'row-tuition'];
    expect(rows.map((row) => toldOf(sent, row).includes('PERMIT_CONSENT'))).toEqual(
      rows.map(() => permitted),
    );
  });
});
