import { createRequire } from 'node:module';
import type { Bidi } from 'bidi-js';
import type { PdfFont } from './pdf-fonts.ts';

/** A piece of a line that one font draws in one direction. */
export interface TextRun {
  readonly text: string;
  readonly font: PdfFont;
}

// Its types say that it is a module with a default; what is loaded is the function itself.
const makeBidi = createRequire(import.meta.url)('bidi-js') as () => Bidi;
const bidi = makeBidi();

/**
 * Cuts a line into pieces that one font draws in one direction, and puts them into the order in which they stand on paper from left to
 * right (Unicode Bidirectional Algorithm). What is written from right to left is cut word by word, since a font turns the letters of a
 * word round and not the words of a line; what has no direction of its own is turned, and mirrored, here.
 */
export function orderRuns(
  line: string,
  direction: 'ltr' | 'rtl',
  fonts: readonly PdfFont[],
): readonly TextRun[] {
  const { levels } = bidi.getEmbeddingLevels(line, direction);
  const runs: Piece[] = [];
  let place = 0;
  for (const letter of line) {
    const level = levels[place] ?? 0;
    place += letter.length;
    const isTurned = level % 2 === 1;
    const last = runs.at(-1);
    // A space belongs to whatever stands before it.
    const font = letter === ' ' && last !== undefined ? last.font : fonts.find((each) => each.has(letter));
    if (font === undefined) throw new Error('the last of the fonts draws every letter');
    const isWordsEnd = isTurned && last?.text.endsWith(' ') === true && letter !== ' ';
    const shown = isTurned && !font.turnsItself ? (bidi.getMirroredCharacter(letter) ?? letter) : letter;
    if (last?.font !== font || last.level !== level || isWordsEnd) runs.push({ text: shown, font, level });
    else last.text = isTurned && !font.turnsItself ? shown + last.text : last.text + shown;
  }
  const highest = Math.max(0, ...runs.map(({ level }) => level));
  for (let level = highest; level > 0; level -= 1) reverseFrom(runs, level);
  return runs;
}

interface Piece {
  text: string;
  readonly font: PdfFont;
  readonly level: number;
}

/** Turns every stretch of pieces of a level or above (rule L2). */
function reverseFrom(runs: { readonly level: number }[], level: number): void {
  for (let from = 0; from < runs.length; from += 1) {
    if ((runs[from]?.level ?? 0) < level) continue;
    let to = from;
    while (to < runs.length && (runs[to]?.level ?? 0) >= level) to += 1;
    runs.splice(from, to - from, ...runs.slice(from, to).reverse());
    from = to;
  }
}
