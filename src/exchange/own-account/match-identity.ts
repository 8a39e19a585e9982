import type { PersonId } from '../../platform/index.ts';
import type { House } from '../house.ts';

/** What a sign-in provider proved of somebody. */
export interface SignedInIdentity {
  readonly nhsNumber: string | undefined;
  readonly familyName: string | undefined;
  readonly givenName: string | undefined;
  readonly birthDate: string | undefined;
  readonly postcode: string | undefined;
}

/**
 * The registered person who signed in, where that is certain: by the same matching, in the same time, as anybody else is found by.
 */
export async function matchIdentity(
  { families }: Pick<House, 'families'>,
  { nhsNumber, familyName, givenName, birthDate, postcode }: SignedInIdentity,
): Promise<PersonId | undefined> {
  const match = await families.matchDataSubject({
    identifiers: nhsNumber === undefined ? [] : [{ system: 'nhs-number', value: nhsNumber }],
    familyName,
    givenName,
    birthDate,
    postcode,
    sex: undefined,
  });
  return match.kind === 'MATCH' ? match.person : undefined;
}
