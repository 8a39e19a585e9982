import { ok, refuse, type Result } from '../platform/index.ts';
import type { AuthorityOrigin } from './authority-note.ts';
import type { FamilyRefusal } from './family-links.ts';
import { isTaken } from './is-taken.ts';

/** Writes a change, unless the request that asks for it was recorded before under the same name. */
export async function refuseRepeated<Value>(
  origin: AuthorityOrigin | null,
  write: () => Promise<Value>,
): Promise<Result<Value, FamilyRefusal>> {
  try {
    return ok(await write());
  } catch (error) {
    if (origin === null || !isTaken(error, 'authority_requests_pkey')) throw error;
    return refuse({ code: 'family-repeated', message: 'This request was recorded already.' });
  }
}
