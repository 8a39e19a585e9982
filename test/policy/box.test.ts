import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Attribute, attributeValues } from '../../src/policy/attributes.ts';
import {
  type Box,
  allValues,
  bitsOf,
  countCases,
  covers,
  cutRegion,
  describeBox,
  everything,
  fromBits,
  intersect,
  namedAttributes,
  simplify,
  subtract,
  toBits,
} from '../../src/policy/box.ts';

const counted = ['choice', 'cell', 'linked', 'level'] as const satisfies readonly Attribute[];

const bitsFor = (attribute: Attribute): fc.Arbitrary<bigint> =>
  fc.bigInt({ min: 1n, max: allValues(attribute) });

const box: fc.Arbitrary<Box> = fc.record(
  { choice: bitsFor('choice'), cell: bitsFor('cell'), linked: bitsFor('linked'), level: bitsFor('level') },
  { requiredKeys: [] },
);

/** Every single case of the four attributes: the slow and certain way to compare boxes. */
const points: readonly Box[] = attributeValues.choice.flatMap((choice) =>
  attributeValues.cell.flatMap((cell) =>
    attributeValues.linked.flatMap((linked) =>
      attributeValues.level.map((level) => ({
        choice: toBits('choice', [choice]),
        cell: toBits('cell', [cell]),
        linked: toBits('linked', [linked]),
        level: toBits('level', [level]),
      })),
    ),
  ),
);

function holds(region: Box, point: Box): boolean {
  return counted.every((attribute) => (bitsOf(region, attribute) & bitsOf(point, attribute)) !== 0n);
}

function pointsOf(regions: readonly Box[]): readonly number[] {
  return regions.flatMap((region) =>
    points.flatMap((point, position) => (holds(region, point) ? [position] : [])),
  );
}

describe('boxes of cases', () => {
  it('turns values into bits and back, in the order of the attribute', () => {
    expect(toBits('choice', ['PERMIT'])).toBe(1n);
    expect(toBits('choice', ['DENY', 'PERMIT'])).toBe(0b101n);
    expect(fromBits('choice', 0b1010n)).toEqual(['NONE', 'CONFLICT']);
    expect(fromBits('linked', toBits('linked', [false]))).toEqual([false]);
    expect(allValues('choice')).toBe(0b1111n);
  });

  it('refuses a value that the attribute does not have', () => {
    expect(() => toBits('choice', ['MAYBE'])).toThrow(new RangeError('not a value of choice: MAYBE'));
    expect(() => toBits('linked', ['true'])).toThrow('not a value of linked: true');
  });

  it('describes a box in words', () => {
    const all = allValues('level');
    expect(
      describeBox({
        choice: toBits('choice', ['NONE', 'DENY']),
        linked: toBits('linked', [true]),
        level: all,
      }),
    ).toBe('choice NONE or DENY, linked true');
    expect(describeBox(everything)).toBe('every case');
    expect(describeBox({ level: all })).toBe('every case');
  });

  it('simplifies to what is narrowed', () => {
    expect(simplify({ choice: allValues('choice'), linked: 1n })).toEqual({ linked: 1n });
    expect(namedAttributes(simplify({ choice: allValues('choice') }))).toEqual([]);
  });

  it('intersects as sets of cases do', () => {
    fc.assert(
      fc.property(box, box, (a, b) => {
        const common = intersect(a, b);
        const expected = points.flatMap((point, at) => (holds(a, point) && holds(b, point) ? [at] : []));
        expect(common === undefined ? [] : pointsOf([common])).toEqual(expected);
      }),
    );
  });

  it('subtracts as sets of cases do, into pieces that do not overlap', () => {
    fc.assert(
      fc.property(box, box, (a, b) => {
        const expected = points.flatMap((point, at) => (holds(a, point) && !holds(b, point) ? [at] : []));
        expect(pointsOf(subtract(a, b)).toSorted((x, y) => x - y)).toEqual(expected);
      }),
    );
  });

  it('counts the cases of a box', () => {
    fc.assert(
      fc.property(box, (a) => {
        expect(countCases(a, counted)).toBe(BigInt(pointsOf([a]).length));
      }),
    );
    expect(countCases(everything, counted)).toBe(BigInt(points.length));
    expect(countCases(everything, [])).toBe(1n);
  });

  it('says whether a box covers a region', () => {
    fc.assert(
      fc.property(box, box, (a, b) => {
        expect(covers(a, b)).toBe(subtract(b, a).length === 0);
      }),
    );
    expect(covers(everything, {})).toBe(true);
    expect(covers({ linked: 1n }, everything)).toBe(false);
  });

  it('cuts a region into pieces that no box divides, without loss and without overlap', () => {
    fc.assert(
      fc.property(box, fc.array(box, { maxLength: 5 }), (region, boxes) => {
        const pieces = [...cutRegion(region, boxes)];
        expect(pointsOf(pieces).toSorted((x, y) => x - y)).toEqual(pointsOf([region]));
        for (const piece of pieces) {
          for (const each of boxes)
            expect(intersect(each, piece) === undefined || covers(each, piece)).toBe(true);
        }
      }),
    );
  });

  it('leaves a region whole that no box divides', () => {
    const region: Box = { choice: 0b11n };
    expect([...cutRegion(region, [{ choice: 0b1100n }, { choice: 0b111n }, everything])]).toEqual([region]);
  });
});
