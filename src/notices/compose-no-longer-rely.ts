import type { PlainGroup } from '../vocabulary/index.ts';

/** What whoever took a choice back reads once an earlier recipient has been told. */
export function composeNoLongerRely({
  to,
  groups,
}: {
  readonly to: string;
  readonly groups: readonly PlainGroup[];
}): string {
  const quoted = groups.map((group) => `“${group}”`).join(', ');
  const about = groups.length === 0 ? '' : ` about: ${quoted}`;
  return `We have told ${to} that it must no longer rely on or pass on what it was given${about}. It must keep what the law says that it must keep.`;
}
