import type { RehearsalGroup, RehearsalResults } from '../../policy/index.ts';
import type { DecisionChange } from '../record/rehearse-decision.ts';

/** Places of one group that are kept: whoever wants more narrows the days. */
const mostPlaces = 1000;

/** Puts together what would come out otherwise: groups of what changes in the same way, each with its decisions. */
export interface ChangeCount {
  /** Takes one decision that was decided again. */
  add(place: bigint, changes: readonly DecisionChange[], hasOtherReasons: boolean): void;
  /** Takes one that could not be. */
  leave(): void;
  /** The largest groups first. */
  sum(): RehearsalResults;
}

/** Makes an empty count. */
export function createChangeCount(): ChangeCount {
  const groups = new Map<string, Omit<RehearsalGroup, 'places'> & { count: number; places: number[] }>();
  const sums = { decided: 0, left: 0, changed: 0, otherReasons: 0 };
  return {
    add: (place, changes, hasOtherReasons) => {
      sums.decided += 1;
      if (changes.length > 0) sums.changed += 1;
      if (hasOtherReasons) sums.otherReasons += 1;
      // However many parts of a decision change in the same way: it is one decision.
      const each = new Map(changes.map((change) => [JSON.stringify(Object.values(change)), change]));
      for (const [key, change] of each) {
        const group = groups.get(key) ?? { ...change, count: 0, places: [] };
        group.count += 1;
        if (group.places.length < mostPlaces) group.places.push(Number(place));
        groups.set(key, group);
      }
    },
    leave: () => {
      sums.left += 1;
    },
    sum: () => ({ ...sums, groups: [...groups.values()].toSorted((one, other) => other.count - one.count) }),
  };
}
