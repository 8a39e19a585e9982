import { describe, expect, it } from '@jest/globals';
import { buildGoVerifier } from '../support/go-verifier.ts';
import { isAlarm } from '../tamper/judge.ts';
import { runHonest, runMoves } from '../tamper/run-tamper.ts';

/* The short form of `npm run fault:tamper`. */

describe('an administrator of the database', () => {
  it('is found out in each of the 24 moves, for what they did', async () => {
    const findings = await runMoves(buildGoVerifier(), () => undefined);
    expect(findings.map(({ move }) => move.number)).toEqual(Array.from({ length: 24 }, (_, at) => at + 1));
    for (const { move, judgement, detected } of findings)
      expect([move.name, detected, judgement]).toEqual([move.name, true, judgement]);
  });

  it('who keeps the ledger honestly is not accused: vacuum, dump and restore, rotated keys, pruning, erasure', async () => {
    const accused: unknown[] = [];
    await runHonest(5, (name, judgement) => {
      if (isAlarm(judgement)) accused.push([name, judgement]);
    });
    expect(accused).toEqual([]);
  });
});
