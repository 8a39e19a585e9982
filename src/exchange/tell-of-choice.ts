import type { ConsentEvent, ConsentsDeps, WrittenChoice } from '../consent/index.ts';
import { type KeyStore, PersonKeyMissingError } from '../keystore/index.ts';
import { newId } from '../platform/index.ts';
import { sealNotice } from '../notices/index.ts';

/**
 * Tells whoever chose what became of their own record, and nobody else: one parent never learns that the other answered
 * (docs/domain/01 §1.7). The words give no reason, since a reason can be another person's act. Somebody who was erased is
 * told nothing.
 */
export function tellOfChoice(keyStore: Pick<KeyStore, 'sealForPerson'>): ConsentsDeps['tell'] {
  return async (event, choice) => {
    const { body } = choice;
    if (body === 'ERASED' || !('person' in body.decidedBy)) return [];
    try {
      return [
        await sealNotice(keyStore, {
          noticeId: newId<'Notice'>(),
          kind: 'CONSENT_CHANGED',
          person: body.decidedBy.person,
          about: choice.dataSubject,
          exchangeId: null,
          writtenAt: choice.recordedAt,
          text: writeNotice(event, choice),
          details: { consentId: choice.consentId, version: choice.version, status: choice.status },
        }),
      ];
    } catch (fault) {
      if (fault instanceof PersonKeyMissingError) return [];
      throw fault;
    }
  };
}

function writeNotice(event: ConsentEvent, { version, status }: WrittenChoice): string {
  if (event === 'WITHDRAWN') {
    return 'You took back what you said before. We do not share because of it any more. You can choose again on any day.';
  }
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
