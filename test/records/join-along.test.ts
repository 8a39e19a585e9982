import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { joinAlong } from '../../src/records/fhir/join-along.ts';

type Steps = readonly (readonly number[])[];

const graphs: fc.Arbitrary<Steps> = fc
  .integer({ min: 1, max: 12 })
  .chain((count) =>
    fc.array(fc.array(fc.nat(count - 1), { maxLength: 4 }), { minLength: count, maxLength: count }),
  );

/** All that one leads to, walked step by step. */
function reach(start: number, steps: Steps): Set<number> {
  const found = new Set([start]);
  for (const each of found) for (const next of steps[each] ?? []) found.add(next);
  return found;
}

function joinAll(steps: Steps): ReadonlyMap<string, ReadonlySet<number>> {
  return joinAlong(
    steps.map((_, id) => String(id)),
    {
      next: (id) => (steps[Number(id)] ?? []).map(String),
      own: (id): ReadonlySet<number> => new Set([Number(id)]),
      join: (one, other) => new Set([...one, ...other]),
    },
  );
}

describe('joinAlong', () => {
  it('comes to what walking every way comes to, in graphs with loops', () => {
    fc.assert(
      fc.property(graphs, (steps) => {
        const joined = joinAll(steps);
        for (const id of steps.keys())
          expect([...(joined.get(String(id)) ?? [])].sort()).toEqual([...reach(id, steps)].sort());
      }),
      { numRuns: 2000 },
    );
  });

  it('takes each step once, so that a long way costs no more than its length', () => {
    const count = 20_000;
    let steps = 0;
    const joined = joinAlong(
      Array.from({ length: count }, (_, id) => String(id)),
      {
        next: (id) => {
          steps += 1;
          return [String((Number(id) + 1) % count)];
        },
        own: () => 1,
        join: Math.max,
      },
    );
    expect([joined.size, steps]).toEqual([count, count]);
  });
});
