import { randomUUID } from 'node:crypto';
import type {
  ExchangeAnswer,
  OpenedDecision,
  RecipientAnswer,
  SegmentAnswer,
} from '../../src/exchange/index.ts';
import { type JsonObject, type PersonId, asId } from '../../src/platform/index.ts';
import {
  type Message,
  type SegmentedMessage,
  buildJackiePlan,
  buildLeoReferral,
} from '../../src/records/index.ts';
import type { ActingPractitioner, GatewayAnswer, PartnerRequest } from '../../src/region/partner-system.ts';
import type { Rooms } from '../../src/compose.ts';
import type { TestDatabase } from './database.ts';

/** Sue Williams, Jackie's social worker and lead practitioner. */
export const sue: ActingPractitioner = { staffId: 'sue.williams', role: 'SW', leadPractitioner: true };
/** Mr Marnock of Fernbeck Primary. */
export const marnock: ActingPractitioner = { staffId: 'mr.marnock', role: 'SENCO' };
/** The designated safeguarding lead of Fernbeck Primary. */
export const schoolLead: ActingPractitioner = { staffId: 'fps.dsl', role: 'DSL' };

/** The instants of the scenarios (docs/domain/07). */
export const planSentAt = '2028-01-07T15:00:00Z';
export const referralSentAt = '2027-02-09T14:20:00Z';

/** Jackie's plan as a message of its own, and the first version of a plan of its own. */
export function freshPlan(more: Partial<SegmentedMessage> = {}): SegmentedMessage {
  const plan = buildJackiePlan({ messageId: randomUUID(), correlationId: randomUUID() });
  return { ...asPlan(plan, { recordId: randomUUID() }), ...more };
}

/** A plan under another header; changed as asked. */
export function asPlan(
  plan: SegmentedMessage,
  header: {
    readonly recordId?: string;
    readonly version?: number;
    readonly derivedFrom?: { readonly recordId: string; readonly version: number };
  },
): SegmentedMessage {
  return {
    ...plan,
    segments: plan.segments.map((segment) =>
      segment.path === '/header'
        ? { ...segment, content: { ...(segment.content as JsonObject), ...header } }
        : segment,
    ),
  };
}

/** Leo's referral as a message of its own. */
export function freshReferral(more: Partial<SegmentedMessage> = {}): SegmentedMessage {
  return { ...buildLeoReferral({ messageId: randomUUID(), correlationId: randomUUID() }), ...more };
}

/** A copy of a message without one of its members. */
export function without<Whole extends object, Name extends string & keyof Whole>(
  whole: Whole,
  name: Name,
): Omit<Whole, Name> {
  return Object.fromEntries(Object.entries(whole).filter(([key]) => key !== name)) as Omit<Whole, Name>;
}

/** The request that pushes a message, signed for by a practitioner. */
export function push(
  message: Message,
  practitioner: ActingPractitioner | undefined,
  more: Partial<PartnerRequest> = {},
): PartnerRequest {
  return {
    method: 'POST',
    path: '/v1/messages',
    body: message,
    boundTo: message.messageId,
    ...(practitioner === undefined ? {} : { practitioner }),
    ...more,
  };
}

/** The request by which Sue takes back what Wendy chose, as Wendy says on the phone. */
export function takeBack(
  consentId: string,
  {
    notifyPrior = false,
    idempotencyKey = randomUUID(),
  }: { notifyPrior?: boolean; idempotencyKey?: string } = {},
): PartnerRequest {
  return {
    method: 'POST',
    path: `/v1/consents/${consentId}/withdrawal`,
    body: { withdrawnBy: { relation: 'PR_HOLDER', givenName: 'Wendy' }, channel: 'phone', notifyPrior },
    practitioner: sue,
    idempotencyKey,
  };
}

/** The answer as an exchange, or a fault that says what came instead. */
export function asExchange({ status, body }: GatewayAnswer): ExchangeAnswer {
  if (status === 200 || status === 202) return body as ExchangeAnswer;
  throw new Error(`the gateway answered ${status}: ${JSON.stringify(body)}`);
}

/** The only recipient of an answer. */
export function onlyRecipient(answer: ExchangeAnswer): RecipientAnswer {
  const [first, ...others] = answer.recipients;
  if (first === undefined || others.length > 0) throw new Error('not one recipient');
  return first;
}

/** What the sender was told of one segment: its outcome and the codes of its reasons. */
export function toldOf(
  answer: RecipientAnswer,
  segmentId: string,
): readonly [SegmentAnswer['outcome'], ...string[]] {
  const segment = answer.segments.find((each) => each.segmentId === segmentId);
  if (segment === undefined) throw new Error(`nothing was said of ${segmentId}`);
  return [segment.outcome, ...segment.reasons.map(({ code }) => code)];
}

/** One segment as the ledger has it. */
export interface LedgerSegment {
  readonly outcome: string;
  readonly silent: boolean;
  readonly reasons: readonly string[];
  /** Whose keys open the part in which it stands. */
  readonly about: readonly PersonId[];
  /** Whether that part is a silent one. */
  readonly silentPart: boolean;
  readonly choices: readonly { readonly result: string }[];
  readonly consentRefs: readonly object[];
}

type Entry = Awaited<ReturnType<Rooms['ledger']['findEntriesOfExchange']>>[number];

/** The entries of an exchange, in the order in which they were appended. */
export function findEntries(rooms: Rooms, exchangeId: string): Promise<readonly Entry[]> {
  return rooms.ledger.findEntriesOfExchange(asId<'Exchange'>(exchangeId));
}

/** The kinds of the entries of an exchange, in their order. */
export async function findKinds(rooms: Rooms, exchangeId: string): Promise<readonly string[]> {
  return (await findEntries(rooms, exchangeId)).map(({ kind }) => kind);
}

/** The decision entry of an exchange with one recipient. */
export async function findDecision(rooms: Rooms, exchangeId: string): Promise<Entry> {
  const [decision] = (await findEntries(rooms, exchangeId)).filter(({ kind }) => kind === 'DECISION');
  if (decision === undefined) throw new Error('no decision is in the ledger');
  return decision;
}

/** The content of the part of an entry that follows a schema. */
export function contentOf(entry: OpenedDecision, schema: string): JsonObject {
  for (const part of entry.parts) if (!part.erased && part.content['schema'] === schema) return part.content;
  throw new Error(`the entry has no part ${schema}`);
}

/** Every segment of a decision entry, across its parts. */
export function segmentsOf(entry: OpenedDecision): ReadonlyMap<string, LedgerSegment> {
  interface Recorded {
    readonly facts: { readonly choices: LedgerSegment['choices'] };
    readonly decision: {
      readonly segmentId: string;
      readonly outcome: string;
      readonly silent: boolean;
      readonly reasons: readonly string[];
      readonly consentRefs: readonly object[];
    };
  }
  return new Map(
    entry.parts.flatMap((part) => {
      if (part.erased) return [];
      const segments = (part.content['segments'] ?? []) as unknown as readonly Recorded[];
      return segments.map(({ facts, decision }): [string, LedgerSegment] => [
        decision.segmentId,
        { ...decision, choices: facts.choices, about: part.about, silentPart: part.silent },
      ]);
    }),
  );
}

/** A person of the region, found as practitioners find them. */
export async function findPerson(
  rooms: Rooms,
  nhsNumber: string,
  birthDate: string,
  familyName: string,
  givenName: string,
): Promise<PersonId> {
  const match = await rooms.families.matchDataSubject({
    identifiers: [{ system: 'nhs-number', value: nhsNumber }],
    birthDate,
    familyName,
    givenName,
  });
  if (match.kind !== 'MATCH') throw new Error('a person of the region was not found');
  return match.person;
}

/** What people were told of an exchange, opened with their own keys. */
export async function findNotices(
  rooms: Rooms,
  database: TestDatabase,
  exchangeId: string,
): Promise<readonly { readonly person: string; readonly text: string; readonly whole: string }[]> {
  const { rows } = await database.owner.query<{ notice_id: string; person_id: string; body: Buffer }>(
    'select notice_id, person_id, body from notices.notices where exchange_id = $1',
    [exchangeId],
  );
  return Promise.all(
    rows.map(async ({ notice_id, person_id, body }) => {
      const opened = await rooms.keyStore.openForPerson(
        asId<'Person'>(person_id),
        body,
        `notice:${notice_id}`,
      );
      const whole = opened?.toString('utf8') ?? '';
      return { person: person_id, whole, text: (JSON.parse(whole) as { text: string }).text };
    }),
  );
}

/** How many rows of an exchange there are: nothing, or all of it. */
export async function countRows(
  database: TestDatabase,
  messageId: string,
): Promise<{ readonly exchanges: number; readonly deliveries: number; readonly jobs: number }> {
  const { rows } = await database.owner.query<{ exchanges: number; deliveries: number; jobs: number }>(
    `select count(distinct e.exchange_id)::int as exchanges, count(distinct d.delivery_id)::int as deliveries,
            count(distinct j.id)::int as jobs
       from exchange.exchanges e
       left join exchange.deliveries d on d.exchange_id = e.exchange_id
       left join graphile_worker.jobs j on j.key = 'redeliver:' || d.delivery_id::text
      where e.message_id = $1`,
    [messageId],
  );
  const [counted] = rows;
  if (counted === undefined) throw new Error('counting gave nothing');
  return counted;
}

/** Waits until something is so, and fails where it does not become so. */
export async function eventually<Value>(
  look: () => Promise<Value | undefined>,
  what: string,
  milliseconds = 90_000,
): Promise<Value> {
  const end = Date.now() + milliseconds;
  for (;;) {
    const seen = await look();
    if (seen !== undefined) return seen;
    if (Date.now() > end) throw new Error(`waited in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** A choice of Wendy's about Jackie, for the school and the plan, as Sue records it; changed as asked. */
export function wendysChoice(more: object = {}): object {
  return {
    dataSubject: {
      identifiers: [{ system: 'nhs-number', value: '9990001014' }],
      demographics: { name: { family: 'Cormack', given: ['Jackie'] }, birthDate: '2017-05-14' },
    },
    decidedBy: { relation: 'PR_HOLDER', givenName: 'Wendy' },
    type: 'SHARE',
    kind: 'CONSENT',
    purposes: ['P07'],
    recipients: { organisations: [{ system: 'urn', value: '999001' }] },
    categories: { permit: ['EDU', 'ATT', 'SEN'], deny: ['PMH'] },
    period: { from: '2026-01-01' },
    informationGiven: {
      noticeVersion: 'to be composed',
      language: 'en-GB',
      format: 'standard',
      interpreter: false,
    },
    channel: 'inPerson',
    evidenceRef: 'visit-2028-01-06',
    consequencesExplained: true,
    ...more,
  };
}
