import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type PlanRow,
  buildFhirBundle,
  buildJackieCarePlan,
  buildJackiePlan,
  buildLeoReferral,
  diffPlan,
  findPlanRows,
  jackieCarePlanRows,
  jackieRefs,
  jackieRows,
} from '../../src/records/index.ts';

const before = findPlanRows(buildJackiePlan());
const after = findPlanRows(buildJackieCarePlan());

describe('findPlanRows', () => {
  it('finds the rows of a plan in their order, and nothing that only lies near them', () => {
    expect(before).toEqual([jackieRows.attendance, jackieRows.support, jackieRows.tuition]);
  });

  it('finds none in other records', () => {
    expect(findPlanRows(buildLeoReferral())).toEqual([]);
    expect(findPlanRows(buildFhirBundle())).toEqual([]);
  });

  it('passes over what is no row', () => {
    const plan = buildJackiePlan();
    const segments = plan.segments.map((segment) => ({ ...segment, content: { rowId: 7 } }));
    expect(findPlanRows({ ...plan, segments })).toEqual([]);
  });
});

describe('diffPlan', () => {
  it("finds what changed from Jackie's Child's Plan to her Care Plan (AC2)", () => {
    expect(diffPlan(before, after)).toEqual({
      added: [],
      removed: [],
      changed: [
        {
          rowId: jackieRefs.attendance,
          members: ['/responsible/name', '/responsible/ref', '/responsible/role', '/serviceStart'],
        },
        { rowId: jackieRefs.tuition, members: ['/response/alongside'] },
      ],
      unchanged: [jackieRefs.support],
    });
    expect(jackieCarePlanRows.support).toBe(jackieRows.support);
  });

  it('finds rows that came and rows that went', () => {
    const [first, ...rest] = before;
    expect(diffPlan(before, rest)).toMatchObject({ added: [], removed: [first], changed: [] });
    expect(diffPlan(rest, before)).toMatchObject({ added: [first], removed: [], changed: [] });
  });

  it('finds no change in the order of members, and one in the order of a list', () => {
    const row = jackieCarePlanRows.tuition;
    const reversed = Object.fromEntries(Object.entries(row).reverse()) as unknown as PlanRow;
    expect(diffPlan([row], [reversed]).unchanged).toEqual([row.rowId]);
    const listed = { ...row, response: { ...row.response, alongside: ['a', 'b'] } };
    const turned = { ...row, response: { ...row.response, alongside: ['b', 'a'] } };
    expect(diffPlan([listed], [turned]).changed).toEqual([
      { rowId: row.rowId, members: ['/response/alongside'] },
    ]);
  });

  it('puts every row of either version in exactly one place', () => {
    fc.assert(
      fc.property(fc.subarray([...before]), fc.subarray([...after]), (old, next) => {
        const diff = diffPlan(old, next);
        const counted = [
          ...diff.added.map(({ rowId }) => rowId),
          ...diff.removed.map(({ rowId }) => rowId),
          ...diff.changed.map(({ rowId }) => rowId),
          ...diff.unchanged,
        ];
        expect(counted.sort()).toEqual([...new Set([...old, ...next].map(({ rowId }) => rowId))].sort());
      }),
    );
  });
});
