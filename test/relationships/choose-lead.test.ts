import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays, asId } from '../../src/platform/index.ts';
import { chooseLead } from '../../src/relationships/relationship.ts';

type Recorded = Parameters<typeof chooseLead>[0][number];

interface Said {
  readonly by: 'A' | 'B' | 'C';
  readonly staff?: string;
  readonly from: string;
  readonly to?: string;
  readonly ended?: string;
  readonly recorded?: string;
}

const organisations = {
  A: asId<'Organisation'>('5b0a7d1e-0c5e-4d0c-9d52-00000000000a'),
  B: asId<'Organisation'>('5b0a7d1e-0c5e-4d0c-9d52-00000000000b'),
  C: asId<'Organisation'>('5b0a7d1e-0c5e-4d0c-9d52-00000000000c'),
};

function lead({ by, staff = `of ${by}`, from, to, ended, recorded = from }: Said, index: number): Recorded {
  const who = { organisationId: organisations[by], staffId: asId<'Staff'>(staff) };
  return {
    ...who,
    kind: 'LEAD',
    role: 'SW',
    basis: 'LEAD_PRACTITIONER',
    evidenceRef: 'allocation',
    from,
    to: to ?? null,
    recordedBy: who,
    relationshipId: asId<'Relationship'>(
      `5b0a7d1e-0c5e-4d0c-9d52-0000000001${String(index).padStart(2, '0')}`,
    ),
    dataSubject: asId<'Person'>('5b0a7d1e-0c5e-4d0c-9d52-000000000200'),
    recordedAt: new Date(`${recorded}T12:00:00Z`),
    ending: ended === undefined ? null : { to: ended, why: 'passed on', endedBy: who },
  };
}

const leaderOn = (said: readonly Said[], day: string): string | undefined =>
  chooseLead(said.map(lead), day)?.staffId;

describe('who leads for a child', () => {
  it('is whoever began last within one organisation', () => {
    const said: Said[] = [
      { by: 'A', staff: 'one', from: '2027-01-01' },
      { by: 'A', staff: 'two', from: '2027-03-01' },
    ];
    expect(['2026-12-31', '2027-02-28', '2027-03-01'].map((day) => leaderOn(said, day))).toEqual([
      undefined,
      'one',
      'two',
    ]);
  });

  it('is nobody once the last of an organisation has ended, though an earlier one never did', () => {
    const said: Said[] = [
      { by: 'A', staff: 'one', from: '2027-01-01' },
      { by: 'A', staff: 'two', from: '2027-03-01', ended: '2027-04-30' },
    ];
    expect([leaderOn(said, '2027-04-30'), leaderOn(said, '2027-05-01')]).toEqual(['two', undefined]);
  });

  const claim: Said = { by: 'B', from: '2027-02-01' };
  it.each<[string, Said, Said]>([
    ['says so later', { by: 'A', from: '2027-01-01' }, claim],
    [
      'dates its lead back',
      { by: 'A', from: '2027-01-01' },
      { by: 'B', from: '2020-01-01', recorded: '2027-02-01' },
    ],
    ['records it on the same day', { by: 'A', from: '2027-02-01' }, claim],
  ])('is not taken from another organisation by one that %s', (_, first, second) => {
    expect(leaderOn([first, second], '2027-02-02')).toBe('of A');
  });

  it('passes to whoever claimed it on the day after the first organisation ended its own', () => {
    const said: Said[] = [{ by: 'A', from: '2027-01-01', ended: '2027-03-31' }, claim];
    expect([leaderOn(said, '2027-03-31'), leaderOn(said, '2027-04-01')]).toEqual(['of A', 'of B']);
  });

  it('does not pass to a claim that has ended by then', () => {
    const said: Said[] = [
      { by: 'A', from: '2027-01-01', to: '2027-03-31' },
      { ...claim, to: '2027-03-01' },
    ];
    expect(leaderOn(said, '2027-04-01')).toBeUndefined();
  });

  it('stays with an organisation whose staff hand over without a day between, and not with a day', () => {
    const handedOver = (begins: string): Said[] => [
      { by: 'A', staff: 'one', from: '2027-01-01', ended: '2027-03-31' },
      claim,
      { by: 'A', staff: 'two', from: begins, recorded: '2027-03-15' },
    ];
    expect(leaderOn(handedOver('2027-04-01'), '2027-04-02')).toBe('two');
    expect(leaderOn(handedOver('2027-04-02'), '2027-04-02')).toBe('of B');
  });

  it('is not won back by closing a gap afterwards', () => {
    const said: Said[] = [
      { by: 'A', from: '2027-01-01', ended: '2027-01-31' },
      { by: 'B', from: '2027-02-01' },
      { by: 'A', staff: 'again', from: '2027-02-01', recorded: '2027-03-01' },
    ];
    expect(leaderOn(said, '2027-03-02')).toBe('of B');
  });

  it('is nobody where somebody works with the child and nobody leads', () => {
    expect(
      chooseLead([{ ...lead({ by: 'A', from: '2027-01-01' }, 1), kind: 'WORKING' }], '2027-02-01'),
    ).toBeUndefined();
  });
});

describe('in any register', () => {
  const day = fc.integer({ min: 0, max: 60 }).map((days) => addDays('2027-01-01', days));
  const said = fc.record(
    { by: fc.constantFrom('A' as const, 'B' as const, 'C' as const), from: day, ended: day, recorded: day },
    { requiredKeys: ['by', 'from', 'recorded'] },
  );
  const register = fc
    .array(said, { maxLength: 8 })
    .map((all) => all.toSorted((one, other) => one.recorded.localeCompare(other.recorded)));

  it('nothing that another organisation adds today changes who leads today', () => {
    fc.assert(
      fc.property(register, said, day, (before, added, today) => {
        const known = before.filter(({ recorded }) => recorded <= today);
        const leads = chooseLead(known.map(lead), today);
        fc.pre(leads !== undefined && leads.organisationId !== organisations[added.by]);
        const after = [...known, { ...added, recorded: today }];
        expect(chooseLead(after.map(lead), today)).toEqual(leads);
      }),
    );
  });

  it('whoever leads has a lead that runs', () => {
    fc.assert(
      fc.property(register, day, (all, today) => {
        const leads = chooseLead(all.map(lead), today);
        const running = all
          .map(lead)
          .filter(({ from, ending }) => from <= today && (ending === null || ending.to >= today));
        if (leads === undefined) return;
        expect(running.map(({ relationshipId }) => relationshipId)).toContain(leads.relationshipId);
      }),
    );
  });
});
