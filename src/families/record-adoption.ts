import { randomUUID } from 'node:crypto';
import { refuse, type PersonId, type Result } from '../platform/index.ts';
import { prepareNote, type AuthorityOrigin, type RecordedAuthority } from './authority-note.ts';
import type { FamiliesDeps } from './families-deps.ts';
import { prepareFamilyEntry } from './family-entry.ts';
import { recordAdoptionRow } from './families-sql.ts';
import type { FamilyRefusal } from './family-links.ts';
import { isTaken } from './is-taken.ts';
import { refuseRepeated } from './refuse-repeated.ts';

/** An adoption order about an identity. */
export interface Adoption {
  readonly person: PersonId;
  /** The London day of the order (YYYY-MM-DD); it stays sealed. */
  readonly orderedOn: string;
  /** Random identifier of who records it. */
  readonly by: string;
  readonly origin: AuthorityOrigin | null;
}

/**
 * Records an adoption order (docs/domain/01 §1.9). The identity is retired for good: its numbers answer to nothing, it is out of
 * every search, nobody holds parental responsibility for it, nobody decides for it, and no decision about it that is under way
 * can be recorded or sent.
 *
 * The identity that comes after is registered like anybody else, by a request of its own: this room is never told of both at
 * once, so that nothing here could ever link the two.
 */
export async function recordAdoption(
  deps: FamiliesDeps,
  { person, orderedOn, by, origin }: Adoption,
): Promise<Result<RecordedAuthority, FamilyRefusal>> {
  const at = deps.clock.now();
  const factId = randomUUID();
  const entry = await prepareFamilyEntry(deps, at, [person], {
    event: 'IDENTITY_RETIRED',
    person,
    orderedOn,
    by,
  });
  const note = await prepareNote(deps, { person, answerId: factId, at, events: [], origin });
  try {
    return await refuseRepeated(origin, async () => {
      await recordAdoptionRow(deps.pool, { person, at }, note, entry);
      return { factId, recordedAt: at };
    });
  } catch (error) {
    if (!isTaken(error, 'person_retirements_pkey')) throw error;
    return refuse({ code: 'family-ended', message: 'That has ended already.' });
  }
}
