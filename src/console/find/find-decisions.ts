import type { FoundEntry, Ledger, SearchTerm } from '../../ledger/index.ts';
import { type OrganisationId, londonDate, newId } from '../../platform/index.ts';
import type { Question } from './question.ts';

/** Decisions that were found, newest first. */
export interface FoundDecisions {
  readonly decisions: readonly FoundEntry[];
  /** The place before which the next page begins; nothing at the end. */
  readonly next: string | undefined;
}

/**
 * Finds the decisions in which an organisation took part, on either side: two searches, each along the index of that side, put together.
 * Somebody whom no number names is searched for like anybody else.
 */
export async function findDecisions(
  ledger: Pick<Ledger, 'findEntries'>,
  own: OrganisationId,
  question: Question,
  limit: number,
): Promise<FoundDecisions> {
  const { person, organisationId: other, practitioner, reason, basis, from, until, before } = question;
  const terms: SearchTerm[] = [
    ...(practitioner === undefined ? [] : [{ of: 'PRACTITIONER' as const, ...practitioner }]),
    ...(reason === undefined ? [] : [{ of: 'REASON' as const, code: reason }]),
    ...(basis === undefined ? [] : [{ of: 'BASIS' as const, code: basis }]),
  ];
  const search = {
    kind: 'DECISION',
    terms,
    limit: limit + 1,
    ...(person === undefined ? {} : { dataSubject: person ?? newId<'Person'>() }),
    ...(question.purpose === undefined ? {} : { purpose: question.purpose }),
    ...(question.messageType === undefined ? {} : { messageType: question.messageType }),
    ...(question.outcome === undefined ? {} : { outcome: question.outcome }),
    ...(question.correlationId === undefined ? {} : { correlationId: question.correlationId }),
    ...(from === undefined ? {} : { from: beginOf(from) }),
    ...(until === undefined ? {} : { until: beginOf(dayAfter(until)) }),
    ...(before === undefined ? {} : { before: BigInt(before) }),
  } as const;
  const sides = await Promise.all([
    ledger.findEntries({
      ...search,
      sourceOrganisationId: own,
      ...(other === undefined ? {} : { recipientOrganisationId: other }),
    }),
    ledger.findEntries({
      ...search,
      recipientOrganisationId: own,
      ...(other === undefined ? {} : { sourceOrganisationId: other }),
    }),
  ]);
  const all = [...new Map(sides.flat().map((each) => [each.index, each])).values()].toSorted((a, b) =>
    a.index > b.index ? -1 : 1,
  );
  const decisions = all.slice(0, limit);
  const last = decisions.at(-1);
  return { decisions, next: all.length > limit && last !== undefined ? String(last.index) : undefined };
}

/** The instant at which a London day (YYYY-MM-DD) begins: at midnight by Greenwich, or an hour earlier in summer. */
function beginOf(day: string): Date {
  const midnight = new Date(`${day}T00:00:00Z`);
  const earlier = new Date(midnight.getTime() - 3_600_000);
  return londonDate(earlier) === day ? earlier : midnight;
}

function dayAfter(day: string): string {
  return new Date(new Date(`${day}T00:00:00Z`).getTime() + 86_400_000).toISOString().slice(0, 10);
}
