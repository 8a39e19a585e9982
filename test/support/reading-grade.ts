/**
 * The school grade in which a text is read (Flesch and Kincaid, 1975): a line of a list is read as a sentence of its own.
 * Names of records and numbers are left out.
 */
export function findReadingGrade(text: string): number {
  const sentences = text
    .split('\n')
    .filter((line) => !line.startsWith('This note is about record'))
    .flatMap((line) => line.split(/[.!?](?:\s|$)/))
    .map((sentence) => sentence.match(/[A-Za-z’']+/g) ?? [])
    .filter((words) => words.length > 0);
  const words = sentences.flat();
  const syllables = words.reduce((sum, word) => sum + countSyllables(word), 0);
  return 0.39 * (words.length / sentences.length) + 11.8 * (syllables / words.length) - 15.59;
}

function countSyllables(word: string): number {
  const plain = word.toLowerCase().replaceAll(/[^a-z]/g, '');
  const spoken = plain.replace(/(?:[^laeiouy]es|[^laeiouy]ed|[^laeiouy]e)$/, '').replace(/^y/, '');
  return Math.max(1, spoken.match(/[aeiouy]{1,2}/g)?.length ?? 1);
}
