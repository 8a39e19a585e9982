import type { ConsentCase, OracleCase } from './case.ts';
import type { Judge } from './cedar-engine.ts';
import { type Authority, judgeAuthority } from './judge-authority.ts';
import type { Ways } from './ways.ts';

/** What the recorded choices say about one category of what is about one person. */
export interface ChoiceVerdict {
  readonly choice: string;
  /** The person it is about decides, alone or beside others, and permits. */
  readonly ownPermit: boolean;
  /** Somebody permitted it who may no longer decide (AC8). */
  readonly lapsed: boolean;
}

/** Asks which choices answer, takes the latest of each person, and combines them (docs/domain/01 §1.7). */
export function judgeChoice(
  judge: Judge,
  oracleCase: OracleCase,
  { about, category, dataDate }: { about: string; category: string; dataDate: string | null },
  ways: Pick<Ways, 'findMilestones' | 'orders'>,
): ChoiceVerdict {
  const authority = judgeAuthority(judge, oracleCase, about, category, ways);
  const asks = (action: Action, consent: ConsentCase): boolean =>
    ask(judge, action, consent, oracleCase, authority, category, dataDate);
  const answers = oracleCase.consents
    .filter((consent) => consent.about === about && asks('answer', consent))
    .map((consent) => ({
      by: consent.by,
      order: consent.order,
      // An objection can only deny.
      yes: consent.kind === 'CONSENT' && asks('sayYes', consent),
      no: asks('sayNo', consent),
      other: consent.kind === 'CONSENT' && asks('permitOther', consent),
      letGo: consent.kind === 'CONSENT' && asks('letGo', consent),
    }));
  const spoken = answers.filter(({ yes, no }) => yes || no);
  // Of each person's choices about the category the latest counts.
  const latest = spoken.filter(({ by, order }) =>
    spoken.every((other) => other.by !== by || other.order <= order),
  );
  const choice = conclude(judge, {
    anyYes: latest.some(({ yes }) => yes),
    anyNo:
      latest.some(({ yes }) => !yes) ||
      answers.some(({ by, letGo }) => letGo && !spoken.some((answer) => answer.by === by)),
    anyOther: answers.some(({ by, other }) => other && !spoken.some((answer) => answer.by === by)),
  });
  const unverified = oracleCase.people
    .filter(({ person }) => person === about)
    .flatMap(({ claims }) =>
      claims
        .map(({ holder }) => holder)
        .filter((holder) => claims.every((claim) => claim.holder !== holder || !claim.verified)),
    );
  const lapsed = oracleCase.consents.some((consent) => {
    const { by, kind, status } = consent;
    if (consent.about !== about || kind !== 'CONSENT' || authority.deciders.has(by)) return false;
    // Who was never verified never had anything to lose.
    if (unverified.includes(by) || !['active', 'suspended', 'pending-reauthorise'].includes(status))
      return false;
    const then = { ...authority, deciders: new Set([by]) };
    const asGiven = { ...consent, status: 'active' };
    return (['answer', 'sayYes'] as const).every((action) =>
      ask(judge, action, asGiven, oracleCase, then, category, dataDate),
    );
  });
  // What the child said is the child's own, whatever others who decide beside them say (docs/domain/01 §1.3).
  const ownPermit = authority.selfDecides && latest.some(({ by, yes }) => by === about && yes);
  return { choice, ownPermit, lapsed };
}

/** What is asked of choices that are no agreement to share (docs/domain/01 §1.2). */
export interface WholeQuestion {
  readonly about: string;
  readonly type: 'ASSESSMENT_GATE' | 'GDPR_LAWFUL_BASIS';
  /** Null where it is agreed to as a whole only. */
  readonly category: string | null;
  readonly authority: Authority;
}

/** What an assessment, or processing, that somebody agreed to or refused as a whole comes to, and whether it was taken back. */
export function judgeWhole(
  judge: Judge,
  oracleCase: OracleCase,
  { about, type, category, authority }: WholeQuestion,
): { readonly choice: string; readonly withdrawn: boolean } {
  const { at, purpose, recipient } = oracleCase;
  const says = (action: 'agree' | 'refuse', consent: ConsentCase): boolean =>
    judge.ask({
      set: 'consent',
      principal: { type: 'Choice', id: 'choice' },
      action,
      resource: { type: 'Question', id: 'question' },
      context: {
        type: consent.type,
        asked: type,
        status: consent.status,
        agrees: consent.answer === 'AGREES',
        byName: consent.purposes !== 'ALL' && consent.recipients !== 'ALL',
        namesPurpose: consent.purposes === 'ALL' || consent.purposes.includes(purpose),
        recipientMatches: meansRecipient(consent, recipient),
        byDecider: authority.deciders.has(consent.by),
        inPeriod: isInPeriod(consent, at),
        speaksOfCategory: category === null || namesCategory(consent, category),
      },
    }).allowed;
  const spoken = oracleCase.consents
    .filter((consent) => consent.about === about && consent.answer !== null)
    .map((consent) => ({ consent, yes: says('agree', consent), no: says('refuse', consent) }))
    .filter(({ yes, no }) => yes || no);
  const latest = spoken.filter(({ consent: { by, order } }) =>
    spoken.every(({ consent: other }) => other.by !== by || other.order <= order),
  );
  return {
    choice: conclude(judge, {
      anyYes: latest.some(({ no }) => !no),
      anyNo: latest.some(({ no }) => no),
      anyOther: false,
    }),
    withdrawn: latest.some(({ no, consent }) => no && consent.status === 'withdrawn'),
  };
}

/** What is refused without naming anything is all refused. */
function namesCategory({ permits, denies, answer }: ConsentCase, category: string): boolean {
  if (denies === 'ALL' || permits.includes(category) || denies.includes(category)) return true;
  return answer === 'REFUSES' && permits.length + denies.length === 0;
}

/** The disagreement rule of docs/domain/01 §1.7. */
function conclude(judge: Judge, context: { anyYes: boolean; anyNo: boolean; anyOther: boolean }): string {
  const concluded = judge.ask({
    set: 'consent',
    principal: { type: 'Family', id: 'family' },
    action: 'conclude',
    resource: { type: 'Question', id: 'question' },
    context,
  });
  return concluded.allowed ? (concluded.by[0] ?? 'NONE') : 'NONE';
}

function meansRecipient({ recipients }: ConsentCase, recipient: OracleCase['recipient']): boolean {
  return (
    recipients === 'ALL' ||
    (names(recipients.organisations, recipient.organisation) &&
      names(recipients.departments, recipient.department) &&
      names(recipients.roles, recipient.role) &&
      names(recipients.kinds, recipient.kind))
  );
}

function isInPeriod({ from, to }: ConsentCase, at: string): boolean {
  return Date.parse(from) <= Date.parse(at) && (to === null || Date.parse(at) < Date.parse(to));
}

type Action = 'answer' | 'sayYes' | 'sayNo' | 'permitOther' | 'letGo';

function ask(
  judge: Judge,
  action: Action,
  consent: ConsentCase,
  { at, purpose, recipient }: OracleCase,
  authority: Authority,
  category: string,
  dataDate: string | null,
): boolean {
  const { purposes, denies } = consent;
  return judge.ask({
    set: 'consent',
    principal: { type: 'Choice', id: 'choice' },
    action,
    resource: { type: 'Question', id: 'question' },
    context: {
      type: consent.type,
      status: consent.status,
      namesPurpose: purposes === 'ALL' || purposes.includes(purpose),
      recipientMatches: meansRecipient(consent, recipient),
      byDecider: authority.deciders.has(consent.by),
      inPeriod: isInPeriod(consent, at),
      // Whom it is about has no day of its own.
      inDataPeriod: category === 'DEM' || isInDataPeriod(consent, dataDate),
      outsideDataPeriod: category !== 'DEM' && dataDate !== null && !isInDataPeriod(consent, dataDate),
      isIdentity: category === 'DEM',
      permitsAnything: consent.permits.length > 0,
      permits: consent.permits.includes(category),
      denies: denies === 'ALL' || denies.includes(category),
    },
  }).allowed;
}

/** Information of an unknown day lies in no period (docs/domain/03 §3.6 `dataPeriod`). */
function isInDataPeriod({ dataFrom, dataTo }: ConsentCase, dataDate: string | null): boolean {
  if (dataFrom === null && dataTo === null) return true;
  return (
    dataDate !== null &&
    (dataFrom === null || dataDate >= dataFrom) &&
    (dataTo === null || dataDate <= dataTo)
  );
}

/** A list that is empty names everybody. */
function names(list: readonly string[], what: string): boolean {
  return list.length === 0 || list.includes(what);
}
