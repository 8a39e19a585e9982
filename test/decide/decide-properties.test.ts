import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type Decision,
  type DecisionFacts,
  type SegmentFacts,
  decide,
  isUrgentSafeguarding,
} from '../../src/exchange/decide/index.ts';
import { loadPolicy } from '../../src/policy/index.ts';
import { handlingFlags } from '../../src/vocabulary/index.ts';
import { decisionFacts } from './arbitrary-facts.ts';

const policy = loadPolicy('policies', 'BASE-1');
const runs = { numRuns: 150 };

function releasedBy(facts: DecisionFacts): readonly string[] {
  return decide(facts, policy).released;
}

/** What is released; a decision that breaks off releases nothing. */
function releasedOrNothing(facts: DecisionFacts): readonly string[] {
  try {
    return releasedBy(facts);
  } catch {
    return [];
  }
}

function changeSegment(
  facts: DecisionFacts,
  position: number,
  change: (segment: SegmentFacts) => SegmentFacts,
): DecisionFacts {
  const chosen = position % facts.segments.length;
  return {
    ...facts,
    segments: facts.segments.map((segment, index) => (index === chosen ? change(segment) : segment)),
  };
}

function withChoice(segment: SegmentFacts, result: SegmentFacts['choices'][number]['result']): SegmentFacts {
  return {
    ...segment,
    choices: [
      ...segment.choices.filter(({ category }) => !segment.categories.includes(category)),
      ...segment.categories.map((category) => ({
        category,
        result,
        refs: [],
        withdrawn: false,
        childPermits: segment.choices.find((choice) => choice.category === category)?.childPermits ?? false,
        selfDecides: false,
        lapsed: false,
        order: segment.choices.find((choice) => choice.category === category)?.order ?? null,
        processing: 'NOT_ASKED' as const,
      })),
    ],
  };
}

/** A value that no vocabulary has, as it might come back out of a store. */
function odd(facts: DecisionFacts, change: (plain: Record<string, unknown>) => void): DecisionFacts {
  const plain = JSON.parse(JSON.stringify(facts)) as Record<string, unknown>;
  change(plain);
  return JSON.parse(JSON.stringify(plain)) as DecisionFacts;
}

type Tightening = readonly [
  name: string,
  tighten: (facts: DecisionFacts, position: number, pick: number) => DecisionFacts,
];

const tightenings: readonly Tightening[] = [
  ['a refusal of one part', (facts, at) => changeSegment(facts, at, (part) => withChoice(part, 'DENY'))],
  [
    'a refusal of one part that the child had permitted',
    (facts, at) =>
      changeSegment(facts, at, (part) => ({
        ...withChoice(part, 'DENY'),
        choices: withChoice(part, 'DENY').choices.map((choice) => ({ ...choice, childPermits: false })),
      })),
  ],
  [
    'a disagreement about one part that was permitted',
    (facts, at) =>
      changeSegment(facts, at, (part) =>
        part.choices.every(({ result }) => result === 'PERMIT') ? withChoice(part, 'CONFLICT') : part,
      ),
  ],
  [
    'a permit that is taken away',
    (facts, at) =>
      changeSegment(facts, at, (part) =>
        part.choices.every(({ result }) => result === 'PERMIT') ? withChoice(part, 'NONE') : part,
      ),
  ],
  [
    'one more flag',
    (facts, at, pick) =>
      changeSegment(facts, at, (part) => {
        const flag = handlingFlags[pick % handlingFlags.length];
        return flag === undefined ? part : { ...part, flags: [...new Set([...part.flags, flag])] };
      }),
  ],
  [
    'a part no longer linked to the need',
    (facts, at) => changeSegment(facts, at, (part) => ({ ...part, linkedToNeed: false })),
  ],
  [
    'a part about somebody else',
    (facts, at) =>
      changeSegment(facts, at, (part) => (part.part === 'ENVELOPE' ? part : { ...part, aboutOthers: true })),
  ],
  [
    'a part without its label',
    (facts, at) => changeSegment(facts, at, (part) => ({ ...part, labelled: false })),
  ],
  // With an approval the two are not comparable: what a named approver releases past "never" is their judgement of that part.
  [
    'a part at the highest level, which no approver released',
    (facts, at) =>
      facts.approvals.length > 0 ? facts : changeSegment(facts, at, (part) => ({ ...part, level: 'V' })),
  ],
  [
    'a part that its author keeps from the recipient’s role',
    (facts, at) =>
      changeSegment(facts, at, (part) => ({
        ...part,
        notForRoles: [...part.notForRoles, facts.recipient.role],
      })),
  ],
  [
    'a part that is mandatory',
    (facts, at) => changeSegment(facts, at, (part) => ({ ...part, mandatory: true })),
  ],
  ['an adoption', (facts) => ({ ...facts, bars: { ...facts.bars, adoption: true } })],
  ['a court’s restriction', (facts) => ({ ...facts, bars: { ...facts.bars, courtRestriction: true } })],
  ['a national opt-out', (facts) => ({ ...facts, bars: { ...facts.bars, nationalDataOptOut: true } })],
  ['an identity that is not sure', (facts) => ({ ...facts, identity: 'UNCONFIRMED' })],
  ['no attestation', (facts) => ({ ...facts, attested: false, statutoryTrigger: false })],
  ['no lead decision', (facts) => ({ ...facts, leadDecision: null })],
  ['no approval', (facts) => ({ ...facts, approvals: [] })],
  ['no agreement', (facts) => ({ ...facts, agreement: null })],
  [
    'an agreement with one category less',
    (facts, _at, pick) => {
      const { agreement } = facts;
      if (agreement === null) return facts;
      const named =
        agreement.categories === 'ALL'
          ? facts.segments.flatMap(({ categories }) => categories)
          : agreement.categories;
      const dropped = named[pick % Math.max(1, named.length)];
      return { ...facts, agreement: { ...agreement, categories: named.filter((code) => code !== dropped) } };
    },
  ],
];

describe('a decision (docs/domain/07 §7.2)', () => {
  it('is met by these properties on messages that go as well as on messages that do not', () => {
    const outcomes: Record<string, number> = {};
    for (const facts of fc.sample(decisionFacts, { numRuns: 1000, seed: 20280107 })) {
      const { outcome } = decide(facts, policy);
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    }
    for (const outcome of ['FORWARD', 'FORWARD_REDACTED', 'HOLD', 'DENY']) {
      expect([outcome, (outcomes[outcome] ?? 0) > 20]).toEqual([outcome, true]);
    }
  });

  it.each(tightenings)('never releases more for %s (property 1)', (_name, tighten) => {
    fc.assert(
      fc.property(decisionFacts, fc.nat(20), fc.nat(200), (facts, position, pick) => {
        const before = new Set(releasedBy(facts));
        const after = releasedBy(tighten(facts, position, pick));
        expect(after.filter((id) => !before.has(id))).toEqual([]);
      }),
      runs,
    );
  });

  it('does not depend on the order of the parts (property 3)', () => {
    fc.assert(
      fc.property(
        decisionFacts.chain((facts) =>
          fc.tuple(
            fc.constant(facts),
            fc.shuffledSubarray([...facts.segments], { minLength: facts.segments.length }),
          ),
        ),
        ([facts, shuffled]) => {
          const first = decide(facts, policy);
          const second = decide({ ...facts, segments: shuffled }, policy);
          expect(inOrder(second)).toEqual(inOrder(first));
        },
      ),
      runs,
    );
  });

  it('is the same when its facts come back from where they were written down (property 6)', () => {
    fc.assert(
      fc.property(decisionFacts, (facts) => {
        const replayed = JSON.parse(JSON.stringify(facts)) as DecisionFacts;
        expect(decide(replayed, policy)).toEqual(decide(facts, policy));
        expect(JSON.parse(JSON.stringify(decide(facts, policy)))).toEqual(decide(facts, policy));
      }),
      runs,
    );
  });

  it('gives every part one answer; what does not go has a reason and somebody who could say yes', () => {
    fc.assert(
      fc.property(decisionFacts, (facts) => {
        const { segments, reasons } = decide(facts, policy);
        expect(segments.map(({ segmentId }) => segmentId)).toEqual(
          facts.segments.map(({ segmentId }) => segmentId),
        );
        expect(reasons.length).toBeGreaterThan(0);
        for (const part of segments) {
          expect(part.reasons.length).toBeGreaterThan(0);
          if (part.outcome === 'RELEASE') {
            expect(part.whoCouldSayYes).toBeNull();
            expect(part.silent).toBe(false);
          } else expect(part.whoCouldSayYes).toMatch(/^(?:a|an|the|both) [a-z]/);
        }
      }),
      runs,
    );
  });

  it('releases only what is decided to go, and nothing at all unless the message goes', () => {
    fc.assert(
      fc.property(decisionFacts, (facts) => {
        const { outcome, released, segments } = decide(facts, policy);
        const goes = outcome === 'FORWARD' || outcome === 'FORWARD_REDACTED';
        const decided = segments
          .filter((part) => part.outcome === 'RELEASE')
          .map(({ segmentId }) => segmentId);
        expect(released).toEqual(goes ? decided : []);
        if (outcome === 'FORWARD') expect(released).toHaveLength(segments.length);
        if (outcome === 'FORWARD_REDACTED') expect(released.length).toBeLessThan(segments.length);
      }),
      runs,
    );
  });

  it('never holds urgent safeguarding, nor any part of it (rulings 1)', () => {
    fc.assert(
      fc.property(decisionFacts, (facts) => {
        fc.pre(isUrgentSafeguarding(facts));
        const { outcome, segments, obligations, released } = decide(facts, policy);
        expect(outcome).not.toBe('HOLD');
        expect(segments.filter((part) => part.outcome === 'HOLD')).toEqual([]);
        const kinds = obligations.map(({ kind }) => kind);
        if (outcome === 'DENY') expect(kinds).toContain('PHONE_NOW');
        else if (released.length < segments.length) expect(kinds).toContain('TELL_SENDER_PART_NOT_SENT');
      }),
      runs,
    );
  });
});

type Oddness = readonly [name: string, make: (plain: Record<string, unknown>) => void];

const unknownOfMessage: readonly Oddness[] = [
  ['purpose', (plain) => (plain['purpose'] = 'P99')],
  ['purpose that is a name of Object', (plain) => (plain['purpose'] = 'constructor')],
  ['message type', (plain) => (plain['messageType'] = 'M99')],
  ['urgency', (plain) => (plain['urgency'] = 'SOON')],
  ['identity', (plain) => (plain['identity'] = 'PROBABLY')],
  ['recipient role', (plain) => (inside(plain, 'recipient')['role'] = 'WIZARD')],
  ['recipient type', (plain) => (inside(plain, 'recipient')['type'] = 'CIRCUS')],
  ['recipient department', (plain) => (inside(plain, 'recipient')['department'] = 'CELLAR')],
  ['recipient duty status', (plain) => (inside(plain, 'recipient')['dutyStatus'] = 'SOME')],
  ['source duty status', (plain) => (inside(plain, 'source')['dutyStatus'] = 'SOME')],
];

const unknownOfParts: readonly Oddness[] = [
  ['category', (part) => (part['categories'] = ['XYZ'])],
  ['category that is a name of Object', (part) => (part['categories'] = ['toString'])],
  ['second category', (part) => (part['categories'] = [...(part['categories'] as string[]), 'XYZ'])],
  ['flag', (part) => (part['flags'] = [...(part['flags'] as string[]), 'BE_NICE'])],
];

function inside(plain: Record<string, unknown>, name: string): Record<string, unknown> {
  return plain[name] as Record<string, unknown>;
}

describe('a value that nobody knows (docs/domain/07 §7.2 property 7)', () => {
  it.each(unknownOfMessage)('as %s never releases more', (_name, make) => {
    fc.assert(
      fc.property(decisionFacts, (facts) => {
        const before = new Set(releasedBy(facts));
        const after = releasedOrNothing(odd(facts, make));
        expect(after.filter((id) => !before.has(id))).toEqual([]);
      }),
      runs,
    );
  });

  it.each(unknownOfMessage.slice(0, 2))('as %s releases nothing', (_name, make) => {
    fc.assert(
      fc.property(decisionFacts, (facts) => {
        expect(releasedOrNothing(odd(facts, make))).toEqual([]);
      }),
      runs,
    );
  });

  it.each(unknownOfParts)('as %s of a part keeps that part back', (_name, make) => {
    fc.assert(
      fc.property(decisionFacts, fc.nat(20), (facts, position) => {
        // What the envelope says is labelled by ourselves, so only an author's part can hold such a value.
        const first = facts.segments.findIndex(({ part }) => part === 'SEGMENT');
        const chosen = first + (position % (facts.segments.length - first));
        const strange = odd(facts, (plain) => {
          const part = (plain['segments'] as Record<string, unknown>[])[chosen];
          if (part !== undefined) make(part);
        });
        const before = new Set(releasedBy(facts));
        const after = releasedOrNothing(strange);
        expect(after.filter((id) => !before.has(id))).toEqual([]);
        expect(after).not.toContain(facts.segments[chosen]?.segmentId);
      }),
      runs,
    );
  });
});

type Reading = readonly [
  name: string,
  make: (part: SegmentFacts) => object,
  careful: (part: SegmentFacts) => SegmentFacts,
];

const readings: readonly Reading[] = [
  ['level as the highest', (part) => ({ ...part, level: 'X' }), (part) => ({ ...part, level: 'V' })],
  [
    'result of a choice as a refusal',
    (part) => ({ ...part, choices: part.choices.map((choice) => ({ ...choice, result: 'MAYBE' })) }),
    (part) => ({ ...part, choices: part.choices.map((choice) => ({ ...choice, result: 'DENY' })) }),
  ],
];

describe('a value that nobody knows is read as the one that discloses least', () => {
  it.each(readings)('%s', (_name, make, careful) => {
    fc.assert(
      fc.property(decisionFacts, fc.nat(20), (facts, position) => {
        const strange = changeSegment(facts, position, (part) => make(part) as SegmentFacts);
        const known = new Set(releasedBy(changeSegment(facts, position, careful)));
        expect(releasedOrNothing(strange).filter((id) => !known.has(id))).toEqual([]);
      }),
      runs,
    );
  });
});

/** A decision without the order in which its parts and reasons stand. */
function inOrder(decision: Decision): object {
  return {
    ...decision,
    reasons: [...decision.reasons].sort(),
    released: [...decision.released].sort(),
    segments: [...decision.segments].sort((one, other) => one.segmentId.localeCompare(other.segmentId)),
    obligations: decision.obligations.map((obligation) => ({
      ...obligation,
      ...(obligation.segmentIds === undefined ? {} : { segmentIds: [...obligation.segmentIds].sort() }),
    })),
  };
}
