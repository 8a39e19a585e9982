import { recordLooks } from '../../exchange/index.ts';
import type { JsonObject } from '../../platform/index.ts';
import type { Officer } from '../accounts.ts';
import type { ConsoleDeps } from '../console-deps.ts';
import type { Question } from './question.ts';
import { nameCriteria } from './question.ts';

/** How the console shows what it found. */
export type Sight = 'CONSOLE_SEARCH' | 'CONSOLE_CSV' | 'CONSOLE_FHIR';

/** Writes down who searched, why, by what, and which places of the ledger they are about to see. */
export async function recordSearch(
  deps: Pick<ConsoleDeps, 'ledger' | 'clock'>,
  officer: Officer,
  why: string,
  question: Question,
  { at, seen }: { readonly at: Sight; readonly seen: readonly bigint[] },
): Promise<void> {
  const content: JsonObject & { readonly at: string } = {
    at,
    why,
    criteria: nameCriteria(question),
    seen: seen.map(Number),
  };
  await recordLooks(deps, lookingAs(officer), [{ person: question.person ?? null, content }]);
}

/** The officer as the ledger names whoever looks. */
export function lookingAs({ organisation, staffId }: Officer): Parameters<typeof recordLooks>[1] {
  return { organisation, practitioner: { staffId } };
}
