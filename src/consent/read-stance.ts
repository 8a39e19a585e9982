import { londonDate } from '../platform/index.ts';
import {
  departments,
  isCategoryCode,
  isPurposeCode,
  organisationTypes,
  roles,
  type CategoryCode,
} from '../vocabulary/index.ts';
import type { ChoiceQuestion } from './choice-question.ts';
import type { ConsentBody, ConsentVersion } from './consent-version.ts';
import { coversRecipient, placeDataDate } from './covers-scope.ts';

/** A version whose body could be opened. */
export type ReadableVersion = ConsentVersion & { readonly body: ConsentBody };

/**
 * What one record says about the category asked for.
 * - `PERMIT`, `DENY`: it names the category (a denial may name all).
 * - `CARRIED`: core identity, which goes along with whatever else the record permits.
 * - `WITHDRAWN`: it spoke of the category until it was withdrawn, which denies it (rulings 3).
 * - `WITHDRAWN_CARRIED`: it carried core identity until it was withdrawn.
 * - `ELSEWHERE`: it permits something for this purpose and recipient and does not permit this category.
 */
export type Stance = 'PERMIT' | 'DENY' | 'CARRIED' | 'WITHDRAWN' | 'WITHDRAWN_CARRIED' | 'ELSEWHERE';

/** One record's say, and what ranks it among the same person's other answers. */
export interface StanceOfRecord {
  readonly record: ReadableVersion;
  readonly stance: Stance;
  /** Whether the category is listed by its own code, rather than by `ALL` or as what a permit carries along. */
  readonly named: boolean;
  /** The place in the order of recording from which it counts. */
  readonly since: number;
}

/** The category that goes along with whatever else a record permits: whom it is about. */
export const coreIdentity: CategoryCode = 'DEM';

/**
 * Reads what one record says to a question, or nothing where it does not bear on it. Denials are read as widely as they
 * were made; permits only as far as every word of them fits.
 */
export function readStance(record: ReadableVersion, question: ChoiceQuestion): StanceOfRecord | undefined {
  if (!bearsOn(record, question)) return undefined;
  switch (record.status) {
    case 'draft':
    case 'expired':
    case 'superseded':
    case 'entered-in-error':
      return undefined;
    case 'withdrawn':
      return readWithdrawn(record, question);
    case 'active':
      return holdsAt(record, question.at)
        ? afterReview(readActive(record, question), question.at)
        : undefined;
    case 'suspended':
    case 'pending-reauthorise':
      return holdsAt(record, question.at) ? withoutPermit(readActive(record, question)) : undefined;
  }
}

/**
 * Whether the record permitted this and no longer does, for no other reason than that its time has passed: its period has
 * ended, or its review is due. It permits nothing; it lets the family be told why.
 */
export function hasExpired(record: ReadableVersion, question: ChoiceQuestion): boolean {
  if (!bearsOn(record, question) || record.kind === 'OBJECTION') return false;
  const over =
    record.status === 'expired' ||
    (record.status === 'active' &&
      ((record.validTo !== null && record.validTo <= question.at) || isReviewDue(record.body, question.at)));
  return over && permits(readActive(record, question));
}

/**
 * Whether the record would permit this if it were in force today, whoever gave it. A suspended permit, and one that must be
 * authorised again, is among them: that is what becomes of it when its giver may no longer decide.
 */
export function wouldPermit(record: ReadableVersion, question: ChoiceQuestion): boolean {
  const standing =
    record.status === 'active' || record.status === 'suspended' || record.status === 'pending-reauthorise';
  return (
    standing &&
    bearsOn(record, question) &&
    holdsAt(record, question.at) &&
    permits(readActive(record, question))
  );
}

function bearsOn(record: ReadableVersion, question: ChoiceQuestion): boolean {
  return (
    record.type === 'SHARE' &&
    record.dataSubject === question.dataSubject &&
    coversPurpose(record.body, question) &&
    coversRecipient(record.body.recipients, question.recipient)
  );
}

function permits(stance: StanceOfRecord | undefined): boolean {
  return stance?.stance === 'PERMIT' || stance?.stance === 'CARRIED';
}

/** Whether every code of the question is one that we know; an unknown code is never permitted (docs/domain/07 §7.2). */
export function isKnownQuestion({ purpose, category, recipient }: ChoiceQuestion): boolean {
  return (
    isPurposeCode(purpose) &&
    isCategoryCode(category) &&
    roles.includes(recipient.role) &&
    departments.includes(recipient.department) &&
    organisationTypes.includes(recipient.organisationType)
  );
}

function readActive(record: ReadableVersion, question: ChoiceQuestion): StanceOfRecord | undefined {
  const since = record.chosenSequence;
  const { permit, deny } = record.body.categories;
  const standing = placeInformation(record, question);
  if (standing !== 'OUTSIDE') {
    if (deny === 'ALL') return { record, stance: 'DENY', named: false, since };
    if (deny.includes(question.category)) return { record, stance: 'DENY', named: true, since };
  }
  if (record.kind === 'OBJECTION' || record.recordedAt > question.at || !permitsOnlyByName(record.body)) {
    return undefined;
  }
  // Whoever only refuses other things has not answered this: there is nothing that all permit to be narrowed by.
  if (permit.length === 0) return undefined;
  return permit.includes(question.category)
    ? { record, stance: standing === 'WITHIN' ? 'PERMIT' : 'ELSEWHERE', named: standing === 'WITHIN', since }
    : { record, stance: carries(permit, question.category) ? 'CARRIED' : 'ELSEWHERE', named: false, since };
}

/** Core identity has no day of its own: it belongs to information of any day. */
function placeInformation(
  { body }: ReadableVersion,
  { category, dataDate }: Pick<ChoiceQuestion, 'category' | 'dataDate'>,
): ReturnType<typeof placeDataDate> {
  return category === coreIdentity ? 'WITHIN' : placeDataDate(body.dataPeriod, dataDate);
}

/** Core identity goes along with whatever else is permitted. */
function carries(permit: readonly CategoryCode[], category: CategoryCode): boolean {
  return category === coreIdentity && permit.length > 0;
}

/**
 * A withdrawn consent denies what it permitted and goes on denying what it denied, until a new choice (rulings 3). An
 * objection that is taken back is gone.
 */
function readWithdrawn(record: ReadableVersion, question: ChoiceQuestion): StanceOfRecord | undefined {
  if (record.kind === 'OBJECTION') return undefined;
  const { category } = question;
  const { permit, deny } = record.body.categories;
  const since = record.sequence;
  const spoken = placeInformation(record, question) !== 'OUTSIDE';
  const named = spoken && (permit.includes(category) || (deny !== 'ALL' && deny.includes(category)));
  if (named || (spoken && deny === 'ALL')) return { record, stance: 'WITHDRAWN', named, since };
  if (permit.length === 0) return undefined;
  const carried = carries(permit, category);
  return { record, stance: carried ? 'WITHDRAWN_CARRIED' : 'ELSEWHERE', named: false, since };
}

/** From its review on, a record permits nothing and goes on denying what it denied. */
function afterReview(stance: StanceOfRecord | undefined, at: Date): StanceOfRecord | undefined {
  return stance !== undefined && isReviewDue(stance.record.body, at) ? withoutPermit(stance) : stance;
}

/** A suspended answer, and one whose review is due, keeps its denials and permits nothing. */
function withoutPermit(stance: StanceOfRecord | undefined): StanceOfRecord | undefined {
  return stance?.stance === 'PERMIT' || stance?.stance === 'CARRIED'
    ? { ...stance, stance: 'ELSEWHERE', named: false }
    : stance;
}

/** Consent lapses at its scheduled review, from 00:00 London of that day (docs/domain/01 §1.7). */
function isReviewDue({ reviewOn }: ConsentBody, at: Date): boolean {
  return reviewOn !== null && londonDate(at) >= reviewOn;
}

function holdsAt(record: ConsentVersion, at: Date): boolean {
  return record.validFrom <= at && (record.validTo === null || at < record.validTo);
}

function coversPurpose({ purposes }: ConsentBody, { purpose }: ChoiceQuestion): boolean {
  return purposes === 'ALL' || purposes.includes(purpose);
}

/** A permit must say for what and to whom: one that says "all" permits nothing, however it came to be stored. */
function permitsOnlyByName({ purposes, recipients }: ConsentBody): boolean {
  return purposes !== 'ALL' && recipients !== 'ALL';
}
