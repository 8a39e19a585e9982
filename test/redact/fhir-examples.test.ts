import { describe, expect, it } from '@jest/globals';
import { haveFhirExamples } from '../support/fhir-examples.ts';
import { consents, judgeExample, listExamples, requesters } from '../hiding/judge-examples.ts';

// Every third file here for one requester in one state of consent, in turn; all for all by `npm run hiding`.
(haveFhirExamples ? describe : describe.skip)('the examples of HL7 and the NHS (../shared/data)', () => {
  it('leave without a word of what is withheld, valid where they were valid, in their order', () => {
    const who = Object.keys(requesters) as readonly (keyof typeof requesters)[];
    let released = 0;
    let withheld = 0;
    let planted = 0;
    for (const [turn, example] of listExamples()
      .filter((_example, position) => position % 3 === 0)
      .entries()) {
      const requester = who[turn % who.length] ?? 'school';
      const consent = consents[Math.floor(turn / who.length) % consents.length] ?? 'NONE';
      const judgement = judgeExample(example, requester, consent, turn);
      expect([example.name, requester, consent, judgement.problems]).toEqual([
        example.name,
        requester,
        consent,
        [],
      ]);
      released += judgement.released;
      withheld += judgement.withheld;
      planted += judgement.planted;
    }
    expect(released).toBeGreaterThan(30);
    expect(withheld).toBeGreaterThan(100);
    expect(planted).toBeGreaterThan(3_000);
  });
});
