import type { Language } from './catalogues.ts';

/** What a browser says about languages. */
export interface SaidLanguages {
  /** Chosen on this page, in its address. */
  readonly chosen: string;
  /** Chosen before, in a cookie. */
  readonly remembered: string | undefined;
  readonly acceptLanguage: string | undefined;
}

/** The language of a visit, of those that are spoken: as chosen, as chosen before, as the browser prefers, or English. */
export function chooseLanguage(
  { chosen, remembered = '', acceptLanguage = '' }: SaidLanguages,
  spoken: readonly Language[],
): Language {
  const find = (text: string): Language | undefined => spoken.find((each) => each === text);
  const said = find(chosen) ?? find(remembered);
  if (said !== undefined) return said;
  const preferred = acceptLanguage
    .slice(0, 500)
    .split(',')
    .map((part, position) => {
      const [tag = '', ...parameters] = part.trim().toLowerCase().split(';');
      const weight = Number(/^\s*q=([01](?:\.\d{0,3})?)$/.exec(parameters[0] ?? '')?.[1] ?? 1);
      return { language: tag.split('-')[0] ?? '', weight, position };
    })
    .filter(({ weight }) => weight > 0)
    .toSorted((a, b) => b.weight - a.weight || a.position - b.position)
    .find(({ language }) => find(language) !== undefined);
  return find(preferred?.language ?? '') ?? 'en';
}
