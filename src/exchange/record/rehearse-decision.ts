import { type Result, ok, refuse } from '../../platform/index.ts';
import type { CompiledPolicy } from '../../policy/index.ts';
import type { CategoryCode, OrganisationType, PurposeCode } from '../../vocabulary/index.ts';
import { type Decision, decide } from '../decide/index.ts';
import { isUncertain } from './is-uncertain.ts';
import { decideOpenHalf, readOpenHalf } from './read-open-half.ts';
import {
  type OpenedDecision,
  type ReadDecision,
  type ReplayRefusal,
  readDecision,
} from './replay-decision.ts';

/** What becomes of a part. */
export type PartOutcome = Decision['segments'][number]['outcome'];

/** Something that would come out otherwise. */
export interface DecisionChange {
  readonly from: PartOutcome;
  readonly to: PartOutcome;
  /** The kind of information; null for what nobody labelled, and for a message as a whole that has no parts. */
  readonly category: CategoryCode | null;
  readonly recipientType: OrganisationType;
  readonly purpose: PurposeCode;
}

/** What a decision would come to under another policy, beside what it comes to today. */
export interface RehearsedDecision {
  /** Whose guardian may know of silent parts. */
  readonly sourceOrganisationId: string;
  /** As everybody may know who may read any of it. */
  readonly open: readonly DecisionChange[];
  /** For the Caldicott guardian of the source alone. */
  readonly silent: readonly DecisionChange[];
  /** The same would go, for other reasons; as everybody may know. */
  readonly hasOtherReasons: boolean;
}

/**
 * Decides a recorded decision again under a policy that is tried, and compares it with what it comes to under the present one: that
 * which was recorded, where the present one decided. Pure. What was uncertain, or is barred by what nobody may learn of, is not told
 * of; the two look the same.
 */
export function rehearseDecision(
  entry: OpenedDecision,
  tried: CompiledPolicy,
  present: CompiledPolicy,
): Result<RehearsedDecision, ReplayRefusal | 'UNCERTAIN'> {
  const whole = readDecision(entry);
  if (!whole.ok) return whole;
  const { facts, decision } = whole.value;
  if (isUncertain(whole.value)) return refuse('UNCERTAIN');
  const { organisationId: sourceOrganisationId } = facts.source;
  const isPresent = decision.policyVersion.hash === present.version.hash;
  const before = isPresent ? decision : decide(facts, present);
  const after = decide(facts, tried);
  const changes = listChanges(whole.value, before, after);
  if (!hasSilentSegments(entry)) {
    const hasOtherReasons = changes.length === 0 && !isSameAnswer(before, after);
    return ok({
      sourceOrganisationId,
      open: changes.map(({ change }) => change),
      silent: [],
      hasOtherReasons,
    });
  }
  const open = readOpenHalf(entry);
  if (!open.ok) return open;
  const was = isPresent ? open.value.decision : decideOpenHalf(entry, facts, present);
  const becomes = decideOpenHalf(entry, facts, tried);
  const shown = new Set(open.value.facts.segments.map(({ segmentId }) => segmentId));
  const openChanges = listChanges(open.value, was, becomes).map(({ change }) => change);
  return ok({
    sourceOrganisationId,
    open: openChanges,
    silent: changes.filter(({ segmentId }) => !shown.has(segmentId)).map(({ change }) => change),
    hasOtherReasons: openChanges.length === 0 && !isSameAnswer(was, becomes),
  });
}

/** Whether anything of a decision is silent: a part for it stands beside every decision, and is empty in most. */
function hasSilentSegments({ parts }: OpenedDecision): boolean {
  return parts.some((part) => {
    if (part.erased || !part.silent) return false;
    const { segments } = part.content;
    return Array.isArray(segments) && segments.length > 0;
  });
}

/** What comes out otherwise, part by part; of a message without parts, as a whole. */
function listChanges(
  { facts }: Pick<ReadDecision, 'facts'>,
  before: Decision,
  after: Decision,
): readonly { readonly segmentId: string; readonly change: DecisionChange }[] {
  const about = { recipientType: facts.recipient.type, purpose: facts.purpose };
  if (facts.segments.length === 0) {
    const [from, to] = [before, after].map((each) => become(each, 'RELEASE'));
    return from === undefined || to === undefined || from === to
      ? []
      : [{ segmentId: '', change: { from, to, category: null, ...about } }];
  }
  return facts.segments.flatMap(({ segmentId, labelled, categories }, place) => {
    const [from, to] = [before, after].map((each) =>
      become(each, each.segments[place]?.outcome ?? 'WITHHOLD'),
    );
    if (from === undefined || to === undefined || from === to) return [];
    const kinds = labelled ? categories : [null];
    return kinds.map((category) => ({ segmentId, change: { from, to, category, ...about } }));
  });
}

/** What becomes of a part in the whole: nothing goes of what is held or refused. */
function become({ outcome }: Decision, part: PartOutcome): PartOutcome {
  switch (outcome) {
    case 'FORWARD':
    case 'FORWARD_REDACTED':
      return part;
    case 'HOLD':
      return part === 'WITHHOLD' ? 'WITHHOLD' : 'HOLD';
    case 'DENY':
      return 'WITHHOLD';
  }
}

/** Whether two policies give the same answer for the same reasons by the same rules. */
function isSameAnswer(one: Decision, other: Decision): boolean {
  return spellAnswer(one) === spellAnswer(other);
}

function spellAnswer({ outcome, reasons, segments }: Decision): string {
  return JSON.stringify([outcome, reasons, segments.map((each) => [each.outcome, each.reasons, each.rule])]);
}
