import type { ConsentEvent, ConsentsDeps, WrittenChoice } from '../consent/index.ts';
import { type KeyStore, PersonKeyMissingError } from '../keystore/index.ts';
import { type PersonId, newId } from '../platform/index.ts';
import { sealNotice } from '../notices/index.ts';

/**
 * Tells whoever chose what became of their own record, and who took it back where that is the person it is about; nobody else: one
 * parent never learns that the other answered (docs/domain/01 §1.7). The words give no reason, since a reason can be another
 * person's act. Somebody who was erased is told nothing.
 */
export function tellOfChoice(keyStore: Pick<KeyStore, 'sealForPerson'>): ConsentsDeps['tell'] {
  return async (event, choice) => {
    const told = findTold(choice).map(async ({ person, took }) => {
      try {
        return [
          await sealNotice(keyStore, {
            noticeId: newId<'Notice'>(),
            kind: 'CONSENT_CHANGED',
            person,
            about: choice.dataSubject,
            exchangeId: null,
            writtenAt: choice.recordedAt,
            text: event === 'WITHDRAWN' ? withdrawalWords[took] : writeNotice(event, choice),
            details: { consentId: choice.consentId, version: choice.version, status: choice.status },
          }),
        ];
      } catch (fault) {
        if (fault instanceof PersonKeyMissingError) return [];
        throw fault;
      }
    });
    return (await Promise.all(told)).flat();
  };
}

interface ToldPerson {
  readonly person: PersonId;
  /** What they took back, if it was they who did. */
  readonly took: 'OWN' | 'ANOTHERS' | 'NOTHING';
}

function findTold({ body }: WrittenChoice): readonly ToldPerson[] {
  if (body === 'ERASED') return [];
  const { decidedBy, lastMove } = body;
  const chose = 'person' in decidedBy ? decidedBy.person : null;
  const by = lastMove?.takenBackBy;
  const took = by !== undefined && 'person' in by ? by.person : null;
  const told: ToldPerson[] = [];
  if (chose !== null) told.push({ person: chose, took: took === null || took === chose ? 'OWN' : 'NOTHING' });
  if (took !== null && took !== chose) told.push({ person: took, took: 'ANOTHERS' });
  return told;
}

const withdrawalWords: Readonly<Record<ToldPerson['took'], string>> = {
  OWN: 'You took back what you said before. We do not share because of it any more. You can choose again on any day.',
  ANOTHERS:
    'You took back what was chosen for you before. We do not share because of it any more. You can choose on any day.',
  NOTHING: 'What you said before does not count any more. We do not share because of it.',
};

function writeNotice(event: Exclude<ConsentEvent, 'WITHDRAWN'>, { version, status }: WrittenChoice): string {
  if (event === 'RECORDED' && status === 'draft') {
    return 'We got a note of a choice of yours that we could not read for sure. It does not count. You can be asked again.';
  }
  if (event === 'RECORDED') {
    return version === 1
      ? 'We wrote down your choice. You can change it or take it back on any day.'
      : 'We wrote down your new choice. It takes the place of the one before.';
  }
  switch (status) {
    case 'expired':
      return 'The time for your choice has ended. We do not share because of it any more. You can choose again.';
    case 'pending-reauthorise':
    case 'suspended':
      return 'Your choice must be asked for again. Until then we do not share because of it.';
    case 'entered-in-error':
      return 'A choice in your name was written down by mistake. It does not count.';
    case 'draft':
    case 'active':
    case 'superseded':
    case 'withdrawn':
      return 'Your choice was written down anew.';
  }
}
