/** The facts by which a person may be looked for. What is not known is left out. */
export interface SearchFacts {
  readonly birthDate?: string | undefined;
  readonly familyName?: string | undefined;
  readonly givenName?: string | undefined;
  readonly postcode?: string | undefined;
}

/** The pairs of facts that are indexed, each as one keyed hash. */
export const searchKinds = ['dob+surname', 'dob+postcode', 'dob+given', 'surname+postcode'] as const;
export type SearchKind = (typeof searchKinds)[number];

/** A text to be hashed under the lookup key; never stored as it is. */
export interface SearchKey {
  readonly kind: SearchKind;
  readonly value: string;
}

/** The index keys that these facts allow, at most one of each kind. */
export function deriveSearchKeys(facts: SearchFacts): readonly SearchKey[] {
  const birthDate = facts.birthDate ?? '';
  const surname = normaliseName(facts.familyName ?? '');
  const given = normaliseName(facts.givenName ?? '');
  const postcode = normalisePostcode(facts.postcode ?? '');
  const pairs: readonly (readonly [SearchKind, string, string])[] = [
    ['dob+surname', birthDate, surname],
    ['dob+postcode', birthDate, postcode],
    ['dob+given', birthDate, given],
    ['surname+postcode', surname, postcode],
  ];
  return pairs
    .filter(([, first, second]) => first !== '' && second !== '')
    .map(([kind, first, second]) => ({ kind, value: `${first}|${second}` }));
}

/** The form in which names are compared: capital letters of the base alphabet, without marks, spaces or punctuation. */
export function normaliseName(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}

/** The form in which postcodes are compared. */
export function normalisePostcode(postcode: string): string {
  return postcode.toUpperCase().replace(/[^A-Z0-9]/g, '');
}
