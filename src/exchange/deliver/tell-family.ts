import { type Notice, type SharedDetails, composeShared } from '../../notices/index.ts';
import { type ExchangeId, newId } from '../../platform/index.ts';
import { type PlainGroup, getCategory, getPurpose } from '../../vocabulary/index.ts';
import type { House } from '../house.ts';
import type { DecidedRecipient } from '../record/draft-decision-entry.ts';
import type { ResolvedExchange } from '../resolve/resolved-exchange.ts';

/**
 * One notice for each person who decides for the child, where the decision says that the family is told. Composed when the
 * disclosure has arrived: what was cancelled, has expired or was rejected never left, and nobody is told that it did. Where
 * telling would not be safe there is none until somebody has looked again (docs/domain/03 §3.5, docs/domain/07 AC4).
 */
export function composeSharedNotices(
  house: Pick<House, 'clock'>,
  exchangeId: ExchangeId,
  exchange: ResolvedExchange,
  { body, decision, resolved }: DecidedRecipient,
): Notice[] {
  if (body === null || !decision.obligations.some(({ kind }) => kind === 'TELL_FAMILY')) return [];
  const { message, labelled, requester } = exchange.identified;
  const released = labelled.filter(
    ({ segmentId, part }) => part !== 'ENVELOPE' && decision.released.includes(segmentId),
  );
  const groups = new Set(
    released.flatMap(({ categories }) => categories.map((code): PlainGroup => getCategory(code).plainGroup)),
  );
  const details: SharedDetails = {
    from: requester.organisation.name,
    to: resolved.organisation.name,
    groups: [...groups],
    purpose: getPurpose(message.purposeCode).name,
  };
  return (exchange.authority?.deciders ?? []).map(({ person }): Notice => ({
    noticeId: newId<'Notice'>(),
    kind: 'SHARED',
    exchangeId,
    person,
    writtenAt: house.clock.now(),
    text: composeShared(details),
    details: { ...details },
  }));
}
