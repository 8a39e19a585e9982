import { type AuthorityQuestion, askAuthority, birthdayOf, findHolders } from '../../families/index.ts';
import type { PersonId } from '../../platform/index.ts';
import type { RoleCode } from '../../vocabulary/index.ts';
import type { DecisionFacts } from '../decide/index.ts';
import type { ResolvedPeople } from './resolve-people.ts';

/** As whom somebody may read under P17. */
export type OwnAccessFacts = Pick<DecisionFacts, 'own' | 'ownByPermitOnly'>;

/** Nobody who may. */
export const noOwnAccess: OwnAccessFacts = { own: null, ownByPermitOnly: false };

/**
 * As whom a person may read a record, from our own records of identity and authority (docs/domain/03 §3.2 P17). The right is
 * the child's, whatever their age; a parent uses it for a child who does not decide, and otherwise, like anybody else whom the
 * person chose, reads only what the person permits (docs/domain/01 §1.9 "Children's own rights"). A carer's delegated
 * authority opens nothing.
 * @param reader the person who would read, where it is known who that is
 */
export function findOwnAccess(
  people: ResolvedPeople,
  reader: PersonId | null,
  role: RoleCode,
  date: string,
): OwnAccessFacts {
  const { dataSubject } = people;
  const known = dataSubject === null ? undefined : people.known.get(dataSubject);
  if (dataSubject === null || reader === null || known === undefined) return noOwnAccess;
  if (role === 'CHILD' || role === 'YP')
    return reader === dataSubject ? { own: 'SELF', ownByPermitOnly: false } : noOwnAccess;
  if (reader === dataSubject) return noOwnAccess;
  const finding = people.whoDecides(dataSubject);
  const decider = finding?.deciders.find(({ person }) => person === reader);
  if (role === 'PARENT_PR') {
    if (decider?.capacityBasis === 'PR_HOLDER' && finding?.selfDecides !== true)
      return { own: 'PARENT', ownByPermitOnly: false };
    // Parental responsibility ends at 18, and with it whatever a parent saw as one (docs/domain/01 §1.7, docs/domain/07 AC10).
    if (known.birthDate === null || date >= birthdayOf(known.birthDate, 18)) return noOwnAccess;
    const question: AuthorityQuestion = askAuthority('P17', date);
    return findHolders(known, question).deciders.some(({ person }) => person === reader)
      ? { own: 'PARENT', ownByPermitOnly: true }
      : noOwnAccess;
  }
  if (role === 'REPRESENTATIVE' && decider !== undefined && finding?.selfDecides !== true)
    return { own: 'REPRESENTATIVE', ownByPermitOnly: false };
  return role === 'CARER_NO_PR' ? noOwnAccess : { own: 'REPRESENTATIVE', ownByPermitOnly: true };
}
