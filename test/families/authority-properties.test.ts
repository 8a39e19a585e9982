import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  askAuthority,
  authorityRuleNames,
  decideAuthority,
  noAuthorityFacts,
  type AuthorityFacts,
  type AuthorityFinding,
  type AuthorityQuestion,
  type DecisionTerms,
} from '../../src/families/index.ts';
import {
  anything,
  attorney,
  capacity,
  child,
  competent,
  decide,
  father,
  guardian,
  holds,
  mother,
  ordered,
  organisation,
  represents,
  status,
} from './authority-fixtures.ts';

const people = fc.constantFrom(child, mother, father, guardian, attorney);
const day = fc.constantFrom(
  '2020-01-01',
  '2026-06-25',
  '2026-06-26',
  '2026-07-15',
  '2027-01-01',
  '2028-07-15',
);
const maybeDay = fc.option(day);
const terms: fc.Arbitrary<DecisionTerms> = fc.record({
  purposes: fc.constantFrom('ALL' as const, ['P04'] as const, ['P02', 'P04'] as const),
  categories: fc.constantFrom('ALL' as const, ['SEN'] as const),
  recipientTypes: fc.constantFrom('ALL' as const, ['SCHOOL'] as const),
  recipientOrganisations: fc.constantFrom('ALL' as const, [organisation(7)] as const),
});
const id = fc.constantFrom('a', 'b', 'c', 'd');
const period = { from: maybeDay, to: maybeDay };

const claim = fc
  .record({
    holder: people,
    evidence: fc.constantFrom('BRTH' as const, 'SGORD' as const, 'PORD' as const, null),
    verifiedBy: fc.constantFrom('staff-1', null),
    verifiedOn: maybeDay,
    ...period,
  })
  .map((more) => holds(more.holder, more));
const order = fc
  .record({
    factId: id,
    effect: fc.constantFrom('GIVES_DECISION' as const, 'PERMITS' as const, 'FORBIDS' as const),
    kind: fc.constantFrom('SPECIFIC_ISSUE' as const, 'OTHER' as const),
    decider: people,
    terms,
    ...period,
  })
  .map(({ effect, decider, ...more }) =>
    ordered(effect, { ...more, decider: effect === 'GIVES_DECISION' ? decider : null }),
  );

const facts: fc.Arbitrary<AuthorityFacts> = fc.record({
  person: fc.constant(child),
  birthDate: fc.constantFrom('2010-07-15', '2012-02-29', '1990-01-01', null),
  retired: fc.constantFrom(false, false, false, true),
  parentalResponsibility: fc.array(claim, { maxLength: 4 }),
  competence: fc.array(
    fc
      .record({
        factId: id,
        outcome: fc.constantFrom('COMPETENT' as const, 'NOT_COMPETENT' as const),
        terms,
        from: day,
      })
      .map(competent),
    { maxLength: 3 },
  ),
  capacity: fc.array(
    fc
      .record({
        of: people,
        finding: fc.constantFrom('HAS' as const, 'LACKS' as const, 'TO_BE_CONFIRMED' as const),
        terms,
        ...period,
      })
      .map(({ of, finding, ...more }) => capacity(of, finding, more)),
    { maxLength: 3 },
  ),
  representatives: fc.array(
    fc
      .record({ who: people, kind: fc.constantFrom('LPA' as const, 'DEPUTY' as const), terms, ...period })
      .map(({ who, kind, ...more }) => represents(who, kind, more)),
    { maxLength: 3 },
  ),
  legalStatuses: fc.array(
    fc.constantFrom('C1' as const, 'V2' as const, 'E1' as const).map((code) => status(code)),
    {
      maxLength: 2,
    },
  ),
  courtOrders: fc.array(order, { maxLength: 3 }),
  delegations: fc.constant([]),
  deaths: fc.array(fc.record({ person: people, on: day }), { maxLength: 1 }),
});

const question: fc.Arbitrary<AuthorityQuestion> = fc
  .record({
    purpose: fc.constantFrom('P02' as const, 'P04' as const),
    date: day,
    category: fc.constantFrom('SEN' as const, 'PHY' as const, null),
    recipientType: fc.constantFrom('SCHOOL' as const, 'VCSE' as const, null),
    recipientOrganisationId: fc.constantFrom(organisation(7), null),
  })
  .map(({ purpose, date, ...named }) => askAuthority(purpose, date, named));

function reversed(known: AuthorityFacts): AuthorityFacts {
  return {
    ...known,
    parentalResponsibility: known.parentalResponsibility.toReversed(),
    competence: known.competence.toReversed(),
    capacity: known.capacity.toReversed(),
    representatives: known.representatives.toReversed(),
    legalStatuses: known.legalStatuses.toReversed(),
    courtOrders: known.courtOrders.toReversed(),
    deaths: known.deaths.toReversed(),
  };
}

const who = ({ deciders, organisations }: AuthorityFinding): string[] =>
  [
    ...deciders.map(({ person, capacityBasis }) => `${person} ${capacityBasis}`),
    ...organisations.map(({ organisationId, capacityBasis }) => `${organisationId} ${capacityBasis}`),
  ].toSorted();

describe('who may decide', () => {
  it('never depends on the order of the facts', () => {
    fc.assert(
      fc.property(facts, question, (known, asked) => {
        expect(decideAuthority(reversed(known), asked)).toEqual(decideAuthority(known, asked));
      }),
      { numRuns: 1000 },
    );
  });

  it('always has exactly one rule that we know, and nobody who decides twice', () => {
    fc.assert(
      fc.property(facts, question, (known, asked) => {
        const finding = decideAuthority(known, asked);
        expect(authorityRuleNames).toContain(finding.rule);
        const persons = finding.deciders.map(({ person }) => person);
        expect(new Set(persons).size).toBe(persons.length);
        for (const flagged of finding.capacityToBeConfirmed) expect(persons).toContain(flagged);
        for (const waiting of finding.unverified) expect(persons).not.toContain(waiting);
        expect(finding.selfDecides).toBe(persons.includes(child));
        expect(finding.snapshotHash).toMatch(/^[0-9a-f]{64}$/);
      }),
      { numRuns: 1000 },
    );
  });

  it('is not changed by a claim that nobody has verified', () => {
    fc.assert(
      fc.property(facts, question, claim, (known, asked, more) => {
        const added = { ...more, verifiedBy: null };
        const wider = { ...known, parentalResponsibility: [...known.parentalResponsibility, added] };
        expect(who(decideAuthority(wider, asked))).toEqual(who(decideAuthority(known, asked)));
      }),
      { numRuns: 1000 },
    );
  });

  it('never loses a prohibition to any other order', () => {
    fc.assert(
      fc.property(facts, question, order, (known, asked, more) => {
        const before = decideAuthority(known, asked).order?.effect;
        const after = decideAuthority({ ...known, courtOrders: [...known.courtOrders, more] }, asked).order
          ?.effect;
        if (before === 'FORBIDS') expect(after).toBe('FORBIDS');
      }),
      { numRuns: 500 },
    );
  });

  it('is nobody who has died, and no person in whose place an adult decides', () => {
    fc.assert(
      fc.property(facts, question, (known, asked) => {
        const { deciders } = decideAuthority(known, asked);
        for (const { person, on } of known.deaths) {
          if (on <= asked.date) expect(deciders.map((decider) => decider.person)).not.toContain(person);
        }
        const adult = decideAuthority({ ...known, birthDate: '1990-01-01' }, asked);
        expect(adult.deciders.map(({ capacityBasis }) => capacityBasis)).not.toContain('PR_HOLDER');
      }),
      { numRuns: 1000 },
    );
  });
});

describe('the snapshot', () => {
  const base: AuthorityFacts = { ...noAuthorityFacts(child), birthDate: '2017-05-14' };
  const hash = (known: AuthorityFacts): string =>
    decideAuthority(known, askAuthority('P07', '2028-01-07')).snapshotHash;

  it.each<[string, Partial<AuthorityFacts>]>([
    ['birth date', { birthDate: '2017-05-15' }],
    ['retirement', { retired: true }],
    ['responsibility', { parentalResponsibility: [holds(mother, { from: '2030-01-01' })] }],
    ['competence', { competence: [competent({ from: '2030-01-01', to: '2030-02-01' })] }],
    ['capacity', { capacity: [capacity(mother, 'LACKS', { from: '2030-01-01' })] }],
    ['representatives', { representatives: [represents(attorney, 'LPA')] }],
    ['legal status', { legalStatuses: [status('V2')] }],
    ['orders', { courtOrders: [ordered('PERMITS', { from: '2030-01-01' })] }],
    [
      'delegations',
      { delegations: [{ factId: 'd', carer: guardian, matters: ['m'], from: '2030-01-01', to: null }] },
    ],
    ['deaths', { deaths: [{ person: mother, on: '2030-01-01' }] }],
  ])('changes with the %s, though nobody else decides for it', (_, change) => {
    expect(hash({ ...base, ...change })).not.toBe(hash(base));
    expect(hash({ ...base, ...change })).toBe(hash({ ...base, ...change }));
  });

  it('changes with what is asked only where the answer does', () => {
    const finding = decide({}, '2028-01-07');
    expect(decide({}, '2028-01-08', 'P01').snapshotHash).toBe(finding.snapshotHash);
    expect(
      decide(
        { courtOrders: [ordered('FORBIDS', { terms: { ...anything, purposes: ['P01'] } })] },
        '2028-01-08',
        'P01',
      ).snapshotHash,
    ).not.toBe(
      decide(
        { courtOrders: [ordered('FORBIDS', { terms: { ...anything, purposes: ['P01'] } })] },
        '2028-01-08',
        'P02',
      ).snapshotHash,
    );
  });
});
