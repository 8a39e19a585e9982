import { isDeepStrictEqual } from 'node:util';
import { type Box, covers, countCases, cutRegion, everything, intersect, toBits } from './box.ts';
import type { Bundle, Row } from './bundle.ts';
import { caseAttributes, everyCase, pickCase, toCaseBoxes } from './case-space.ts';
import { compilePolicy } from './compile-policy.ts';
import { outcomeRank } from './outcome-rank.ts';
import type { CompiledPolicy, MatrixCell, PolicyAnswer, SegmentCase } from './policy-types.ts';

/** Cases in which a local bundle would disclose more than the bundle it extends. */
export interface LooserCell {
  /** One of the cases. */
  readonly example: SegmentCase;
  readonly base: PolicyAnswer;
  readonly local: PolicyAnswer;
  /** How many cases behave like it. */
  readonly cells: bigint;
}

/** What the comparison found. */
export interface TighteningProof {
  /** How many cases were compared: recipient × purpose × category × consent, and every other fact of a case. */
  readonly cells: bigint;
  /** Into how many pieces they fall on which both bundles are constant. */
  readonly pieces: number;
  readonly looser: readonly LooserCell[];
}

/**
 * Compares a local bundle with what it extends over every case (rulings 11), and lists each cell that would be looser.
 *
 * Every condition is a box, so the cases fall into pieces on each of which each bundle gives one outcome; one case of each
 * piece is decided by the compiled policies themselves, unless both have the same cell under the same rules. Only cases for which the local bundle has a row are walked: without
 * a row nothing goes. One flag at a time is enough: a rule with flags holds when any of them is there, so what is withheld
 * for a set of flags is withheld for one of them.
 */
export function proveTightening(base: Bundle, local: Bundle): TighteningProof {
  const policies = { base: compilePolicy(base), local: compilePolicy(local) };
  const looser: LooserCell[] = [];
  let cells = 0n;
  let pieces = 0;
  for (const { piece, alike } of walkPieces(base, local)) {
    const size = countCases(piece, caseAttributes);
    cells += size;
    pieces += 1;
    const found = alike ? undefined : compare(policies, piece, size);
    if (found !== undefined) looser.push(found);
  }
  return { cells, pieces, looser };
}

function compare(
  policies: { readonly base: CompiledPolicy; readonly local: CompiledPolicy },
  piece: Box,
  cells: bigint,
): LooserCell | undefined {
  const example = pickCase(piece);
  const local = policies.local.decideSegment(example);
  if (local.outcome === 'WITHHOLD') return undefined;
  const base = policies.base.decideSegment(example);
  return outcomeRank[local.outcome] > outcomeRank[base.outcome] ? { example, base, local, cells } : undefined;
}

interface Cell {
  readonly cell: MatrixCell;
  readonly decisive: boolean;
}

interface Piece {
  readonly piece: Box;
  /** The same cell under the same rules: the answers are the same without asking. */
  readonly alike: boolean;
}

function* walkPieces(base: Bundle, local: Bundle): Generator<Piece> {
  const rulesOf = { base: opening(base), local: opening(local) };
  const sameRules =
    isDeepStrictEqual(base.combine, local.combine) && isDeepStrictEqual(base.forbid, local.forbid);
  const remembered = new Map<string, readonly Box[]>();
  const boxesFor = (which: 'base' | 'local', { cell, decisive }: Cell): readonly Box[] => {
    const key = `${which} ${cell} ${decisive}`;
    const boxes = remembered.get(key) ?? rulesOf[which].flatMap((box) => toCaseBoxes(box, cell, decisive));
    remembered.set(key, boxes);
    return boxes;
  };
  for (const { row, baseRow, region } of walkRows(base, local)) {
    for (const piece of cutRegion(region, [...columnBoxes(row), ...columnBoxes(baseRow)])) {
      const here = findCell(row, piece);
      const there = findCell(baseRow, piece);
      if (sameRules && here.cell === there.cell && here.decisive === there.decisive) {
        yield { piece, alike: true };
        continue;
      }
      for (const part of cutRegion(piece, [...boxesFor('local', here), ...boxesFor('base', there)])) {
        yield { piece: part, alike: false };
      }
    }
  }
}

/** The conditions that an outcome depends on: what opens and what forbids. Whatever no rule opens is withheld. */
function opening({ combine, forbid }: Bundle): readonly Box[] {
  return [...combine.filter(({ outcome }) => outcome !== 'WITHHOLD'), ...forbid].flatMap(({ when }) => when);
}

/** The cases of each local row, cut so that one row of the base, or none, matches all of a piece. */
function* walkRows(
  base: Bundle,
  local: Bundle,
): Generator<{ readonly row: Row; readonly baseRow: Row | undefined; readonly region: Box }> {
  const selectors = base.rows.flatMap((row) => row.selectors.map((box) => ({ row, box })));
  const boxes = selectors.map(({ box }) => box);
  for (const row of local.rows) {
    for (const [position, box] of row.selectors.entries()) {
      const whole = intersect(everyCase, box) ?? everything;
      // Alternatives of one row may overlap; what an earlier one held is not counted again.
      for (const region of cutRegion(whole, [...boxes, ...row.selectors.slice(0, position)])) {
        if (row.selectors.slice(0, position).some((earlier) => covers(earlier, region))) continue;
        yield { row, baseRow: selectors.find((each) => covers(each.box, region))?.row, region };
      }
    }
  }
}

function columnBoxes(row: Row | undefined): readonly Box[] {
  return (row?.columns ?? []).map(({ categories, condition }) => ({
    ...condition,
    category: toBits('category', categories),
  }));
}

function findCell(row: Row | undefined, piece: Box): Cell {
  if (row === undefined) return { cell: 'NO_ROW', decisive: false };
  const position = columnBoxes(row).findIndex((box) => covers(box, piece));
  return row.columns[position] ?? { cell: 'BLANK', decisive: false };
}

/** A looser cell in words, for a finding. */
export function describeLooserCell({ example, base, local, cells }: LooserCell): string {
  const {
    recipientType,
    recipientDepartment,
    recipientRole,
    purpose,
    messageType,
    category,
    effect,
    choice,
  } = example;
  const flags = example.flags.length === 0 ? '' : `, flag ${example.flags.join(' ')}`;
  return (
    `looser than the base in ${cells} cells, for example ${category} to ${recipientType} ${recipientDepartment} ` +
    `${recipientRole}, ${purpose} ${messageType}, ${effect}, choice ${choice}${flags}: ` +
    `${local.outcome} by ${local.row ?? 'no row'}/${local.rule}, base ${base.outcome} by ${base.row ?? 'no row'}/${base.rule}`
  );
}
