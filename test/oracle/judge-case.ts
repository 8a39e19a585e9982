import { ask, codeOf, codesOf, only } from './ask.ts';
import type { OracleCase, SegmentCase, SegmentVerdict, Verdict } from './case.ts';
import type { Judge } from './cedar-engine.ts';
import { categoryLevels, higher, sensitiveServices } from './codes.ts';
import { judgeAuthority } from './judge-authority.ts';
import {
  getSubject,
  isOnlyByConsent,
  isWhollyPermitted,
  judgeChoices,
  judgeProcessing,
  says,
} from './judge-choices.ts';
import { findCited, isSafeContact, judgeGates, judgeOwn, judgePlan } from './judge-gates.ts';
import { type Ways, documentedWays } from './ways.ts';

/** Decides a case by the documents alone. */
export function judgeCase(judge: Judge, given: OracleCase, ways: Ways = documentedWays): Verdict {
  const oracleCase = given.matched ? given : withoutSubject(given);
  const { purpose, messageType, recipient, source } = oracleCase;
  const { own, byPermit } = judgeOwn(judge, oracleCase, ways);
  const attested = isAttested(oracleCase);
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
      own,
    }),
  );
  const proceed = ask(judge, 'request', 'Exchange', 'proceed', ['Question', 'question'], {
    purpose,
    sourceDuty: source.duty,
    recipientDuty: recipient.duty,
    agreement: oracleCase.agreement !== null,
    inside: isInside(oracleCase),
    frontDoor,
    mayGoUnmatched: frontDoor && oracleCase.kind !== 'PULL',
    attested,
    synthetic: oracleCase.synthetic,
    adoptionLink: oracleCase.adoptionLink,
    courtRestriction: oracleCase.courtRestriction,
    optedOut: oracleCase.optedOut,
    healthOrigin: oracleCase.segments.some((segment) => isFromHealth(oracleCase, segment)),
    extract: oracleCase.extract,
    own,
    person: oracleCase.reader !== null,
    training: oracleCase.training,
    moreDetrimental: oracleCase.moreDetrimental,
    relationship: oracleCase.relationship,
    restsOnConsent: isOnlyByConsent(oracleCase),
    nothingRecorded: !says(
      judge,
      oracleCase,
      ways,
      ({ choice, order }) => choice !== 'NONE' || order !== null,
    ),
  });
  const plan = judgePlan(judge, oracleCase);
  const mayGoUnmatched = frontDoor && oracleCase.kind !== 'PULL';
  const gates = judgeGates(judge, oracleCase, ways, { plan, byPermit, mayGoUnmatched });
  const safeguarding = ['P08', 'P09', 'P14'].includes(purpose) && attested;
  const urgent = oracleCase.urgency !== 'ROUTINE' && (['M07', 'M10'].includes(messageType) || safeguarding);
  const bars = codesOf([...(proceed.allowed ? [] : proceed.by), ...(gates.allowed ? [] : gates.by)]);
  if (bars.length > 0) return stop(oracleCase, bars, urgent, ways);
  const situation = { row, attested, safeguarding, urgent, frontDoor, plan, own, byPermit };
  const segments = oracleCase.segments.map((segment) =>
    judgeSegment(judge, oracleCase, segment, situation, ways),
  );
  return {
    outcome: conclude(oracleCase, segments, urgent),
    bars: [],
    segments,
    cells: listCells(judge, oracleCase, row, ways),
  };
}

/** Nobody knows whom it is about: nobody decides, and nothing is on file. */
function withoutSubject(oracleCase: OracleCase): OracleCase {
  const [subject, ...others] = oracleCase.people;
  if (subject === undefined) return oracleCase;
  const unknown = {
    ...subject,
    birthDate: null,
    claims: [],
    competence: [],
    capacity: [],
    representatives: [],
    legalStatuses: [],
    orders: [],
  };
  return {
    ...oracleCase,
    people: [unknown, ...others],
    consents: oracleCase.consents.filter(({ about }) => about !== subject.person),
  };
}

/** Who accesses in an emergency, and why, stands in place of an attestation, for a short time (X2). */
function isAttested({ purpose, emergency, attested, trigger }: OracleCase): boolean {
  return purpose === 'P14' && emergency !== null
    ? emergency.reason && emergency.person && !emergency.over
    : attested || trigger;
}

/** Publicly funded health and adult social care (docs/domain/01 §1.10), whoever wrote it first. */
function isFromHealth({ source }: OracleCase, { healthOrigin }: SegmentCase): boolean {
  return (
    healthOrigin || ['NHS_TRUST', 'GP_PRACTICE', 'ICB'].includes(source.kind) || source.department === 'ASC'
  );
}

/** The whole is stopped: a step that holds comes before the bars of later steps, and urgent safeguarding never waits (rulings 1). */
function stop(oracleCase: OracleCase, bars: readonly string[], urgent: boolean, ways: Ways): Verdict {
  const holding = Object.entries(ways.holds).find(
    ([hold, earlier]) => bars.includes(hold) && !bars.some((bar) => earlier.includes(bar)),
  )?.[0];
  const isRefused = holding === 'HOLD_ID_MISMATCH' && (urgent || oracleCase.kind === 'PULL');
  const holds = holding !== undefined && !isRefused;
  return {
    outcome: holds ? 'HOLD' : 'DENY',
    bars,
    cells: [],
    segments: oracleCase.segments.map(({ segment }) => ({
      segment,
      outcome: holds ? 'HOLD' : 'WITHHOLD',
      reasons: bars,
    })),
  };
}

/** From one department or carer of an organisation to another (AC2, AC10). */
function isInside({ source, recipient }: OracleCase): boolean {
  return source.organisation === recipient.organisation;
}

/** A referral to a council's front door (rulings 1 and 2). */
function isFrontDoor({ messageType, recipient }: Pick<OracleCase, 'messageType' | 'recipient'>): boolean {
  return messageType === 'M07' && recipient.kind === 'COUNCIL' && recipient.department === 'MASH';
}

/** Somebody who would decide about the request as a whole is flagged (docs/domain/01 §1.7, authority events). */
function isCapacityToBeConfirmed(judge: Judge, oracleCase: OracleCase, ways: Ways): boolean {
  return judgeAuthority(judge, oracleCase, getSubject(oracleCase), '', ways).capacityToBeConfirmed;
}

interface Situation {
  readonly row: string | undefined;
  readonly attested: boolean;
  readonly safeguarding: boolean;
  readonly urgent: boolean;
  readonly frontDoor: boolean;
  /** Whether SEND Regulations 2014 reg 17 stands before it. */
  readonly plan: string;
  readonly own: string;
  readonly byPermit: boolean;
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
  const stops = codesOf(answers.flatMap((answer) => answer.stops));
  if (stops.length === 0) {
    const grounds = codesOf(answers.flatMap((answer) => answer.grounds));
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
    ? { segment: segment.segment, outcome: 'HOLD', reasons: codesOf([...held.by, ...stops, ...beside]) }
    : { segment: segment.segment, outcome: 'WITHHOLD', reasons: codesOf([...stops, ...beside]) };
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
  { row, attested, safeguarding, frontDoor, plan, own, byPermit }: Situation,
  ways: Ways,
): CategoryVerdict {
  const { purpose, recipient, agreement, reader } = oracleCase;
  const subject = getSubject(oracleCase);
  const { choice, childPermits, lapsed, order, byOrder } = judgeChoices(
    judge,
    oracleCase,
    segment,
    category,
    ways,
  );
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
  const effect =
    reader === null ? (codeOf(ways.effects.find((name) => fitting.includes(name))) ?? 'NONE') : 'OWN';
  const aboutOthers = segment.about.length > 0 && !segment.about.includes(subject);
  const asked = {
    effect,
    cell,
    choice,
    childPermits,
    linked: segment.linked,
    attested,
    lead: oracleCase.lead.includes(segment.segment),
    // An emergency opens its least subset and nothing that a person would have to release (X2).
    approved: oracleCase.emergency === null && oracleCase.approved.includes(segment.segment),
    sensitive,
    safeguarding,
    restsOnConsent: isOnlyByConsent(oracleCase),
    anybodyPermits:
      isOnlyByConsent(oracleCase) && says(judge, oracleCase, ways, (said) => said.choice === 'PERMIT'),
    own,
    byOrder,
  };
  const needed = ask(judge, 'need', 'Exchange', 'need', ['Segment', 'segment'], asked);
  const combined = needed.allowed
    ? ask(judge, 'combination', 'Exchange', 'release', ['Segment', 'segment'], asked)
    : needed;
  const passed = ask(judge, 'flags', 'Exchange', 'pass', ['Segment', 'segment'], {
    purpose,
    effect,
    own,
    forbidden: order === 'FORBIDS',
    plan,
    wholePermitted: (plan === 'SHUT' || byPermit) && isWhollyPermitted(judge, oracleCase, segment, ways),
    byPermit,
    processing: judgeProcessing(judge, oracleCase, segment, category, ways),
    shielded: reader !== null && oracleCase.shielded && !isSafeContact(oracleCase) && category === 'CON',
    opinion: judgeOpinion(oracleCase, segment),
    named: purpose !== 'P15' || findCited(oracleCase).names(category),
    flags: [...segment.flags].sort(),
    aboutOthers,
    childPermits,
    labelled: segment.labelled && category in categoryLevels,
    embargoOver:
      segment.embargoUntil !== null && Date.parse(segment.embargoUntil) <= Date.parse(oracleCase.at),
    notForRole: segment.notForRoles.includes(recipient.role),
    // Where no agreement is needed, none narrows; identity goes along with whatever else goes.
    inAgreement:
      frontDoor ||
      reader !== null ||
      isInside(oracleCase) ||
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

/** Health data under P17, where their holder is no health body (docs/domain/01 §1.9; X1). */
function judgeOpinion(oracleCase: OracleCase, segment: SegmentCase): string {
  const { purpose, source, opinions } = oracleCase;
  if (purpose !== 'P17' || ['NHS_TRUST', 'GP_PRACTICE'].includes(source.kind)) return 'NOT_ASKED';
  if (!isFromHealth(oracleCase, segment)) return 'NOT_ASKED';
  const given = opinions.filter((opinion) => opinion.segment === segment.segment);
  if (given.some(({ harm }) => harm)) return 'HARM';
  return given.length > 0 ? 'GIVEN' : 'AWAITED';
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
