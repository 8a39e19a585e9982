import type { OpenedDecision } from '../../exchange/index.ts';
import { readDecision } from '../../exchange/index.ts';
import type { FoundEntry, Ledger, SearchTerm } from '../../ledger/index.ts';
import { type OrganisationId, addDays, newId } from '../../platform/index.ts';
import { beginOfDay } from '../begin-of-day.ts';
import type { Question } from './question.ts';

/** Decisions that were found, newest first. */
export interface FoundDecisions {
  readonly decisions: readonly FoundEntry[];
  /** The place before which the next page begins; nothing at the end. */
  readonly next: string | undefined;
}

type Searched = Pick<Ledger, 'findEntries' | 'findEntryAt'>;

/** What nobody at a party may learn: that a number was retired by an adoption (docs/domain/01 §1.9). */
const hidden: SearchTerm = { of: 'REASON', code: 'DENY_ADOPTION' };

/**
 * Finds the decisions in which an organisation took part, on either side. Somebody whom no number names is searched for like anybody
 * else. What an adoption barred is found as what was told in its place: the answer that a number never seen would have got, under that
 * outcome and that reason and no other.
 */
export async function findDecisions(
  ledger: Searched,
  own: OrganisationId,
  question: Question,
  limit: number,
): Promise<FoundDecisions> {
  const [plain, told] = await Promise.all([
    findOnEitherSide(ledger, own, question, { limit: limit + 1, except: [hidden] }),
    findAsTold(ledger, own, question, limit + 1),
  ]);
  const all = [...plain, ...told].toSorted(newestFirst);
  const decisions = all.slice(0, limit);
  const last = decisions.at(-1);
  return { decisions, next: all.length > limit && last !== undefined ? String(last.index) : undefined };
}

/** Those among what an adoption barred that fit what was asked by what was told of them. */
async function findAsTold(
  ledger: Searched,
  own: OrganisationId,
  { outcome, reason, ...question }: Question,
  limit: number,
): Promise<readonly FoundEntry[]> {
  const found: FoundEntry[] = [];
  let { before } = question;
  for (;;) {
    const page = await findOnEitherSide(
      ledger,
      own,
      { ...question, ...(before === undefined ? {} : { before }) },
      { limit, first: [hidden] },
    );
    for (const each of page) {
      const told = readTold(await ledger.findEntryAt(each.index));
      const fits =
        (outcome === undefined || outcome === told.outcome) &&
        (reason === undefined || reason === told.reason);
      if (fits) found.push({ ...each, outcome: told.outcome });
    }
    const last = page.at(-1);
    if (found.length >= limit || page.length < limit || last === undefined) return found.slice(0, limit);
    before = String(last.index);
  }
}

/** What was told in place of a decision. Where it cannot be read any more, what a request is told. */
function readTold(entry: OpenedDecision | undefined): { readonly outcome: string; readonly reason: string } {
  const read = entry && readDecision(entry);
  return (
    (read?.ok === true ? read.value.decision.told : null) ?? { outcome: 'DENY', reason: 'HOLD_ID_MISMATCH' }
  );
}

/** How far a search goes, and what must or must not be beside what was asked for. */
interface SearchBounds {
  readonly limit: number;
  /** Rare: the ledger reads along the first term that it is given. */
  readonly first?: readonly SearchTerm[];
  readonly except?: readonly SearchTerm[];
}

/** Two searches, each along the index of one side, put together: the newest of both. */
async function findOnEitherSide(
  ledger: Searched,
  own: OrganisationId,
  question: Question,
  { limit, first = [], except = [] }: SearchBounds,
): Promise<readonly FoundEntry[]> {
  const { person, organisationId: other, practitioner, reason, basis, from, until, before } = question;
  const terms: SearchTerm[] = [
    ...first,
    ...(practitioner === undefined ? [] : [{ of: 'PRACTITIONER' as const, ...practitioner }]),
    ...(reason === undefined ? [] : [{ of: 'REASON' as const, code: reason }]),
    ...(basis === undefined ? [] : [{ of: 'BASIS' as const, code: basis }]),
  ];
  const search = {
    kind: 'DECISION',
    terms,
    except,
    limit,
    ...(person === undefined ? {} : { dataSubject: person ?? newId<'Person'>() }),
    ...(question.purpose === undefined ? {} : { purpose: question.purpose }),
    ...(question.messageType === undefined ? {} : { messageType: question.messageType }),
    ...(question.outcome === undefined ? {} : { outcome: question.outcome }),
    ...(question.correlationId === undefined ? {} : { correlationId: question.correlationId }),
    ...(from === undefined ? {} : { from: beginOfDay(from) }),
    ...(until === undefined ? {} : { until: beginOfDay(addDays(until, 1)) }),
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
  const all = new Map(sides.flat().map((each) => [each.index, each]));
  return [...all.values()].toSorted(newestFirst).slice(0, limit);
}

function newestFirst(one: FoundEntry, other: FoundEntry): number {
  return one.index > other.index ? -1 : 1;
}
