import type { CaseDraft, SealedCase } from '../../cases/index.ts';
import type { House } from '../house.ts';

/** Seals cases for the statement that opens them. */
export function sealCases(
  { cases }: Pick<House, 'cases'>,
  drafts: readonly CaseDraft[],
): Promise<readonly SealedCase[]> {
  return Promise.all(drafts.map((draft) => cases.sealCase(draft)));
}
