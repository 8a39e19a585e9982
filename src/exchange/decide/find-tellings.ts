import type { Obligation } from './decision.ts';
import { isContent, isOwnAccess } from './fact-questions.ts';
import type { DecisionFacts } from './facts.ts';

/**
 * Who is told what was shared, where telling is safe (Caldicott 8; docs/domain/01 §1.6, the "Told" lines of docs/domain/07).
 * Whoever's location must not become known is told through their safe contact and nobody else is; whoever decides for
 * themselves is told, and their parents are not; otherwise the people who decide are told, and the child in child wording.
 * @param released the parts that go: what stays behind is told to nobody and changes nothing of who is told (AC3)
 */
export function findTellings(facts: DecisionFacts, released: ReadonlySet<string>): readonly Obligation[] {
  if (facts.edition !== 1) {
    // Groups are nobody; and who reads their own record knows.
    if (facts.extract === 'AGGREGATE' || facts.purpose === 'P23') return [];
    const { shieldedLocation, safeContact } = facts.protections;
    if (shieldedLocation) return safeContact ? [{ kind: 'TELL_SAFE_CONTACT' }] : [];
    if (isOwnAccess(facts)) return facts.own === 'SELF' ? [] : [{ kind: 'TELL_CHILD' }];
    if (facts.purpose === 'P14' && safeContact) return [{ kind: 'TELL_SAFE_CONTACT' }];
    if (decidesAlone(facts, released)) return [{ kind: 'TELL_DATA_SUBJECT_ONLY' }];
  }
  // A child for whom others decide is told too, by the lead practitioner and in child wording (docs/domain/07 AC1).
  return facts.identity === 'CONFIRMED' && !facts.authority.selfDecides
    ? [{ kind: 'TELL_FAMILY' }, { kind: 'TELL_CHILD' }]
    : [{ kind: 'TELL_FAMILY' }];
}

/** The person decides for themselves about some part that goes: then nobody else learns of any (docs/domain/07 AC7). */
function decidesAlone({ authority, segments }: DecisionFacts, released: ReadonlySet<string>): boolean {
  return (
    authority.selfDecides ||
    segments
      .filter((segment) => isContent(segment) && released.has(segment.segmentId))
      .some(({ choices }) => choices.some(({ selfDecides }) => selfDecides))
  );
}
