import { refuse, type Result } from '../platform/index.ts';
import type { EnvironmentRefusal } from './check-environment.ts';
import type { IdentifierRefusal } from './parse-identifiers.ts';

/** Why a person or number was not registered. No refusal repeats a value. */
export type RegistrationRefusal =
  | IdentifierRefusal
  | EnvironmentRefusal
  | {
      readonly code: 'identifier-taken' | 'identifier-not-held' | 'person-unknown';
      readonly message: string;
    };

/** There is nobody with this identifier of ours. */
export function unknownPerson(): Result<never, RegistrationRefusal> {
  return refuse({ code: 'person-unknown', message: 'There is no such person.' });
}
