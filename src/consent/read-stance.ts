import { londonDate } from '../platform/index.ts';
import {
  isCategoryCode,
  isPurposeCode,
  organisationTypes,
  roles,
  type CategoryCode,
} from '../vocabulary/index.ts';
import type { ChoiceQuestion } from './choice-question.ts';
import type { ConsentBody, ConsentVersion } from './consent-version.ts';

/** A version whose body could be opened. */
export type ReadableVersion = ConsentVersion & { readonly body: ConsentBody };

/**
 * What one record says about the category asked for.
 * - `PERMIT`, `DENY`: it names the category (a denial may name all).
 * - `CARRIED`: core identity, which goes along with whatever else the record permits.
 * - `WITHDRAWN`: it spoke of the category until it was withdrawn, which denies it (rulings 3).
 * - `WITHDRAWN_CARRIED`: it carried core identity until it was withdrawn.
 * - `ELSEWHERE`: it answers for this purpose and recipient and does not permit this category.
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

const coreIdentity: CategoryCode = 'DEM';

/**
 * Reads what one record says to a question, or nothing where it does not bear on it. Denials are read as widely as they
 * were made; permits only as far as every word of them fits.
 */
export function readStance(record: ReadableVersion, question: ChoiceQuestion): StanceOfRecord | undefined {
  if (record.type !== 'SHARE' || record.dataSubject !== question.dataSubject) return undefined;
  if (!coversPurpose(record.body, question) || !coversRecipient(record.body, question)) return undefined;
  switch (record.status) {
    case 'draft':
    case 'expired':
    case 'superseded':
    case 'entered-in-error':
      return undefined;
    case 'withdrawn':
      return readWithdrawn(record, question.category);
    case 'active':
      return holdsAt(record, question.at) ? readActive(record, question) : undefined;
    case 'suspended':
    case 'pending-reauthorise':
      return holdsAt(record, question.at) ? withoutPermit(readActive(record, question)) : undefined;
  }
}

/** Whether every code of the question is one that we know; an unknown code is never permitted (docs/domain/07 §7.2). */
export function isKnownQuestion({ purpose, category, recipient }: ChoiceQuestion): boolean {
  return (
    isPurposeCode(purpose) &&
    isCategoryCode(category) &&
    roles.includes(recipient.role) &&
    organisationTypes.includes(recipient.organisationType)
  );
}

function readActive(record: ReadableVersion, question: ChoiceQuestion): StanceOfRecord | undefined {
  const since = record.chosenSequence;
  const { permit, deny } = record.body.categories;
  if (deny === 'ALL') return { record, stance: 'DENY', named: false, since };
  if (deny.includes(question.category)) return { record, stance: 'DENY', named: true, since };
  if (record.kind === 'OBJECTION' || record.recordedAt > question.at || !permitsOnlyByName(record.body)) {
    return undefined;
  }
  const stance = {
    record,
    stance: stanceOfPermits(permit, question.category),
    named: permit.includes(question.category),
    since,
  };
  return isReviewDue(record.body, question.at) ? withoutPermit(stance) : stance;
}

function stanceOfPermits(permit: readonly CategoryCode[], category: CategoryCode): Stance {
  if (permit.includes(category)) return 'PERMIT';
  return category === coreIdentity && permit.length > 0 ? 'CARRIED' : 'ELSEWHERE';
}

/**
 * A withdrawn consent denies what it permitted and goes on denying what it denied, until a new choice (rulings 3). An
 * objection that is taken back is gone.
 */
function readWithdrawn(record: ReadableVersion, category: CategoryCode): StanceOfRecord | undefined {
  if (record.kind === 'OBJECTION') return undefined;
  const { permit, deny } = record.body.categories;
  const since = record.sequence;
  const named = permit.includes(category) || (deny !== 'ALL' && deny.includes(category));
  if (named || deny === 'ALL') return { record, stance: 'WITHDRAWN', named, since };
  const carried = category === coreIdentity && permit.length > 0;
  return { record, stance: carried ? 'WITHDRAWN_CARRIED' : 'ELSEWHERE', named: false, since };
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

function coversRecipient({ recipients }: ConsentBody, { recipient }: ChoiceQuestion): boolean {
  if (recipients === 'ALL') return true;
  const { organisations, roles: named, organisationTypes: types } = recipients;
  if (organisations.length + named.length + types.length === 0) return false;
  return (
    (organisations.length === 0 || organisations.includes(recipient.organisationId)) &&
    (named.length === 0 || named.includes(recipient.role)) &&
    (types.length === 0 || types.includes(recipient.organisationType))
  );
}

/** A permit must say for what and to whom: one that says "all" permits nothing, however it came to be stored. */
function permitsOnlyByName({ purposes, recipients }: ConsentBody): boolean {
  return purposes !== 'ALL' && recipients !== 'ALL';
}
