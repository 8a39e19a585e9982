import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { type Decision, type RecordedFacts, decide, upgradeFacts } from '../../src/exchange/decide/index.ts';
import { loadPolicy } from '../../src/policy/index.ts';

interface Recorded {
  readonly facts: RecordedFacts;
  readonly decision: Omit<Decision, 'told'>;
}

/** Facts and decisions as the first edition wrote them, one in a line, before gates and people as recipients were known. */
const recorded = readFileSync(`${import.meta.dirname}/first-edition-decisions.ndjson`, 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Recorded);

const policy = loadPolicy('policies', 'BASE-1', 1);

describe('decisions of the first edition of the facts', () => {
  it('lack what came later', () => {
    for (const { facts } of recorded) {
      expect(Object.keys(facts)).not.toContain('edition');
      expect(Object.keys(facts)).not.toContain('gates');
    }
  });

  it.each(recorded.map((each, line) => [line + 1, each] as const))(
    'on line %d are decided today as they were then',
    (_line, { facts, decision }) => {
      const again = JSON.parse(JSON.stringify(decide(upgradeFacts(facts), policy))) as Decision;
      expect(again).toEqual({ ...decision, told: again.told });
    },
  );

  it('are of every outcome', () => {
    expect(new Set(recorded.map(({ decision }) => decision.outcome))).toEqual(
      new Set(['FORWARD', 'FORWARD_REDACTED', 'HOLD', 'DENY']),
    );
  });
});
