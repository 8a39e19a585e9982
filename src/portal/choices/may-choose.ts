import type { OwnPerson } from '../../exchange/index.ts';

/**
 * Whether a reader is asked anything about a person. Somebody is always asked about themselves: what they may decide alone of one
 * kind of thing is found further on, and never shown to anybody else.
 */
export function mayChoose({ relation, decisions }: Pick<OwnPerson, 'relation' | 'decisions'>): boolean {
  return relation === 'SELF' || [...decisions.values()].some((who) => who === 'READER' || who === 'BOTH');
}
