import type { PersonId } from '../platform/index.ts';
import type { CapacityBasis } from '../vocabulary/index.ts';
import type { ChoiceFinding, ChoiceQuestion, ChoiceResult, IgnoredAnswer } from './choice-question.ts';
import type { ConsentRef, ConsentVersion } from './consent-version.ts';
import { isKnownQuestion, readStance, type ReadableVersion, type StanceOfRecord } from './read-stance.ts';
import { resolveAnswer, type PersonAnswer } from './resolve-answer.ts';

/**
 * Finds what the recorded choices come to for one question (docs/domain/01 §1.7, docs/domain/03 §3.5). Pure; the order
 * in which the versions are given never matters.
 *
 * Each person who may decide is heard once, with their latest answer. All who permit must cover the category; one who
 * permits beside one who denies is a conflict; answers of anybody else are set aside and named. A question with a code
 * that we do not know, and a person whose records can no longer be opened, are denied.
 */
export function findChoice(versions: readonly ConsentVersion[], question: ChoiceQuestion): ChoiceFinding {
  const records = newestVersions(versions).filter((record) => record.dataSubject === question.dataSubject);
  const erased = records.filter((record) => record.body === 'ERASED');
  if (!isKnownQuestion(question) || erased.length > 0) return denied(erased);
  const answers = new Map<PersonId, StanceOfRecord[]>();
  const ignored: IgnoredAnswer[] = [];
  for (const record of records.filter(isReadable)) {
    const stance = readStance(record, question);
    if (stance === undefined) continue;
    const person = record.body.decidedBy.person;
    if (counts(stance, question)) answers.set(person, [...(answers.get(person) ?? []), stance]);
    else ignored.push({ ...toRef(record), person, why: whyIgnored(person, question) });
  }
  return combine(
    [...answers].map(([person, stances]) => ({ person, ...resolveAnswer(stances) })),
    ignored,
    question,
  );
}

interface AnswerOfPerson extends PersonAnswer {
  readonly person: PersonId;
}

function combine(
  answers: readonly AnswerOfPerson[],
  ignored: readonly IgnoredAnswer[],
  question: ChoiceQuestion,
): ChoiceFinding {
  const permits = answers.filter(({ answer }) => answer === 'PERMIT');
  const denials = answers.filter(({ answer }) => answer === 'DENY');
  const uncovered = answers.filter(({ answer }) => answer === 'UNCOVERED');
  const result = weigh(permits.length, denials.length, uncovered.length);
  const restsOn =
    permits.length > 0 && denials.length === 0 ? [...permits, ...uncovered] : [...permits, ...denials];
  return {
    result,
    refs: sortRefs(restsOn.map(({ decisive }) => toRef(decisive.record))),
    withdrawn: denials.some(({ decisive }) => decisive.record.status === 'withdrawn'),
    childPermits: permits.some(({ person }) => person === question.dataSubject),
    objection: denials.some(({ decisive }) => decisive.record.kind === 'OBJECTION'),
    ignored: ignored.toSorted(compareRefs),
  };
}

function weigh(permits: number, denials: number, uncovered: number): ChoiceResult {
  if (denials > 0) return permits > 0 ? 'CONFLICT' : 'DENY';
  return permits > 0 && uncovered === 0 ? 'PERMIT' : 'NONE';
}

/**
 * An answer counts while its author may decide. What they permitted counts only in the capacity in which they still act:
 * a parent's consent does not live on because the parent later becomes a deputy. What they denied counts in any.
 */
function counts({ record, stance }: StanceOfRecord, { deciders }: ChoiceQuestion): boolean {
  const { person, capacityBasis } = record.body.decidedBy;
  const bases = deciders
    .filter((decider) => decider.person === person)
    .map((decider) => decider.capacityBasis);
  if (bases.length === 0) return false;
  const permits = stance === 'PERMIT' || stance === 'CARRIED';
  return !permits || bases.some((basis) => isSameCapacity(basis, capacityBasis));
}

function isSameCapacity(a: CapacityBasis, b: CapacityBasis): boolean {
  return a === b || (isSelf(a) && isSelf(b));
}

function isSelf(basis: CapacityBasis): boolean {
  return basis === 'SELF_GILLICK' || basis === 'SELF_YP' || basis === 'SELF_ADULT';
}

function whyIgnored(person: PersonId, { unverified }: ChoiceQuestion): IgnoredAnswer['why'] {
  return unverified.includes(person) ? 'UNVERIFIED' : 'NOT_ENTITLED';
}

/** Only the newest version of a record says anything; the others are its history. */
function newestVersions(versions: readonly ConsentVersion[]): ConsentVersion[] {
  const newest = new Map<string, ConsentVersion>();
  for (const version of versions) {
    const known = newest.get(version.consentId);
    if (known === undefined || version.version > known.version) newest.set(version.consentId, version);
  }
  return [...newest.values()];
}

function denied(erased: readonly ConsentVersion[]): ChoiceFinding {
  return {
    result: 'DENY',
    refs: sortRefs(erased.map(toRef)),
    withdrawn: false,
    childPermits: false,
    objection: false,
    ignored: [],
  };
}

function isReadable(record: ConsentVersion): record is ReadableVersion {
  return record.body !== 'ERASED';
}

function toRef({ consentId, version }: ConsentVersion): ConsentRef {
  return { consentId, version };
}

function sortRefs(refs: readonly ConsentRef[]): ConsentRef[] {
  return refs.toSorted(compareRefs);
}

function compareRefs(a: ConsentRef, b: ConsentRef): number {
  if (a.consentId === b.consentId) return a.version - b.version;
  return a.consentId < b.consentId ? -1 : 1;
}
