import { describe, expect, it } from '@jest/globals';
import { hidingFiles, plainFiles } from '../hiding/files.ts';
import { carriers, fileLeaves, leaks, release } from '../hiding/find-leak.ts';
import { hidingPlaces } from '../hiding/places.ts';
import { ways, word } from '../hiding/ways.ts';
import { asFhirMessage } from '../support/fhir-examples.ts';

const names = Object.keys(ways);

// Three ways for each place, in turn; all of them by `npm run hiding`.
describe('a word that must not get out', () => {
  for (const [position, place] of hidingPlaces.entries()) {
    it(`does not, ${place.name}`, () => {
      for (const turn of [0, 1, 2]) {
        const name = names[(position * 3 + turn) % names.length] ?? '';
        expect([name, leaks(place, ways[name] ?? String)]).toEqual([name, false]);
      }
    });
  }

  for (const file of hidingFiles) {
    it(`does not, in a file: ${file.name}`, () => {
      for (const carrier of Object.keys(carriers))
        expect([carrier, fileLeaves(file, carrier)]).toEqual([carrier, false]);
    });
  }

  it('does not in base64 that is not as it is written', () => {
    const [plain] = plainFiles;
    if (plain === undefined) throw new Error('there is a plain file');
    for (const data of ['QXI=\n', 'QXJ=', 'QX J', 'QXI', '=QXI', 'QXI_', ' QXI=', ''])
      for (const build of Object.values(carriers))
        expect(release(build(plain, data))).not.toContain(`"data":${JSON.stringify(data)}`);
  });
});

describe('what hides nothing', () => {
  for (const file of plainFiles) {
    it(`goes, in a file: ${file.name}`, () => {
      for (const carrier of Object.keys(carriers))
        expect([carrier, fileLeaves(file, carrier)]).toEqual([carrier, true]);
    });
  }

  it('goes with its words where its author labelled it', () => {
    const labelled = hidingPlaces.find(({ name }) => name.endsWith('note under a label'))?.build('x');
    const text = release(
      asFhirMessage(
        JSON.parse(
          JSON.stringify(labelled).replaceAll('"SHR"', '"EDU"').replaceAll('"x"', `"${word}"`),
        ) as Record<string, never>,
      ),
    );
    expect(text).toContain(word);
  });
});
