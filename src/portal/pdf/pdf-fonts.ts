import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** A part of a typeface: the letters of some alphabets. */
export interface PdfFont {
  readonly name: string;
  readonly bytes: Buffer;
  /** Whether it has a letter. */
  readonly has: (letter: string) => boolean;
  /** Whether it writes from right to left, and turns the letters of a word round as it joins them. */
  readonly turnsItself: boolean;
}

const find = createRequire(import.meta.url).resolve;
const load = (file: string): Buffer => readFileSync(find(file));

const arabic = /\p{Script=Arabic}|[\u060C\u061B\u061F\u06D4\u0660-\u0669\u06F0-\u06F9]/u;
const basicLatin = /[ -\u00FF\u2013\u2014\u2018\u2019\u201A\u201C-\u201E\u2022\u2026\u20AC\u2122\u2212]/u;

const parts = [
  {
    part: 'noto-naskh-arabic/files/noto-naskh-arabic-arabic',
    turnsItself: true,
    has: (letter: string) => arabic.test(letter),
  },
  {
    part: 'noto-sans/files/noto-sans-latin',
    turnsItself: false,
    has: (letter: string) => basicLatin.test(letter),
  },
  { part: 'noto-sans/files/noto-sans-latin-ext', turnsItself: false, has: () => true },
];

const loaded = new Map<'400' | '700', readonly PdfFont[]>();

/** The fonts of a weight, of which the first that has a letter draws it. They are read once. */
export function loadPdfFonts(weight: '400' | '700'): readonly PdfFont[] {
  const known = loaded.get(weight);
  if (known !== undefined) return known;
  const fonts = parts.map(({ part, ...rest }) => ({
    ...rest,
    name: `${part.split('/').at(-1) ?? part}-${weight}`,
    bytes: load(`@fontsource/${part}-${weight}-normal.woff`),
  }));
  loaded.set(weight, fonts);
  return fonts;
}
