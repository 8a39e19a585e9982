import { describe, expect, it } from '@jest/globals';
import { askAuthority, noAuthorityFacts, type AuthorityFacts } from '../../src/families/index.ts';
import { findOrders } from '../../src/families/find-order.ts';
import { legalStatusCodes } from '../../src/vocabulary/index.ts';
import {
  anything,
  attorney,
  capacity,
  child,
  competent,
  council,
  decide,
  deputy,
  father,
  guardian,
  holds,
  mother,
  ordered,
  organisation,
  represents,
  status,
  whoDecides,
} from './authority-fixtures.ts';

const today = '2028-01-07';
const maya = { birthDate: '2010-07-15' };

describe('SEND decisions and the end of compulsory school age', () => {
  it.each([
    ['2010-07-15', '2026-06-25', 'PARENTAL_RESPONSIBILITY', ['2 PR_HOLDER']],
    ['2010-07-15', '2026-06-26', 'YOUNG_PERSON_SEND', ['1 SELF_YP']],
    ['2010-08-31', '2026-06-25', 'PARENTAL_RESPONSIBILITY', ['2 PR_HOLDER']],
    ['2010-08-31', '2026-06-26', 'YOUNG_PERSON_SEND', ['1 SELF_YP']],
    ['2010-09-01', '2026-08-31', 'PARENTAL_RESPONSIBILITY', ['2 PR_HOLDER']],
    ['2010-09-01', '2026-09-01', 'YOUNG_PERSON_AND_PARENTS', ['1 SELF_YP', '2 PR_HOLDER']],
    ['2010-09-01', '2027-06-24', 'YOUNG_PERSON_AND_PARENTS', ['1 SELF_YP', '2 PR_HOLDER']],
    ['2010-09-01', '2027-06-25', 'YOUNG_PERSON_SELF', ['1 SELF_YP']],
    ['2011-01-10', '2027-06-24', 'YOUNG_PERSON_AND_PARENTS', ['1 SELF_YP', '2 PR_HOLDER']],
    ['2011-01-10', '2027-06-25', 'YOUNG_PERSON_SELF', ['1 SELF_YP']],
    ['2011-06-25', '2027-06-24', 'PARENTAL_RESPONSIBILITY', ['2 PR_HOLDER']],
    ['2011-06-25', '2027-06-25', 'YOUNG_PERSON_SELF', ['1 SELF_YP']],
    ['2012-02-29', '2028-06-29', 'YOUNG_PERSON_AND_PARENTS', ['1 SELF_YP', '2 PR_HOLDER']],
    ['2012-02-29', '2028-06-30', 'YOUNG_PERSON_SELF', ['1 SELF_YP']],
  ])('born %s, on %s: %s', (birthDate, date, rule, expected) => {
    const finding = decide({ birthDate }, date, 'P04');
    expect(finding.rule).toBe(rule);
    expect(whoDecides(finding)).toEqual(expected);
  });

  it.each(['P03', 'P04', 'P05'] as const)('pass for %s', (purpose) => {
    expect(decide(maya, '2026-06-26', purpose).rule).toBe('YOUNG_PERSON_SEND');
  });

  it.each(['P01', 'P02', 'P06', 'P13'] as const)('leave %s with the parents until 16 (AC8)', (purpose) => {
    expect(decide(maya, '2026-07-14', purpose).rule).toBe('PARENTAL_RESPONSIBILITY');
    expect(decide(maya, '2026-07-15', purpose).rule).toBe('YOUNG_PERSON_SELF');
  });

  it('go to a parent as representative where the young person cannot decide this (AC8, variant)', () => {
    const terms = { ...anything, purposes: ['P04'] as const };
    const facts = { ...maya, capacity: [capacity(child, 'LACKS', { terms })] };
    const finding = decide(facts, '2026-06-26', 'P04');
    expect(finding.rule).toBe('YOUNG_PERSON_REPRESENTED');
    expect(whoDecides(finding)).toEqual(['2 PR_HOLDER']);
    expect(decide(facts, '2026-06-26', 'P05').rule).toBe('YOUNG_PERSON_SEND');
    expect(decide({ ...facts, parentalResponsibility: [] }, '2026-06-26', 'P04').rule).toBe('NOBODY');
  });

  it('count a council under a care order among the parents', () => {
    const finding = decide({ birthDate: '2010-09-01', legalStatuses: [status('C2')] }, '2027-06-24', 'P04');
    expect(whoDecides(finding)).toEqual(['1 LA_CARE_ORDER', '1 SELF_YP', '2 PR_HOLDER']);
  });
});

describe('capacity', () => {
  const adult = { birthDate: '1990-01-01', parentalResponsibility: [holds(mother)] };
  const lacking = { ...adult, capacity: [capacity(child, 'LACKS')] };

  it('is presumed in an adult, and a doubt is told', () => {
    expect(decide(adult, today)).toMatchObject({ rule: 'ADULT_SELF', capacityToBeConfirmed: [] });
    const doubted = { ...adult, capacity: [capacity(child, 'TO_BE_CONFIRMED')] };
    expect(decide(doubted, today)).toMatchObject({
      rule: 'ADULT_SELF',
      selfDecides: true,
      capacityToBeConfirmed: [child],
    });
  });

  it.each<[string, Partial<AuthorityFacts>, string, string[]]>([
    [
      'an attorney',
      { representatives: [represents(deputy, 'DEPUTY'), represents(attorney, 'LPA')] },
      'ADULT_ATTORNEY',
      ['5 LPA'],
    ],
    [
      'a deputy where there is no attorney',
      { representatives: [represents(deputy, 'DEPUTY')] },
      'ADULT_DEPUTY',
      ['6 DEPUTY'],
    ],
    [
      'a deputy where the attorney is not for this decision',
      {
        representatives: [
          represents(attorney, 'LPA', { terms: { ...anything, purposes: ['P01'] } }),
          represents(deputy, 'DEPUTY'),
        ],
      },
      'ADULT_DEPUTY',
      ['6 DEPUTY'],
    ],
    [
      'a deputy where the attorney has died',
      {
        representatives: [represents(attorney, 'LPA'), represents(deputy, 'DEPUTY')],
        deaths: [{ person: attorney, on: today }],
      },
      'ADULT_DEPUTY',
      ['6 DEPUTY'],
    ],
    [
      'a deputy where the attorney cannot decide it either',
      {
        representatives: [represents(attorney, 'LPA'), represents(deputy, 'DEPUTY')],
        capacity: [capacity(child, 'LACKS'), capacity(attorney, 'LACKS')],
      },
      'ADULT_DEPUTY',
      ['6 DEPUTY'],
    ],
    [
      'the professional where the appointment has ended',
      { representatives: [represents(attorney, 'LPA', { to: today })] },
      'ADULT_BEST_INTERESTS',
      ['2 BEST_INTERESTS'],
    ],
    ['the professional where there is nobody', {}, 'ADULT_BEST_INTERESTS', ['2 BEST_INTERESTS']],
  ])('lets %s decide for an adult without it', (_, facts, rule, expected) => {
    const finding = decide({ ...lacking, ...facts }, today);
    expect(finding.rule).toBe(rule);
    expect(whoDecides(finding)).toEqual(expected);
    expect(finding.selfDecides).toBe(false);
    expect(finding.unverified).toEqual([]);
  });

  it('of an attorney may have to be confirmed', () => {
    const facts = {
      ...lacking,
      representatives: [represents(attorney, 'LPA')],
      capacity: [...lacking.capacity, capacity(attorney, 'TO_BE_CONFIRMED')],
    };
    expect(decide(facts, today).capacityToBeConfirmed).toEqual([attorney]);
  });

  it('leaves it to each organisation whose latest finding it is, once', () => {
    const by = (digit: number, more: object = {}): AuthorityFacts['capacity'][number] => {
      const fact = capacity(child, 'LACKS', { factId: `by ${digit}`, ...more });
      return { ...fact, assessor: { ...fact.assessor, organisation: organisation(digit) } };
    };
    const found = (...facts: AuthorityFacts['capacity']): string[] =>
      whoDecides(decide({ ...adult, capacity: facts }, today));
    expect(found(by(7), by(8), by(7, { factId: 'again' }))).toEqual(['7 BEST_INTERESTS', '8 BEST_INTERESTS']);
    expect(found(by(7, { from: '2019-01-01' }), by(8))).toEqual(['8 BEST_INTERESTS']);
    expect(found(by(7, { finding: 'HAS' }), by(8))).toEqual(['8 BEST_INTERESTS']);
  });

  it('is for this decision and these days alone', () => {
    const terms = { ...anything, categories: ['PHY'] as const };
    const facts = {
      ...adult,
      capacity: [capacity(child, 'LACKS', { terms, from: '2028-01-07', to: '2028-02-01' })],
    };
    expect(decide(facts, '2028-01-06', 'P01', { category: 'PHY' }).rule).toBe('ADULT_SELF');
    expect(decide(facts, '2028-01-07', 'P01', { category: 'PHY' }).rule).toBe('ADULT_BEST_INTERESTS');
    expect(decide(facts, '2028-01-31', 'P01', { category: 'PHY' }).rule).toBe('ADULT_BEST_INTERESTS');
    expect(decide(facts, '2028-02-01', 'P01', { category: 'PHY' }).rule).toBe('ADULT_SELF');
    expect(decide(facts, '2028-01-07', 'P01', { category: 'MHC' }).rule).toBe('ADULT_SELF');
    expect(decide(facts, '2028-01-07', 'P01').rule).toBe('ADULT_SELF');
  });

  it('is as the latest finding says, and of two on one day as the more careful one says', () => {
    const has = capacity(child, 'HAS', { from: '2021-01-01' });
    const none = capacity(child, 'LACKS');
    const doubt = capacity(child, 'TO_BE_CONFIRMED');
    expect(decide({ ...adult, capacity: [has, none] }, today).rule).toBe('ADULT_SELF');
    expect(decide({ ...adult, capacity: [none, has] }, today).rule).toBe('ADULT_SELF');
    const since = { from: '2021-01-01' };
    expect(decide({ ...adult, capacity: [has, { ...none, ...since }] }, today).rule).toBe(
      'ADULT_BEST_INTERESTS',
    );
    expect(
      decide({ ...adult, capacity: [has, { ...doubt, ...since }] }, today).capacityToBeConfirmed,
    ).toEqual([child]);
    expect(decide({ ...adult, capacity: [doubt, none] }, today).rule).toBe('ADULT_BEST_INTERESTS');
    expect(
      decide({ ...adult, capacity: [capacity(child, 'LACKS', { from: null }), doubt] }, today).rule,
    ).toBe('ADULT_SELF');
  });

  it('is doubted as widely as the doubt may be meant', () => {
    const terms = { ...anything, categories: ['PHY'] as const };
    const facts = { capacity: [capacity(mother, 'TO_BE_CONFIRMED', { terms })] };
    expect(decide(facts, today).capacityToBeConfirmed).toEqual([mother]);
    expect(decide(facts, today, 'P07', { category: 'PHY' }).capacityToBeConfirmed).toEqual([mother]);
    expect(decide(facts, today, 'P07', { category: 'EDU' }).capacityToBeConfirmed).toEqual([]);
  });

  it('lets parents and a deputy act for a young person of 16 or 17 without it, else the professional', () => {
    const young = { ...maya, capacity: [capacity(child, 'LACKS')] };
    const date = '2027-01-01';
    expect(decide(young, date)).toMatchObject({ rule: 'YOUNG_PERSON_REPRESENTED', selfDecides: false });
    expect(
      whoDecides(
        decide(
          { ...young, representatives: [represents(deputy, 'DEPUTY'), represents(attorney, 'LPA')] },
          date,
        ),
      ),
    ).toEqual(['2 PR_HOLDER', '6 DEPUTY']);
    const alone = { ...young, parentalResponsibility: [holds(mother, { verifiedBy: null })] };
    const finding = decide(alone, date);
    expect(finding).toMatchObject({ rule: 'YOUNG_PERSON_BEST_INTERESTS', unverified: [mother] });
    expect(whoDecides(finding)).toEqual(['2 BEST_INTERESTS']);
    expect(whoDecides(decide({ ...alone, legalStatuses: [status('C2')] }, date))).toEqual([
      '1 LA_CARE_ORDER',
    ]);
  });

  it('of a mother who lacks it takes her from those who decide, and her claim is not to be verified', () => {
    const facts = {
      parentalResponsibility: [holds(mother), holds(father)],
      capacity: [capacity(mother, 'LACKS')],
    };
    const finding = decide(facts, today);
    expect(whoDecides(finding)).toEqual(['3 PR_HOLDER']);
    expect(finding.unverified).toEqual([]);
  });
});

describe('Gillick competence', () => {
  const terms = {
    purposes: ['P02'],
    categories: ['MHC', 'SFH'],
    recipientTypes: ['SCHOOL'],
    recipientOrganisations: [organisation(7)],
  } as const;
  const asked = {
    category: 'MHC',
    recipientType: 'SCHOOL',
    recipientOrganisationId: organisation(7),
  } as const;
  const facts = { birthDate: '2012-03-08', competence: [competent({ terms })] };

  it('lets the child decide what was assessed', () => {
    const finding = decide(facts, '2027-10-04', 'P02', asked);
    expect(finding).toMatchObject({ rule: 'GILLICK_COMPETENT', selfDecides: true, unverified: [] });
    expect(whoDecides(finding)).toEqual(['1 SELF_GILLICK']);
  });

  it.each([
    ['for another purpose', 'P01', asked],
    ['for another kind of information', 'P02', { ...asked, category: 'EDU' }],
    ['with another kind of recipient', 'P02', { ...asked, recipientType: 'VCSE' }],
    ['with another recipient', 'P02', { ...asked, recipientOrganisationId: organisation(8) }],
    ['for no named kind of information', 'P02', { ...asked, category: null }],
    ['for no named kind of recipient', 'P02', { ...asked, recipientType: null }],
    ['for no named recipient', 'P02', { ...asked, recipientOrganisationId: null }],
  ] as const)('leaves it to the parent %s', (_, purpose, named) => {
    expect(decide(facts, '2027-10-04', purpose, named).rule).toBe('PARENTAL_RESPONSIBILITY');
  });

  it.each([
    ['2027-09-09', 'PARENTAL_RESPONSIBILITY'],
    ['2027-09-10', 'GILLICK_COMPETENT'],
    ['2028-02-29', 'GILLICK_COMPETENT'],
    ['2028-03-01', 'PARENTAL_RESPONSIBILITY'],
    ['2028-03-08', 'YOUNG_PERSON_SELF'],
  ])('on %s: %s', (date, rule) => {
    expect(decide(facts, date, 'P02', asked).rule).toBe(rule);
  });

  it('is as the latest assessment says, and not where two of one day differ', () => {
    const not = { outcome: 'NOT_COMPETENT', factId: 'other' } as const;
    const on = (competence: AuthorityFacts['competence']): string =>
      decide({ birthDate: '2012-03-08', competence }, '2027-12-01').rule;
    expect(on([competent(), competent({ ...not, from: '2027-10-01' })])).toBe('PARENTAL_RESPONSIBILITY');
    expect(on([competent({ from: '2027-10-01' }), competent(not)])).toBe('GILLICK_COMPETENT');
    expect(on([competent(), competent(not)])).toBe('PARENTAL_RESPONSIBILITY');
    expect(on([])).toBe('PARENTAL_RESPONSIBILITY');
  });
});

describe('parental responsibility', () => {
  it('is used by special guardians to the exclusion of all but each other', () => {
    const claims = [holds(mother), holds(father), holds(guardian, { evidence: 'SGORD', from: '2025-01-01' })];
    expect(whoDecides(decide({ parentalResponsibility: claims }, today))).toEqual(['4 PR_HOLDER']);
    expect(whoDecides(decide({ parentalResponsibility: claims }, '2024-12-31'))).toEqual([
      '2 PR_HOLDER',
      '3 PR_HOLDER',
    ]);
    const two = [...claims, holds(attorney, { evidence: 'SGORD' })];
    expect(whoDecides(decide({ parentalResponsibility: two }, today))).toEqual([
      '4 PR_HOLDER',
      '5 PR_HOLDER',
    ]);
    const unverified = [holds(mother), holds(guardian, { evidence: 'SGORD', verifiedBy: null })];
    expect(decide({ parentalResponsibility: unverified }, today)).toMatchObject({ unverified: [guardian] });
    expect(whoDecides(decide({ parentalResponsibility: unverified }, today))).toEqual(['2 PR_HOLDER']);
  });

  it('counts from the day on which its evidence was seen, and not where nobody says when', () => {
    const seen = (verifiedOn: string | null): string =>
      decide({ parentalResponsibility: [holds(mother, { verifiedOn })] }, today).rule;
    expect(seen(today)).toBe('PARENTAL_RESPONSIBILITY');
    expect(seen('2028-01-08')).toBe('NOBODY');
    expect(seen(null)).toBe('NOBODY');
  });

  it('is no task for anybody where the person decides alone', () => {
    const waiting = [holds(father, { verifiedBy: null })];
    expect(decide({ ...maya, parentalResponsibility: waiting }, '2027-01-01').unverified).toEqual([]);
    expect(decide({ ...maya, parentalResponsibility: waiting }, '2026-01-01').unverified).toEqual([father]);
    // And yet what they said never counted, whoever decides now (AC8 speaks of those who once could).
    expect(decide({ ...maya, parentalResponsibility: waiting }, '2027-01-01').neverVerified).toEqual([
      father,
    ]);
    const once = [holds(mother, { to: '2020-01-01' }), holds(mother, { verifiedBy: null })];
    expect(decide({ ...maya, parentalResponsibility: once }, '2027-01-01').neverVerified).toEqual([]);
  });

  it('stays with nobody else while a special guardian cannot use it, and goes back when they die', () => {
    const claims = [holds(mother), holds(guardian, { evidence: 'SGORD' })];
    expect(
      decide({ parentalResponsibility: claims, capacity: [capacity(guardian, 'LACKS')] }, today).rule,
    ).toBe('NOBODY');
    const deaths = [{ person: guardian, on: today }];
    expect(whoDecides(decide({ parentalResponsibility: claims, deaths }, today))).toEqual(['2 PR_HOLDER']);
    expect(whoDecides(decide({ parentalResponsibility: claims, deaths }, '2028-01-06'))).toEqual([
      '4 PR_HOLDER',
    ]);
  });

  it('ended for others when a parental order was made, and may be gained after it', () => {
    const order = holds(guardian, { evidence: 'PORD', from: '2020-05-01' });
    const claims = [holds(mother), holds(father, { evidence: 'PRNA', from: '2020-05-01' }), order];
    expect(whoDecides(decide({ parentalResponsibility: claims }, today))).toEqual(['4 PR_HOLDER']);
    const later = [holds(mother), holds(father, { evidence: 'SPRNA', from: '2020-05-02' }), order];
    expect(whoDecides(decide({ parentalResponsibility: later }, today))).toEqual([
      '3 PR_HOLDER',
      '4 PR_HOLDER',
    ]);
    const both = [order, holds(attorney, { evidence: 'PORD' })];
    expect(whoDecides(decide({ parentalResponsibility: both }, today))).toEqual([
      '4 PR_HOLDER',
      '5 PR_HOLDER',
    ]);
  });

  it.each(legalStatusCodes)('under legal status %s is shared with the council, or is not', (code) => {
    const shared = ['C1', 'C2', 'E1'].includes(code);
    const facts = { legalStatuses: [status(code, { from: '2028-01-25', to: '2028-03-01' })] };
    const both = shared ? ['1 LA_CARE_ORDER', '2 PR_HOLDER'] : ['2 PR_HOLDER'];
    expect(whoDecides(decide(facts, '2028-01-24'))).toEqual(['2 PR_HOLDER']);
    expect(whoDecides(decide(facts, '2028-01-25'))).toEqual(both);
    expect(whoDecides(decide(facts, '2028-02-29'))).toEqual(both);
    expect(whoDecides(decide(facts, '2028-03-01'))).toEqual(['2 PR_HOLDER']);
  });

  it('is the council’s alone where no parent can be found, and it is named once', () => {
    const facts = { parentalResponsibility: [], legalStatuses: [status('C1'), status('E1')] };
    const finding = decide(facts, today);
    expect(finding.rule).toBe('PARENTAL_RESPONSIBILITY');
    expect(finding.organisations).toEqual([{ organisationId: council, capacityBasis: 'LA_CARE_ORDER' }]);
  });

  it('gives a council nothing over an adult', () => {
    expect(decide({ birthDate: '2009-01-01', legalStatuses: [status('C2')] }, today).organisations).toEqual(
      [],
    );
  });
});

describe('court orders', () => {
  const terms = {
    ...anything,
    purposes: ['P02'],
    categories: ['SEN', 'BEH'],
    recipientTypes: ['VCSE'],
  } as const;
  const asked = { category: 'SEN', recipientType: 'VCSE' } as const;
  const parents = { parentalResponsibility: [holds(mother, { evidence: 'PRNA' }), holds(father)] };

  it('give the decision to one person, in the capacity that they have (AC6 B)', () => {
    const facts = {
      ...parents,
      courtOrders: [ordered('GIVES_DECISION', { terms, from: '2027-04-02', to: '2027-05-02' })],
    };
    const on = (date: string): ReturnType<typeof decide> => decide(facts, date, 'P02', asked);
    expect(on('2027-04-01')).toMatchObject({ rule: 'PARENTAL_RESPONSIBILITY', order: null });
    expect(on('2027-04-02')).toMatchObject({
      rule: 'COURT_ORDER',
      order: { orderId: 'order GIVES_DECISION', effect: 'GIVES_DECISION', documentHash: 'ab'.repeat(32) },
      deciders: [{ person: mother, capacityBasis: 'PR_HOLDER', evidence: { type: 'PRNA' } }],
      organisations: [],
    });
    expect(on('2027-05-01').rule).toBe('COURT_ORDER');
    expect(on('2027-05-02').rule).toBe('PARENTAL_RESPONSIBILITY');
    expect(decide(facts, '2027-04-02', 'P02', { ...asked, category: 'PHY' })).toMatchObject({
      rule: 'PARENTAL_RESPONSIBILITY',
      order: null,
    });
    expect(decide(facts, '2027-04-02', 'P02')).toMatchObject({
      rule: 'PARENTAL_RESPONSIBILITY',
      order: null,
    });
  });

  it('give it to somebody without responsibility, to the young person, or to nobody who can use it', () => {
    const to = (decider: typeof mother, more: Partial<AuthorityFacts> = {}): string[] =>
      whoDecides(
        decide({ ...parents, courtOrders: [ordered('GIVES_DECISION', { decider })], ...more }, today),
      );
    expect(to(guardian)).toEqual(['4 PR_HOLDER']);
    expect(to(child)).toEqual(['1 SELF_GILLICK']);
    expect(to(child, { birthDate: '2011-01-01' })).toEqual(['1 SELF_YP']);
    expect(to(mother, { deaths: [{ person: mother, on: '2028-01-07' }] })).toEqual([]);
    expect(to(mother, { deaths: [{ person: mother, on: '2028-01-08' }] })).toEqual(['2 PR_HOLDER']);
    expect(to(mother, { capacity: [capacity(mother, 'LACKS')] })).toEqual([]);
    expect(
      decide(
        { courtOrders: [ordered('GIVES_DECISION')], capacity: [capacity(mother, 'TO_BE_CONFIRMED')] },
        today,
      ).capacityToBeConfirmed,
    ).toEqual([mother]);
  });

  it('come before competence, and tell whose claim waits', () => {
    const facts = {
      birthDate: '2013-05-14',
      competence: [competent({ from: '2027-09-10' })],
      courtOrders: [ordered('GIVES_DECISION')],
      parentalResponsibility: [holds(mother, { verifiedBy: null }), holds(father, { verifiedBy: null })],
    };
    expect(decide(facts, today)).toMatchObject({ rule: 'COURT_ORDER', unverified: [father] });
  });

  it('permit or forbid without changing who decides', () => {
    expect(decide({ courtOrders: [ordered('PERMITS')] }, today)).toMatchObject({
      rule: 'PARENTAL_RESPONSIBILITY',
      order: { effect: 'PERMITS' },
    });
    expect(decide({ courtOrders: [ordered('FORBIDS')] }, today)).toMatchObject({
      rule: 'PARENTAL_RESPONSIBILITY',
      order: { effect: 'FORBIDS' },
    });
  });

  it('that forbid come first and are read as widely as they may be meant', () => {
    const forbids = ordered('FORBIDS', { terms, from: '2021-01-01' });
    const facts = {
      ...parents,
      courtOrders: [ordered('PERMITS', { from: '2026-01-01' }), ordered('GIVES_DECISION'), forbids],
    };
    expect(decide(facts, today, 'P02', asked).order?.effect).toBe('FORBIDS');
    expect(decide(facts, today, 'P02').order?.effect).toBe('FORBIDS');
    expect(decide(facts, today, 'P02', { category: 'SEN' }).order?.effect).toBe('FORBIDS');
    expect(decide(facts, today, 'P02', { ...asked, category: 'PHY' }).order?.effect).toBe('PERMITS');
    expect(decide(facts, today, 'P07', asked).order?.effect).toBe('PERMITS');
  });

  it('that are later answer, and of one day the one that leaves it to a person', () => {
    const late = { from: '2026-01-01' };
    const of = (...courtOrders: AuthorityFacts['courtOrders']): string | undefined =>
      decide({ courtOrders }, today).order?.effect;
    expect(of(ordered('GIVES_DECISION'), ordered('PERMITS', late))).toBe('PERMITS');
    expect(of(ordered('PERMITS'), ordered('GIVES_DECISION', late))).toBe('GIVES_DECISION');
    expect(of(ordered('PERMITS'), ordered('GIVES_DECISION'))).toBe('GIVES_DECISION');
    expect(of(ordered('PERMITS', { from: null }), ordered('GIVES_DECISION', { from: null }))).toBe(
      'GIVES_DECISION',
    );
    const other = ordered('GIVES_DECISION', { factId: 'other', decider: father });
    expect(
      whoDecides(decide({ ...parents, courtOrders: [ordered('GIVES_DECISION'), other] }, today)),
    ).toEqual(['2 PR_HOLDER', '3 PR_HOLDER']);
  });

  it('are found in this order whatever the order in which they are filed', () => {
    const find = (...courtOrders: AuthorityFacts['courtOrders']): readonly string[] =>
      findOrders({ ...noAuthorityFacts(child), courtOrders }, askAuthority('P07', today)).map(
        ({ effect }) => effect,
      );
    const [permits, gives] = [ordered('PERMITS'), ordered('GIVES_DECISION')];
    expect(find(permits, gives)).toEqual(['GIVES_DECISION']);
    expect(find(gives, permits)).toEqual(['GIVES_DECISION']);
    expect(find(permits, ordered('PERMITS', { factId: 'other' }))).toEqual(['PERMITS', 'PERMITS']);
    expect(find(ordered('PERMITS', { from: null }), gives)).toEqual(['GIVES_DECISION']);
    expect(find(permits, ordered('GIVES_DECISION', { from: null }))).toEqual(['PERMITS']);
    expect(find()).toEqual([]);
  });

  it('give nothing without a person, and to nobody whom they do not name for it', () => {
    expect(decide({ courtOrders: [ordered('GIVES_DECISION', { decider: null })] }, today).rule).toBe(
      'PARENTAL_RESPONSIBILITY',
    );
    expect(decide({ courtOrders: [ordered('PERMITS', { decider: father })] }, today).rule).toBe(
      'PARENTAL_RESPONSIBILITY',
    );
  });

  it('give nobody the decision of an adult, of whatever kind they are', () => {
    const courtOrders = [ordered('GIVES_DECISION', { kind: 'OTHER' })];
    expect(decide({ birthDate: '2010-01-07', courtOrders }, '2028-01-06').rule).toBe('COURT_ORDER');
    expect(decide({ birthDate: '2010-01-07', courtOrders }, '2028-01-07')).toMatchObject({
      rule: 'ADULT_SELF',
      order: null,
    });
  });

  it('under Children Act s.8 end at 18, and others do not', () => {
    const grown = { birthDate: '2010-01-07', parentalResponsibility: [] };
    for (const effect of ['GIVES_DECISION', 'PERMITS', 'FORBIDS'] as const) {
      expect(decide({ ...grown, courtOrders: [ordered(effect)] }, '2028-01-06').order?.effect).toBe(effect);
      expect(decide({ ...grown, courtOrders: [ordered(effect)] }, '2028-01-07')).toMatchObject({
        rule: 'ADULT_SELF',
        order: null,
      });
    }
    const other = ordered('FORBIDS', { kind: 'OTHER' });
    expect(decide({ ...grown, courtOrders: [other] }, '2028-01-07').order?.effect).toBe('FORBIDS');
    expect(decide({ birthDate: null, courtOrders: [ordered('FORBIDS')] }, today)).toMatchObject({
      rule: 'FACTS_MISSING',
      order: { effect: 'FORBIDS' },
    });
  });
});

describe('nobody', () => {
  it.each<[string, Partial<AuthorityFacts>, string]>([
    ['for a retired identity', { retired: true }, 'IDENTITY_RETIRED'],
    ['for a retired adult', { retired: true, birthDate: '1990-01-01' }, 'IDENTITY_RETIRED'],
    ['without a birth date', { birthDate: null }, 'FACTS_MISSING'],
    ['for somebody who has died', { deaths: [{ person: child, on: today }] }, 'DECEASED'],
    ['where nobody holds responsibility', { parentalResponsibility: [] }, 'NOBODY'],
    ['where the only parent has died', { deaths: [{ person: mother, on: today }] }, 'NOBODY'],
  ])('decides %s', (_, facts, rule) => {
    const finding = decide({ ...facts }, today);
    expect(finding).toMatchObject({
      rule,
      deciders: [],
      organisations: [],
      unverified: [],
      selfDecides: false,
    });
  });

  it('is not yet the answer on the day before a death', () => {
    expect(decide({ deaths: [{ person: child, on: '2028-01-08' }] }, today).rule).toBe(
      'PARENTAL_RESPONSIBILITY',
    );
  });
});

describe('delegated authority', () => {
  const plan = {
    factId: 'plan',
    carer: guardian,
    matters: ['school trips'],
    from: '2028-01-17',
    to: '2028-06-01',
  };

  it('is told on its days and lets nobody consent', () => {
    const facts = { parentalResponsibility: [], delegations: [plan] };
    expect(decide(facts, '2028-01-16').delegated).toEqual([]);
    expect(decide(facts, '2028-01-17')).toMatchObject({
      rule: 'NOBODY',
      deciders: [],
      delegated: [{ person: guardian, matters: ['school trips'] }],
    });
    expect(decide(facts, '2028-06-01').delegated).toEqual([]);
    expect(
      decide({ ...facts, deaths: [{ person: guardian, on: '2028-02-01' }] }, '2028-02-01').delegated,
    ).toEqual([]);
  });
});
