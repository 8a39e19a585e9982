import { type Result, ok, refuse } from '../platform/index.ts';
import { type RegistrationProblem, problem } from './registration-problem.ts';

/** The schemes that name an organisation (docs/domain/04 §4.5): none has a check digit, all are looked up. */
export const organisationIdentifierSystems = ['ods', 'gss', 'urn', 'laestab', 'la', 'ukprn'] as const;
export type OrganisationIdentifierSystem = (typeof organisationIdentifierSystems)[number];

/** One identifier of an organisation, normalised. The same value under two systems is two different identifiers. */
export interface OrganisationIdentifier {
  readonly system: OrganisationIdentifierSystem;
  readonly value: string;
}

/** Where the process runs; synthetic identifiers stand for nobody in production (docs/domain/07 §7.0). */
export type Environment = 'development' | 'production' | 'test';

interface Scheme {
  readonly name: string;
  readonly shape: RegExp;
  readonly shapeInWords: string;
  /** Values kept for invented organisations; null where the scheme keeps none. */
  readonly synthetic: RegExp | null;
}

const schemes: Readonly<Record<OrganisationIdentifierSystem, Scheme>> = {
  ods: {
    name: 'ODS code',
    shape: /^[A-Z0-9]{3,12}$/,
    shapeInWords: '3 to 12 capital letters and digits',
    synthetic: /^Z9Z9/,
  },
  gss: {
    name: 'GSS code of a local authority',
    shape: /^E(?:06|07|08|09|10)[0-9]{6}$/,
    shapeInWords: 'E06, E07, E08, E09 or E10 and six digits',
    synthetic: /^E069999/,
  },
  urn: {
    name: 'school URN',
    shape: /^[0-9]{5,6}$/,
    shapeInWords: 'five or six digits',
    synthetic: /^99900[0-9]$/,
  },
  laestab: {
    name: 'LAESTAB number',
    shape: /^[0-9]{7}$/,
    shapeInWords: 'three digits, an optional slash and four digits',
    synthetic: /^99[89]/,
  },
  la: {
    name: 'DfE local authority number',
    shape: /^[0-9]{3}$/,
    shapeInWords: 'three digits',
    synthetic: /^99[89]$/,
  },
  ukprn: {
    name: 'UKPRN',
    shape: /^1[0-9]{7}$/,
    shapeInWords: 'eight digits that begin with 1',
    synthetic: null,
  },
};

/** Whether an untrusted text names an identifier system. */
function isOrganisationIdentifierSystem(text: string): text is OrganisationIdentifierSystem {
  return organisationIdentifierSystems.some((system) => system === text);
}

/**
 * Reads one identifier. Spaces and hyphens are stripped before the shape is checked, a LAESTAB loses its slash; anything
 * else that does not fit is refused: nothing is turned into capitals or padded (docs/domain/04). Shape only: that the organisation exists is
 * a matter of looking it up.
 */
export function parseOrganisationIdentifier(
  system: string,
  raw: string,
): Result<OrganisationIdentifier, RegistrationProblem> {
  if (!isOrganisationIdentifierSystem(system)) {
    const known = organisationIdentifierSystems.join(', ');
    return refuse(problem('system', 'identifier-system', `The identifier system must be one of ${known}.`));
  }
  const scheme = schemes[system];
  const stripped = raw.replaceAll(/[ -]/g, '');
  const value = system === 'laestab' ? stripped.replace(/^([0-9]{3})\/([0-9]{4})$/, '$1$2') : stripped;
  if (!scheme.shape.test(value)) {
    return refuse(
      problem('value', `${system}-shape`, `This is no ${scheme.name}: it must be ${scheme.shapeInWords}.`),
    );
  }
  return ok({ system, value });
}

/** Reads `ods:Z9Z9A`, as it is written on a command line and in logs. */
export function parseOrganisationIdentifierText(
  text: string,
): Result<OrganisationIdentifier, RegistrationProblem> {
  const colon = text.indexOf(':');
  if (colon < 0) {
    return refuse(
      problem('', 'identifier-text', 'Write the identifier as system:value, for example ods:Z9Z9A.'),
    );
  }
  return parseOrganisationIdentifier(text.slice(0, colon), text.slice(colon + 1));
}

/** Writes an identifier as `system:value`. */
export function formatOrganisationIdentifier(identifier: OrganisationIdentifier): string {
  return `${identifier.system}:${identifier.value}`;
}

/** Whether an identifier belongs to an invented organisation (docs/domain/07 §7.0). */
function isSyntheticOrganisationIdentifier(identifier: OrganisationIdentifier): boolean {
  return schemes[identifier.system].synthetic?.test(identifier.value) === true;
}

/** The environment guard: an invented organisation can never be a party in production. Apart from the shape check on purpose. */
export function checkIdentifierEnvironment(
  identifier: OrganisationIdentifier,
  environment: Environment,
): Result<OrganisationIdentifier, RegistrationProblem> {
  if (environment === 'production' && isSyntheticOrganisationIdentifier(identifier)) {
    return refuse(
      problem(
        'value',
        'synthetic-identifier',
        'This identifier is kept for invented organisations and is refused in production.',
      ),
    );
  }
  return ok(identifier);
}
