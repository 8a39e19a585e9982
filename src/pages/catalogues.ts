import { readFileSync, readdirSync } from 'node:fs';
import i18next, { type i18n } from 'i18next';

/** The languages of the pages, by their BCP 47 tags; `en-x-easy` is English in easy read. */
export const languages = ['en', 'cy', 'pl', 'ur', 'en-x-easy'] as const;
export type Language = (typeof languages)[number];

/** A sentence of the catalogues by its key, such as `home.title`; what stands in `{{…}}` is filled in. */
export type Translate = (key: string, values?: Readonly<Record<string, string | number>>) => string;

/** What is said about a language, in it. */
export interface LanguageFacts {
  readonly tag: Language;
  /** What the `lang` of its pages says: easy read is English to a screen reader. */
  readonly htmlLang: string;
  readonly direction: 'ltr' | 'rtl';
  readonly name: string;
  /** Whether a speaker has read its catalogue (rulings 26). */
  readonly isReviewed: boolean;
}

const facts: Readonly<Record<Language, Omit<LanguageFacts, 'tag'>>> = {
  en: { htmlLang: 'en', direction: 'ltr', name: 'English', isReviewed: true },
  cy: { htmlLang: 'cy', direction: 'ltr', name: 'Cymraeg', isReviewed: false },
  pl: { htmlLang: 'pl', direction: 'ltr', name: 'Polski', isReviewed: false },
  ur: { htmlLang: 'ur', direction: 'rtl', name: 'اردو', isReviewed: false },
  'en-x-easy': { htmlLang: 'en', direction: 'ltr', name: 'Easy read', isReviewed: false },
};

/** What is said about a language. */
export function getLanguage(tag: Language): LanguageFacts {
  return { tag, ...facts[tag] };
}

/** The sentences of a surface in all its languages. */
export interface Catalogues {
  /** The language in which a journey can be shown: the one asked for, or English where that one does not have it. */
  findLanguage(asked: Language, journey: string): Language;
  translate(language: Language): Translate;
}

/**
 * Reads the catalogues of some folders, each with a folder for a language and in it a file for a journey. English has every
 * journey. A later folder may say a sentence in other words. Asking for one that is not there is a mistake in the code, and throws.
 */
export function loadCatalogues(folders: readonly URL[], spoken: readonly Language[]): Catalogues {
  const resources = new Map<Language, Map<string, Sentences>>();
  for (const language of spoken) {
    const journeys = new Map<string, Sentences>();
    for (const folder of folders) {
      for (const [journey, sentences] of readJourneys(new URL(`${language}/`, folder)))
        journeys.set(journey, layOver(journeys.get(journey) ?? {}, sentences));
    }
    resources.set(language, journeys);
  }
  const translators = new Map<Language, Translate>();
  const book = openBook(resources);
  for (const language of spoken) {
    const t = book.getFixedT(language);
    translators.set(language, (key, values = {}) => {
      if (!book.exists(key, { lng: language, ...values }))
        throw new Error(`the catalogue of ${language} does not have ${key}`);
      return t(key, values);
    });
  }
  return {
    findLanguage: (asked, journey) => (resources.get(asked)?.has(journey) === true ? asked : 'en'),
    translate: (language) => {
      const translate = translators.get(language);
      if (translate === undefined) throw new Error(`no catalogue of ${language}`);
      return translate;
    },
  };
}

/** Sentences by their keys, in groups. */
interface Sentences {
  readonly [key: string]: string | Sentences;
}

function layOver(base: Sentences, over: Sentences): Sentences {
  const merged: Record<string, string | Sentences> = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const before = merged[key];
    merged[key] =
      typeof value === 'string' || before === undefined || typeof before === 'string'
        ? value
        : layOver(before, value);
  }
  return merged;
}

function readJourneys(folder: URL): readonly (readonly [string, Sentences])[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => [
      name.replace(/\.json$/, ''),
      JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Sentences,
    ]);
}

function openBook(resources: ReadonlyMap<Language, ReadonlyMap<string, Sentences>>): i18n {
  const book = i18next.createInstance();
  void book.init({
    lng: 'en',
    fallbackLng: false,
    load: 'currentOnly',
    initAsync: false,
    // Templates escape what they print.
    interpolation: { escapeValue: false },
    // A group of sentences is none: whoever asks for it took one key for another.
    returnedObjectHandler: (key) => {
      throw new Error(`${key} is a group of sentences`);
    },
    resources: Object.fromEntries(
      [...resources].map(([language, journeys]) => [language, { translation: Object.fromEntries(journeys) }]),
    ),
  });
  return book;
}
