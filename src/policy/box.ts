import { type Attribute, type AttributeValue, attributeValues } from './attributes.ts';

/**
 * A condition as a set of cases: for each attribute named, which of its values it holds for (one bit a value, in the order
 * of `attributeValues`). An attribute that is not named may have any value. Because every condition of a bundle is such
 * a box, overlap, gaps and "looser than" are arithmetic over all cases, not samples.
 */
export type Box = Readonly<Partial<Record<Attribute, bigint>>>;

/** The box of all cases. */
export const everything: Box = {};

/** The bits of all values of an attribute. */
export function allValues(attribute: Attribute): bigint {
  return (1n << BigInt(attributeValues[attribute].length)) - 1n;
}

/**
 * The bits of some values of an attribute.
 * @throws RangeError when a value is not one of the attribute's.
 */
export function toBits(attribute: Attribute, values: readonly AttributeValue[]): bigint {
  const known: readonly AttributeValue[] = attributeValues[attribute];
  return values.reduce((bits: bigint, value) => {
    const position = known.indexOf(value);
    if (position < 0) throw new RangeError(`not a value of ${attribute}: ${String(value)}`);
    return bits | (1n << BigInt(position));
  }, 0n);
}

/** The values that some bits stand for, in the attribute's order. */
export function fromBits(attribute: Attribute, bits: bigint): readonly AttributeValue[] {
  const known: readonly AttributeValue[] = attributeValues[attribute];
  return known.filter((_, position) => (bits & (1n << BigInt(position))) !== 0n);
}

/** The attributes that a box narrows. */
export function namedAttributes(box: Box): readonly Attribute[] {
  return Object.keys(box) as Attribute[];
}

/** The bits of one attribute in a box: all of them where it is not named. */
export function bitsOf(box: Box, attribute: Attribute): bigint {
  return box[attribute] ?? allValues(attribute);
}

/** The same box without attributes that are named but not narrowed. */
export function simplify(box: Box): Box {
  return Object.fromEntries(
    namedAttributes(box)
      .filter((attribute) => bitsOf(box, attribute) !== allValues(attribute))
      .map((attribute) => [attribute, bitsOf(box, attribute)]),
  );
}

/** The cases that lie in both boxes, or undefined where there is none. */
export function intersect(a: Box, b: Box): Box | undefined {
  const common: Partial<Record<Attribute, bigint>> = { ...a };
  for (const attribute of namedAttributes(b)) {
    const bits = bitsOf(a, attribute) & bitsOf(b, attribute);
    if (bits === 0n) return undefined;
    common[attribute] = bits;
  }
  return common;
}

/** Whether every case of the region lies in the box. */
export function covers(box: Box, region: Box): boolean {
  return namedAttributes(box).every(
    (attribute) => (bitsOf(region, attribute) & ~bitsOf(box, attribute)) === 0n,
  );
}

/** The cases of the region that do not lie in the box, as boxes that do not overlap. */
export function subtract(region: Box, box: Box): readonly Box[] {
  if (intersect(region, box) === undefined) return [region];
  const pieces: Box[] = [];
  let rest = region;
  for (const attribute of namedAttributes(box)) {
    const outside = bitsOf(rest, attribute) & ~bitsOf(box, attribute);
    if (outside !== 0n) pieces.push({ ...rest, [attribute]: outside });
    rest = { ...rest, [attribute]: bitsOf(rest, attribute) & bitsOf(box, attribute) };
  }
  return pieces;
}

/** How many cases a box holds, counted over the given attributes. */
export function countCases(box: Box, counted: readonly Attribute[]): bigint {
  return counted.reduce((product, attribute) => product * BigInt(countBits(bitsOf(box, attribute))), 1n);
}

function countBits(bits: bigint): number {
  return bits.toString(2).replaceAll('0', '').length;
}

/**
 * Cuts a region into pieces that do not overlap, such that each given box holds for a whole piece or for none of it:
 * whatever depends on these boxes alone is constant on each piece, and one case of it stands for all.
 */
export function* cutRegion(region: Box, boxes: readonly Box[]): Generator<Box> {
  const cutting = boxes.filter((box) => intersect(region, box) !== undefined && !covers(box, region));
  const [first, ...others] = cutting;
  const inside = first === undefined ? undefined : intersect(region, first);
  if (first === undefined || inside === undefined) {
    yield region;
    return;
  }
  yield* cutRegion(inside, others);
  for (const piece of subtract(region, first)) yield* cutRegion(piece, others);
}

/** A box in words, for a finding: `cell ALLOWED, choice NONE or DENY`. */
export function describeBox(box: Box): string {
  const parts = namedAttributes(simplify(box)).map(
    (attribute) => `${attribute} ${fromBits(attribute, bitsOf(box, attribute)).map(String).join(' or ')}`,
  );
  return parts.length === 0 ? 'every case' : parts.join(', ');
}
