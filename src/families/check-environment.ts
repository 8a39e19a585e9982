import { ok, refuse, type Result } from '../platform/index.ts';
import type { ParsedIdentifier } from './parse-identifiers.ts';

/** Where the gateway runs. Everything but production holds invented people only. */
export type EnvironmentMode = 'development' | 'production' | 'test';

/** An identifier that must not be in this environment. */
export interface EnvironmentRefusal {
  readonly code: 'identifier-synthetic-in-production' | 'identifier-real-outside-production';
  readonly system: ParsedIdentifier['system'];
  readonly message: string;
}

/**
 * Keeps invented numbers out of production and real ones out of everything else: NHS numbers starting 9, learner
 * numbers starting 999 and pupil numbers of local authority 999 are invented (docs/domain/04 §4.2, docs/domain/07
 * §7.0). It stands apart from parsing so that no test data can loosen it. Properties carry no such mark and pass.
 * In production an NHS number outside the ranges issued in England and Wales passes with a warning.
 */
export function checkEnvironment(
  identifier: ParsedIdentifier,
  mode: EnvironmentMode,
): Result<ParsedIdentifier, EnvironmentRefusal> {
  if (identifier.system === 'uprn') return ok(identifier);
  const synthetic = isSynthetic(identifier);
  if (mode === 'production') {
    if (synthetic) {
      return refuse({
        code: 'identifier-synthetic-in-production',
        system: identifier.system,
        message: 'An invented number is not accepted here.',
      });
    }
    return ok(withRangeWarning(identifier));
  }
  return synthetic
    ? ok(identifier)
    : refuse({
        code: 'identifier-real-outside-production',
        system: identifier.system,
        message: 'Only invented numbers are accepted here.',
      });
}

function isSynthetic({ system, normalised }: ParsedIdentifier): boolean {
  switch (system) {
    case 'nhs-number':
      return normalised.startsWith('9');
    case 'uln':
      return normalised.startsWith('999');
    case 'upn':
      return normalised.slice(1, 4) === '999';
    case 'uprn':
      return false;
  }
}

function withRangeWarning(identifier: ParsedIdentifier): ParsedIdentifier {
  return identifier.system === 'nhs-number' && !/^[467]/.test(identifier.normalised)
    ? { ...identifier, warnings: [...identifier.warnings, 'nhs-number-outside-issued-range'] }
    : identifier;
}
