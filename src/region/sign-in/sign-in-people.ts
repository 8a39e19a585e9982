import { type PersonKey, type RegionPerson, people } from '../westmarch.ts';

/** Somebody of the region who has an account with the sign-in provider. */
export interface SignInPerson extends RegionPerson {
  readonly key: PersonKey;
}

/** The age from which somebody may have an account of their own, as with NHS login (docs/domain/05). */
const youngest = 13;

/** Who can sign in on a day (YYYY-MM-DD): everybody of the region who is old enough, adults first. */
export function listSignInPeople(today: string): readonly SignInPerson[] {
  const oldest = `${Number(today.slice(0, 4)) - youngest}${today.slice(4)}`;
  const all: readonly SignInPerson[] = (Object.keys(people) as PersonKey[]).map((key) => ({
    key,
    ...people[key],
  }));
  return all
    .filter(({ birthDate }) => birthDate <= oldest)
    .toSorted((a, b) => (a.birthDate < b.birthDate ? -1 : 1));
}
