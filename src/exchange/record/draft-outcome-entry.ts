import type { EntryDraft } from '../../ledger/index.ts';
import { type JsonObject, type PersonId, newId } from '../../platform/index.ts';

/** What came of something, as whoever saw it come tells it. */
export interface Outcome extends Pick<EntryDraft, 'at' | 'exchangeId'> {
  readonly dataSubject: PersonId | null;
  /** With its schema's name and version. */
  readonly content: JsonObject;
  /** What the entry is found by, besides the person. */
  readonly index: Omit<NonNullable<EntryDraft['index']>, 'dataSubject'>;
}

/** The entry of an outcome: about the person concerned where one is known, and about nobody where none is. */
export function draftOutcomeEntry({ dataSubject, content, index, ...when }: Outcome): EntryDraft {
  return {
    entryId: newId<'Entry'>(),
    kind: 'OUTCOME',
    ...when,
    parts: [{ about: dataSubject === null ? [] : [dataSubject], content }],
    index: { ...index, ...(dataSubject === null ? {} : { dataSubject }) },
  };
}
