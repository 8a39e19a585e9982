import type { PlainGroup } from '../vocabulary/index.ts';

/** What waits, or was not shared, as a family is told of it. */
export interface WaitingDetails {
  readonly from: string;
  readonly to: string;
  /** The plain groups of what the reader may know of; never what somebody else is protected by. */
  readonly groups: readonly PlainGroup[];
}

/** What a family reads of something that waits for a named person. It says nothing of who answered what, or why. */
export function composeHeld({ from, to, groups }: WaitingDetails): string {
  return `${from} has not shared this with ${to} yet: ${quote(groups)}. A named person must look at it first and decide. You can tell ${from} what you think, ask why, or complain.`;
}

/** What a family reads of something that was refused because those who decide do not agree. */
export function composeNotShared({ from, to, groups }: WaitingDetails): string {
  return `${from} did not share this with ${to}: ${quote(groups)}. It needed a yes from the family, and there is none that counts for all. You can ask ${from} to look at it again, or complain.`;
}

/** What a safe contact reads where somebody asks for the record of a child whose location must not become known. */
export function composeAccessAsked({ from, groups }: Pick<WaitingDetails, 'from' | 'groups'>): string {
  return `Somebody has asked to see what ${from} holds about the child. It would be about: ${quote(groups)}. Nothing has been given. Two people must first check that nothing shows where the child lives. You can talk to ${from} about it before they decide.`;
}

/** What a safe contact reads once the first of the two has looked. */
export function composeAccessChecked({ from, groups }: Pick<WaitingDetails, 'from' | 'groups'>): string {
  return `One of two people at ${from} has checked what somebody asked to see about the child. This would be given: ${quote(groups)}. The second person has not decided yet. You can talk to ${from} before they do.`;
}

function quote(groups: readonly PlainGroup[]): string {
  return groups.map((group) => `“${group}”`).join(', ');
}
