import type { Families } from '../families/index.ts';
import type { PersonId } from '../platform/index.ts';
import { readTextFile, refuseInput } from './command-input.ts';

/**
 * Reads people from a file, one number a line (`nhs-number:9990001014`): a number on the command line would stand in the list of
 * processes and in the shell's history. Numbers are never repeated in what is said about them.
 * @throws RefusedInput when a line is no number, or names nobody
 */
export async function readPeople(families: Families, file: string): Promise<readonly PersonId[]> {
  const lines = (await readTextFile('file', file)).split('\n').map((line) => line.trim());
  const people: PersonId[] = [];
  for (const [place, line] of lines.entries()) {
    if (line === '' || line.startsWith('#')) continue;
    const [, system, value] = /^(nhs-number|upn|uln):([A-Z0-9 ]{9,20})$/.exec(line) ?? [];
    if (value === undefined || !(system === 'nhs-number' || system === 'upn' || system === 'uln'))
      throw refuseInput(`line ${place + 1}`, 'number', 'Write a number such as nhs-number:9990001014.');
    const [person] = await families.findNumbered([{ system, value: value.replaceAll(' ', '') }]);
    if (person === undefined)
      throw refuseInput(`line ${place + 1}`, 'person-unknown', 'Nobody is known by this number.');
    people.push(person);
  }
  if (people.length === 0) throw refuseInput('file', 'people', 'The file names nobody.');
  return [...new Set(people)];
}
