import { type EntryId, type Result, ok, refuse } from '../platform/index.ts';
import type { Problem } from '../vocabulary/index.ts';
import type {
  DeliveryWord,
  ExchangeAnswer,
  RecipientAnswer,
  ReportAnswer,
  TellingAnswer,
} from './exchange.ts';
import { tellSender } from './holds/hold-answer.ts';
import type { House } from './house.ts';
import { findReports } from './mailbox/mailbox-sql.ts';
import { type DeliveryState, findLaterAnswers } from './record/delivery-sql.ts';
import { findAcknowledgements, findTellings } from './record/acknowledgement-sql.ts';
import { findExchangeById } from './record/exchange-sql.ts';
import type { StoredExchange } from './record/stored-exchange.ts';
import type { KeptAnswer } from './record/record-exchange.ts';
import { openBlob } from './record/sealed-blob.ts';

const deliveryWords: Record<DeliveryState, DeliveryWord> = {
  DUE: 'QUEUED',
  DISPATCHED: 'QUEUED',
  DELIVERED: 'DELIVERED',
  REJECTED: 'NOT_SENT',
  EXPIRED: 'NOT_SENT',
  CANCELLED: 'NOT_SENT',
};

/** The answer of an exchange that was already run, for a request that repeats it; another body is a conflict. */
export async function answerAgain(
  house: House,
  stored: StoredExchange,
  requestHash: Buffer,
): Promise<Result<ExchangeAnswer, Problem>> {
  if (!stored.requestHash.equals(requestHash)) return refuse({ code: 'idempotency-conflict' });
  return openAnswer(house, stored);
}

/** The stored answer with each delivery as it stands now. Absent once the person's key is destroyed: nothing to show. */
export async function openAnswer(
  house: House,
  stored: StoredExchange,
): Promise<Result<ExchangeAnswer, Problem>> {
  const text = await openBlob(house.keyStore, stored.answer, `exchange answer ${stored.exchangeId}`);
  if (text === undefined) return refuse({ code: 'not-found' });
  const kept = JSON.parse(text) as KeptAnswer;
  const later = await openLaterAnswers(house, stored);
  const holds = await house.holds.findOfExchange(stored.exchangeId);
  const owed = await findAcknowledgements(house.pool, stored.exchangeId);
  const reports = await findReports(house.pool, stored.exchangeId);
  const told = await openTellings(house, stored);
  return ok({
    exchangeId: stored.exchangeId,
    correlationId: kept.correlationId,
    policyVersion: kept.policyVersion,
    recipients: kept.recipients.map((first, ordinal) => {
      const decided = later.get(ordinal) ?? first;
      const held = holds.filter((hold) => hold.ordinal === ordinal).map(tellSender);
      const answer = {
        ...decided,
        ...(held.length === 0 ? {} : { holds: held }),
        ...tellAcknowledgement(owed.get(ordinal)),
        ...tellReport(reports.get(ordinal)),
      };
      const state = stored.recipients.find((recipient) => recipient.ordinal === ordinal)?.state;
      if (state === null || state === undefined) return answer;
      return tellDelivery(answer, deliveryWords[state], kept.phones[ordinal] ?? null);
    }),
    ...(told.length === 0 ? {} : { told }),
  });
}

function tellAcknowledgement(
  owed: { readonly dueAt: Date; readonly acknowledgedAt: Date | null } | undefined,
): Pick<RecipientAnswer, 'acknowledgement'> {
  if (owed === undefined) return {};
  const { dueAt, acknowledgedAt } = owed;
  return {
    acknowledgement: {
      due: dueAt.toISOString(),
      ...(acknowledgedAt === null ? {} : { acknowledgedAt: acknowledgedAt.toISOString() }),
    },
  };
}

function tellReport(
  report: { readonly id: string; readonly kind: ReportAnswer['kind']; readonly at: Date } | undefined,
): Pick<RecipientAnswer, 'report'> {
  if (report === undefined) return {};
  const { id, kind, at } = report;
  return { report: { id, kind, writtenAt: at.toISOString() } };
}

/** The earlier recipients who were told because of an exchange, with where each telling stands. */
async function openTellings(house: House, { exchangeId }: StoredExchange): Promise<readonly TellingAnswer[]> {
  const told: TellingAnswer[] = [];
  for (const telling of await findTellings(house.pool, exchangeId)) {
    const stored = await findExchangeById(house.pool, telling);
    const answer = stored && (await openAnswer(house, stored));
    if (answer?.ok !== true) continue;
    for (const { recipient, delivery, acknowledgement } of answer.value.recipients)
      told.push({
        exchangeId: telling,
        recipient,
        ...(delivery === undefined ? {} : { delivery }),
        ...(acknowledgement === undefined ? {} : { acknowledgement }),
      });
  }
  return told;
}

/** What a later answer is sealed for: the decision that it tells of. */
export function laterAnswerContext(decisionEntryId: EntryId): string {
  return `exchange later answer ${decisionEntryId}`;
}

/** The answers of recipients whose message was decided otherwise while it waited. */
async function openLaterAnswers(
  house: House,
  { exchangeId }: StoredExchange,
): Promise<ReadonlyMap<number, RecipientAnswer>> {
  const found = await findLaterAnswers(house.pool, exchangeId);
  const opened = await Promise.all(
    found.map(async ({ decisionEntryId, ordinal, answer }) => {
      const text = await openBlob(house.keyStore, answer, laterAnswerContext(decisionEntryId));
      return text === undefined ? [] : [[ordinal, JSON.parse(text) as RecipientAnswer] as const];
    }),
  );
  return new Map(opened.flat());
}

/** Whoever asks again after urgent safeguarding that has not arrived is told to phone, as they were the first time. */
function tellDelivery(
  answer: RecipientAnswer,
  delivery: DeliveryWord,
  phone: string | null,
): RecipientAnswer {
  return delivery === 'DELIVERED' || phone === null
    ? { ...answer, delivery }
    : { ...answer, delivery: 'NOT_DELIVERED_PHONE', phone };
}
