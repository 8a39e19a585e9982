import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Stryker } from '@stryker-mutator/core';
import { type Area, areas } from './areas.ts';

/**
 * Asks of each area of the pure core, or of those named on the command line: would its own tests notice a changed rule? Prints the
 * surviving mutants and, last, the scores; fails when an area misses its threshold. What Stryker makes of an area's mutants one by
 * one stands in reports/mutation/.
 */

const root = join(import.meta.dirname, '../..');

/** An area's tests, those with generated facts last: whatever an example shows is found sooner so. */
function listTests({ tests }: Area): readonly string[] {
  return readdirSync(join(root, tests))
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => ({ file: `${tests}/${name}`, text: readFileSync(join(root, tests, name), 'utf8') }))
    .filter(({ text }) => !text.includes('createTestDatabase'))
    .sort((one, other) => Number(one.text.includes('fast-check')) - Number(other.text.includes('fast-check')))
    .map(({ file }) => file);
}

interface Score {
  readonly area: Area;
  readonly mutants: number;
  readonly percent: number;
}

/** @param only files of the area; all of them where none is named */
async function measure(area: Area, only: readonly string[]): Promise<Score> {
  const files = only.length === 0 ? area.files : only;
  const stryker = new Stryker({
    mutate: files.map((file) => `${area.folder}/${file}`),
    mochaOptions: { spec: [...listTests(area)] },
    jsonReporter: {
      fileName: `reports/mutation/${[area.name, ...only].join('-').replaceAll('/', '-')}.json`,
    },
  });
  const mutants = await stryker.runMutationTest();
  const count = (...wanted: readonly string[]): number =>
    mutants.filter(({ status }) => wanted.includes(status)).length;
  const noticed = count('Killed', 'Timeout');
  const unnoticed = count('Survived', 'NoCoverage');
  return { area, mutants: noticed + unnoticed, percent: (100 * noticed) / (noticed + unnoticed) };
}

/** What was asked for: areas by their names, or files of an area as `policy/box.ts`; everything where nothing is named. */
const asked = process.argv.slice(2).map((word) => {
  const [name = '', ...file] = word.split('/');
  return { name, file: file.join('/') };
});
const unknown = asked.filter(({ name }) => areas.every((area) => area.name !== name));
if (unknown.length > 0) throw new Error(`no area is called ${unknown.map(({ name }) => name).join(', ')}`);

// Stryker's workers run the tests in a copy of the checkout; there `@jest/globals` is what this file says.
process.env['TSX_TSCONFIG_PATH'] = relative(root, join(import.meta.dirname, 'tsconfig.json'));
const started = performance.now();
const scores: Score[] = [];
for (const area of areas) {
  const named = asked.filter(({ name }) => name === area.name);
  if (asked.length > 0 && named.length === 0) continue;
  const isWhole = named.length === 0 || named.some(({ file }) => file === '');
  scores.push(await measure(area, isWhole ? [] : named.map(({ file }) => file)));
}

const missed = scores.filter(({ area, percent }) => !(percent >= area.threshold));
for (const { area, percent } of missed)
  process.stdout.write(`${area.name} reaches ${percent.toFixed(1)} %, not ${area.threshold} %\n`);
process.exitCode = missed.length === 0 ? 0 : 1;

const figures = [
  ...scores.map(({ area, percent }) => `${area.name}=${percent.toFixed(1)}`),
  `mutants=${scores.reduce((sum, { mutants }) => sum + mutants, 0)}`,
  `minutes=${((performance.now() - started) / 60_000).toFixed(1)}`,
];
process.stdout.write(`${figures.join(' ')}\n`);
