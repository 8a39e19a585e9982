import type { Language } from '../../pages/index.ts';

/** Languages that people may write and speak here: those of most families in England and Wales, by their BCP 47 tags. */
export const spokenLanguages = [
  'en',
  'cy',
  'ar',
  'bn',
  'bg',
  'yue',
  'cmn',
  'cs',
  'fa',
  'fr',
  'gu',
  'hi',
  'hu',
  'it',
  'ku',
  'lt',
  'ne',
  'pa',
  'pl',
  'pt',
  'ps',
  'ro',
  'ru',
  'sk',
  'so',
  'es',
  'sw',
  'ta',
  'ti',
  'tr',
  'uk',
  'ur',
  'vi',
  'yo',
] as const;
export type SpokenLanguage = (typeof spokenLanguages)[number];

/** The spoken languages by their names in the language of whoever reads, in the order of those names. */
export function listSpokenLanguages(
  language: Language,
): readonly { readonly tag: SpokenLanguage; readonly name: string }[] {
  const reading = language === 'en-x-easy' ? 'en' : language;
  const names = new Intl.DisplayNames([reading, 'en'], { type: 'language' });
  return spokenLanguages
    .map((tag) => ({ tag, name: names.of(tag) ?? tag }))
    .toSorted((a, b) => a.name.localeCompare(b.name, reading));
}
