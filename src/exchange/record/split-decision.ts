import { type JsonValue, canonicalJson } from '../../platform/index.ts';
import type { CompiledPolicy } from '../../policy/index.ts';
import {
  type Decision,
  type DecisionFacts,
  type SegmentDecision,
  type SegmentFacts,
  decide,
} from '../decide/index.ts';

/** One segment as it is written down: what was known of it and what was decided. Never its content. */
export interface RecordedSegment {
  /** Its place, from 0: of an open segment among the open ones, of a silent one among all. */
  readonly order: number;
  readonly facts: SegmentFacts;
  readonly decision: SegmentDecision;
}

/** A decision but for its segments. What left follows from them, and is not written twice. */
export type WholeDecision = Omit<Decision, 'segments' | 'released'>;

/** What was known and decided of a message as a whole, and which released parts stayed behind all the same. */
export interface RecordedWhole {
  readonly facts: Omit<DecisionFacts, 'segments'>;
  readonly decision: WholeDecision;
  readonly leftOut: readonly string[];
}

/** What stayed behind of what was released, because it hangs on something that was withheld. */
export interface LeftBehind {
  readonly leftOut: readonly string[];
  /** Those of them that hang on something withheld silently, and are as silent therefore. */
  readonly leftOutSilently: readonly string[];
}

/** A decision in two: what everybody may read who may read any of it, and what nobody is to notice. */
export interface SplitDecision {
  readonly open: RecordedWhole & { readonly segments: readonly RecordedSegment[] };
  /** Null where nothing is silent. */
  readonly silent: {
    /** What really was decided of the whole. */
    readonly whole: RecordedWhole;
    readonly segments: readonly RecordedSegment[];
  } | null;
}

/**
 * Splits a decision so that its open half is what would have been written had the silent parts never been in the message: no
 * gap in the order, no count, no identifier, no reason that they alone gave (docs/domain/03 §3.5 "silent", docs/domain/rulings
 * 16 and 28). Where a silent part changed what happened to the others, the open half says what happened, and not why. Pure.
 */
export function splitDecision(
  { segments: segmentFacts, ...facts }: DecisionFacts,
  decision: Decision,
  { leftOut, leftOutSilently }: LeftBehind,
  policy: CompiledPolicy,
): SplitDecision {
  const all = segmentFacts.map((each, order): RecordedSegment => {
    const decided = decision.segments[order];
    if (decided === undefined) throw new Error('every segment has a decision');
    return { order, facts: each, decision: decided };
  });
  const isSilent = ({ decision: { silent, segmentId } }: RecordedSegment): boolean =>
    silent || leftOutSilently.includes(segmentId);
  const whole = { facts, decision: withoutSegments(decision), leftOut };
  const hidden = all.filter(isSilent);
  if (hidden.length === 0) return { open: { ...whole, segments: all }, silent: null };

  const shown = all.filter((each) => !isSilent(each));
  const names = new Set(hidden.map(({ facts: { segmentId } }) => segmentId));
  const openFacts = withoutNames(facts, names);
  const alone = decide({ ...openFacts, segments: shown.map((each) => each.facts) }, policy);
  const isAsAlone =
    goes(alone) === goes(decision) && spell(alone.segments) === spell(shown.map((each) => each.decision));
  return {
    open: {
      facts: openFacts,
      decision: isAsAlone
        ? withoutSegments(alone)
        : { ...withoutSegments(alone), ...sayWhatHappened(decision, shown, names) },
      leftOut: leftOut.filter((segmentId) => !names.has(segmentId)),
      segments: shown.map((each, order) => ({ ...each, order })),
    },
    silent: { whole, segments: hidden },
  };
}

/**
 * Puts the open segments, each in its place among them, and the silent ones, each in its place among all, together again. Pure.
 * @returns undefined where some are missing
 */
export function joinSegments(
  open: readonly RecordedSegment[],
  silent: readonly RecordedSegment[],
): readonly RecordedSegment[] | undefined {
  const rest = open.toSorted((one, other) => one.order - other.order);
  if (rest.some(({ order }, place) => order !== place)) return undefined;
  const taken = new Map(silent.map((each) => [each.order, each]));
  const next = rest.values();
  const joined: RecordedSegment[] = [];
  for (let place = 0; place < open.length + silent.length; place += 1) {
    const each = taken.get(place) ?? next.next().value;
    if (each === undefined) return undefined;
    joined.push(each);
  }
  return joined;
}

function goes({ outcome }: Pick<Decision, 'outcome'>): boolean {
  return outcome === 'FORWARD' || outcome === 'FORWARD_REDACTED';
}

/** What was decided of the whole, as far as it speaks of nothing silent. */
function sayWhatHappened(
  { outcome, reasons, obligations, told }: Decision,
  shown: readonly RecordedSegment[],
  names: ReadonlySet<string>,
): Pick<WholeDecision, 'outcome' | 'reasons' | 'obligations' | 'told'> {
  const given = new Set(shown.flatMap(({ decision }) => decision.reasons));
  return {
    outcome,
    reasons: reasons.filter((code) => given.has(code)),
    obligations: obligations.flatMap((obligation) => {
      if (obligation.segmentIds === undefined) return [obligation];
      const segmentIds = obligation.segmentIds.filter((segmentId) => !names.has(segmentId));
      return segmentIds.length === 0 ? [] : [{ ...obligation, segmentIds }];
    }),
    told,
  };
}

/** The facts of the whole as they would be had nobody spoken of these parts. */
function withoutNames(facts: RecordedWhole['facts'], names: ReadonlySet<string>): RecordedWhole['facts'] {
  const isOther = ({ segmentId }: { readonly segmentId: string }): boolean => !names.has(segmentId);
  const { professionalOpinion } = facts.gates;
  return {
    ...facts,
    leadDecision: speakOfOthers(facts.leadDecision, names),
    approvals: facts.approvals.filter(isOther),
    gates: {
      ...facts.gates,
      professionalOpinion: {
        ...professionalOpinion,
        opinions: professionalOpinion.opinions.filter(isOther),
      },
    },
  };
}

/** A judgement as far as it speaks of other parts than these; one that speaks of none of them was never made. */
export function speakOfOthers<Judgement extends { readonly segmentIds: readonly string[] }>(
  judgement: Judgement | null,
  names: ReadonlySet<string>,
): Judgement | null {
  if (judgement === null) return null;
  const segmentIds = judgement.segmentIds.filter((segmentId) => !names.has(segmentId));
  return segmentIds.length === 0 ? null : { ...judgement, segmentIds };
}

/** What was decided for the message as a whole. */
function withoutSegments(decision: Decision): WholeDecision {
  const { outcome, reasons, layers, obligations, urgentSafeguarding, told, policyVersion } = decision;
  const { agreement, authoritySnapshotHash } = decision;
  return {
    outcome,
    reasons,
    layers,
    obligations,
    urgentSafeguarding,
    told,
    policyVersion,
    agreement,
    authoritySnapshotHash,
  };
}

/** Through text, so that what holds the same is the same. */
function spell(value: unknown): string {
  return canonicalJson(JSON.parse(JSON.stringify(value)) as JsonValue);
}
