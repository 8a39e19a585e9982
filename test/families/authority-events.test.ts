import { describe, expect, it } from '@jest/globals';
import {
  listAuthorityEvents,
  noAuthorityFacts,
  planEvent,
  type AuthorityFacts,
} from '../../src/families/index.ts';
import { hashAuthority } from '../../src/families/hash-authority.ts';
import {
  child,
  competent,
  father,
  holds,
  mother,
  ordered,
  organisation,
  status,
} from './authority-fixtures.ts';

const maya: AuthorityFacts = {
  ...noAuthorityFacts(child),
  birthDate: '2010-07-15',
  parentalResponsibility: [holds(mother)],
};

function list(more: Partial<AuthorityFacts> = {}): string[] {
  return listAuthorityEvents({ ...maya, ...more }).map(({ kind, day, factId }) =>
    [day, kind, factId ?? '-'].join(' '),
  );
}

const ofAge = [
  '2023-07-15 TURNS_13 -',
  '2026-07-15 TURNS_16 -',
  '2026-06-26 SCHOOL_AGE_ENDS -',
  '2028-07-15 TURNS_18 -',
  '2035-08-01 PLAN_LONG_STOP -',
];

describe('the events of authority', () => {
  it('come from the birth date', () => {
    expect(list()).toEqual(ofAge);
  });

  it('come from facts that begin or end', () => {
    const period = { from: '2026-01-25', to: '2026-03-01' };
    expect(
      list({
        competence: [competent(), competent({ factId: 'not', outcome: 'NOT_COMPETENT' })],
        courtOrders: [
          ordered('PERMITS', period),
          ordered('FORBIDS', { factId: 'open', from: null, to: null }),
        ],
        legalStatuses: [status('C1', period), status('V2', { from: '2026-01-01', to: null })],
      }).slice(ofAge.length),
    ).toEqual([
      '2028-03-01 COMPETENCE_ENDS competence',
      '2026-01-25 COURT_ORDER_STARTS order PERMITS',
      '2026-03-01 COURT_ORDER_ENDS order PERMITS',
      '2026-01-25 LEGAL_STATUS_STARTS status C1',
      '2026-03-01 LEGAL_STATUS_ENDS status C1',
      '2026-01-01 LEGAL_STATUS_STARTS status V2',
    ]);
  });

  it('end with a death and with a retired identity, and are none without a birth date', () => {
    expect(list({ deaths: [{ person: child, on: '2026-07-15' }] })).toEqual([ofAge[0], ofAge[2]]);
    expect(list({ deaths: [{ person: mother, on: '2026-07-15' }] })).toEqual(ofAge);
    expect(list({ retired: true })).toEqual([]);
    expect(list({ birthDate: null })).toEqual([]);
  });
});

describe('what is due for an event', () => {
  const birthday = { kind: 'TURNS_16', day: '2026-07-15', factId: null } as const;
  const started = { kind: 'LEGAL_STATUS_STARTS', day: '2026-07-15', factId: 'fact' } as const;

  it.each([
    [
      'long before',
      '2026-01-01',
      ['IN_90_DAYS 2026-04-16', 'IN_30_DAYS 2026-06-15', 'ON_THE_DAY 2026-07-15'],
    ],
    [
      '90 days before',
      '2026-04-16',
      ['IN_90_DAYS 2026-04-16', 'IN_30_DAYS 2026-06-15', 'ON_THE_DAY 2026-07-15'],
    ],
    [
      '89 days before',
      '2026-04-17',
      ['IN_90_DAYS 2026-04-17', 'IN_30_DAYS 2026-06-15', 'ON_THE_DAY 2026-07-15'],
    ],
    ['30 days before', '2026-06-15', ['IN_30_DAYS 2026-06-15', 'ON_THE_DAY 2026-07-15']],
    ['29 days before', '2026-06-16', ['IN_30_DAYS 2026-06-16', 'ON_THE_DAY 2026-07-15']],
    ['the day before', '2026-07-14', ['IN_30_DAYS 2026-07-14', 'ON_THE_DAY 2026-07-15']],
    ['on the day', '2026-07-15', ['ON_THE_DAY 2026-07-15']],
  ])('%s', (_, today, expected) => {
    expect(planEvent(birthday, today).map(({ stage, due }) => `${stage} ${due}`)).toEqual(expected);
  });

  it('after the day is nothing for a birthday and at once for a fact that was told late', () => {
    expect(planEvent(birthday, '2026-07-16')).toEqual([]);
    expect(planEvent(started, '2026-07-20')).toEqual([
      { ...started, stage: 'ON_THE_DAY', due: '2026-07-20' },
    ]);
  });
});

describe('the hash of who may decide', () => {
  it('changes on the day of an event and not between', () => {
    const hash = (day: string, facts = maya): string => hashAuthority(facts, day);
    expect(hash('2026-06-25')).toBe(hash('2025-01-01'));
    expect(hash('2026-06-26')).not.toBe(hash('2026-06-25'));
    expect(hash('2026-07-15')).not.toBe(hash('2026-07-14'));
    expect(hash('2026-07-14')).toBe(hash('2026-06-26'));
    const cared = { ...maya, legalStatuses: [status('C1', { from: '2025-03-01' })] };
    expect(hash('2025-03-01', cared)).not.toBe(hash('2025-02-28', cared));
    const two = { ...maya, parentalResponsibility: [holds(mother), holds(father, { from: '2025-03-01' })] };
    expect(hash('2025-03-01', two)).not.toBe(hash('2025-02-28', two));
    const moved = {
      ...maya,
      legalStatuses: [
        status('C2', { factId: 'same', to: '2025-03-01' }),
        status('C2', { factId: 'same', from: '2025-03-01', council: organisation(9) }),
      ],
    };
    expect(hash('2025-03-01', moved)).not.toBe(hash('2025-02-28', moved));
    const assessed = {
      ...maya,
      competence: [
        competent({
          from: '2025-03-01',
          to: '2025-04-01',
          terms: {
            purposes: ['P01'],
            categories: ['PHY'],
            recipientTypes: 'ALL',
            recipientOrganisations: 'ALL',
          },
        }),
      ],
    };
    expect(hash('2025-03-31', assessed)).not.toBe(hash('2025-04-01', assessed));
  });
});
