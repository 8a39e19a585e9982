import type { OrganisationId, PersonId } from '../platform/index.ts';
import type { CapacityBasis } from '../vocabulary/index.ts';
import type { WhoDecides } from './choice-question.ts';
import type { DecidedBy } from './consent-version.ts';

/** The person who chose; `null` where an organisation did. */
export function personOf(decidedBy: DecidedBy): PersonId | null {
  return 'person' in decidedBy ? decidedBy.person : null;
}

/** Whether two names mean the same person or organisation, in whatever capacity. */
export function isSameDecider(
  a: { readonly person: PersonId } | { readonly organisation: OrganisationId },
  b: DecidedBy,
): boolean {
  return 'person' in a
    ? 'person' in b && a.person === b.person
    : 'organisation' in b && a.organisation === b.organisation;
}

/** One name for whoever chose, so that each of them is heard once. */
export function keyOfDecider(decidedBy: DecidedBy): string {
  return 'person' in decidedBy ? `person ${decidedBy.person}` : `organisation ${decidedBy.organisation}`;
}

/**
 * Whether what somebody said counts today. What they permitted counts only in the capacity in which they still act: a
 * parent's consent does not live on because the parent later becomes a deputy. What they denied counts in any.
 */
export function maySpeak(decidedBy: DecidedBy, who: WhoDecides, say: 'PERMIT' | 'DENY'): boolean {
  const bases: readonly CapacityBasis[] =
    'person' in decidedBy
      ? who.deciders
          .filter(({ person }) => person === decidedBy.person)
          .map(({ capacityBasis }) => capacityBasis)
      : who.organisations
          .filter(({ organisationId }) => organisationId === decidedBy.organisation)
          .map(({ capacityBasis }) => capacityBasis);
  return say === 'DENY'
    ? bases.length > 0
    : bases.some((basis) => isSameCapacity(basis, decidedBy.capacityBasis));
}

function isSameCapacity(a: CapacityBasis, b: CapacityBasis): boolean {
  return a === b || (isSelf(a) && isSelf(b));
}

function isSelf(basis: CapacityBasis): boolean {
  return basis === 'SELF_GILLICK' || basis === 'SELF_YP' || basis === 'SELF_ADULT';
}
