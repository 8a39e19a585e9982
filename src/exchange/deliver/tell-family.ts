import { type Notice, type NoticeAudience, type SharedDetails, composeShared } from '../../notices/index.ts';
import { type ExchangeId, type PersonId, newId } from '../../platform/index.ts';
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
  { body, decision, leftOut, resolved }: DecidedRecipient,
): Notice[] {
  const told = findTold(exchange, decision);
  if (body === null || told.length === 0 || resolved.hidesReferrer === true) return [];
  const { message, labelled, requester } = exchange.identified;
  const released = labelled.filter(
    ({ segmentId, part }) =>
      part !== 'ENVELOPE' && decision.released.includes(segmentId) && !leftOut.includes(segmentId),
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
  const facts = {
    purposeCode: message.purposeCode,
    powers: [...(decision.layers.power?.powers ?? [])],
    audience: findAudience(decision),
  };
  return told.map((person): Notice => ({
    noticeId: newId<'Notice'>(),
    kind: 'SHARED',
    exchangeId,
    person,
    about: exchange.dataSubject,
    writtenAt: house.clock.now(),
    text: composeShared(details),
    details: { ...details, ...facts },
  }));
}

/** Whether those who decide are told, the person alone, or whoever is safe to tell: the others are not to see it either. */
function findAudience({ obligations }: Pick<DecidedRecipient['decision'], 'obligations'>): NoticeAudience {
  const kinds = new Set(obligations.map(({ kind }) => kind));
  if (kinds.has('TELL_SAFE_CONTACT')) return 'SAFE_CONTACT';
  return kinds.has('TELL_DATA_SUBJECT_ONLY') ? 'PERSON' : 'FAMILY';
}

/** Whom the decision says to tell: those who decide, or the person alone, or whoever is safe to tell (docs/domain/07 "Told"). */
export function findTold(
  { authority, dataSubject, safeContact }: ResolvedExchange,
  { obligations }: Pick<DecidedRecipient['decision'], 'obligations'>,
): readonly PersonId[] {
  const owes = (kind: (typeof obligations)[number]['kind']): boolean =>
    obligations.some((obligation) => obligation.kind === kind);
  if (owes('TELL_SAFE_CONTACT')) return safeContact === null ? [] : [safeContact];
  if (owes('TELL_DATA_SUBJECT_ONLY')) return dataSubject === null ? [] : [dataSubject];
  return owes('TELL_FAMILY') ? (authority?.deciders ?? []).map(({ person }) => person) : [];
}
