import { describe, expect, it } from '@jest/globals';
import type { Decision } from '../../src/exchange/decide/index.ts';
import { decideCase, loadBaseline } from './adapter.ts';
import type { ConsentCase, OracleCase, OrderCase, SegmentCase } from './case.ts';
import { flags } from './codes.ts';
import { generateCase } from './generate-case.ts';
import { Random } from './random.ts';

/** docs/domain/07 §7.2 over the real code: laws that hold whatever the right answer is. */
const policy = loadBaseline();
const cases = Array.from({ length: 600 }, (_, number) => generateCase(2, number));

/** How far each part has come out: 0 withheld, 1 waiting for a person, 2 released and sent. */
function openness({ segments, released }: Decision): number[] {
  return segments.map(({ segmentId, outcome }) =>
    released.includes(segmentId) ? 2 : outcome === 'HOLD' ? 1 : 0,
  );
}

function findReleased(oracleCase: OracleCase): readonly string[] {
  return decideCase(oracleCase, policy).released.toSorted();
}

/** The same for codes that no type lets in: a fault releases nothing either. */
function findReleasedOfUnknown(oracleCase: OracleCase): readonly string[] {
  try {
    return findReleased(oracleCase);
  } catch (fault) {
    if (fault instanceof TypeError) return [];
    throw fault;
  }
}

/** Cases in which the changed one lets something go that the given one does not. */
function findLooser(change: (oracleCase: OracleCase, random: Random) => OracleCase): string[] {
  const random = new Random(3);
  return cases.flatMap((oracleCase) => {
    const before = findReleased(oracleCase);
    const more = findReleased(change(oracleCase, random)).filter((segment) => !before.includes(segment));
    return more.length === 0 ? [] : [`${oracleCase.name}: ${more.join()}`];
  });
}

const withSegments = (oracleCase: OracleCase, change: (segment: SegmentCase) => SegmentCase): OracleCase => ({
  ...oracleCase,
  segments: oracleCase.segments.map(change),
});

function denial(by: string, { consents }: OracleCase): ConsentCase {
  return {
    about: 'child',
    by,
    capacity: by === 'child' ? 'SELF_YP' : 'PR_HOLDER',
    type: 'SHARE',
    answer: null,
    kind: 'OBJECTION',
    status: 'active',
    purposes: 'ALL',
    recipients: 'ALL',
    permits: [],
    denies: 'ALL',
    from: '2020-01-01T00:00:00.000Z',
    to: null,
    dataFrom: null,
    dataTo: null,
    order: consents.length + 1,
  };
}

describe('nothing more goes', () => {
  it('when somebody says no', () => {
    const looser = findLooser((oracleCase, random) => ({
      ...oracleCase,
      consents: [...oracleCase.consents, denial(random.pick(['child', 'mother', 'father']), oracleCase)],
    }));
    expect(looser).toStrictEqual([]);
  });

  it('when a choice is withdrawn', () => {
    const looser = findLooser((oracleCase) => ({
      ...oracleCase,
      consents: oracleCase.consents.map((consent) =>
        consent.status === 'active' && consent.permits.length > 0
          ? { ...consent, status: 'withdrawn' }
          : consent,
      ),
    }));
    expect(looser).toStrictEqual([]);
  });

  it('when every permit is taken away', () => {
    const looser = findLooser((oracleCase) => ({
      ...oracleCase,
      // What was withdrawn denies what it once permitted: it stays.
      consents: oracleCase.consents.map((consent) =>
        consent.status === 'withdrawn' ? consent : { ...consent, permits: [] },
      ),
    }));
    expect(looser).toStrictEqual([]);
  });

  it('when a court forbids it', () => {
    const order: OrderCase = {
      purposes: 'ALL',
      categories: 'ALL',
      kinds: 'ALL',
      from: null,
      to: null,
      decider: null,
      effect: 'FORBIDS',
    };
    const looser = findLooser((oracleCase) => ({
      ...oracleCase,
      people: oracleCase.people.map((person) => ({ ...person, orders: [order, ...person.orders] })),
    }));
    expect(looser).toStrictEqual([]);
  });

  it('when a health professional expects serious harm', () => {
    const looser = findLooser((oracleCase) => ({
      ...oracleCase,
      opinions: oracleCase.segments.map(({ segment }) => ({ segment, harm: true })),
    }));
    expect(looser).toStrictEqual([]);
  });

  it('when consent to processing is withdrawn', () => {
    const looser = findLooser((oracleCase) => ({
      ...oracleCase,
      consents: oracleCase.consents.map((consent) =>
        consent.answer === 'AGREES' ? { ...consent, status: 'withdrawn' } : consent,
      ),
    }));
    expect(looser).toStrictEqual([]);
  });

  it.each(flags)('when a part is flagged %s', (flag) => {
    const looser = findLooser((oracleCase) =>
      withSegments(oracleCase, (segment) => ({ ...segment, flags: [...new Set([...segment.flags, flag])] })),
    );
    expect(looser).toStrictEqual([]);
  });

  it.each<[string, Partial<OracleCase>]>([
    ['a court restricts it', { courtRestriction: true }],
    ['the number was retired by an adoption', { adoptionLink: true }],
    ['the person opted out', { optedOut: true }],
    ['it would do more harm than good', { moreDetrimental: true }],
    ['the reader has no relationship', { relationship: 'ABSENT' }],
    ['the reader’s training has lapsed', { training: 'LAPSED' }],
    ['nobody attests', { attested: false, trigger: false }],
    ['no lead practitioner decides', { lead: [] }],
    ['nobody approves', { approved: [] }],
    ['no exception is claimed', { claim: null }],
    ['the parent was not told', { told: null }],
    [
      'the parent was told and not offered to talk',
      { told: { informedOn: '2020-02-01', discussionOfferedOn: null } },
    ],
    ['no order is cited', { cited: null }],
    ['an order is cited that is not on file', { cited: { order: null, categories: ['EDU', 'DEM'] } }],
    ['no health professional was asked', { opinions: [] }],
    ['where the child is must not become known', { shielded: true, safeContact: null }],
    ['nobody has reviewed a shielded record', { shielded: true, safeContact: null, reviewed: false }],
    ['an emergency gives no reason', { emergency: { reason: false, person: true, over: false } }],
    ['an emergency is over', { emergency: { reason: true, person: true, over: true } }],
  ])('when %s', (_, prohibition) => {
    expect(findLooser((oracleCase) => ({ ...oracleCase, ...prohibition }))).toStrictEqual([]);
  });

  it('when a part needs no more, or has no label', () => {
    expect(
      findLooser((oracleCase) => withSegments(oracleCase, (segment) => ({ ...segment, linked: false }))),
    ).toStrictEqual([]);
    expect(
      findLooser((oracleCase) => withSegments(oracleCase, (segment) => ({ ...segment, labelled: false }))),
    ).toStrictEqual([]);
  });
});

describe('order never matters', () => {
  it('of segments, choices, facts, categories and flags', () => {
    const random = new Random(4);
    const differing = cases.filter((oracleCase) => {
      const shuffled: OracleCase = {
        ...oracleCase,
        lead: random.shuffle(oracleCase.lead),
        approved: random.shuffle(oracleCase.approved),
        consents: random.shuffle(oracleCase.consents),
        people: oracleCase.people.map((person) => ({
          ...person,
          claims: random.shuffle(person.claims),
          competence: random.shuffle(person.competence),
          legalStatuses: random.shuffle(person.legalStatuses),
        })),
        segments: random.shuffle(oracleCase.segments).map((segment) => ({
          ...segment,
          categories: random.shuffle(segment.categories),
          flags: random.shuffle(segment.flags),
        })),
      };
      const [before, after] = [oracleCase, shuffled].map((given) => {
        const { outcome, segments } = decideCase(given, policy);
        return JSON.stringify([
          outcome,
          segments
            .map((segment) => [segment.segmentId, segment.outcome, [...segment.reasons].sort()])
            .sort(([one], [other]) => (String(one) < String(other) ? -1 : 1)),
        ]);
      });
      return before !== after;
    });
    expect(differing.map(({ name }) => name)).toStrictEqual([]);
  });
});

describe('what is not known never goes', () => {
  it.each<[string, (oracleCase: OracleCase) => OracleCase]>([
    ['purpose', (oracleCase) => ({ ...oracleCase, purpose: 'P99' })],
    [
      'category',
      (oracleCase) => withSegments(oracleCase, (segment) => ({ ...segment, categories: ['ZZZ'] })),
    ],
    ['flag', (oracleCase) => withSegments(oracleCase, (segment) => ({ ...segment, flags: ['TOMORROW'] }))],
    [
      'role',
      (oracleCase) => ({
        ...oracleCase,
        reader: null,
        recipient: { ...oracleCase.recipient, role: 'WIZARD' },
      }),
    ],
    [
      'kind of recipient',
      (oracleCase) => ({ ...oracleCase, recipient: { ...oracleCase.recipient, kind: 'GUILD' } }),
    ],
  ])('an unknown %s releases no more than the known one', (what, change) => {
    const looser = cases.filter((oracleCase) => {
      const before = findReleased(oracleCase);
      return findReleasedOfUnknown(change(oracleCase)).some((segment) => !before.includes(segment));
    });
    expect(looser.map(({ name }) => name)).toStrictEqual([]);
    // A row that names no role or kind (a court, an inspector, an audit) reads for any; the others read for nobody.
    if (what === 'role' || what === 'kind of recipient') return;
    const anything = cases.filter((oracleCase) => findReleasedOfUnknown(change(oracleCase)).length > 0);
    expect(anything.map(({ name }) => name)).toStrictEqual([]);
  });

  it('an unknown status of a choice permits nothing', () => {
    const looser = findLooser((oracleCase) => ({
      ...oracleCase,
      consents: oracleCase.consents.map((consent) => ({ ...consent, status: 'tentative' })),
    })).length;
    const without = findLooser((oracleCase) => ({ ...oracleCase, consents: [] })).length;
    expect(looser).toBeLessThanOrEqual(without);
  });
});

describe('the whole', () => {
  it('sends nothing that its parts do not release', () => {
    for (const oracleCase of cases) {
      const decision = decideCase(oracleCase, policy);
      const mayGo = decision.segments
        .filter(({ outcome }) => outcome === 'RELEASE')
        .map(({ segmentId }) => segmentId);
      expect(mayGo).toEqual(expect.arrayContaining([...decision.released]));
      expect(openness(decision).every((degree) => degree <= 2)).toBe(true);
    }
  });
});
