import type { JsonObject } from '../../platform/index.ts';
import type { OfficerVisit } from '../console-page.ts';
import type { TextSeal } from '../sealed-text.ts';

/** How long a justification is, in characters: a word says nothing, and a story belongs elsewhere. */
export const justificationLength = { least: 10, most: 500 } as const;

/** Whom a sealed text is for: this officer in this session. */
export function boundTo({ officer, visit }: OfficerVisit, what: string): readonly string[] {
  return [what, officer.accountId, visit.sessionHandle ?? ''];
}

/** Why the officer searches, as they said when they began; nothing where they have not said it in this session. */
export function findJustification(seal: TextSeal, visit: OfficerVisit): string | undefined {
  const sealed = visit.visit.draft?.['why'];
  return typeof sealed === 'string' ? seal.open(sealed, boundTo(visit, 'why')) : undefined;
}

/** What the session keeps of a justification: sealed, because it may speak of somebody. */
export function keepJustification(seal: TextSeal, visit: OfficerVisit, why: string): JsonObject {
  return { why: seal.seal(why, boundTo(visit, 'why')) };
}

/** Whether that is a justification by its length. */
export function isJustification(why: string): boolean {
  return why.length >= justificationLength.least && why.length <= justificationLength.most;
}
