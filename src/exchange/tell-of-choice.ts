import type { ConsentEvent, ConsentsDeps, WrittenChoice } from '../consent/index.ts';
import { type KeyStore, PersonKeyMissingError } from '../keystore/index.ts';
import { type PersonId, newId } from '../platform/index.ts';
import { sealNotice } from '../notices/index.ts';
import type { SaidInNotice } from '../vocabulary/index.ts';

/**
 * Tells whoever chose what became of their own record, and who took it back where that is the person it is about; nobody else: one
 * parent never learns that the other answered (docs/domain/01 §1.7). The words give no reason, since a reason can be another
 * person's act. Somebody who was erased is told nothing.
 */
export function tellOfChoice(keyStore: Pick<KeyStore, 'sealForPerson'>): ConsentsDeps['tell'] {
  return async (event, choice) => {
    const told = findTold(choice).map(async ({ person, took }) => {
      const says = event === 'WITHDRAWN' ? withdrawals[took] : findSaid(event, choice);
      try {
        return [
          await sealNotice(keyStore, {
            noticeId: newId<'Notice'>(),
            kind: 'CONSENT_CHANGED',
            person,
            about: choice.dataSubject,
            exchangeId: null,
            writtenAt: choice.recordedAt,
            text: words[says],
            details: { consentId: choice.consentId, version: choice.version, status: choice.status, says },
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

const withdrawals = {
  OWN: 'CHOICE_TAKEN_BACK',
  ANOTHERS: 'CHOICE_TAKEN_BACK_FOR_YOU',
  NOTHING: 'CHOICE_COUNTS_NO_MORE',
} as const satisfies Record<ToldPerson['took'], SaidInNotice>;

type SaidOfChoice = Extract<SaidInNotice, `CHOICE_${string}`>;

const words: Readonly<Record<SaidOfChoice, string>> = {
  CHOICE_WRITTEN: 'We wrote down your choice. You can change it or take it back on any day.',
  CHOICE_REPLACED: 'We wrote down your new choice. It takes the place of the one before.',
  CHOICE_UNCLEAR:
    'We got a note of a choice of yours that we could not read for sure. It does not count. You can be asked again.',
  CHOICE_TAKEN_BACK:
    'You took back what you said before. We do not share because of it any more. You can choose again on any day.',
  CHOICE_TAKEN_BACK_FOR_YOU:
    'You took back what was chosen for you before. We do not share because of it any more. You can choose on any day.',
  CHOICE_COUNTS_NO_MORE: 'What you said before does not count any more. We do not share because of it.',
  CHOICE_ENDED:
    'The time for your choice has ended. We do not share because of it any more. You can choose again.',
  CHOICE_ASKED_AGAIN: 'Your choice must be asked for again. Until then we do not share because of it.',
  CHOICE_BY_MISTAKE: 'A choice in your name was written down by mistake. It does not count.',
  CHOICE_ANEW: 'Your choice was written down anew.',
};

function findSaid(
  event: Exclude<ConsentEvent, 'WITHDRAWN'>,
  { version, status }: WrittenChoice,
): SaidOfChoice {
  if (event === 'RECORDED') {
    if (status === 'draft') return 'CHOICE_UNCLEAR';
    return version === 1 ? 'CHOICE_WRITTEN' : 'CHOICE_REPLACED';
  }
  switch (status) {
    case 'expired':
      return 'CHOICE_ENDED';
    case 'pending-reauthorise':
    case 'suspended':
      return 'CHOICE_ASKED_AGAIN';
    case 'entered-in-error':
      return 'CHOICE_BY_MISTAKE';
    case 'draft':
    case 'active':
    case 'superseded':
    case 'withdrawn':
      return 'CHOICE_ANEW';
  }
}
