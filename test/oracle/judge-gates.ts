import { ask, codeOf } from './ask.ts';
import { isDuring, londonDay } from './calendar.ts';
import type { OracleCase, OrderCase, SegmentCase } from './case.ts';
import type { Answer, Judge } from './cedar-engine.ts';
import { judgeAuthority, ofEveryKind } from './judge-authority.ts';
import { judgeWhole } from './judge-choice.ts';
import { getSubject, isWhollyPermitted, judgeChoices, says } from './judge-choices.ts';
import type { Ways } from './ways.ts';

/** As whom somebody reads under P17, and whether only what the person permits. */
export interface OwnVerdict {
  readonly own: string;
  readonly byPermit: boolean;
}

/** As whom a person may read the record; 'NONE' is nobody who may. */
export function judgeOwn(judge: Judge, oracleCase: OracleCase, ways: Ways): OwnVerdict {
  const { reader, matched, recipient } = oracleCase;
  if (reader === null || !matched) return { own: 'NONE', byPermit: false };
  const subject = getSubject(oracleCase);
  const authority = judgeAuthority(judge, oracleCase, subject, ofEveryKind, ways, ofEveryKind);
  const { by, allowed } = ask(judge, 'own', 'Reader', 'read', ['Person', 'person'], {
    role: recipient.role,
    isSubject: reader === subject,
    decides: authority.deciders.has(reader),
    subjectDecides: authority.selfDecides,
    holdsResponsibility: authority.holders.has(reader),
  });
  const own = allowed ? (codeOf(by[0]) ?? 'NONE') : 'NONE';
  return { own, byPermit: by.some((rule) => rule.endsWith('/by-permit')) };
}

/** Whether SEND Regulations 2014 reg 17 stands before this disclosure, and whether an exception opens it. */
export function judgePlan(judge: Judge, oracleCase: OracleCase): 'NONE' | 'OPEN' | 'SHUT' {
  const { source, recipient, claim } = oracleCase;
  const context = {
    purpose: oracleCase.purpose,
    messageType: oracleCase.messageType,
    sourceKind: source.kind,
    kind: recipient.kind,
    department: recipient.department,
    role: recipient.role,
    duty: recipient.duty,
    extract: oracleCase.extract,
    claim: claim?.code ?? 'NONE',
    written: claim?.written ?? false,
  };
  const asks = (action: string): boolean =>
    ask(judge, 'plan', 'Exchange', action, ['Question', 'question'], context).allowed;
  if (!asks('disclosePlan')) return 'NONE';
  return asks('except') ? 'OPEN' : 'SHUT';
}

/** The order that a court's request cites, where it is on file and in force; and what it names (rulings 6). */
export function findCited(oracleCase: OracleCase): {
  readonly filed: boolean;
  readonly names: (category: string) => boolean;
} {
  const { cited, people, at, purpose } = oracleCase;
  const order: OrderCase | undefined = cited?.order == null ? undefined : people[0]?.orders[cited.order];
  const filed =
    order !== undefined &&
    order.effect !== 'FORBIDS' &&
    isDuring(londonDay(at), order.from, order.to) &&
    (order.purposes === 'ALL' || order.purposes.includes(purpose));
  return {
    filed,
    names: (category) =>
      filed &&
      cited?.categories.includes(category) === true &&
      (order.categories === 'ALL' || order.categories.includes(category)),
  };
}

/** What an assessment for adult services comes to (Care Act 2014 s.58). */
function judgeAssessment(judge: Judge, oracleCase: OracleCase, ways: Ways): string {
  const about = getSubject(oracleCase);
  const authority = judgeAuthority(judge, oracleCase, about, ofEveryKind, ways, ofEveryKind);
  return judgeWhole(judge, oracleCase, { about, type: 'ASSESSMENT_GATE', category: null, authority }).choice;
}

/** "A three-way agreement": by its author, the council, and somebody of the family who may still decide. */
function isReuseAgreed(judge: Judge, oracleCase: OracleCase, ways: Ways): boolean {
  const { reuse, recipient, source, matched } = oracleCase;
  if (reuse?.by == null || reuse.ended || !matched) return false;
  const subject = getSubject(oracleCase);
  const { deciders } = judgeAuthority(judge, oracleCase, subject, ofEveryKind, ways, ofEveryKind);
  return (
    reuse.author === recipient.organisation && reuse.council === source.organisation && deciders.has(reuse.by)
  );
}

/** The gates before the whole, with what is known of each. */
export function judgeGates(
  judge: Judge,
  oracleCase: OracleCase,
  ways: Ways,
  { plan, byPermit, mayGoUnmatched }: { plan: string; byPermit: boolean; mayGoUnmatched: boolean },
): Answer {
  const { messageType, purpose, told, at, people, segments, matched } = oracleCase;
  const day = londonDay(at);
  const birthDate = people[0]?.birthDate ?? null;
  const isForbidden = (segment: SegmentCase): boolean =>
    segment.categories.some(
      (category) => judgeChoices(judge, oracleCase, segment, category, ways).order === 'FORBIDS',
    );
  const isPast = (given: string | null | undefined): boolean => given != null && given <= day;
  const isNotice = messageType === 'M14';
  const isOwn = purpose === 'P17';
  // What no gate of this message reads is told the same for all of them: so the same question is put once.
  return ask(judge, 'gates', 'Exchange', 'passGates', ['Question', 'question'], {
    purpose: ['P13', 'P15', 'P17'].includes(purpose) ? purpose : 'OTHER',
    messageType: ['M01', 'M14', 'M15'].includes(messageType) ? messageType : 'OTHER',
    reuseAgreed: messageType === 'M01' && isReuseAgreed(judge, oracleCase, ways),
    ofSchoolAge: isNotice && birthDate !== null && day >= ways.findMilestones(birthDate).schoolAge,
    parentTold: isNotice && isPast(told?.informedOn),
    talkOffered: isNotice && isPast(told?.discussionOfferedOn),
    assessment:
      messageType === 'M15' && purpose === 'P13' ? judgeAssessment(judge, oracleCase, ways) : 'NOT_ASKED',
    orderFiled: purpose === 'P15' && findCited(oracleCase).filed,
    plan,
    somePartPermitted:
      plan === 'SHUT' && segments.some((segment) => isWhollyPermitted(judge, oracleCase, segment, ways)),
    matched,
    mayGoUnmatched,
    shielded: isOwn && oracleCase.shielded,
    safeContactReads: isOwn && isSafeContact(oracleCase),
    reviewed: isOwn && oracleCase.reviewed,
    byPermit,
    anythingPermitted: byPermit && says(judge, oracleCase, ways, ({ choice }) => choice === 'PERMIT'),
    allForbidden: segments.length > 0 && segments.every(isForbidden),
  });
}

/** Whoever reads is the one who is safe to tell. */
export function isSafeContact({ reader, safeContact }: OracleCase): boolean {
  return reader !== null && reader === safeContact;
}
