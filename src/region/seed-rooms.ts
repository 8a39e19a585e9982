import type { Agreements } from '../agreements/index.ts';
import type { Consents } from '../consent/index.ts';
import type { Families } from '../families/index.ts';
import type { Result } from '../platform/index.ts';

/** The doors that the seed goes through: the same that partners and practitioners use, none of its own. */
export interface SeedRooms {
  readonly agreements: Agreements;
  readonly families: Families;
  readonly consents: Consents;
}

/** The first day of everything in the region. */
export const beginning = '2020-01-01';

/** The keys of a record, as its type names them. */
export function keysOf<Key extends string>(record: Readonly<Record<Key, unknown>>): readonly Key[] {
  return Object.keys(record) as Key[];
}

/** The region is invented with care: whatever a room refuses of it is a fault. */
export function expectOk<Value>(result: Result<Value, unknown>): Value {
  if (result.ok) return result.value;
  throw new Error(`the region could not be seeded: ${JSON.stringify(result.refusal)}`);
}
