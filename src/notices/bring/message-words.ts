/** The words of a message, in one language. */
interface MessageWords {
  /** BCP 47, as the carrier says it. */
  readonly language: string;
  readonly subject: string;
  readonly text: string;
}

const english: MessageWords = {
  language: 'en',
  subject: 'You have a message',
  text: 'You have a message. Sign in as you usually do to read it. Please do not reply.',
};

/**
 * That there is a message, and no more: whoever else reads it learns of no service, no name and no child (docs/domain/01 §1.9). The same
 * words for every message, so that none tells of what kind it is. But for English no speaker has read them yet (rulings 26).
 */
const words: Readonly<Record<string, MessageWords>> = {
  en: english,
  'en-x-easy': {
    language: 'en',
    subject: 'You have a message',
    text: 'You have a message. Sign in to read it. You do not need to answer.',
  },
  cy: {
    language: 'cy',
    subject: 'Mae gennych chi neges',
    text: 'Mae gennych chi neges. Mewngofnodwch fel arfer i’w darllen. Peidiwch ag ateb.',
  },
  pl: {
    language: 'pl',
    subject: 'Masz wiadomość',
    text: 'Masz wiadomość. Zaloguj się jak zwykle, aby ją przeczytać. Prosimy nie odpowiadać.',
  },
  ur: {
    language: 'ur',
    subject: 'آپ کے لیے ایک پیغام ہے',
    text: 'آپ کے لیے ایک پیغام ہے۔ اسے پڑھنے کے لیے معمول کے مطابق سائن ان کریں۔ براہِ کرم جواب نہ دیں۔',
  },
};

/** The words for somebody, in the language and form in which they want to be told; English where there are none of theirs. */
export function findMessageWords({
  language,
  format,
}: {
  readonly language: string;
  readonly format: string;
}): MessageWords {
  const [primary = 'en'] = language.toLowerCase().split('-');
  return (primary === 'en' && format === 'easyRead' ? words['en-x-easy'] : words[primary]) ?? english;
}
