import type { OracleCase, SegmentCase } from './case.ts';
import type { Judge } from './cedar-engine.ts';
import { findOrder, judgeAuthority } from './judge-authority.ts';
import { judgeChoice, judgeWhole } from './judge-choice.ts';
import { remember } from './remember.ts';
import type { Ways } from './ways.ts';

/** What all the people say about one category of one part, and what a court says of it. */
export interface ChoicesVerdict {
  readonly choice: string;
  readonly childPermits: boolean;
  readonly lapsed: boolean;
  /** The effect of the order that speaks of it; null where none does, or where it settles only a part of the matter. */
  readonly order: string | null;
  /** It is permitted by the court's word alone. */
  readonly byOrder: boolean;
}

/** Whom a case is about. */
export function getSubject({ people: [subject] }: OracleCase): string {
  if (subject === undefined) throw new Error('a case is about somebody');
  return subject.person;
}

/**
 * What all the people say whom a segment is about, and the data subject: the answer that protects most. An order wins within its
 * terms (docs/domain/01 §1.7); it is about the child, so that what somebody else says of their own information stays theirs.
 */
export function judgeChoices(
  judge: Judge,
  oracleCase: OracleCase,
  segment: SegmentCase,
  category: string,
  ways: Ways,
): ChoicesVerdict {
  return remember(judge, oracleCase, ways, `choices ${segment.segment} ${category}`, () =>
    combineChoices(judge, oracleCase, segment, category, ways),
  );
}

function combineChoices(
  judge: Judge,
  oracleCase: OracleCase,
  { about, dataDate }: SegmentCase,
  category: string,
  ways: Ways,
): ChoicesVerdict {
  const subject = getSubject(oracleCase);
  const own = judgeChoice(judge, oracleCase, { about: subject, category, dataDate }, ways);
  const effect = findOrder(oracleCase, subject, category, ways)?.effect ?? null;
  const others = about
    .filter((person) => person !== subject)
    .map((person) =>
      // Somebody whom nobody could find has recorded nothing.
      person === null
        ? { choice: 'NONE', lapsed: false }
        : judgeChoice(judge, oracleCase, { about: person, category, dataDate }, ways),
    );
  const protecting = (said: readonly { readonly choice: string }[]): string =>
    ways.choices.find((result) => said.some(({ choice }) => choice === result)) ?? 'NONE';
  const alone = protecting([own, ...others]);
  const permitted = protecting([{ choice: 'PERMIT' }, ...others]);
  const choice = effect === 'FORBIDS' ? 'DENY' : effect === 'PERMITS' ? permitted : alone;
  return {
    choice,
    childPermits: own.ownPermit,
    lapsed: [own, ...others].some(({ lapsed }) => lapsed),
    order: effect === 'PERMITS' && permitted !== 'PERMIT' ? null : effect,
    byOrder: choice === 'PERMIT' && alone !== 'PERMIT',
  };
}

/** Whether the choices about any part of the message come to this. */
export function says(
  judge: Judge,
  oracleCase: OracleCase,
  ways: Ways,
  wanted: (verdict: ChoicesVerdict) => boolean,
): boolean {
  return oracleCase.segments.some((segment) =>
    segment.categories.some((category) => wanted(judgeChoices(judge, oracleCase, segment, category, ways))),
  );
}

/** Whether every category of a part is permitted. */
export function isWhollyPermitted(
  judge: Judge,
  oracleCase: OracleCase,
  segment: SegmentCase,
  ways: Ways,
): boolean {
  const { categories } = segment;
  return (
    categories.length > 0 &&
    categories.every(
      (category) => judgeChoices(judge, oracleCase, segment, category, ways).choice === 'PERMIT',
    )
  );
}

/** Purposes that what the family agreed to can carry: the others rest on a power or duty alone. */
const carriedByConsent = new Set('P01 P02 P03 P04 P05 P06 P07 P10 P11 P12 P13 P22'.split(' '));

function isOutsideDuty({ source, recipient }: OracleCase): boolean {
  return source.duty === 'NONE' || recipient.duty === 'NONE';
}

/** No power and no duty, so that consent is the only basis left: docs/domain/01 §1.4, docs/domain/03 §3.2. */
export function isOnlyByConsent(oracleCase: OracleCase): boolean {
  const { purpose, statutoryTransfer } = oracleCase;
  if (statutoryTransfer) return false;
  return (
    ['P13', 'P21', 'P22'].includes(purpose) || (carriedByConsent.has(purpose) && isOutsideDuty(oracleCase))
  );
}

/**
 * What consent as a lawful basis comes to for one category. A voluntary body without a contract has "explicit consent" (docs/domain/01
 * §1.2); elsewhere it is not the basis, and is not asked for.
 */
export function judgeProcessing(
  judge: Judge,
  oracleCase: OracleCase,
  { about }: SegmentCase,
  category: string,
  ways: Ways,
): string {
  if (!carriedByConsent.has(oracleCase.purpose) || !isOutsideDuty(oracleCase)) return 'NOT_ASKED';
  const subject = getSubject(oracleCase);
  const said = [subject, ...about.filter((person) => person !== null && person !== subject)].map((person) =>
    judgeWhole(judge, oracleCase, {
      about: person ?? '',
      type: 'GDPR_LAWFUL_BASIS',
      category,
      authority: judgeAuthority(judge, oracleCase, person ?? '', category, ways),
    }),
  );
  const stopping = said.filter(({ choice }) => choice === 'DENY' || choice === 'CONFLICT');
  if (stopping.some(({ withdrawn }) => withdrawn)) return 'WITHDRAWN';
  return stopping.length > 0 ? 'REFUSED' : 'NONE';
}
