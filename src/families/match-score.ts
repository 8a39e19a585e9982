import type { Demographics } from './demographics.ts';
import { normaliseName, normalisePostcode, type SearchFacts } from './search-keys.ts';

/** What a sender says about whom a message is about. */
export interface ComparedFacts extends SearchFacts {
  readonly sex?: string | undefined;
}

/** How a candidate's registered numbers stand to those that were sent. */
export interface IdentifierAgreement {
  /** An NHS number was sent and is the candidate's. */
  readonly nhsNumberAgrees: boolean;
  /** An NHS number was sent and the candidate has another. */
  readonly nhsNumberDiffers: boolean;
  /** A pupil or learner number was sent and is the candidate's. */
  readonly otherNumberAgrees: boolean;
}

/** From this many points of 100 a candidate is the person (docs/domain/04 §4.6: 0.95). */
export const matchThreshold = 95;

/**
 * The first rule of matching: exact NHS number, birth date, and surname or postcode (docs/domain/04 §4.6).
 */
export function isExactMatch(
  sent: ComparedFacts,
  known: Demographics,
  numbers: IdentifierAgreement,
): boolean {
  return (
    numbers.nhsNumberAgrees &&
    agreesOnBirthDate(sent, known) &&
    (agreesOnSurname(sent, known) || agreesOnPostcode(sent, known))
  );
}

/**
 * Scores a candidate in points of 100. Without an NHS number nothing less than birth date, surname, given name and
 * postcode reaches the threshold; another NHS number, or another birth date, can never reach it.
 */
export function scoreCandidate(
  sent: ComparedFacts,
  known: Demographics,
  numbers: IdentifierAgreement,
): number {
  const points =
    (agreesOnBirthDate(sent, known) ? 35 : 0) +
    (agreesOnSurname(sent, known) ? 20 : 0) +
    (agreesOnGivenName(sent, known) ? 20 : 0) +
    (agreesOnPostcode(sent, known) ? 20 : 0) +
    (sent.sex === known.sex ? 5 : 0) +
    (numbers.nhsNumberAgrees ? 30 : 0) +
    (numbers.otherNumberAgrees ? 20 : 0);
  const contradicted = numbers.nhsNumberDiffers || !agreesOnBirthDate(sent, known);
  return Math.min(points, contradicted ? 80 : 100);
}

function agreesOnBirthDate(sent: ComparedFacts, known: Demographics): boolean {
  return sent.birthDate === known.birthDate;
}

function agreesOnSurname(sent: ComparedFacts, known: Demographics): boolean {
  return agree(normaliseName(sent.familyName ?? ''), normaliseName(known.familyName));
}

function agreesOnGivenName(sent: ComparedFacts, known: Demographics): boolean {
  return agree(normaliseName(sent.givenName ?? ''), normaliseName(known.givenNames[0] ?? ''));
}

function agreesOnPostcode(sent: ComparedFacts, known: Demographics): boolean {
  return agree(normalisePostcode(sent.postcode ?? ''), normalisePostcode(known.address?.postcode ?? ''));
}

/** What is not known on either side agrees with nothing. */
function agree(a: string, b: string): boolean {
  return a !== '' && a === b;
}
