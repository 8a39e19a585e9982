import type { RelatedPerson, Subject } from '../../records/index.ts';
import type { House } from '../house.ts';
import { findRegister } from './find-register.ts';

type MatchCandidate = Parameters<House['families']['matchDataSubject']>[0];
type PersonNumber = Parameters<House['families']['holdsIdentifier']>[1][number];

/** What a message or a request says of its data subject, as it is matched. */
export function candidateFor(subject: Pick<Subject, 'identifiers' | 'demographics'>): MatchCandidate {
  const { demographics } = subject;
  return {
    identifiers: numbersOf(subject.identifiers),
    birthDate: demographics?.birthDate,
    familyName: demographics?.name?.family,
    givenName: demographics?.name?.given?.[0],
    postcode: demographics?.contact?.addresses?.[0]?.postcode,
    sex: demographics?.sex?.toLowerCase(),
  };
}

/** What a message says of somebody else, as it is matched. */
export function candidateForRelated(person: RelatedPerson): MatchCandidate {
  return {
    identifiers: numbersOf(person.identifiers ?? []),
    birthDate: person.birthDate,
    familyName: person.name?.family,
    givenName: person.name?.given?.[0],
    postcode: person.contact?.addresses?.[0]?.postcode,
  };
}

/** The numbers of registers that we know; the others say nothing to us. */
export function numbersOf(identifiers: Subject['identifiers']): readonly PersonNumber[] {
  return identifiers.flatMap(({ system, value }) => {
    const register = findRegister(system);
    return register === undefined ? [] : [{ system: register, value }];
  });
}
