import { describe, expect, it } from '@jest/globals';
import {
  type AuthorityFactBody,
  authorityFactSchema,
  personsOf,
} from '../../src/families/authority-fact-body.ts';
import { newId } from '../../src/platform/index.ts';

const [person, organisation] = [newId<'Person'>(), newId<'Organisation'>()];
const common = {
  by: { staff: 'staff-1', role: 'SW', organisation },
  evidenceRef: 'note-1',
  from: '2027-01-01',
};
const terms = {
  purposes: 'ALL',
  categories: 'ALL',
  recipientTypes: 'ALL',
  recipientOrganisations: 'ALL',
};

function read(fact: Record<string, unknown>): AuthorityFactBody {
  return authorityFactSchema.parse({ ...common, ...fact });
}

const order = { kind: 'COURT_ORDER', to: null, order: 'OTHER', terms, documentHash: 'a'.repeat(64) };

describe('the other people whom a fact names', () => {
  it.each<[string, Record<string, unknown>, boolean]>([
    ['a representative', { kind: 'REPRESENTATIVE', to: null, person, representative: 'LPA', terms }, true],
    [
      'the carer of a delegation',
      { kind: 'DELEGATION', to: null, carer: person, matters: ['School trips'] },
      true,
    ],
    ['whom an order lets decide', { ...order, effect: 'GIVES_DECISION', decider: person }, true],
    ['nobody, by an order that only forbids', { ...order, effect: 'FORBIDS', decider: null }, false],
    [
      'nobody, by a finding of competence',
      { kind: 'COMPETENCE', to: '2028-01-01', outcome: 'COMPETENT', terms, questions: ['Why?'], notes: null },
      false,
    ],
    [
      'nobody, by a finding of capacity',
      { kind: 'CAPACITY', to: null, finding: 'TO_BE_CONFIRMED', terms, notes: null },
      false,
    ],
    [
      'nobody, by a legal status',
      { kind: 'LEGAL_STATUS', to: null, code: 'C1', council: organisation },
      false,
    ],
    ['nobody, by a death', { kind: 'DEATH', to: null }, false],
  ])('are %s', (_, fact, names) => {
    expect(personsOf(read(fact))).toEqual(names ? [person] : []);
  });
});
