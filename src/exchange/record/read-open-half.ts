import { type Result, ok, refuse } from '../../platform/index.ts';
import type { CompiledPolicy } from '../../policy/index.ts';
import { type Decision, decide, upgradeFacts } from '../decide/index.ts';
import type { RecordedDecision } from './draft-decision-entry.ts';
import {
  type OpenedDecision,
  type ReadDecision,
  type ReplayRefusal,
  type ReplayedDecision,
  compareDecisions,
  isDecisionBase,
  readDecision,
  toDecision,
} from './replay-decision.ts';
import { type RecordedSegment, joinSegments, splitDecision } from './split-decision.ts';

/**
 * What everybody may read of a decision who may read any of it: as if there were no silent parts. A decision that was recorded before
 * the two halves stood apart cannot be read so.
 */
export function readOpenHalf(entry: OpenedDecision): Result<ReadDecision, ReplayRefusal> {
  if (entry.kind !== 'DECISION') return refuse('NOT_A_DECISION');
  const base = findBase(entry);
  const lost = entry.parts.some(({ erased }) => erased) ? 'ERASED' : 'INCOMPLETE';
  if (base?.schema !== 'assent.decision/2') return refuse(lost);
  const others = entry.parts.flatMap((part) =>
    !part.erased && !part.silent && part.content['schema'] === 'assent.decision-segments/1'
      ? (part.content['segments'] as unknown as readonly RecordedSegment[])
      : [],
  );
  const segments = joinSegments([...base.segments, ...others], []);
  if (segments === undefined) return refuse(lost);
  const facts = upgradeFacts({ ...base.facts, segments: segments.map((each) => each.facts) });
  return ok({ requester: base.requester, facts, decision: toDecision(base.decision, segments) });
}

/**
 * Decides a recorded decision again, silent parts and all, and compares what of both everybody may read. So nobody learns from a
 * difference, or from there being none, what is silent.
 */
export function replayOpenHalf(
  entry: OpenedDecision,
  policy: CompiledPolicy,
): Result<ReplayedDecision, ReplayRefusal> {
  const [recorded, whole] = [readOpenHalf(entry), readDecision(entry)];
  if (!recorded.ok) return recorded;
  if (!whole.ok) return whole;
  const { decision } = recorded.value;
  const replayed = decideOpenHalf(entry, whole.value.facts, policy);
  const differences = compareDecisions(decision, replayed);
  return ok({ same: differences.length === 0, recorded: decision, replayed, differences });
}

/** What everybody may read of what all the facts of a recorded decision come to under a policy. */
export function decideOpenHalf(
  entry: OpenedDecision,
  facts: ReadDecision['facts'],
  policy: CompiledPolicy,
): Decision {
  const base = findBase(entry);
  const silent = entry.parts.flatMap((part) =>
    !part.erased && part.silent
      ? ((part.content['segments'] ?? []) as unknown as readonly RecordedSegment[])
      : [],
  );
  // Segments that hang on something silent are as silent, whatever was decided of themselves.
  const leftOutSilently = silent
    .filter(({ decision }) => !decision.silent)
    .map(({ decision: { segmentId } }) => segmentId);
  const { open } = splitDecision(
    facts,
    decide(facts, policy),
    { leftOut: base?.leftOut ?? [], leftOutSilently },
    policy,
  );
  return toDecision(open.decision, open.segments);
}

/** The part that the others add to; it is never silent. */
function findBase(entry: OpenedDecision): RecordedDecision | undefined {
  for (const part of entry.parts) {
    if (!part.erased && !part.silent && isDecisionBase(part.content))
      return part.content as unknown as RecordedDecision;
  }
  return undefined;
}
