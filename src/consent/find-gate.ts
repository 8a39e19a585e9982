import { londonDate } from '../platform/index.ts';
import type { CategoryCode, PurposeCode } from '../vocabulary/index.ts';
import type { ChoiceQuestion, RecipientAsked, WhoDecides } from './choice-question.ts';
import { combineChoices } from './combine-choices.ts';
import type { ConsentRef, ConsentType, ConsentVersion } from './consent-version.ts';
import { coversRecipient } from './covers-scope.ts';
import { findSpeaker } from './decider.ts';
import { findChoice, isReadable, newestVersions, sortRefs, toRef } from './find-choice.ts';
import type { ReadableVersion } from './read-stance.ts';

/** What stands before a gate. Anything but `PERMIT` leaves it shut. */
export type GateResult = 'PERMIT' | 'NONE' | 'DENY' | 'CONFLICT';

/**
 * Whether somebody agreed to be assessed before they turn 18 (Care Act 2014 s.58): the competent child or young person
 * themselves; where they cannot decide, whoever decides in their best interests. Who that is comes from the authority
 * finding for P13.
 */
export interface AssessmentQuestion extends WhoDecides {
  readonly gate: 'ASSESSMENT';
  readonly at: Date;
  readonly purpose: PurposeCode;
  /** The organisation that would assess. */
  readonly recipient: RecipientAsked;
}

/**
 * Whether the child, or the parent for them, agrees that an education, health and care plan or the advice behind it goes to a
 * recipient whom no exception of the SEND Regulations 2014 reg 17 names (docs/domain/01 §1.8): a `SHARE` permit for
 * every category that would go.
 */
export interface DisclosureGateQuestion extends Omit<ChoiceQuestion, 'category'> {
  readonly gate: 'REG_17';
  readonly categories: readonly CategoryCode[];
}

/** What was found, and on which versions it rests. */
export interface GateFinding {
  readonly result: GateResult;
  readonly refs: readonly ConsentRef[];
  /** Whether a withdrawal is among what keeps the gate shut. */
  readonly withdrawn: boolean;
}

/** Finds whether a statutory gate stands open, as far as the people who may decide have a say in it. Pure. */
export function findGate(
  versions: readonly ConsentVersion[],
  question: AssessmentQuestion | DisclosureGateQuestion,
): GateFinding {
  return question.gate === 'ASSESSMENT'
    ? findAnswers(versions, 'ASSESSMENT_GATE', question)
    : findDisclosurePermit(versions, question);
}

/**
 * A refusal of the assessment, and silence, are set aside only where the child is suspected to be experiencing, or at risk
 * of, abuse or neglect (Care Act 2014 s.58, docs/domain/01 §1.5). A conflict is no consent.
 */
export function findAssessmentOverride(
  { result }: Pick<GateFinding, 'result'>,
  abuseOrNeglectSuspected: boolean,
): 'OPEN' | 'OVERRIDDEN' | 'SHUT' {
  if (result === 'PERMIT') return 'OPEN';
  return abuseOrNeglectSuspected ? 'OVERRIDDEN' : 'SHUT';
}

function findDisclosurePermit(
  versions: readonly ConsentVersion[],
  question: DisclosureGateQuestion,
): GateFinding {
  const { categories, ...rest } = question;
  const findings = categories.map((category) => findChoice(versions, { ...rest, category }));
  const refs = new Map(
    findings
      .flatMap((finding) => finding.refs)
      .map((ref) => [`${ref.consentId} ${String(ref.version)}`, ref]),
  );
  return {
    result: combineChoices(findings.map(({ result }) => result)),
    refs: sortRefs([...refs.values()]),
    withdrawn: findings.some(({ withdrawn }) => withdrawn),
  };
}

/** The question of a record that is agreed to or refused as a whole. */
export interface AnswerQuestion extends WhoDecides {
  readonly at: Date;
  readonly purpose: PurposeCode;
  readonly recipient: RecipientAsked;
}

/**
 * Finds what the people who may decide answered as a whole: each is heard once, with their latest answer; all who answer
 * must agree. A record that can no longer be opened refuses.
 */
export function findAnswers(
  versions: readonly ConsentVersion[],
  type: ConsentType,
  question: AnswerQuestion,
  covers: (record: ReadableVersion) => boolean = () => true,
): GateFinding {
  const records = newestVersions(versions).filter(
    (record) => record.type === type && record.dataSubject === question.dataSubject,
  );
  const erased = records.filter((record) => record.body === 'ERASED');
  if (erased.length > 0) return { result: 'DENY', refs: sortRefs(erased.map(toRef)), withdrawn: false };
  const latest = new Map<string, Said>();
  for (const record of records.filter(isReadable)) {
    const said = readAnswer(record, question, covers);
    if (said === undefined) continue;
    const speaker = findSpeaker(record, question, said.agrees ? 'PERMIT' : 'DENY');
    if (speaker === undefined) continue;
    const known = latest.get(speaker);
    if (known === undefined || outranks(said, known)) latest.set(speaker, said);
  }
  const all = [...latest.values()];
  const refusals = all.filter(({ agrees }) => !agrees);
  return {
    result: weigh(all.length - refusals.length, refusals.length),
    refs: sortRefs(all.map(({ record }) => toRef(record))),
    withdrawn: refusals.some(({ record }) => record.status === 'withdrawn'),
  };
}

interface Said {
  readonly record: ReadableVersion;
  readonly agrees: boolean;
  /** The place in the order of recording from which it counts. */
  readonly since: number;
}

function weigh(agreements: number, refusals: number): GateResult {
  if (refusals > 0) return agreements > 0 ? 'CONFLICT' : 'DENY';
  return agreements > 0 ? 'PERMIT' : 'NONE';
}

function outranks(a: Said, b: Said): boolean {
  return a.since === b.since ? !a.agrees : a.since > b.since;
}

function readAnswer(
  record: ReadableVersion,
  question: AnswerQuestion,
  covers: (record: ReadableVersion) => boolean,
): Said | undefined {
  const { body } = record;
  if (body.answer === null || !coversRecipient(body.recipients, question.recipient)) return undefined;
  if (body.purposes !== 'ALL' && !body.purposes.includes(question.purpose)) return undefined;
  if (!covers(record)) return undefined;
  if (record.status === 'withdrawn') return { record, agrees: false, since: record.sequence };
  const since = record.chosenSequence;
  const holds = record.validFrom <= question.at && (record.validTo === null || question.at < record.validTo);
  if (!holds) return undefined;
  switch (record.status) {
    case 'active':
      if (body.answer === 'REFUSES') return { record, agrees: false, since };
      return agreesByName(record, question.at) ? { record, agrees: true, since } : undefined;
    case 'suspended':
    case 'pending-reauthorise':
      return body.answer === 'REFUSES' ? { record, agrees: false, since } : undefined;
    case 'draft':
    case 'expired':
    case 'superseded':
    case 'entered-in-error':
      return undefined;
  }
}

/** What agrees must say for what and to whom, must be recorded by then, and lapses at its review. */
function agreesByName({ body, recordedAt }: ReadableVersion, at: Date): boolean {
  return (
    recordedAt <= at &&
    body.purposes !== 'ALL' &&
    body.recipients !== 'ALL' &&
    (body.reviewOn === null || londonDate(at) < body.reviewOn)
  );
}
