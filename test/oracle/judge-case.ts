import type { OracleCase, SegmentCase, SegmentVerdict, Verdict } from './case.ts';
import type { Answer, Judge, RuleSet } from './cedar-engine.ts';
import { categoryLevels, higher, sensitiveServices } from './codes.ts';
import { judgeAuthority } from './judge-authority.ts';
import { judgeChoice } from './judge-choice.ts';
import { type Ways, documentedWays } from './ways.ts';

/** Decides a case by the documents alone. */
export function judgeCase(judge: Judge, oracleCase: OracleCase, ways: Ways = documentedWays): Verdict {
  const { purpose, messageType, recipient, source, own } = oracleCase;
  const attested = oracleCase.attested || oracleCase.trigger;
  const frontDoor = isFrontDoor(oracleCase);
  const row = only(
    ask(judge, 'row', 'Recipient', 'readAs', ['Question', 'question'], {
      kind: recipient.kind,
      department: recipient.department,
      role: recipient.role,
      duty: recipient.duty,
      purpose,
      sourceKind: source.kind,
      messageType,
      frontDoor,
      own: own ?? 'NONE',
    }),
  );
  const proceed = ask(judge, 'request', 'Exchange', 'proceed', ['Question', 'question'], {
    purpose,
    sourceDuty: source.duty,
    recipientDuty: recipient.duty,
    agreement: oracleCase.agreement !== null,
    frontDoor,
    mayGoUnmatched: frontDoor && oracleCase.kind !== 'PULL',
    attested,
    synthetic: oracleCase.synthetic,
    adoptionLink: oracleCase.adoptionLink,
    courtRestriction: oracleCase.courtRestriction,
    optedOut: oracleCase.optedOut,
    healthOrigin: oracleCase.segments.some((segment) => segment.healthOrigin),
    extract: oracleCase.extract,
    own: own ?? 'NONE',
    person: own !== null,
    training: oracleCase.training,
    moreDetrimental: oracleCase.moreDetrimental,
    relationship: oracleCase.relationship,
    order: oracleCase.order ?? 'NONE',
    restsOnConsent: isOnlyByConsent(oracleCase),
    nothingRecorded: !says(judge, oracleCase, ways, 'PERMIT', 'DENY', 'CONFLICT'),
  });
  if (!proceed.allowed) {
    const bars = codes(proceed.by);
    return {
      outcome: 'DENY',
      bars,
      cells: [],
      segments: oracleCase.segments.map(({ segment }) => ({ segment, outcome: 'WITHHOLD', reasons: bars })),
    };
  }
  const safeguarding = ['P08', 'P09', 'P14'].includes(purpose) && attested;
  const urgent = oracleCase.urgency !== 'ROUTINE' && (['M07', 'M10'].includes(messageType) || safeguarding);
  const segments = oracleCase.segments.map((segment) =>
    judgeSegment(judge, oracleCase, segment, { row, attested, safeguarding, urgent, frontDoor }, ways),
  );
  return {
    outcome: conclude(oracleCase, segments, urgent),
    bars: [],
    segments,
    cells: listCells(judge, oracleCase, row, ways),
  };
}

/** A referral to a council's front door (rulings 1 and 2). */
function isFrontDoor({ messageType, recipient }: Pick<OracleCase, 'messageType' | 'recipient'>): boolean {
  return messageType === 'M07' && recipient.kind === 'COUNCIL' && recipient.department === 'MASH';
}

/** Purposes that what the family agreed to can carry: the others rest on a power or duty alone. */
const restingOnConsent = new Set('P01 P02 P03 P04 P05 P06 P07 P10 P11 P12 P13 P21 P22'.split(' '));

/** No power and no duty, so that consent is the only basis left: docs/domain/01 §1.4, docs/domain/03 §3.2. */
function isOnlyByConsent({ purpose, source, recipient, statutoryTransfer }: OracleCase): boolean {
  if (statutoryTransfer || !restingOnConsent.has(purpose)) return false;
  return ['P13', 'P21', 'P22'].includes(purpose) || source.duty === 'NONE' || recipient.duty === 'NONE';
}

/** Whether the choices about any part of the message come to this. */
function says(judge: Judge, oracleCase: OracleCase, ways: Ways, ...results: readonly string[]): boolean {
  return oracleCase.segments.some((segment) =>
    segment.categories.some((category) =>
      results.includes(judgeChoices(judge, oracleCase, segment, category, ways).choice),
    ),
  );
}

/** What all the people say whom a segment is about, and the data subject: the answer that protects most. */
function judgeChoices(
  judge: Judge,
  oracleCase: OracleCase,
  { about, dataDate }: SegmentCase,
  category: string,
  ways: Ways,
): { readonly choice: string; readonly childPermits: boolean; readonly lapsed: boolean } {
  const subject = getSubject(oracleCase);
  const own = judgeChoice(judge, oracleCase, { about: subject, category, dataDate }, ways);
  const others = about
    .filter((person) => person !== subject)
    .map((person) =>
      // Somebody whom nobody could find has recorded nothing.
      person === null
        ? { choice: 'NONE', lapsed: false }
        : judgeChoice(judge, oracleCase, { about: person, category, dataDate }, ways),
    );
  const all = [own, ...others];
  return {
    choice: ways.choices.find((result) => all.some(({ choice }) => choice === result)) ?? 'NONE',
    childPermits: own.ownPermit,
    lapsed: all.some(({ lapsed }) => lapsed),
  };
}

/** Somebody who would decide about the request as a whole is flagged (docs/domain/01 §1.7, authority events). */
function isCapacityToBeConfirmed(judge: Judge, oracleCase: OracleCase, ways: Ways): boolean {
  return judgeAuthority(judge, oracleCase, getSubject(oracleCase), '', ways).capacityToBeConfirmed;
}

function getSubject({ people: [subject] }: OracleCase): string {
  if (subject === undefined) throw new Error('a case is about somebody');
  return subject.person;
}

interface Situation {
  readonly row: string | undefined;
  readonly attested: boolean;
  readonly safeguarding: boolean;
  readonly urgent: boolean;
  readonly frontDoor: boolean;
}

function judgeSegment(
  judge: Judge,
  oracleCase: OracleCase,
  segment: SegmentCase,
  situation: Situation,
  ways: Ways,
): SegmentVerdict {
  // A part without a category is not labelled.
  const categories = segment.categories.length === 0 ? [''] : segment.categories;
  const answers = categories.map((category) =>
    judgeCategory(judge, oracleCase, segment, category, situation, ways),
  );
  const stops = codes(answers.flatMap((answer) => answer.stops));
  if (stops.length === 0) {
    const grounds = codes(answers.flatMap((answer) => answer.grounds));
    return { segment: segment.segment, outcome: 'RELEASE', reasons: grounds };
  }
  const beside = answers.flatMap((answer) => answer.beside);
  const held = ask(judge, 'hold', 'Exchange', 'hold', ['Segment', 'segment'], {
    stops,
    safetyCritical: segment.safetyCritical,
    urgent: situation.urgent,
    capacityToBeConfirmed: isCapacityToBeConfirmed(judge, oracleCase, ways),
    lapsed: answers.some((answer) => answer.lapsed),
  });
  return held.allowed
    ? { segment: segment.segment, outcome: 'HOLD', reasons: codes([...held.by, ...stops, ...beside]) }
    : { segment: segment.segment, outcome: 'WITHHOLD', reasons: codes([...stops, ...beside]) };
}

/** Why one category goes, and what stops it. */
interface CategoryVerdict {
  readonly grounds: readonly string[];
  readonly stops: readonly string[];
  /** Somebody had permitted it who may no longer decide. */
  readonly lapsed: boolean;
  /** What the pages name beside or in place of the reason when it is withheld (AC1, AC3). */
  readonly beside: readonly string[];
}

function judgeCategory(
  judge: Judge,
  oracleCase: OracleCase,
  segment: SegmentCase,
  category: string,
  { row, attested, safeguarding, frontDoor }: Situation,
  ways: Ways,
): CategoryVerdict {
  const { purpose, recipient, own, agreement } = oracleCase;
  const subject = getSubject(oracleCase);
  const { choice, childPermits, lapsed } = judgeChoices(judge, oracleCase, segment, category, ways);
  const sensitive = sensitiveServices.has(category);
  const isShielded = category === 'CON' && segment.flags.includes('SHIELDED_LOCATION');
  const level = higher(segment.level, isShielded ? 'V' : (categoryLevels[category] ?? 'V'));
  const column = findCell(judge, row, category);
  const cell = column === 'LISTED' && level === 'V' ? 'NEVER' : column;
  const fitting = ask(judge, 'effect', 'Exchange', 'takeEffect', ['Category', 'category'], {
    purpose,
    messageType: oracleCase.messageType,
    attested,
    statutoryTransfer: oracleCase.statutoryTransfer,
    recipientDuty: recipient.duty,
    // Of the request as a whole: only what speaks of every kind of information answers.
    selfDecides: judgeAuthority(judge, oracleCase, subject, '', ways).selfDecides,
    sensitive,
    listed: cell === 'LISTED',
  }).by;
  const effect = own === null ? (code(ways.effects.find((name) => fitting.includes(name))) ?? 'NONE') : 'OWN';
  const aboutOthers = segment.about.length > 0 && !segment.about.includes(subject);
  const asked = {
    effect,
    cell,
    choice,
    childPermits,
    linked: segment.linked,
    attested,
    lead: oracleCase.lead.includes(segment.segment),
    approved: oracleCase.approved.includes(segment.segment),
    sensitive,
    safeguarding,
    restsOnConsent: isOnlyByConsent(oracleCase),
    anybodyPermits: isOnlyByConsent(oracleCase) && says(judge, oracleCase, ways, 'PERMIT'),
    own: own ?? 'NONE',
  };
  const needed = ask(judge, 'need', 'Exchange', 'need', ['Segment', 'segment'], asked);
  const combined = needed.allowed
    ? ask(judge, 'combination', 'Exchange', 'release', ['Segment', 'segment'], asked)
    : needed;
  const passed = ask(judge, 'flags', 'Exchange', 'pass', ['Segment', 'segment'], {
    purpose,
    effect,
    own: own ?? 'NONE',
    safeContact: false,
    flags: [...segment.flags].sort(),
    aboutOthers,
    childPermits,
    labelled: segment.labelled && category in categoryLevels,
    embargoOver:
      segment.embargoUntil !== null && Date.parse(segment.embargoUntil) <= Date.parse(oracleCase.at),
    notForRole: segment.notForRoles.includes(recipient.role),
    // Identity goes along with whatever else goes.
    inAgreement:
      frontDoor ||
      own !== null ||
      agreement === null ||
      agreement.categories === 'ALL' ||
      category === 'DEM' ||
      agreement.categories.includes(category),
  });
  return {
    grounds: combined.allowed ? combined.by : [],
    // Where no policy permits, none need forbid.
    stops: [
      ...(combined.allowed ? [] : combined.by.length > 0 ? combined.by : ['NO_GROUND']),
      ...(passed.allowed ? [] : passed.by),
    ],
    lapsed,
    beside: [
      ...(aboutOthers || segment.flags.includes('THIRD_PARTY') ? ['REDACT_THIRD_PARTY'] : []),
      ...(segment.flags.includes('CHILD_CONFIDENCE') ? ['REDACT_CHILD_CONFIDENCE'] : []),
      ...(choice === 'DENY' ? ['REDACT_CONSENT_DENIED'] : []),
      ...(isOnlyByConsent(oracleCase) ? ['DENY_NO_BASIS'] : []),
      ...(cell === 'CHILD' ? ['DENY_CONSENT_ABSENT', 'REDACT_NEVER'] : []),
    ],
  };
}

function findCell(judge: Judge, row: string | undefined, category: string): string {
  if (row === undefined) return 'NO_ROW';
  return only(ask(judge, 'matrix', 'Row', 'see', ['Category', category], {}, row))?.split('/')[1] ?? 'BLANK';
}

function listCells(judge: Judge, oracleCase: OracleCase, row: string | undefined, ways: Ways): string[] {
  if (row === undefined) return [];
  return oracleCase.segments.flatMap((segment) =>
    segment.categories
      .filter((category) => findCell(judge, row, category) !== 'BLANK')
      .map(
        (category) => `${row}/${category}/${judgeChoices(judge, oracleCase, segment, category, ways).choice}`,
      ),
  );
}

/** docs/domain/03 §3.5 step 8: all redacted is a denial; a mandatory part that does not go holds the whole. */
function conclude(
  oracleCase: OracleCase,
  segments: readonly SegmentVerdict[],
  urgent: boolean,
): Verdict['outcome'] {
  const released = segments.filter(({ outcome }) => outcome === 'RELEASE');
  const isHeld = segments.some(({ outcome }) => outcome === 'HOLD');
  if (released.length === 0) return isHeld ? 'HOLD' : 'DENY';
  const kept = new Set(segments.filter(({ outcome }) => outcome !== 'RELEASE').map(({ segment }) => segment));
  const lacksMandatory = oracleCase.segments.some(({ segment, mandatory }) => mandatory && kept.has(segment));
  if (lacksMandatory && !urgent) return 'HOLD';
  return kept.size === 0 ? 'FORWARD' : 'FORWARD_REDACTED';
}

function ask(
  judge: Judge,
  set: RuleSet,
  principal: string,
  action: string,
  [type, id]: readonly [string, string],
  context: Parameters<Judge['ask']>[0]['context'],
  principalId = 'it',
): Answer {
  return judge.ask({
    set,
    principal: { type: principal, id: principalId },
    action,
    resource: { type, id },
    context,
  });
}

/** The one policy that answers; several at once would be a fault of the policies. */
function only({ allowed, by }: Answer): string | undefined {
  if (!allowed) return undefined;
  const names = new Set(
    by.map((rule) => (rule.includes('/') && !/\/[A-Z]/.test(rule) ? rule.split('/')[0] : rule)),
  );
  if (names.size > 1) throw new Error(`more than one rule answers: ${by.join()}`);
  return [...names][0];
}

function code(rule: string | undefined): string | undefined {
  return rule?.split('/')[0];
}

function codes(rules: readonly string[]): string[] {
  return [...new Set(rules.map((rule) => rule.split('/')[0] ?? rule))].sort();
}
