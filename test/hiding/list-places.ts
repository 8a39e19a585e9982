import { hidingFiles } from './files.ts';
import { carriers } from './find-leak.ts';
import { hidingPlaces } from './places.ts';
import { ways } from './ways.ts';

/** The page of docs/ that lists the corpus. */
export function listHidingPlaces(): string {
  const count =
    hidingPlaces.length * Object.keys(ways).length + hidingFiles.length * Object.keys(carriers).length;
  return `# Hiding places

A word that must not get out, in every place that we could think of. \`npm run hiding\` tries each place in each of the ways to write it, and
each file in each of its carriers: ${count} in all; \`npm test\` tries three ways for each place. The reader may see all that is labelled but sexual
health and a parent's own data. In each the word is withheld, or what carries it. A file that hides nothing goes, so that this is no accident.

What is not claimed: that nobody who labels a record wrongly can get a word out. Whoever puts \`EDU\` on a letter speaks for every word in it.

## In a record

${hidingPlaces.map(({ name }) => `- ${name}`).join('\n')}

## Ways to write it

${Object.keys(ways)
  .map((name) => `- ${name}`)
  .join('\n')}

## In a file

As ${Object.keys(carriers).join(', ')}:

${hidingFiles.map(({ name }) => `- ${name}`).join('\n')}
`;
}
