import { type PersonKey, people } from '../westmarch.ts';
import type { SignInAccount } from './sign-in-account.ts';

/** The age from which somebody may have an account of their own, as with NHS login (docs/domain/05). */
const youngest = 13;

/** Who can sign in as a family on a day (YYYY-MM-DD): everybody of the region who is old enough, adults first. */
export function listSignInPeople(today: string): readonly SignInAccount[] {
  const oldest = `${Number(today.slice(0, 4)) - youngest}${today.slice(4)}`;
  return (Object.keys(people) as PersonKey[])
    .map((key) => ({ key, person: people[key] }))
    .filter(({ person }) => person.birthDate <= oldest)
    .toSorted((a, b) => (a.person.birthDate < b.person.birthDate ? -1 : 1))
    .map(({ key, person }) => ({
      key,
      name: `${person.givenName} ${person.familyName}`,
      note: `born ${person.birthDate}`,
      claims: {
        family_name: person.familyName,
        given_name: person.givenName,
        birthdate: person.birthDate,
        ...('nhsNumber' in person ? { nhs_number: person.nhsNumber } : {}),
        address: { postal_code: person.postcode },
      },
    }));
}
