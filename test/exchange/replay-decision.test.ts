import { describe, expect, it } from '@jest/globals';
import { type DecisionFacts, decide } from '../../src/exchange/decide/index.ts';
import { type OpenedDecision, replayDecision } from '../../src/exchange/index.ts';
import type { JsonObject, PersonId } from '../../src/platform/index.ts';
import { type CompiledPolicy, loadPolicy } from '../../src/policy/index.ts';
import { choice, facts, segment } from '../decide/case-facts.ts';

const policy = loadPolicy('policies', 'BASE-1');
const plan = facts([
  segment('subject', 'DEM', { part: 'ENVELOPE' }),
  segment('row-1', 'ATT', { choices: [choice('ATT', 'PERMIT')] }),
  segment('illness', 'PMH', { aboutOthers: true, choices: [choice('PMH', 'DENY')] }),
  segment('row-2', 'SEN'),
]);

/** An entry as the ledger opens it: the base part, and what stands apart, in any order. */
function entryOf(given: DecisionFacts, apart: readonly string[] = ['illness']): OpenedDecision {
  const { segments, released, ...decision } = decide(given, policy);
  expect(Array.isArray(released)).toBe(true);
  const { segments: segmentFacts, ...base } = given;
  const recorded = segments.map((each, order) => ({ order, facts: segmentFacts[order], decision: each }));
  const stands = ({ decision: each }: (typeof recorded)[number]): boolean => apart.includes(each.segmentId);
  return {
    kind: 'DECISION',
    parts: [
      part({ schema: 'assent.decision-segments/1', segments: recorded.filter(stands) }),
      part({ schema: 'assent.disclosure/1', bodySha256: 'x' }),
      part({
        schema: 'assent.decision/1',
        facts: base,
        decision,
        segments: recorded.filter((each) => !stands(each)),
      }),
    ],
  };
}

function part(content: object): OpenedDecision['parts'][number] {
  const about: PersonId[] = [];
  return { erased: false, about, silent: false, content: JSON.parse(JSON.stringify(content)) as JsonObject };
}

/** The policy as it is, except that nothing may go. */
const closed: CompiledPolicy = {
  ...policy,
  decideSegment: (asked) => ({
    ...policy.decideSegment(asked),
    outcome: 'WITHHOLD',
    reasons: ['REDACT_NOT_NEEDED'],
  }),
};

describe('replaying a recorded decision', () => {
  it('gives the same decision from the parts of its entry, in whatever order they are', () => {
    const replayed = replayDecision(entryOf(plan), policy);
    if (!replayed.ok) throw new Error(replayed.refusal);
    expect(replayed.value.same).toBe(true);
    expect(replayed.value.differences).toEqual([]);
    expect(replayed.value.replayed).toEqual(decide(plan, policy));
  });

  it('gives the same refusal of a request that was barred as a whole', () => {
    const barred = { ...plan, agreement: null };
    const replayed = replayDecision(entryOf(barred), policy);
    expect(replayed).toMatchObject({
      ok: true,
      value: { same: true, recorded: { outcome: 'DENY', released: [] } },
    });
  });

  it('says which segments another policy would decide otherwise', () => {
    const replayed = replayDecision(entryOf(plan), closed);
    if (!replayed.ok) throw new Error(replayed.refusal);
    expect(replayed.value.same).toBe(false);
    expect(replayed.value.differences).toEqual(
      expect.arrayContaining(['outcome', 'released', 'subject', 'row-1', 'row-2']),
    );
  });

  it('notices an answer that does not follow from its facts', () => {
    const entry = entryOf(plan);
    const altered = {
      ...entry,
      parts: entry.parts.map((each) =>
        each.erased
          ? each
          : {
              ...each,
              content: JSON.parse(
                JSON.stringify(each.content).replaceAll('PERMIT_CONSENT', 'PERMIT_COURT_ORDER'),
              ) as JsonObject,
            },
      ),
    };
    expect(replayDecision(altered, policy)).toMatchObject({ ok: true, value: { same: false } });
  });

  it('is refused for an entry of another kind, an erased part, and a part that is missing', () => {
    const entry = entryOf(plan);
    expect(replayDecision({ ...entry, kind: 'OUTCOME' }, policy)).toMatchObject({
      refusal: 'NOT_A_DECISION',
    });
    expect(
      replayDecision({ ...entry, parts: [...entry.parts, { erased: true as const }] }, policy),
    ).toMatchObject({ refusal: 'ERASED' });
    expect(replayDecision({ ...entry, parts: entry.parts.slice(1) }, policy)).toMatchObject({
      refusal: 'INCOMPLETE',
    });
    expect(replayDecision({ ...entry, parts: entry.parts.slice(0, 2) }, policy)).toMatchObject({
      refusal: 'INCOMPLETE',
    });
  });
});
