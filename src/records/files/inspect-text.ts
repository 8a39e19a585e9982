import type { FileDoubt } from './file-doubt.ts';

/** Characters that nobody sees, or that change what is seen (Unicode 15.1; letters that are drawn as nothing among them). */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;

/** Line ends and tabs; a carriage return alone would write over what stands before it. */
const layout = /\r\n|[\t\n\f]/g;

/** Signs that are seen though Unicode counts them among formats: of Arabic and Syriac numbers and verses. */
const seen = /[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2]/g;

/** One joiner, or one sign for how a picture is drawn, behind what is written with them: Arabic, scripts of India, pictures. */
const joined =
  /(?<=[\p{Script=Arabic}\p{Script=Bengali}\p{Script=Devanagari}\p{Script=Gujarati}\p{Script=Gurmukhi}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Tamil}\p{Script=Telugu}\p{Emoji_Modifier}\p{Extended_Pictographic}]|\u{fe0f})(?:\u200c|\u200d|\ufe0f)/gu;

/** A text that is read as it stands: UTF-8 without anything that nobody sees. */
export function inspectText(bytes: Buffer): FileDoubt | undefined {
  const text = readUtf8(bytes);
  if (text === undefined) return 'type';
  return unseen.test(text.replaceAll(layout, '').replaceAll(seen, '').replaceAll(joined, ''))
    ? 'form'
    : undefined;
}

/** Bytes as UTF-8; undefined where they are none. A byte order mark stays. */
export function readUtf8(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
