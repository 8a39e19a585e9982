import { londonDate } from '../../platform/index.ts';
import { writeRecipients } from '../notice/compose-notice.ts';
import { joinWords, plainCategories, plainPurposes, writeDay } from '../notice/plain-words.ts';
import { coreIdentity } from '../read-stance.ts';
import { findParty, type ReceiptVersion } from './compose-receipt.ts';

/**
 * Writes a receipt for people, in words for a reader of 9 to 12 years. Like the receipt for programs it is made of one
 * version alone, so that it says nothing of anybody else. Pure.
 */
export function writeReceipt(version: ReceiptVersion): string {
  return [
    ...opening(version),
    ...(saysNothing(version)
      ? ['We could not read it for sure. So it does not say yes or no to anything.']
      : [...writeChoice(version), ...writeTo(version), ...writeWhy(version), ...writeDays(version)]),
    ...closing(version),
    `This note is about record ${version.consentId}, number ${String(version.version)}.`,
  ].join('\n');
}

function opening({ status, recordedAt, version, type, kind, body }: ReceiptVersion): readonly string[] {
  const day = writeDay(londonDate(recordedAt));
  switch (status) {
    case 'withdrawn':
      return [
        `On ${day} this choice was taken back.`,
        'From then on we do not share because of it.',
        'What was shared before cannot be called back. This is what the choice said:',
      ];
    case 'expired':
      return [`On ${day} the time for this choice came to an end. This is what it said:`];
    case 'superseded':
      return [`On ${day} a newer choice took the place of this one. This is what it said:`];
    case 'entered-in-error':
      return [`On ${day} we found that this was written down by mistake. It does not count. It said:`];
    case 'suspended':
    case 'pending-reauthorise':
      return [
        `On ${day} this choice was put on hold. We must ask again.`,
        'Until then we do not share because of it. This is what it said:',
      ];
    case 'draft':
      return [`On ${day} we began to write down a choice. It does not count yet. It says:`];
    case 'active': {
      const what = kind === 'OBJECTION' ? 'that you do not want something' : about(type, body.answer);
      return [
        `On ${day} we wrote down ${what}.`,
        ...(version > 1 ? ['It takes the place of what you said before.'] : []),
      ];
    }
  }
}

function about(type: ReceiptVersion['type'], answer: ReceiptVersion['body']['answer']): string {
  const word = answer === 'REFUSES' ? 'no' : 'yes';
  switch (type) {
    case 'SHARE':
      return 'your choice about sharing';
    case 'SERVICE':
      return `your ${word} to some help. It is not about sharing`;
    case 'TREATMENT':
      return `your ${word} to a treatment. It is not about sharing`;
    case 'GDPR_LAWFUL_BASIS':
      return `your ${word} to our use of some things about you`;
    case 'ASSESSMENT_GATE':
      return `your ${word} to our finding out what help you need. It is not about sharing`;
  }
}

function writeChoice({ body: { categories } }: ReceiptVersion): readonly string[] {
  const { permit, deny } = categories;
  const carried =
    permit.length > 0 && !permit.includes(coreIdentity) && !(deny !== 'ALL' && deny.includes(coreIdentity));
  const yes = [...(carried ? [coreIdentity] : []), ...permit];
  return [
    ...(yes.length === 0 ? [] : ['Yes to:', ...yes.map((code) => `- ${plainCategories[code]}`)]),
    ...(deny === 'ALL' ? ['No to everything.'] : []),
    ...(deny === 'ALL' || deny.length === 0
      ? []
      : ['No to:', ...deny.map((code) => `- ${plainCategories[code]}`)]),
  ];
}

/** What came out of another system's record and was not clear says nothing to anybody. */
function saysNothing({ type, body: { categories } }: ReceiptVersion): boolean {
  return type === 'SHARE' && categories.permit.length + categories.deny.length === 0;
}

function writeTo({ body }: ReceiptVersion): readonly string[] {
  const { recipients } = body;
  if (recipients === 'ALL') return ['This is for everyone who could see it.'];
  return [
    'This is for:',
    ...writeRecipients(recipients, (id) => findParty(body, id)?.name ?? 'a place that has closed').map(
      (line) => `- ${line}`,
    ),
  ];
}

function writeWhy({ body: { purposes } }: ReceiptVersion): readonly string[] {
  return purposes === 'ALL'
    ? ['It is for every reason.']
    : [`It is to ${joinWords(purposes.map((code) => plainPurposes[code]))}.`];
}

function writeDays({ validFrom, validTo, body }: ReceiptVersion): readonly string[] {
  const { dataPeriod, reviewOn } = body;
  return [
    `It starts on ${writeDay(londonDate(validFrom))}.`,
    ...(validTo === null ? [] : [`It ends after ${writeDay(londonDate(new Date(validTo.getTime() - 1)))}.`]),
    ...(dataPeriod.from === null ? [] : [`It is about things from ${writeDay(dataPeriod.from)} or later.`]),
    ...(dataPeriod.to === null ? [] : [`It is about things from ${writeDay(dataPeriod.to)} or earlier.`]),
    ...(reviewOn === null ? [] : [`We ask you again on ${writeDay(reviewOn)}.`]),
  ];
}

function closing({ status }: ReceiptVersion): readonly string[] {
  return status === 'active'
    ? [
        'You can change your mind on any day. Just tell us. You do not have to say why.',
        'Sometimes the law says that we must share to keep a child safe.',
      ]
    : ['You can choose again on any day. Just tell us.'];
}
