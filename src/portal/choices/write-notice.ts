import type { ChoicePlan, NoticeWords } from '../../exchange/index.ts';
import { type Visit, writeDay } from '../../pages/index.ts';

/**
 * The words on which a choice is made, in a language other than plain English, which the consent room composes itself. They name every
 * kind, place, person, reason and day of the choice, as the English ones do, so that what is stored reaches no further than they do.
 */
export function writeNotice({ language, t }: Pick<Visit, 'language' | 't'>): NoticeWords | null {
  if (language === 'en') return null;
  const isEasy = language === 'en-x-easy';
  return {
    language: isEasy ? 'en' : language,
    format: isEasy ? 'easyRead' : 'standard',
    write: ({ role, purpose, until }: ChoicePlan, categories, to) =>
      [
        t('choices.notice.ask'),
        t('choices.notice.what'),
        ...categories.map((code) => `- ${t(`words.category.${code}`)}`),
        t('choices.notice.only'),
        t('choices.notice.who'),
        `- ${role === null ? to : t('choices.notice.role', { to, role: t(`words.role.${role}`) })}`,
        t('choices.notice.why', { why: t(`words.purpose.${purpose}`) }),
        until === null
          ? t('choices.notice.open')
          : t('choices.notice.ends', { day: writeDay(until, language) }),
        ...['some', 'no', 'law', 'change'].map((line) => t(`choices.notice.${line}`)),
      ].join('\n'),
  };
}
