import {
  type ClockDraft,
  type ClockEnd,
  type ClockRule,
  type ClockRules,
  type NotedArrivals,
} from '../../deadlines/index.ts';
import { type ExchangeId, type JsonValue, newId } from '../../platform/index.ts';
import type { Segment, SegmentedMessage } from '../../records/index.ts';
import type { House } from '../house.ts';
import type { DecidedRecipient } from '../record/draft-decision-entry.ts';
import type { ResolvedExchange } from '../resolve/resolved-exchange.ts';
import { readReferrer } from './read-referrer.ts';

/**
 * What begins to run and what ends when a message arrives: read from the parts that go to each recipient, so that nobody owes, waits
 * for, or is told of anything that they were not shown (docs/domain/01 §1.8). Null where nothing does. Pure but for new identifiers.
 */
export function composeClocks(
  house: Pick<House, 'clocks' | 'keyStore'>,
  exchangeId: ExchangeId,
  exchange: ResolvedExchange,
  decided: readonly DecidedRecipient[],
): NotedArrivals | null {
  const { message, requester, at } = exchange.identified;
  if (!('segments' in message) || 'form' in message) return null;
  const { rules } = house.clocks;
  const going = decided.filter(({ body }) => body !== null);
  const clocks = going.flatMap((each) => startClocks(house, exchangeId, exchange, message, each));
  const arrivals = going.flatMap((each) => {
    const { ordinal, organisation } = each.resolved;
    const ends = findEnds(rules, message, partsFor(exchange, message, each));
    const starts = clocks.some((clock) => clock.ordinal === ordinal);
    return ends.length === 0 && !starts ? [] : [{ ordinal, sentTo: organisation.organisationId, ends }];
  });
  if (arrivals.length === 0) return null;
  return {
    exchangeId,
    correlationId: message.correlationId ?? exchangeId,
    dataSubject: exchange.dataSubject,
    sentBy: requester.organisation.organisationId,
    decidedAt: at.toISOString(),
    arrivals,
    clocks,
  };
}

/** The parts of a message that go to a recipient now. */
function partsFor(
  { identified: { supplement } }: ResolvedExchange,
  { segments }: SegmentedMessage,
  { decision, leftOut }: DecidedRecipient,
): readonly Segment[] {
  return segments.filter(
    ({ segmentId }) =>
      decision.released.includes(segmentId) &&
      !leftOut.includes(segmentId) &&
      supplement?.segmentIds.includes(segmentId) !== false,
  );
}

function startClocks(
  { clocks: { rules }, keyStore }: Pick<House, 'clocks' | 'keyStore'>,
  exchangeId: ExchangeId,
  exchange: ResolvedExchange,
  message: SegmentedMessage,
  decided: DecidedRecipient,
): readonly ClockDraft[] {
  const { ordinal, organisation, facts } = decided.resolved;
  const sender = exchange.identified.requester.organisation.organisationId;
  const parts = partsFor(exchange, message, decided);
  const organisationOf = { SENDER: sender, RECIPIENT: organisation.organisationId };
  return [...rules.values()].flatMap((rule): ClockDraft[] => {
    const { starts, owedBy, owedTo, seenByRecipients } = rule;
    const part = isEvent(starts, message, parts) ? findStart(starts, parts) : undefined;
    if (part === undefined || starts.recipients?.includes(organisation.type) === false) return [];
    const startsOn = starts.day === undefined ? null : readMember(part, starts.day);
    if (startsOn === undefined) return [];
    return [
      {
        clockId: newId<'Clock'>(),
        code: rule.code,
        ordinal,
        owedBy: organisationOf[owedBy],
        owedTo: owedTo === null ? null : organisationOf[owedTo],
        seenBy: seenByRecipients ? organisation.organisationId : null,
        // That there is a referral, or what the family is not told yet, is for those alone who sent and received it.
        silent: message.type === 'M07' || facts.familyInformed === 'UNSAFE',
        unnamed: readReferrer(message)?.unnamed === true,
        startsOn,
        partHash: hashClockPart({ keyStore }, exchangeId, part.segmentId).toString('base64'),
        decisionEntryId: decided.entryId,
      },
    ];
  });
}

/** The part that tells of a deadline; of rows the one that names the latest day. */
function findStart({ part, day }: ClockRule['starts'], parts: readonly Segment[]): Segment | undefined {
  const told = parts.find(({ path }) => path === part);
  if (told !== undefined || day === undefined) return told;
  const dayOf = (row: Segment): string => readMember(row, day) ?? '';
  return parts
    .filter((each) => each.path.startsWith(`${part}/`) && dayOf(each) !== '')
    .toSorted((one, other) => dayOf(one).localeCompare(dayOf(other)))
    .at(-1);
}

/** The keyed hash under which a part is known that tells of a deadline. */
export function hashClockPart(
  { keyStore }: Pick<House, 'keyStore'>,
  exchangeId: ExchangeId,
  segmentId: string,
): Buffer {
  return keyStore.lookupHash('deadlines.part', `${exchangeId} ${segmentId}`);
}

function findEnds(
  rules: ClockRules,
  message: SegmentedMessage,
  parts: readonly Segment[],
): readonly ClockEnd[] {
  const advice = message.type === 'M02' ? parts.find(({ path }) => path === '/advice') : undefined;
  const excused = advice !== undefined && readMember(advice, 'exception') !== undefined;
  return [...rules.values()].flatMap(({ code, ends }) =>
    ends !== 'START' && ends.some((event) => isEvent(event, message, parts)) ? [{ code, excused }] : [],
  );
}

/** Whether a message, by the parts that go, is what a rule speaks of. */
function isEvent(
  { message: type, where }: Pick<ClockRule['starts'], 'message' | 'where'>,
  message: SegmentedMessage,
  parts: readonly Segment[],
): boolean {
  if (message.type !== type) return false;
  if (where === undefined) return true;
  const part = parts.find(({ path }) => path === where.part);
  const said = part && readMember(part, where.member);
  return said !== undefined && where.oneOf.includes(said);
}

function readMember({ content }: { readonly content: JsonValue }, member: string): string | undefined {
  if (typeof content !== 'object' || content === null || Array.isArray(content)) return undefined;
  const value = (content as Readonly<Record<string, JsonValue>>)[member];
  return typeof value === 'string' ? value : undefined;
}
