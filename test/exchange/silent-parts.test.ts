import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type Decision,
  type DecisionFacts,
  type SegmentFacts,
  decide,
} from '../../src/exchange/decide/index.ts';
import { type OpenedDecision, readDecision, replayDecision } from '../../src/exchange/index.ts';
import {
  type LeftBehind,
  type SplitDecision,
  splitDecision,
} from '../../src/exchange/record/split-decision.ts';
import type { JsonObject, PersonId } from '../../src/platform/index.ts';
import { loadPolicy } from '../../src/policy/index.ts';
import { decisionFacts } from '../decide/arbitrary-facts.ts';
import { facts, segment } from '../decide/case-facts.ts';

const policy = loadPolicy('policies', 'BASE-1');
const runs = { numRuns: 300 };
const nothingLeft: LeftBehind = { leftOut: [], leftOutSilently: [] };

function split(given: DecisionFacts, behind = nothingLeft): SplitDecision {
  return splitDecision(given, decide(given, policy), behind, policy);
}

/** A part of which nobody is to notice anything: its author asked for it, and it is of a sensitive service. */
function quiet(more: Partial<SegmentFacts> = {}): SegmentFacts {
  return segment('quiet', 'SHR', { flags: ['SILENT_WITHHOLD', 'CHILD_CONFIDENCE'], ...more });
}

/** The same message with one more part, of which judgements that came with it speak too. */
function add(given: DecisionFacts, part: SegmentFacts, place: number): DecisionFacts {
  const { leadDecision, approvals, gates, segments } = given;
  const at = place % (segments.length + 1);
  return {
    ...given,
    segments: [...segments.slice(0, at), part, ...segments.slice(at)],
    leadDecision: leadDecision && {
      ...leadDecision,
      segmentIds: [part.segmentId, ...leadDecision.segmentIds],
    },
    approvals,
    gates: {
      ...gates,
      professionalOpinion: {
        ...gates.professionalOpinion,
        opinions: [{ segmentId: part.segmentId, harm: true, by: 'somebody' }],
      },
    },
  };
}

/** What was decided of each part but one. */
function withoutQuiet({ segments }: Decision): Decision['segments'] {
  return segments.filter(({ segmentId }) => segmentId !== 'quiet');
}

function goes({ outcome }: Decision): boolean {
  return outcome === 'FORWARD' || outcome === 'FORWARD_REDACTED';
}

/** The parts of an entry in which a split decision stands. */
function entryOf({ open, silent }: SplitDecision): OpenedDecision {
  const part = (content: object): OpenedDecision['parts'][number] => ({
    erased: false,
    about: [] as PersonId[],
    silent: false,
    content: JSON.parse(JSON.stringify(content)) as JsonObject,
  });
  const [first, ...others] = silent?.segments ?? [];
  return {
    kind: 'DECISION',
    parts: [
      part({ schema: 'assent.silent-segments/1', segments: others }),
      part({ schema: 'assent.decision/2', ...open }),
      part({
        schema: 'assent.decision-whole/1',
        whole: silent?.whole ?? null,
        segments: first === undefined ? [] : [first],
      }),
    ],
  };
}

const added = fc
  .tuple(decisionFacts, fc.nat(), fc.boolean(), fc.boolean())
  .map(([given, place, labelled, linkedToNeed]) => ({
    given,
    more: add(given, quiet({ labelled, linkedToNeed }), place),
  }));

describe('the open half of a recorded decision', () => {
  it('is what it would be without a silent part that changes nothing else', () => {
    let compared = 0;
    fc.assert(
      fc.property(added, ({ given, more }) => {
        const [alone, both] = [decide(given, policy), decide(more, policy)];
        fc.pre(both.segments.some(({ segmentId, silent }) => segmentId === 'quiet' && silent));
        fc.pre(goes(alone) === goes(both));
        fc.pre(JSON.stringify(withoutQuiet(both)) === JSON.stringify(alone.segments));
        compared += 1;
        expect(split(more).open).toEqual(split(given).open);
      }),
      runs,
    );
    expect(compared).toBeGreaterThan(100);
  });

  it('never names a silent part, and counts the others without a gap', () => {
    fc.assert(
      fc.property(added, ({ more }) => {
        fc.pre(
          decide(more, policy).segments.some(({ segmentId, silent }) => segmentId === 'quiet' && silent),
        );
        const { open } = split(more);
        expect(JSON.stringify(open)).not.toContain('quiet');
        expect(open.segments.map(({ order }) => order)).toEqual([...open.segments.keys()]);
        const { needed, notNeeded } = open.decision.layers.necessity;
        expect(needed + notNeeded).toBe(open.segments.length);
      }),
      runs,
    );
  });

  it('gives with the silent half the whole decision again, which replays to the same', () => {
    fc.assert(
      fc.property(added, ({ more }) => {
        const entry = entryOf(split(more));
        expect(readDecision(entry)).toEqual({
          ok: true,
          value: { facts: more, decision: decide(more, policy) },
        });
        expect(replayDecision(entry, policy)).toMatchObject({ ok: true, value: { same: true } });
      }),
      runs,
    );
  });

  it('does not say that anything was left out where only silent parts were', () => {
    const plan = facts([segment('subject', 'DEM', { part: 'ENVELOPE' }), segment('row', 'SEN')]);
    expect(decide(add(plan, quiet(), 1), policy).outcome).toBe('FORWARD_REDACTED');
    expect(split(add(plan, quiet(), 1)).open.decision.outcome).toBe('FORWARD');
    const other = add(plan, segment('quiet', 'PHY'), 1);
    expect(split(other).open.decision.outcome).toBe('FORWARD_REDACTED');
  });

  it('tells of what happened, and not why, where a silent part kept everything back', () => {
    const plan = facts([segment('subject', 'DEM', { part: 'ENVELOPE' }), segment('row', 'SEN')]);
    const { open, silent } = split(add(plan, quiet({ mandatory: true }), 1));
    expect(silent?.whole.decision).toMatchObject({ outcome: 'HOLD' });
    expect(silent?.whole.decision.reasons).toContain('HOLD_MANDATORY_WITHHELD');
    expect(open.decision).toMatchObject({ outcome: 'HOLD', reasons: [] });
  });

  it('does not speak of what stayed behind because it hangs on a silent part', () => {
    const plan = facts([
      segment('subject', 'DEM', { part: 'ENVELOPE' }),
      segment('hanging', 'SEN'),
      segment('row', 'SEN'),
    ]);
    const more = add(plan, quiet(), 1);
    const { open, silent } = split(more, {
      leftOut: ['hanging', 'row'],
      leftOutSilently: ['hanging'],
    });
    expect(JSON.stringify(open)).not.toContain('hanging');
    expect(open.leftOut).toEqual(['row']);
    expect(silent?.segments.map((each) => each.facts.segmentId)).toEqual(['quiet', 'hanging']);
    expect(silent?.whole.leftOut).toEqual(['hanging', 'row']);
  });
});

describe('an entry with a half missing', () => {
  const more = add(
    facts([segment('subject', 'DEM', { part: 'ENVELOPE' }), segment('row', 'SEN')]),
    quiet(),
    1,
  );
  const whole = entryOf(split(more));

  it.each(['assent.decision/2', 'assent.decision-whole/1'])('is incomplete without %s', (schema) => {
    const parts = whole.parts.filter((each) => each.erased || each.content['schema'] !== schema);
    expect(readDecision({ ...whole, parts })).toEqual({ ok: false, refusal: 'INCOMPLETE' });
  });
});
