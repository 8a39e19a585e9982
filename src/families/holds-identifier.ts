import type { PersonId } from '../platform/index.ts';
import type { FamiliesDeps } from './families-deps.ts';
import { findIdentifierId } from './find-families-sql.ts';
import type { MatchCandidate } from './match-data-subject.ts';
import { parseIdentifier } from './parse-identifiers.ts';
import { hashIdentifier } from './record-identifier.ts';

/** Whether any of these numbers is in force for a person that is already known. A badly typed number, or that of a place, is nobody's. */
export async function holdsIdentifier(
  deps: FamiliesDeps,
  person: PersonId,
  identifiers: MatchCandidate['identifiers'],
): Promise<boolean> {
  const hashes = identifiers.flatMap(({ system, value }) => {
    const parsed = parseIdentifier(system, value, 'PARTNER');
    return parsed.ok && system !== 'uprn' ? [{ system, hash: hashIdentifier(deps, parsed.value) }] : [];
  });
  const found = await Promise.all(
    hashes.map(({ system, hash }) => findIdentifierId(deps.pool, person, system, hash)),
  );
  return found.some((identifierId) => identifierId !== undefined);
}
