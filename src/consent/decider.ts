import type { PersonId } from '../platform/index.ts';
import type { CapacityBasis } from '../vocabulary/index.ts';
import { permits } from './check-recorder.ts';
import type { WhoDecides } from './choice-question.ts';
import type { DecidedBy, NamedDecider } from './consent-version.ts';
import type { ReadableVersion } from './read-stance.ts';

/** The person who chose; `null` where an organisation did. */
export function personOf(decidedBy: DecidedBy): PersonId | null {
  return 'person' in decidedBy ? decidedBy.person : null;
}

/** Whether two names mean the same person or organisation, in whatever capacity. */
export function isSameDecider(a: NamedDecider, b: NamedDecider): boolean {
  return 'person' in a
    ? 'person' in b && a.person === b.person
    : 'organisation' in b && a.organisation === b.organisation;
}

/** One name for whoever chose, so that each of them is heard once. */
function keyOfDecider(decidedBy: NamedDecider): string {
  return 'person' in decidedBy ? `person ${decidedBy.person}` : `organisation ${decidedBy.organisation}`;
}

/**
 * Whether what somebody said counts today. What they permitted counts only in the capacity in which they still act: a
 * parent's consent does not live on because the parent later becomes a deputy. What they denied counts in any.
 */
export function maySpeak(decidedBy: DecidedBy, who: WhoDecides, say: 'PERMIT' | 'DENY'): boolean {
  return say === 'DENY'
    ? mayDeny(decidedBy, who)
    : basesOf(decidedBy, who).some((basis) => isSameCapacity(basis, decidedBy.capacityBasis));
}

/**
 * Whose word a record is today, as one name, or nothing where it counts for nobody. An agreement that was taken back is the word of
 * whoever took it back, where they decide today: a young person who takes back what a parent had agreed to refuses it
 * (docs/domain/rulings 3). Taking back a parent's refusal refuses nothing.
 */
export function findSpeaker(
  { status, body }: Pick<ReadableVersion, 'status' | 'body'>,
  who: WhoDecides,
  say: 'PERMIT' | 'DENY',
): string | undefined {
  const { decidedBy, lastMove } = body;
  const takenBackBy = status === 'withdrawn' && permits(body) ? lastMove?.takenBackBy : undefined;
  if (takenBackBy !== undefined && mayDeny(takenBackBy, who)) return keyOfDecider(takenBackBy);
  return maySpeak(decidedBy, who, say) ? keyOfDecider(decidedBy) : undefined;
}

function mayDeny(decider: NamedDecider, who: WhoDecides): boolean {
  return basesOf(decider, who).length > 0;
}

function basesOf(decider: NamedDecider, { deciders, organisations }: WhoDecides): readonly CapacityBasis[] {
  return 'person' in decider
    ? deciders.filter(({ person }) => person === decider.person).map(({ capacityBasis }) => capacityBasis)
    : organisations
        .filter(({ organisationId }) => organisationId === decider.organisation)
        .map(({ capacityBasis }) => capacityBasis);
}

function isSameCapacity(a: CapacityBasis, b: CapacityBasis): boolean {
  return a === b || (isSelf(a) && isSelf(b));
}

function isSelf(basis: CapacityBasis): boolean {
  return basis === 'SELF_GILLICK' || basis === 'SELF_YP' || basis === 'SELF_ADULT';
}
