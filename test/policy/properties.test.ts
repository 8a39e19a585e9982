import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { PolicyAnswer, SegmentCase } from '../../src/policy/index.ts';
import { attributeValues } from '../../src/policy/attributes.ts';
import { compileMatrix } from '../../src/policy/compile-matrix.ts';
import { compilePolicy } from '../../src/policy/compile-policy.ts';
import { outcomeRank } from '../../src/policy/outcome-rank.ts';
import { categoryCodes, getCategory, handlingFlags, reasonCodes } from '../../src/vocabulary/index.ts';
import { everyRecipient, segmentCase } from './support/arbitraries.ts';
import { baseline, baselineBundle } from './support/bundles.ts';
import { expectOutcome } from './support/reference.ts';

const matrix = compileMatrix(baselineBundle);
const runs = { numRuns: 2000 };
const reasonKinds = { FORWARD: /^PERMIT_/, HOLD: /^HOLD_/, WITHHOLD: /^(REDACT|DENY)_/ };

function rank(segment: SegmentCase): number {
  return outcomeRank[baseline.decideSegment(segment).outcome];
}

function isReasoned({ outcome, reasons, rule }: PolicyAnswer): boolean {
  return rule !== '' && reasons.length > 0 && reasons.every((code) => reasonKinds[outcome].test(code));
}

describe('the baseline over all cases', () => {
  it('gives every recipient × purpose × category × effect × choice exactly one reasoned outcome', () => {
    let asked = 0;
    const wrong: unknown[] = [];
    for (const recipient of everyRecipient) {
      for (const category of categoryCodes) {
        for (const effect of ['DETERMINATIVE', 'WEIGHTED', 'RECORD_ONLY'] as const) {
          for (const choice of attributeValues.choice) {
            for (const shown of [true, false]) {
              const segment: SegmentCase = {
                ...recipient,
                category,
                level: getCategory(category).level,
                effect,
                choice,
                linkedToNeed: shown,
                attested: shown,
                ownAccess: shown,
                approved: false,
                leadApproves: false,
                aboutOthers: false,
                childPermits: false,
                flags: [],
              };
              const answer = baseline.decideSegment(segment);
              const { cell, decisive } = matrix.findCell(segment);
              asked += 1;
              if (!isReasoned(answer) || answer.outcome !== expectOutcome(segment, cell, decisive)) {
                wrong.push({ segment, answer });
              }
            }
          }
        }
      }
    }
    expect(wrong.slice(0, 3)).toEqual([]);
    expect(asked).toBe(everyRecipient.length * 38 * 3 * 4 * 2);
  });

  it('agrees with the combination table written out a second time, for any facts and flags', () => {
    fc.assert(
      fc.property(segmentCase, (segment) => {
        const answer = baseline.decideSegment(segment);
        const { row, cell, decisive } = matrix.findCell(segment);
        expect({ row: answer.row, cell: answer.cell, outcome: answer.outcome }).toEqual({
          row,
          cell,
          outcome: expectOutcome(segment, cell, decisive),
        });
        expect(isReasoned(answer)).toBe(true);
        expect(answer.reasons.every((code) => reasonCodes.includes(code))).toBe(true);
        expect(new Set(answer.reasons).size).toBe(answer.reasons.length);
      }),
      { numRuns: 10_000 },
    );
  });

  it('gives a general reason only where no other speaks', () => {
    fc.assert(
      fc.property(segmentCase, (segment) => {
        const { reasons } = baseline.decideSegment(segment);
        const general = reasons.filter((code) => code === 'REDACT_NEVER' || code === 'REDACT_NOT_NEEDED');
        expect(general.length === 0 || reasons.length === 1).toBe(true);
      }),
      runs,
    );
  });
});

describe('more protection never discloses more', () => {
  it('a further flag', () => {
    fc.assert(
      fc.property(segmentCase, fc.constantFrom(...handlingFlags), (segment, flag) => {
        expect(rank({ ...segment, flags: [...segment.flags, flag] })).toBeLessThanOrEqual(rank(segment));
      }),
      runs,
    );
  });

  it('a refusal in place of silence or agreement, and a conflict in place of agreement', () => {
    fc.assert(
      fc.property(segmentCase, (segment) => {
        const ranks = (['PERMIT', 'NONE', 'CONFLICT', 'DENY'] as const).map((choice) =>
          rank({ ...segment, choice }),
        );
        expect(ranks.toSorted((a, b) => b - a)).toEqual(ranks);
      }),
      runs,
    );
  });

  it.each(['linkedToNeed', 'attested', 'childPermits', 'approved', 'leadApproves', 'ownAccess'] as const)(
    'the lack of %s',
    (fact) => {
      fc.assert(
        fc.property(segmentCase, (segment) => {
          expect(rank({ ...segment, [fact]: false })).toBeLessThanOrEqual(rank({ ...segment, [fact]: true }));
        }),
        runs,
      );
    },
  );

  it('that it is about others', () => {
    fc.assert(
      fc.property(segmentCase, (segment) => {
        expect(rank({ ...segment, aboutOthers: true })).toBeLessThanOrEqual(
          rank({ ...segment, aboutOthers: false }),
        );
      }),
      runs,
    );
  });

  it('a higher level', () => {
    fc.assert(
      fc.property(segmentCase, (segment) => {
        const ranks = attributeValues.level.map((level) => rank({ ...segment, level }));
        // An approver's release of what is never is the one thing that a level may make possible.
        if (!segment.approved) expect(ranks.toSorted((a, b) => b - a)).toEqual(ranks);
      }),
      runs,
    );
  });
});

describe('codes that nobody knows', () => {
  const odd = fc.constantFrom(
    '',
    'UNKNOWN',
    'toString',
    'constructor',
    '__proto__',
    '*',
    'any',
    'P17 ',
    'p07',
    'NO_FLAG',
    'OWN_ACCESS',
  );

  it.each([
    'recipientType',
    'recipientDepartment',
    'recipientRole',
    'recipientDutyStatus',
    'sourceType',
    'purpose',
    'messageType',
  ] as const)('an unknown %s finds no row', (attribute) => {
    fc.assert(
      fc.property(segmentCase, odd, (segment, code) => {
        const asked = { ...segment, flags: [], [attribute]: code };
        expect(baseline.findRow(asked)).toBeNull();
        expect(baseline.decideSegment(asked).reasons).toEqual(['DENY_NO_MATRIX_ROW']);
      }),
      runs,
    );
  });

  it('an unknown category stands in no column', () => {
    fc.assert(
      fc.property(
        segmentCase,
        odd.filter((code) => code !== ''),
        (segment, code) => {
          const answer = baseline.decideSegment({ ...segment, category: code as never });
          expect(answer.outcome === 'WITHHOLD' || answer.cell === 'NEVER').toBe(true);
          expect(['BLANK', 'NEVER', 'NO_ROW']).toContain(answer.cell);
        },
      ),
      runs,
    );
  });

  it('an unknown flag withholds', () => {
    fc.assert(
      fc.property(segmentCase, odd, (segment, code) => {
        const answer = baseline.decideSegment({ ...segment, flags: [...segment.flags, code as never] });
        expect(answer).toMatchObject({
          outcome: 'WITHHOLD',
          rule: 'unknown-flag',
          reasons: ['REDACT_HANDLING'],
        });
      }),
      runs,
    );
  });

  it.each(['level', 'effect', 'choice'] as const)(
    'an unknown %s is never more permissive than any known one',
    (attribute) => {
      fc.assert(
        fc.property(segmentCase, odd, (segment, code) => {
          if (segment.approved && attribute === 'level') return;
          const known: readonly string[] =
            attribute === 'effect'
              ? ['DETERMINATIVE', 'WEIGHTED', 'RECORD_ONLY']
              : attributeValues[attribute];
          const lowest = Math.min(...known.map((value) => rank({ ...segment, [attribute]: value })));
          expect(rank({ ...segment, [attribute]: code })).toBe(lowest);
        }),
        runs,
      );
    },
  );

  it.each([
    ['level', 'V'],
    ['choice', 'DENY'],
    ['effect', 'DETERMINATIVE'],
  ] as const)('an unknown %s is answered as %s', (attribute, careful) => {
    fc.assert(
      fc.property(segmentCase, odd, (segment, code) => {
        const unknown = baseline.decideSegment({ ...segment, [attribute]: code });
        expect(unknown).toEqual(baseline.decideSegment({ ...segment, [attribute]: careful }));
      }),
      runs,
    );
  });

  it.each(['linkedToNeed', 'attested', 'childPermits', 'approved', 'leadApproves', 'ownAccess'] as const)(
    'a %s that is not exactly true is false',
    (fact) => {
      fc.assert(
        fc.property(segmentCase, fc.constantFrom('true', 1, {}, [], null, undefined), (segment, value) => {
          const asked = { ...segment, [fact]: value as never };
          expect(baseline.decideSegment(asked)).toEqual(
            baseline.decideSegment({ ...segment, [fact]: false }),
          );
        }),
        runs,
      );
    },
  );

  it('an aboutOthers that is not exactly false is true', () => {
    fc.assert(
      fc.property(segmentCase, fc.constantFrom('false', 0, null, undefined), (segment, value) => {
        const asked = { ...segment, aboutOthers: value as never };
        expect(baseline.decideSegment(asked)).toEqual(
          baseline.decideSegment({ ...segment, aboutOthers: true }),
        );
      }),
      runs,
    );
  });
});

describe('order', () => {
  const shuffled = fc.tuple(
    fc.shuffledSubarray([...baselineBundle.rows], { minLength: baselineBundle.rows.length }),
    fc.shuffledSubarray([...baselineBundle.combine], { minLength: baselineBundle.combine.length }),
    fc.shuffledSubarray([...baselineBundle.forbid], { minLength: baselineBundle.forbid.length }),
    fc.shuffledSubarray([...baselineBundle.explain], { minLength: baselineBundle.explain.length }),
  );

  it('of rows and rules changes no answer', () => {
    fc.assert(
      fc.property(
        shuffled,
        fc.array(segmentCase, { minLength: 50, maxLength: 100 }),
        ([rows, combine, forbid, explain], cases) => {
          const other = compilePolicy({ ...baselineBundle, rows, combine, forbid, explain });
          for (const segment of cases)
            expect(other.decideSegment(segment)).toEqual(baseline.decideSegment(segment));
        },
      ),
      { numRuns: 10 },
    );
  });

  it('of flags changes no answer', () => {
    fc.assert(
      fc.property(segmentCase, (segment) => {
        const turned = { ...segment, flags: segment.flags.toReversed() };
        expect(baseline.decideSegment(turned)).toEqual(baseline.decideSegment(segment));
      }),
      runs,
    );
  });
});
