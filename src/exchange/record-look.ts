import type { EntryDraft, SearchTerm } from '../ledger/index.ts';
import {
  type JsonObject,
  type OrganisationId,
  type PersonId,
  type StaffId,
  newId,
} from '../platform/index.ts';
import type { House } from './house.ts';

/** Who looks, as their organisation has signed for them. */
export interface Looking {
  readonly organisation: { readonly organisationId: OrganisationId };
  readonly practitioner: { readonly staffId: StaffId } | null;
}

/** Something of somebody's that was looked at: codes and random identifiers, nothing of what was seen. */
export interface Look {
  /** Null: somebody unmatched, of whom nothing but what was looked at is known. */
  readonly person: PersonId | null;
  readonly content: JsonObject & { readonly at: string };
  /** What was looked at is itself protected: no search finds that somebody did. */
  readonly silent?: boolean;
}

/**
 * Writes down that somebody looked at what is kept of a person: codes and random identifiers, nothing of what was seen.
 * @param silent what was looked at is itself protected: no search finds that somebody did
 */
export async function recordLook(
  house: Pick<House, 'ledger' | 'clock'>,
  looking: Looking,
  person: PersonId,
  content: Look['content'],
  silent = false,
): Promise<void> {
  await recordLooks(house, looking, [{ person, content, silent }]);
}

/**
 * Writes down what was looked at together: an entry for each person, so that each is found by them, all in one append. Of somebody
 * whose every look is silent nothing is found.
 */
export async function recordLooks(
  house: Pick<House, 'ledger' | 'clock'>,
  looking: Looking,
  looks: readonly Look[],
): Promise<void> {
  if (looks.length === 0) return;
  const at = house.clock.now();
  const ofEach = new Map<PersonId | null, Look[]>();
  for (const look of looks) ofEach.set(look.person, [...(ofEach.get(look.person) ?? []), look]);
  const drafts = [...ofEach].map(([person, its]) => draftLook(looking, person, its, at));
  await house.ledger.append(await house.ledger.prepare(drafts));
}

function draftLook(
  { organisation, practitioner }: Looking,
  person: PersonId | null,
  looks: readonly Look[],
  at: Date,
): EntryDraft {
  const by = {
    schema: 'assent.look/1',
    organisation: organisation.organisationId,
    staff: practitioner?.staffId ?? null,
  };
  const terms: readonly SearchTerm[] =
    practitioner === null
      ? []
      : [
          {
            of: 'PRACTITIONER',
            organisationId: organisation.organisationId,
            staffId: practitioner.staffId,
          },
        ];
  return {
    entryId: newId<'Entry'>(),
    kind: 'LOOK',
    at,
    parts: looks.map(({ content, silent }) => ({
      about: person === null ? [] : [person],
      content: { ...by, ...content },
      ...(silent === true ? { silent } : {}),
    })),
    ...(looks.every(({ silent }) => silent === true)
      ? {}
      : {
          index: {
            sourceOrganisationId: organisation.organisationId,
            ...(person === null ? {} : { dataSubject: person }),
            terms,
          },
        }),
  };
}
