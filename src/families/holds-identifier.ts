import { type Ask, type PersonId, answerInTimeClass } from '../platform/index.ts';
import type { FamiliesDeps } from './families-deps.ts';
import type { PersonIdentifierSystem } from './families-sql.ts';
import { type HeldNumbers, findNumberedRows } from './find-families-sql.ts';
import type { MatchCandidate } from './match-data-subject.ts';
import { parseIdentifier } from './parse-identifiers.ts';
import { hashIdentifier } from './record-identifier.ts';

/**
 * Whoever these numbers are in force for, whether or not anybody is: the same work in the same time class. An identity that was
 * retired is nobody's any more (docs/domain/01 §1.9).
 */
export async function findNumbered(
  deps: FamiliesDeps,
  identifiers: MatchCandidate['identifiers'],
): Promise<readonly PersonId[]> {
  return answerInTimeClass(deps.timer, deps.matchTimeClass, () =>
    findNumberedRows(deps.pool, hashNumbers(deps, identifiers)),
  );
}

/** Whether any of these numbers is in force for a person that is already known. A badly typed number, or that of a place, is nobody's. */
export async function holdsIdentifier(
  deps: Pick<FamiliesDeps, 'keyStore'>,
  findHeld: Ask<HeldNumbers, boolean>,
  person: PersonId,
  identifiers: MatchCandidate['identifiers'],
): Promise<boolean> {
  return findHeld({ person, numbers: hashNumbers(deps, identifiers) });
}

function hashNumbers(
  deps: Pick<FamiliesDeps, 'keyStore'>,
  identifiers: MatchCandidate['identifiers'],
): readonly { readonly system: PersonIdentifierSystem; readonly hash: Buffer }[] {
  return identifiers.flatMap(({ system, value }) => {
    const parsed = parseIdentifier(system, value, 'PARTNER');
    return parsed.ok && system !== 'uprn' ? [{ system, hash: hashIdentifier(deps, parsed.value) }] : [];
  });
}
