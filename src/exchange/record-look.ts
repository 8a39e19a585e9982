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

/** Writes one entry for all that was looked at together, in a part for each person. Where one person was, it is found by them. */
export async function recordLooks(
  house: Pick<House, 'ledger' | 'clock'>,
  { organisation, practitioner }: Looking,
  looks: readonly Look[],
): Promise<void> {
  const [first, ...others] = looks;
  if (first === undefined) return;
  const by = {
    schema: 'assent.look/1',
    organisation: organisation.organisationId,
    staff: practitioner?.staffId ?? null,
  };
  const found = others.length === 0 && first.silent !== true && first.person !== null;
  await house.ledger.append(
    await house.ledger.prepare([
      {
        entryId: newId<'Entry'>(),
        kind: 'LOOK',
        at: house.clock.now(),
        parts: looks.map(({ person, content, silent }) => ({
          about: person === null ? [] : [person],
          content: { ...by, ...content },
          ...(silent === true ? { silent } : {}),
        })),
        ...(looks.every(({ silent }) => silent === true)
          ? {}
          : {
              index: {
                sourceOrganisationId: organisation.organisationId,
                ...(found ? { dataSubject: first.person } : {}),
                terms:
                  practitioner === null
                    ? []
                    : [
                        {
                          of: 'PRACTITIONER' as const,
                          organisationId: organisation.organisationId,
                          staffId: practitioner.staffId,
                        },
                      ],
              },
            }),
      },
    ]),
  );
}
