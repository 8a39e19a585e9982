import type { AuthorityRuleName } from '../../families/index.ts';

/** A rule of who may decide, as a practitioner reads it. */
export interface RuleWords {
  readonly because: string;
  readonly source: string;
}

const order = 'docs/domain/01 §1.7';

/** Why somebody may decide: every rule in plain words. */
export const ruleWords: Readonly<Record<AuthorityRuleName, RuleWords>> = {
  IDENTITY_RETIRED: { because: 'Nobody decides for this record.', source: 'docs/domain/01 §1.9' },
  FACTS_MISSING: {
    because: 'The date of birth is not known here, so no rule about age can be trusted.',
    source: order,
  },
  DECEASED: { because: 'The person has died. Nobody consents for them.', source: order },
  COURT_ORDER: {
    because: 'A court has given this decision to a person, within the terms and dates of its order.',
    source: 'Children Act 1989 s.8',
  },
  ADULT_SELF: {
    because: 'An adult decides for themselves. Parental responsibility ended at 18.',
    source: 'Mental Capacity Act 2005 s.1(2)',
  },
  ADULT_ATTORNEY: {
    because:
      'The adult cannot make this decision. Their attorney for health and welfare decides in their best interests.',
    source: 'Mental Capacity Act 2005 s.9',
  },
  ADULT_DEPUTY: {
    because: 'The adult cannot make this decision. The deputy whom the court appointed decides.',
    source: 'Mental Capacity Act 2005 s.16',
  },
  ADULT_BEST_INTERESTS: {
    because:
      'The adult cannot make this decision, and has neither attorney nor deputy for it. The professional decides in their best interests and asks the family.',
    source: 'Mental Capacity Act 2005 s.4–5',
  },
  YOUNG_PERSON_AND_PARENTS: {
    because:
      'At 16 a young person is presumed able to decide. Until compulsory school age ends, decisions about special educational needs are also the parents’.',
    source: 'Mental Capacity Act 2005 s.1(2); Children and Families Act 2014 s.83(2)',
  },
  YOUNG_PERSON_SELF: {
    because: 'From 16 a young person is presumed able to decide, and does.',
    source: 'Mental Capacity Act 2005 s.1(2)',
  },
  YOUNG_PERSON_SEND: {
    because: 'After compulsory school age, decisions about special educational needs are the young person’s.',
    source: 'Children and Families Act 2014 s.80',
  },
  YOUNG_PERSON_REPRESENTED: {
    because: 'The young person cannot make this decision. Whoever may act for them decides.',
    source: 'Mental Capacity Act 2005; Children and Families Act 2014 s.80',
  },
  YOUNG_PERSON_BEST_INTERESTS: {
    because:
      'The young person cannot make this decision and nobody may act for them. The professional decides in their best interests.',
    source: 'Mental Capacity Act 2005 s.4–5',
  },
  GILLICK_COMPETENT: {
    because: 'A named professional found that the child understands enough to make this very decision.',
    source: 'Gillick v West Norfolk and Wisbech AHA [1986] AC 112',
  },
  PARENTAL_RESPONSIBILITY: {
    because: 'The child is under 16. Anyone with parental responsibility may decide, each alone.',
    source: 'Children Act 1989 s.2(7)',
  },
  NOBODY: {
    because:
      'Nobody whose authority has been checked is there to ask. Sharing rests on a duty, or waits for a person to judge.',
    source: order,
  },
};
