import type { Language } from './catalogues.ts';

/** A London day (YYYY-MM-DD) as people of a language write it. */
export function writeDay(day: string, language: Language): string {
  return formatter(language, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`));
}

/** An instant as people of a language write it: the day and the time in London. */
export function writeInstant(at: Date, language: Language): string {
  return formatter(language, { dateStyle: 'long', timeStyle: 'short', timeZone: 'Europe/London' }).format(at);
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(language: Language, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${language} ${JSON.stringify(options)}`;
  const known = formatters.get(key);
  if (known !== undefined) return known;
  // Months are not written in the order of the United States.
  const tag = language === 'en' || language === 'en-x-easy' ? 'en-GB' : language;
  const made = new Intl.DateTimeFormat(tag, options);
  formatters.set(key, made);
  return made;
}
