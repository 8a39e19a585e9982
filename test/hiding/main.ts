import { consents, judgeExample, listExamples, requesters } from './judge-examples.ts';

/** `npm run hiding`: every example of HL7 and the NHS for three requesters in four states of consent. */
let judged = 0;
let withheld = 0;
let planted = 0;
const problems: string[] = [];
for (const [turn, example] of listExamples().entries()) {
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
