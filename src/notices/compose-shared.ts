import type { PlainGroup } from '../vocabulary/index.ts';

/** Who is told of a disclosure: those who decide, the person alone, or whoever is safe to tell. */
export const noticeAudiences = ['FAMILY', 'PERSON', 'SAFE_CONTACT'] as const;
export type NoticeAudience = (typeof noticeAudiences)[number];

/** A disclosure as a family is told of it. */
export interface SharedDetails {
  readonly from: string;
  readonly to: string;
  /** The plain groups of what was shared. What was withheld is never named or counted. */
  readonly groups: readonly PlainGroup[];
  /** Why, in plain words. */
  readonly purpose: string;
}

/** The sentence that a family reads of a disclosure. It speaks of what went, never of what stayed. */
export function composeShared({ from, to, groups, purpose }: SharedDetails): string {
  const quoted = groups.map((group) => `“${group}”`).join(', ');
  return `${from} shared information with ${to}. It was about: ${quoted}. Why: ${purpose}.`;
}
