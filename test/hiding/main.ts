import { writeFileSync } from 'node:fs';
import { hidingFiles } from './files.ts';
import { carriers, fileLeaves, leaks } from './find-leak.ts';
import { hl7Examples, listHidingPlaces, nhsExamples } from './list-places.ts';
import { hidingPlaces } from './places.ts';
import { ways } from './ways.ts';
import { consents, judgeExample, listExamples, requesters } from './judge-examples.ts';

/**
 * `npm run hiding`: every hiding place in every way, and every example of HL7 and the NHS for three requesters in four states of
 * consent. `npm run hiding -- list` writes docs/hiding-places.md.
 */
if (process.argv[2] === 'list') {
  writeFileSync('docs/hiding-places.md', listHidingPlaces());
  process.exit();
}
let tried = 0;
const leaking: string[] = [];
for (const place of hidingPlaces) {
  for (const [name, way] of Object.entries(ways)) {
    tried += 1;
    if (leaks(place, way)) leaking.push(`${place.name}, ${name}`);
  }
}
for (const file of hidingFiles) {
  for (const carrier of Object.keys(carriers)) {
    tried += 1;
    if (fileLeaves(file, carrier)) leaking.push(`${file.name}, ${carrier}`);
  }
}
process.stdout.write(`${tried} hiding places tried, ${leaking.length} leaks\n${leaking.join('\n')}\n`);
if (leaking.length > 0) process.exitCode = 1;

let judged = 0;
let withheld = 0;
let planted = 0;
const problems: string[] = [];
const examples = listExamples();
if (examples.length !== hl7Examples + nhsExamples) problems.push(`${examples.length} examples were found`);
for (const [turn, example] of examples.entries()) {
  for (const requester of Object.keys(requesters) as readonly (keyof typeof requesters)[]) {
    for (const consent of consents) {
      const judgement = judgeExample(example, requester, consent, turn);
      judged += 1;
      withheld += judgement.withheld;
      planted += judgement.planted;
      problems.push(
        ...judgement.problems.map((problem) => `${example.name} ${requester} ${consent}: ${problem}`),
      );
    }
  }
}
process.stdout.write(
  `${judged} decisions, ${withheld} parts withheld, ${planted} canaries planted, ${problems.length} problems\n${problems.slice(0, 50).join('\n')}\n`,
);
if (problems.length > 0) process.exitCode = 1;
