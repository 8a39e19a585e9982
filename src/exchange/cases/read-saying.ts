import type { Case } from '../../cases/index.ts';
import type { JsonObject, PersonId } from '../../platform/index.ts';
import { type CaseKind, sayings } from '../../vocabulary/index.ts';
import type { House } from '../house.ts';

/** Whether a case is something that somebody said, so that an answer is owed. */
export function isSaid(kind: CaseKind): boolean {
  return Object.values(sayings).some((each) => each === kind);
}

/**
 * What officers read of something that was said beside what the case itself holds: the words, and who says it of whom, since nothing can be
 * answered about nobody (docs/domain/02 M22 "who, capacity, scope"). Never where anybody lives. Nothing once one of the two was erased.
 */
export async function readSaying(
  { sayings: said, families }: Pick<House, 'sayings' | 'families'>,
  { caseId, kind }: Pick<Case, 'caseId' | 'kind'>,
): Promise<JsonObject> {
  const found = isSaid(kind) ? await said.findSaying(caseId) : undefined;
  if (found === undefined) return {};
  const name = async (person: PersonId): Promise<JsonObject> => {
    const known = await families.findDemographics(person);
    return known === undefined
      ? {}
      : { given: [...known.givenNames], family: known.familyName, birthDate: known.birthDate };
  };
  const { words, needs } = found;
  return {
    words,
    ...(needs === null ? {} : { needs: { ...needs, formats: [...needs.formats] } }),
    saidBy: await name(found.person),
    about: await name(found.about),
  };
}
