import { categoryCodes, getCategory } from '../vocabulary/index.ts';
import { type Attribute, attributeValues, noFlag, rowAttributes } from './attributes.ts';
import { type Box, allValues, bitsOf, fromBits, intersect, simplify, toBits } from './box.ts';
import type { MatrixCell, SegmentCase } from './policy-types.ts';
import { attestedPurposes } from './segment-facts.ts';

/** The attributes of a {@link SegmentCase}: together they span every case that can be asked about. */
export const caseAttributes = [
  'recipientType',
  'recipientDepartment',
  'recipientRole',
  'recipientDutyStatus',
  'sourceType',
  'purpose',
  'messageType',
  'category',
  'level',
  'effect',
  'choice',
  'linkedToNeed',
  'attested',
  'childPermits',
  'aboutOthers',
  'approved',
  'leadApproves',
  'ownAccess',
  'flags',
] as const satisfies readonly Attribute[];

/** Every case that can be asked about: the consent effect of a case is one of three, and one flag stands for any set of flags. */
export const everyCase: Box = { effect: toBits('effect', ['DETERMINATIVE', 'WEIGHTED', 'RECORD_ONLY']) };

const ownAccess: Box = { purpose: toBits('purpose', ['P17']) };
const otherPurposes: Box = { purpose: allValues('purpose') & ~bitsOf(ownAccess, 'purpose') };
const attestedOnly: Box = { purpose: toBits('purpose', attestedPurposes) };
const markedOnly: Box = { purpose: allValues('purpose') & ~bitsOf(attestedOnly, 'purpose') };
const sensitiveCategories = toBits(
  'category',
  categoryCodes.filter((code) => getCategory(code).sensitiveService),
);

/**
 * A condition of a rule, asked about facts, as boxes over cases, where the matrix has given a cell: it undoes what
 * `readFacts` derives (`effect`, `linked`, `sensitive`). The pieces do not overlap.
 */
export function toCaseBoxes(when: Box, cell: MatrixCell, decisive: boolean): readonly Box[] {
  if ((bitsOf(when, 'cell') & toBits('cell', [cell])) === 0n) return [];
  const { effect, linked, sensitive, ...asked } = when;
  return [withoutCell(asked)]
    .flatMap((box) => narrowBy(box, effect, (bits) => effectBoxes(bits, decisive)))
    .flatMap((box) => narrowBy(box, linked, linkedBoxes))
    .flatMap((box) => narrowBy(box, sensitive, sensitiveBoxes))
    .map(simplify);
}

/** The cell is known here, and is no attribute of a case. */
function withoutCell(box: Box): Box {
  return { ...box, cell: allValues('cell') };
}

function narrowBy(
  box: Box,
  bits: bigint | undefined,
  toBoxes: (bits: bigint) => readonly Box[],
): readonly Box[] {
  if (bits === undefined) return [box];
  return toBoxes(bits).flatMap((part) => intersect(box, part) ?? []);
}

function effectBoxes(bits: bigint, decisive: boolean): readonly Box[] {
  const has = (effect: 'OWN_ACCESS' | 'DETERMINATIVE'): boolean => (bits & toBits('effect', [effect])) !== 0n;
  const own = has('OWN_ACCESS') ? [ownAccess] : [];
  if (decisive) return has('DETERMINATIVE') ? [...own, otherPurposes] : own;
  const asked = bits & bitsOf(everyCase, 'effect');
  return asked === 0n ? own : [...own, { ...otherPurposes, effect: asked }];
}

function linkedBoxes(linked: bigint): readonly Box[] {
  return [
    { ...attestedOnly, attested: linked },
    { ...markedOnly, linkedToNeed: linked },
  ];
}

function sensitiveBoxes(sensitive: bigint): readonly Box[] {
  const named = fromBits('sensitive', sensitive);
  if (named.length > 1) return [{}];
  return [
    { category: named[0] === true ? sensitiveCategories : allValues('category') & ~sensitiveCategories },
  ];
}

/** One case of a box: the first value of each attribute. */
export function pickCase(box: Box): SegmentCase {
  const pick = <Name extends Attribute>(attribute: Name): (typeof attributeValues)[Name][number] => {
    const [value] = fromBits(attribute, bitsOf(box, attribute));
    if (value === undefined) throw new RangeError(`the box holds no ${attribute}`);
    return value as (typeof attributeValues)[Name][number];
  };
  const effect = pick('effect');
  const flag = pick('flags');
  return {
    recipientType: pick('recipientType'),
    recipientDepartment: pick('recipientDepartment'),
    recipientRole: pick('recipientRole'),
    recipientDutyStatus: pick('recipientDutyStatus'),
    sourceType: pick('sourceType'),
    purpose: pick('purpose'),
    messageType: pick('messageType'),
    category: pick('category'),
    level: pick('level'),
    effect: effect === 'OWN_ACCESS' ? 'DETERMINATIVE' : effect,
    choice: pick('choice'),
    linkedToNeed: pick('linkedToNeed'),
    attested: pick('attested'),
    childPermits: pick('childPermits'),
    aboutOthers: pick('aboutOthers'),
    approved: pick('approved'),
    leadApproves: pick('leadApproves'),
    ownAccess: pick('ownAccess'),
    flags: flag === noFlag ? [] : [flag],
  };
}

/** The selecting facts of one case as a box that holds only them. */
export function toSelectingBox(segment: SegmentCase): Box {
  return Object.fromEntries(
    rowAttributes.map((attribute) => [attribute, toBits(attribute, [segment[attribute]])]),
  );
}
