import type { ChoiceFinding, ChoiceQuestion, ChoiceResult, IgnoredAnswer } from './choice-question.ts';
import type { ConsentRef, ConsentVersion } from './consent-version.ts';
import { findSpeaker, maySpeak, personOf } from './decider.ts';
import {
  hasExpired,
  isKnownQuestion,
  readStance,
  wouldPermit,
  type ReadableVersion,
  type StanceOfRecord,
} from './read-stance.ts';
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
  const readable = records.filter(isReadable);
  const answers = new Map<string, StanceOfRecord[]>();
  const ignored: IgnoredAnswer[] = [];
  for (const record of readable) {
    const stance = readStance(record, question);
    if (stance === undefined) continue;
    const speaker = findSpeaker(record, question, permits(stance) ? 'PERMIT' : 'DENY');
    if (speaker === undefined) ignored.push(ignore(record, question));
    else answers.set(speaker, [...(answers.get(speaker) ?? []), stance]);
  }
  return {
    ...combine([...answers.values()].map(resolveAnswer), question),
    lapsed: readable.some((record) => wouldPermit(record, question) && hasLostAuthority(record, question)),
    expired: readable.some(
      (record) => hasExpired(record, question) && maySpeak(record.body.decidedBy, question, 'PERMIT'),
    ),
    ignored: ignored.toSorted(compareRefs),
  };
}

function combine(
  answers: readonly PersonAnswer[],
  question: ChoiceQuestion,
): Omit<ChoiceFinding, 'lapsed' | 'expired' | 'ignored'> {
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
    childPermits: permits.some(
      ({ decisive }) => personOf(decisive.record.body.decidedBy) === question.dataSubject,
    ),
    objection: denials.some(({ decisive }) => decisive.record.kind === 'OBJECTION'),
  };
}

function weigh(permits: number, denials: number, uncovered: number): ChoiceResult {
  if (denials > 0) return permits > 0 ? 'CONFLICT' : 'DENY';
  return permits > 0 && uncovered === 0 ? 'PERMIT' : 'NONE';
}

function permits({ stance }: StanceOfRecord): boolean {
  return stance === 'PERMIT' || stance === 'CARRIED';
}

/** Whoever gave it may no longer decide, or no longer in that capacity. A claim that nobody has verified never gave any. */
function hasLostAuthority({ body: { decidedBy } }: ReadableVersion, question: ChoiceQuestion): boolean {
  const person = personOf(decidedBy);
  const waits = person !== null && question.neverVerified.includes(person);
  return !waits && !maySpeak(decidedBy, question, 'PERMIT');
}

function ignore(record: ReadableVersion, { neverVerified }: ChoiceQuestion): IgnoredAnswer {
  const person = personOf(record.body.decidedBy);
  const waits = person !== null && neverVerified.includes(person);
  return { ...toRef(record), person, why: waits ? 'UNVERIFIED' : 'NOT_ENTITLED' };
}

/** Only the newest version of a record says anything; the others are its history. */
export function newestVersions(versions: readonly ConsentVersion[]): ConsentVersion[] {
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
    lapsed: false,
    expired: false,
    ignored: [],
  };
}

export function isReadable(record: ConsentVersion): record is ReadableVersion {
  return record.body !== 'ERASED';
}

export function toRef({ consentId, version }: ConsentVersion): ConsentRef {
  return { consentId, version };
}

export function sortRefs(refs: readonly ConsentRef[]): ConsentRef[] {
  return refs.toSorted(compareRefs);
}

function compareRefs(a: ConsentRef, b: ConsentRef): number {
  if (a.consentId === b.consentId) return a.version - b.version;
  return a.consentId < b.consentId ? -1 : 1;
}
