import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  askAuthority,
  decideAuthority,
  noAuthorityFacts,
  type AuthorityFacts,
  type AuthorityFinding,
  type ParentalResponsibilityFact,
} from '../../src/families/index.ts';
import { asId, londonDate, type PersonId } from '../../src/platform/index.ts';

const child: PersonId = asId('00000000-0000-4000-8000-000000000001');
const wendy: PersonId = asId('00000000-0000-4000-8000-000000000002');
const tariq: PersonId = asId('00000000-0000-4000-8000-000000000003');

function holds(holder: PersonId, more: Partial<ParentalResponsibilityFact> = {}): ParentalResponsibilityFact {
  return {
    holder,
    evidence: 'BRTH',
    verifiedBy: 'staff-1',
    verifiedOn: '2020-01-01',
    from: null,
    to: null,
    ...more,
  };
}

function decide(facts: Partial<AuthorityFacts>, date: string): AuthorityFinding {
  return decideAuthority(
    { ...noAuthorityFacts(child), birthDate: '2017-05-14', ...facts },
    askAuthority('P07', date),
  );
}

function basesOf(finding: AuthorityFinding): string[] {
  return finding.deciders.map(({ person, capacityBasis }) => `${person.slice(-1)} ${capacityBasis}`);
}

const self = ['1 SELF_YP'];
const adult = ['1 SELF_ADULT'];
const parent = ['2 PR_HOLDER'];

describe('who decides by age', () => {
  it.each([
    ['the day before the 16th birthday', '2010-07-15', '2026-07-14T22:59:59.999Z', parent],
    [
      'from 00:00 London on the 16th birthday, in summer time',
      '2010-07-15',
      '2026-07-14T23:00:00.000Z',
      self,
    ],
    ['the day before the 18th birthday', '2010-07-15', '2028-07-14T22:59:59.999Z', self],
    [
      'from 00:00 London on the 18th birthday, in summer time',
      '2010-07-15',
      '2028-07-14T23:00:00.000Z',
      adult,
    ],
    ['one second before a birthday in winter', '2009-02-20', '2027-02-19T23:59:59.999Z', self],
    ['from 00:00 London on a birthday in winter', '2009-02-20', '2027-02-20T00:00:00.000Z', adult],
    [
      'before a birthday on the day that summer time begins',
      '2011-03-28',
      '2027-03-27T23:59:59.999Z',
      parent,
    ],
    ['from a birthday on the day that summer time begins', '2011-03-28', '2027-03-28T00:00:00.000Z', self],
    ['before a birthday on the day that summer time ends', '2010-10-25', '2026-10-24T22:59:59.999Z', parent],
    ['from a birthday on the day that summer time ends', '2010-10-25', '2026-10-24T23:00:00.000Z', self],
    ['the day before a 16th birthday on 29 February', '2012-02-29', '2028-02-28T23:59:59.999Z', parent],
    ['on a 16th birthday on 29 February', '2012-02-29', '2028-02-29T00:00:00.000Z', self],
    [
      'on 28 February before an 18th birthday that has no 29th',
      '2012-02-29',
      '2030-02-28T23:59:59.999Z',
      self,
    ],
    ['from 1 March for an 18th birthday that has no 29th', '2012-02-29', '2030-03-01T00:00:00.000Z', adult],
  ])('%s', (_, birthDate, instant, expected) => {
    const date = londonDate(new Date(instant));
    expect(basesOf(decide({ birthDate, parentalResponsibility: [holds(wendy)] }, date))).toEqual(expected);
  });

  it('lets a young person decide alone though parents keep parental responsibility to 18', () => {
    const finding = decide({ birthDate: '2010-07-15', parentalResponsibility: [holds(wendy)] }, '2026-07-15');
    expect(finding).toMatchObject({ rule: 'YOUNG_PERSON_SELF', selfDecides: true, unverified: [] });
  });

  it('lets nobody decide where the birth date is unknown', () => {
    const finding = decide({ birthDate: null, parentalResponsibility: [holds(wendy)] }, '2026-07-15');
    expect(finding).toMatchObject({ rule: 'FACTS_MISSING', deciders: [], selfDecides: false });
  });
});

describe('who decides for a child under 16', () => {
  const today = '2028-01-07';

  it('is each verified holder of parental responsibility', () => {
    const finding = decide({ parentalResponsibility: [holds(wendy), holds(tariq)] }, today);
    expect(finding.rule).toBe('PARENTAL_RESPONSIBILITY');
    expect(basesOf(finding).toSorted()).toEqual(['2 PR_HOLDER', '3 PR_HOLDER']);
    expect(finding.selfDecides).toBe(false);
  });

  it('names the evidence that proved it', () => {
    const finding = decide({ parentalResponsibility: [holds(wendy, { evidence: 'PRNA' })] }, today);
    expect(finding.deciders[0]?.evidence).toEqual({
      type: 'PRNA',
      verifiedBy: 'staff-1',
      verifiedOn: '2020-01-01',
    });
  });

  it.each<[string, Partial<ParentalResponsibilityFact>]>([
    ['nobody has verified it', { verifiedBy: null, verifiedOn: null }],
    ['no evidence was seen', { evidence: null }],
    ['it is verified only from tomorrow', { verifiedOn: '2028-01-08' }],
  ])('is not a holder when %s: they are listed apart', (_, twin) => {
    const finding = decide({ parentalResponsibility: [holds(wendy, twin)] }, today);
    expect(finding).toMatchObject({ rule: 'NOBODY', deciders: [], unverified: [wendy] });
  });

  it.each<[string, Partial<ParentalResponsibilityFact>]>([
    ['it begins tomorrow', { from: '2028-01-08' }],
    ['it ended today', { to: '2028-01-07' }],
  ])('is not a holder when %s', (_, twin) => {
    const finding = decide({ parentalResponsibility: [holds(wendy, twin)] }, today);
    expect(finding).toMatchObject({ rule: 'NOBODY', deciders: [], unverified: [] });
  });

  it('is a holder on the first day and on the last', () => {
    expect(basesOf(decide({ parentalResponsibility: [holds(wendy, { from: today })] }, today))).toEqual(
      parent,
    );
    expect(basesOf(decide({ parentalResponsibility: [holds(wendy, { to: '2028-01-08' })] }, today))).toEqual(
      parent,
    );
  });

  it('is nobody where nobody holds it', () => {
    expect(decide({}, today)).toMatchObject({ rule: 'NOBODY', deciders: [], unverified: [] });
  });

  it('keeps an unverified holder apart from a verified one', () => {
    const claims = [holds(wendy), holds(tariq, { verifiedBy: null, verifiedOn: null })];
    const finding = decide({ parentalResponsibility: claims }, today);
    expect(basesOf(finding)).toEqual(parent);
    expect(finding.unverified).toEqual([tariq]);
  });

  it('counts a person once who has a verified and an unverified claim', () => {
    const claims = [holds(wendy, { verifiedBy: null, verifiedOn: null }), holds(wendy, { evidence: 'PORD' })];
    const finding = decide({ parentalResponsibility: claims }, today);
    expect(basesOf(finding)).toEqual(parent);
    expect(finding.unverified).toEqual([]);
  });
});

describe('snapshot', () => {
  const claims = fc.array(
    fc.record({
      holder: fc.constantFrom(wendy, tariq),
      evidence: fc.constantFrom('BRTH' as const, 'SGORD' as const, null),
      verifiedBy: fc.constantFrom('staff-1', null),
      verifiedOn: fc.constantFrom('2020-01-01', '2027-01-01', null),
      from: fc.constantFrom('2018-01-01', null),
      to: fc.constantFrom('2027-06-01', null),
    }),
    { maxLength: 5 },
  );

  it('is the same in whatever order the facts come', () => {
    fc.assert(
      fc.property(claims, fc.constantFrom('2026-01-01', '2028-01-07', '2033-05-14'), (given, date) => {
        const forward = decide({ parentalResponsibility: given }, date);
        expect(decide({ parentalResponsibility: given.toReversed() }, date)).toEqual(forward);
      }),
    );
  });

  it('never lets an unverified claim decide', () => {
    fc.assert(
      fc.property(claims, (given) => {
        const unverified = given.map((claim) => ({ ...claim, verifiedBy: null }));
        expect(decide({ parentalResponsibility: unverified }, '2028-01-07').deciders).toEqual([]);
      }),
    );
  });

  it('changes with the facts and with what comes of them, and not from day to day', () => {
    const known = { parentalResponsibility: [holds(wendy)] };
    const hash = decide(known, '2028-01-07').snapshotHash;
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(decide(known, '2028-01-08').snapshotHash).toBe(hash);
    expect(decide(known, '2033-05-14').snapshotHash).not.toBe(hash);
    expect(
      decide({ parentalResponsibility: [holds(wendy, { verifiedBy: 'staff-2' })] }, '2028-01-07')
        .snapshotHash,
    ).not.toBe(hash);
  });
});
