import type { Ledger } from '../../ledger/index.ts';
import {
  type JsonObject,
  type JsonValue,
  type Result,
  canonicalJson,
  ok,
  refuse,
} from '../../platform/index.ts';
import type { CompiledPolicy, PolicyVersion } from '../../policy/index.ts';
import { type Decision, type DecisionFacts, decide, upgradeFacts } from '../decide/index.ts';
import type { RecordedDecision } from './draft-decision-entry.ts';
import {
  type RecordedSegment,
  type RecordedWhole,
  type WholeDecision,
  joinSegments,
} from './split-decision.ts';

/** What is needed of an entry that the ledger opened. */
export type OpenedDecision = Pick<NonNullable<Awaited<ReturnType<Ledger['readEntry']>>>, 'kind' | 'parts'>;

/** A recorded decision beside what the same facts come to under a given policy. */
export interface ReplayedDecision {
  /** Whether the two are equal in every part. */
  readonly same: boolean;
  readonly recorded: Decision;
  readonly replayed: Decision;
  /** Parts of the decision that differ: its members, and segments by their identifiers. */
  readonly differences: readonly string[];
}

/** Why an entry cannot be replayed. */
export type ReplayRefusal =
  /** It records something else. */
  | 'NOT_A_DECISION'
  /** A person's key is destroyed, and with it some of the facts. */
  | 'ERASED'
  /** Its parts do not add up to one decision. */
  | 'INCOMPLETE';

/**
 * Decides a recorded decision again from what the ledger holds of its facts (docs/domain/07 §7.2 property 6). Pure. Under the
 * policy version that the decision names, the answer must be the same; under another it shows what would change.
 */
export function replayDecision(
  entry: OpenedDecision,
  policy: CompiledPolicy,
): Result<ReplayedDecision, ReplayRefusal> {
  const read = readDecision(entry);
  if (!read.ok) return read;
  return ok(decideAgain(read.value, policy));
}

function decideAgain({ facts, decision: recorded }: ReadDecision, policy: CompiledPolicy): ReplayedDecision {
  const replayed = decide(facts, policy);
  const differences = compareDecisions(recorded, replayed);
  return { same: differences.length === 0, recorded, replayed, differences };
}

/** What an entry holds of a decision: who asked, the facts, and how they were decided. */
export interface ReadDecision extends Pick<RecordedDecision, 'requester'> {
  readonly facts: DecisionFacts;
  readonly decision: Decision;
}

/** Puts the parts of an opened entry together again. Pure. */
export function readDecision(entry: OpenedDecision): Result<ReadDecision, ReplayRefusal> {
  if (entry.kind !== 'DECISION') return refuse('NOT_A_DECISION');
  const contents: JsonObject[] = [];
  for (const part of entry.parts) {
    if (part.erased) return refuse('ERASED');
    contents.push(part.content);
  }
  return readContents(contents);
}

/**
 * Decides a decision again from the contents of all its parts, as `replayDecision` does, under the policy version that it names;
 * null where that is not to be had.
 */
export function replayContents(
  contents: readonly JsonObject[],
  findPolicy: (version: PolicyVersion) => CompiledPolicy | null,
): Result<ReplayedDecision | null, 'INCOMPLETE'> {
  const read = readContents(contents);
  if (!read.ok) return read;
  const policy = findPolicy(read.value.decision.policyVersion);
  return ok(policy && decideAgain(read.value, policy));
}

function readContents(contents: readonly Record<string, unknown>[]): Result<ReadDecision, 'INCOMPLETE'> {
  const base = contents.find(isDecisionBase) as RecordedDecision | undefined;
  if (base === undefined) return refuse('INCOMPLETE');
  const gather = (name: string): readonly RecordedSegment[] =>
    (contents.filter(({ schema }) => schema === name) as Pick<RecordedDecision, 'segments'>[]).flatMap(
      (part) => part.segments,
    );
  const apart = contents.find(({ schema }) => schema === 'assent.decision-whole/1') as
    { readonly whole: RecordedWhole | null; readonly segments: readonly RecordedSegment[] } | undefined;
  const really = apart?.whole ?? null;
  const silent = [...(apart?.segments ?? []), ...gather('assent.silent-segments/1')];
  const segments = joinSegments([...base.segments, ...gather('assent.decision-segments/1')], silent);
  if (segments === undefined || lacksSilentHalf(base, apart)) return refuse('INCOMPLETE');
  // What really was decided of the whole is written where something is silent, and nowhere else.
  if ((really === null) !== (silent.length === 0)) return refuse('INCOMPLETE');
  const whole = really ?? base;
  const facts = upgradeFacts({ ...whole.facts, segments: segments.map((segment) => segment.facts) });
  return ok({ requester: base.requester, facts, decision: toDecision(whole.decision, segments) });
}

/** The first schema had no halves; since then there is a silent one beside every open one. */
function lacksSilentHalf({ schema }: RecordedDecision, apart: object | undefined): boolean {
  return schema === 'assent.decision/2' && apart === undefined;
}

const baseSchemas: readonly unknown[] = ['assent.decision/1', 'assent.decision/2'];

/** Whether this is the part of a decision's entry that the others add to; it is about the data subject. */
export function isDecisionBase({ schema }: Readonly<Record<string, unknown>>): boolean {
  return baseSchemas.includes(schema);
}

/**
 * Whether two decisions come to the same: the same parts for the same reasons under the same policy, agreement and choices.
 * By when something must be done is counted from when it was decided, and does not count.
 */
export function isSameDecision(one: Decision, other: Decision): boolean {
  return compareDecisions(withoutDates(one), withoutDates(other)).length === 0;
}

function withoutDates(decision: Decision): Decision {
  return {
    ...decision,
    obligations: decision.obligations.map(({ kind, segmentIds }) => ({
      kind,
      ...(segmentIds === undefined ? {} : { segmentIds }),
    })),
  };
}

/** A decision put together again from what is written of the whole and of its segments. */
export function toDecision(whole: WholeDecision, segments: readonly RecordedSegment[]): Decision {
  return {
    ...whole,
    segments: segments.map((segment) => segment.decision),
    released: findReleased(whole, segments),
  };
}

/** What was released is not written twice: it is what the segments say, where the whole was forwarded. */
function findReleased({ outcome }: WholeDecision, segments: readonly RecordedSegment[]): readonly string[] {
  if (outcome !== 'FORWARD' && outcome !== 'FORWARD_REDACTED') return [];
  return segments
    .filter(({ decision }) => decision.outcome === 'RELEASE')
    .map(({ decision }) => decision.segmentId);
}

/** The parts in which two decisions differ: members, and segments by their identifiers. */
export function compareDecisions(recorded: Decision, replayed: Decision): readonly string[] {
  const { segments: before, ...wholeBefore } = recorded;
  const { segments: after, ...wholeAfter } = replayed;
  const members = Object.keys({ ...wholeBefore, ...wholeAfter }) as (keyof typeof wholeBefore)[];
  return [
    ...members.filter((member) => differs(wholeBefore[member], wholeAfter[member])),
    ...before.filter((segment, place) => differs(segment, after[place])).map(({ segmentId }) => segmentId),
  ];
}

function differs(one: unknown, other: unknown): boolean {
  return spell(one) !== spell(other);
}

/** Through text, as the ledger keeps it. */
function spell(value: unknown): string {
  return canonicalJson(JSON.parse(JSON.stringify(value ?? null)) as JsonValue);
}
