import type { AuthorityFactBody } from '../../families/index.ts';
import type { RequestedAuthorityEvent } from '../receive/authority-request.ts';
import type { ClaimEvent } from './write-claim.ts';
import type { Writing } from './writing.ts';

/** An event that is recorded as a fact of its own. */
type FactEvent = Exclude<
  RequestedAuthorityEvent,
  ClaimEvent | { readonly fact: string } | { readonly kind: 'ADOPTION' }
>;

/** The fact that an event comes to. A legal status is that of the council which records it. */
export function composeFact(
  { people, by, evidenceRef, terms }: Writing,
  event: FactEvent,
): AuthorityFactBody {
  const common = { by, evidenceRef };
  switch (event.kind) {
    case 'COMPETENCE_RECORDED': {
      const { assessedOn: from, expiresOn: to, outcome, questions, notes = null } = event;
      return { kind: 'COMPETENCE', ...common, from, to, outcome, terms: given(terms), questions, notes };
    }
    case 'CAPACITY_FOUND': {
      const { from, to = null, finding, notes = null } = event;
      return { kind: 'CAPACITY', ...common, from, to, finding, terms: given(terms), notes };
    }
    case 'REPRESENTATIVE_RECORDED': {
      const { from, to = null, as: representative } = event;
      const person = given(people.other);
      return { kind: 'REPRESENTATIVE', ...common, from, to, person, representative, terms: given(terms) };
    }
    case 'LEGAL_STATUS_STARTED': {
      const { from, to = null, code } = event;
      return { kind: 'LEGAL_STATUS', ...common, from, to, code, council: by.organisation };
    }
    case 'COURT_ORDER_FILED': {
      const { from, to = null, order, effect, documentHash } = event;
      const named = { decider: people.other, terms: given(terms), documentHash };
      return { kind: 'COURT_ORDER', ...common, from, to, order, effect, ...named };
    }
    case 'DELEGATED_AUTHORITY_RECORDED': {
      const { from, to = null, matters } = event;
      return { kind: 'DELEGATION', ...common, from, to, carer: given(people.other), matters };
    }
    case 'DEATH':
      return { kind: 'DEATH', ...common, from: event.diedOn, to: null };
  }
}

function given<Value>(value: Value | null): Value {
  if (value === null) throw new Error('an event of this kind always names it');
  return value;
}
