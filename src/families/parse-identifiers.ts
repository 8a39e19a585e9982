import { ok, refuse, type Result } from '../platform/index.ts';

/** The registers that number people and places (docs/domain/04). A value means nothing without its register. */
export const identifierSystems = ['nhs-number', 'upn', 'uln', 'uprn'] as const;
export type IdentifierSystem = (typeof identifierSystems)[number];

/** Why a text is no identifier of the register it was given for. */
export type IdentifierRefusalCode =
  'identifier-shape' | 'identifier-check' | 'identifier-looks-like-uln' | 'identifier-looks-like-nhs-number';

/** A refusal that can be shown: it never repeats the value. */
export interface IdentifierRefusal {
  readonly code: IdentifierRefusalCode;
  readonly system: IdentifierSystem;
  readonly message: string;
}

/** What is odd about an identifier that was accepted all the same. */
export type IdentifierWarning = 'upn-check-letter' | 'nhs-number-outside-issued-range';

/**
 * An identifier whose typing has been checked. A check digit proves typing, never identity, so holding one of these
 * says nothing about who somebody is (docs/domain/04).
 */
export interface ParsedIdentifier {
  readonly system: IdentifierSystem;
  /** Exactly what was received. */
  readonly raw: string;
  /** The form that is compared and hashed. */
  readonly normalised: string;
  readonly warnings: readonly IdentifierWarning[];
}

/** Who typed a UPN: a partner's wrong check letter is a warning, our own user's is an error to put right (docs/domain/04 §4.3). */
export type UpnOrigin = 'OWN_USER' | 'PARTNER';

const tenDigits = /^[1-9][0-9]{9}$/;
const upnShape = /^[A-HJ-NP-RT-Z][0-9]{11}[0-9A-HJ-NP-RT-Z]$/;
const upnAlphabet = 'ABCDEFGHJKLMNPQRTUVWXYZ';
const uprnShape = /^[0-9]{1,12}$/;

/** Parses an NHS number: ten digits, not starting with 0, with its check digit (docs/domain/04 §4.2). */
export function parseNhsNumber(raw: string): Result<ParsedIdentifier, IdentifierRefusal> {
  const normalised = stripSeparators(raw);
  if (!tenDigits.test(normalised))
    return refused('nhs-number', 'identifier-shape', 'must be ten digits, not starting with 0');
  if (isNhsNumber(normalised)) return accepted('nhs-number', raw, normalised);
  return isUln(normalised)
    ? refused('nhs-number', 'identifier-looks-like-uln', 'is a learner number: the two fields may be swapped')
    : refused('nhs-number', 'identifier-check', 'has a wrong check digit');
}

/** Parses a unique learner number: ten digits, not starting with 0, with its check digit (docs/domain/04 §4.4). */
export function parseUln(raw: string): Result<ParsedIdentifier, IdentifierRefusal> {
  const normalised = stripSeparators(raw);
  if (!tenDigits.test(normalised))
    return refused('uln', 'identifier-shape', 'must be ten digits, not starting with 0');
  if (isUln(normalised)) return accepted('uln', raw, normalised);
  return isNhsNumber(normalised)
    ? refused('uln', 'identifier-looks-like-nhs-number', 'is an NHS number: the two fields may be swapped')
    : refused('uln', 'identifier-check', 'has a wrong check digit');
}

/**
 * Parses a unique pupil number, permanent or temporary (docs/domain/04 §4.3). A wrong check letter from a partner is
 * accepted with a warning, since some systems check the shape only; such a number must not be matched on.
 */
export function parseUpn(raw: string, origin: UpnOrigin): Result<ParsedIdentifier, IdentifierRefusal> {
  const normalised = stripSeparators(raw);
  if (!upnShape.test(normalised)) {
    return refused('upn', 'identifier-shape', 'must be a check letter, eleven digits, and a digit or letter');
  }
  if (upnCheckLetter(normalised) === normalised.charAt(0)) return accepted('upn', raw, normalised);
  return origin === 'PARTNER'
    ? ok({ system: 'upn', raw, normalised, warnings: ['upn-check-letter'] })
    : refused('upn', 'identifier-check', 'has a wrong check letter');
}

/** Parses a unique property reference number; leading zeros do not count (docs/domain/04 §4.5). It is location data. */
export function parseUprn(raw: string): Result<ParsedIdentifier, IdentifierRefusal> {
  const stripped = stripSeparators(raw);
  const normalised = stripped.replace(/^0+/, '');
  return uprnShape.test(stripped) && normalised !== ''
    ? accepted('uprn', raw, normalised)
    : refused('uprn', 'identifier-shape', 'must be one to twelve digits');
}

/** Parses a value for the register that its sender names. */
export function parseIdentifier(
  system: IdentifierSystem,
  raw: string,
  origin: UpnOrigin,
): Result<ParsedIdentifier, IdentifierRefusal> {
  switch (system) {
    case 'nhs-number':
      return parseNhsNumber(raw);
    case 'upn':
      return parseUpn(raw, origin);
    case 'uln':
      return parseUln(raw);
    case 'uprn':
      return parseUprn(raw);
  }
}

function stripSeparators(raw: string): string {
  return raw.replace(/[ -]/g, '');
}

function isNhsNumber(digits: string): boolean {
  const check = 11 - firstNineWeighted(digits);
  return check !== 10 && check % 11 === Number(digits.charAt(9));
}

function isUln(digits: string): boolean {
  const remainder = firstNineWeighted(digits);
  return remainder !== 0 && 10 - remainder === Number(digits.charAt(9));
}

function firstNineWeighted(digits: string): number {
  return (
    Array.from(digits.slice(0, 9)).reduce((sum, digit, place) => sum + Number(digit) * (10 - place), 0) % 11
  );
}

function upnCheckLetter(upn: string): string {
  const sum = Array.from(upn.slice(1)).reduce((total, character, place) => {
    const letter = upnAlphabet.indexOf(character);
    return total + (letter === -1 ? Number(character) : letter) * (place + 2);
  }, 0);
  return upnAlphabet.charAt(sum % 23);
}

function accepted(
  system: IdentifierSystem,
  raw: string,
  normalised: string,
): Result<ParsedIdentifier, never> {
  return ok({ system, raw, normalised, warnings: [] });
}

function refused(
  system: IdentifierSystem,
  code: IdentifierRefusalCode,
  what: string,
): Result<never, IdentifierRefusal> {
  return refuse({ code, system, message: `The ${names[system]} ${what}.` });
}

const names: Readonly<Record<IdentifierSystem, string>> = {
  'nhs-number': 'NHS number',
  upn: 'unique pupil number',
  uln: 'unique learner number',
  uprn: 'unique property reference number',
};
