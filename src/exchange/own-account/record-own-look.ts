import { type PersonId, newId } from '../../platform/index.ts';
import type { House } from '../house.ts';

/** What somebody looks at of their own. */
export type OwnSight = 'DISCLOSURES' | 'DOWNLOAD' | 'RECEIPT';

/** Writes down that somebody looked at what is kept of a person of theirs: who, of whom, what and when, nothing of what was seen. */
export async function recordOwnLook(
  { ledger, clock }: Pick<House, 'ledger' | 'clock'>,
  reader: PersonId,
  about: PersonId,
  sight: OwnSight,
): Promise<void> {
  const at = clock.now();
  await ledger.append(
    await ledger.prepare([
      {
        entryId: newId<'Entry'>(),
        kind: 'LOOK',
        at,
        parts: [
          { about: [about], content: { schema: 'assent.own-look/1', reader, sight, at: at.toISOString() } },
        ],
        index: { dataSubject: about },
      },
    ]),
  );
}
