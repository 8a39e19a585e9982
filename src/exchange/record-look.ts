import { type JsonObject, type PersonId, newId } from '../platform/index.ts';
import type { House } from './house.ts';
import type { KnownRequester } from './identify-message.ts';

/**
 * Writes down that somebody looked at what is kept of a person: codes and random identifiers, nothing of what was seen.
 * @param silent what was looked at is itself protected: no search finds that somebody did
 */
export async function recordLook(
  house: Pick<House, 'ledger' | 'clock'>,
  { organisation, practitioner }: Pick<KnownRequester, 'organisation' | 'practitioner'>,
  person: PersonId,
  content: JsonObject & { readonly at: string },
  silent = false,
): Promise<void> {
  const look = {
    schema: 'assent.look/1',
    organisation: organisation.organisationId,
    staff: practitioner?.staffId ?? null,
    ...content,
  };
  await house.ledger.append(
    await house.ledger.prepare([
      {
        entryId: newId<'Entry'>(),
        kind: 'LOOK',
        at: house.clock.now(),
        parts: [{ about: [person], content: look, ...(silent ? { silent } : {}) }],
        ...(silent ? {} : { index: { dataSubject: person } }),
      },
    ]),
  );
}
