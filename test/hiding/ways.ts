import { gzipSync } from 'node:zlib';

/** The word that must not get out. */
export const word = 'xylophagous';

/** Ways to write the word so that a search for it does not find it. */
export const ways: Readonly<Record<string, (text: string) => string>> = {
  'as it is': (text) => text,
  'in base64': (text) => Buffer.from(text).toString('base64'),
  'in base64 for addresses': (text) => Buffer.from(`?>${text}`).toString('base64url'),
  'in hexadecimal': (text) => Buffer.from(text).toString('hex'),
  'in HTML entities by number': (text) => each(text, (letter) => `&#${letter.charCodeAt(0)};`),
  'in hexadecimal HTML entities': (text) =>
    each(text, (letter) => `&#x${letter.charCodeAt(0).toString(16)};`),
  'in percent signs': (text) => each(text, (letter) => `%${letter.charCodeAt(0).toString(16)}`),
  'backwards behind a right-to-left mark': (text) => `\u202e${Array.from(text).reverse().join('')}\u202c`,
  'with spaces of no width': (text) => Array.from(text).join('\u200b'),
  'with soft hyphens': (text) => Array.from(text).join('\u00ad'),
  'in letters of another alphabet': (text) =>
    text.replaceAll('o', 'о').replaceAll('a', 'а').replaceAll('p', 'р'),
  'in full-width letters': (text) =>
    each(text, (letter) => String.fromCodePoint(letter.charCodeAt(0) + 0xfee0)),
  'in tags that nobody sees': (text) =>
    each(text, (letter) => String.fromCodePoint(letter.charCodeAt(0) + 0xe0000)),
  'in a data URL': (text) => `data:text/plain;base64,${Buffer.from(text).toString('base64')}`,
  'compressed, in base64': (text) => gzipSync(text).toString('base64'),
  'shifted by thirteen': (text) =>
    each(text, (letter) => String.fromCharCode(((letter.charCodeAt(0) - 97 + 13) % 26) + 97)),
  'in a comment of XML': (text) => `<!-- ${text} -->`,
  'in capital letters with dots': (text) => Array.from(text.toUpperCase()).join('.'),
};

function each(text: string, change: (letter: string) => string): string {
  return Array.from(text, change).join('');
}
