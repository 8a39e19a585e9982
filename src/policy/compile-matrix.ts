import type { Bundle, Column, Row } from './bundle.ts';
import { toBits, intersect } from './box.ts';
import { organisationTypes, purposeCodes } from '../vocabulary/index.ts';
import type { MatrixCell, RowQuestion, SegmentCase } from './policy-types.ts';
import { type SegmentAbility, type SegmentAction, compileAbility } from './segment-ability.ts';
import { isKnownQuestion, noRow, readFacts } from './segment-facts.ts';

/** Where the need-to-know matrix puts a category for a recipient. */
export interface MatrixFinding {
  readonly row: string | null;
  readonly cell: MatrixCell;
  /** Only an explicit permit lets it go. */
  readonly decisive: boolean;
}

/** The compiled need-to-know matrix. */
export interface Matrix {
  readonly findRow: (question: RowQuestion) => string | null;
  readonly findCell: (segment: SegmentCase) => MatrixFinding;
}

/** How many answers of `findRow` are kept. Questions repeat: a gateway serves the same recipients all day. */
const rememberedRows = 4096;

/** Compiles the rows: one ability for the rows of each purpose and kind of recipient, and one for the columns of each row. */
export function compileMatrix({ rows }: Bundle): Matrix {
  const selectors = compileSelectors(rows);
  const columns = new Map(rows.map((row) => [row.id, compileColumns(row)]));
  const remembered = new Map<string, string | null>();

  const selectRow = (question: RowQuestion): string | null => {
    const ability = selectors.get(`${question.purpose} ${question.recipientType}`);
    const asked = { ...unasked, ...question };
    return ability?.ask('select', readFacts(asked, noRow, 'NO_ROW', false))?.id ?? null;
  };
  const findRow = (question: RowQuestion): string | null => {
    if (!isKnownQuestion(question)) return null;
    const key = keyOf(question);
    const before = remembered.get(key);
    if (before !== undefined) return before;
    const row = selectRow(question);
    if (remembered.size >= rememberedRows) remembered.clear();
    remembered.set(key, row);
    return row;
  };
  return {
    findRow,
    findCell: (segment) => {
      const row = findRow(segment);
      const ability = row === null ? undefined : columns.get(row);
      if (row === null || ability === undefined) return { row: null, cell: 'NO_ROW', decisive: false };
      return { row, ...askColumns(ability, segment, row) };
    },
  };
}

function keyOf(question: RowQuestion): string {
  return (
    `${question.purpose} ${question.messageType} ${question.recipientType} ${question.recipientDepartment} ` +
    `${question.recipientRole} ${question.recipientDutyStatus} ${question.sourceType}`
  );
}

/** The attributes that selecting a row never asks about. */
const unasked = {
  category: 'LEG',
  level: 'V',
  linkedToNeed: false,
  attested: false,
  effect: 'DETERMINATIVE',
  choice: 'DENY',
  childPermits: false,
  flags: [],
  aboutOthers: true,
  approved: false,
  leadApproves: false,
  ownAccess: false,
} as const satisfies Omit<SegmentCase, keyof RowQuestion>;

function compileSelectors(rows: readonly Row[]): ReadonlyMap<string, SegmentAbility> {
  const abilities = new Map<string, SegmentAbility>();
  for (const purpose of purposeCodes) {
    for (const type of organisationTypes) {
      const here = { purpose: toBits('purpose', [purpose]), recipientType: toBits('recipientType', [type]) };
      const rules = rows.flatMap(({ id, selectors }) =>
        selectors
          .filter((box) => intersect(box, here) !== undefined)
          .map((when) => ({ id, action: 'select', when }) as const),
      );
      if (rules.length > 0) abilities.set(`${purpose} ${type}`, compileAbility(rules));
    }
  }
  return abilities;
}

const columnActions = { ALLOWED: 'allow', LINKED: 'link', NEVER: 'never' } as const;

function actionOf(column: Column): SegmentAction {
  return column.decisive ? 'permit' : columnActions[column.cell];
}

function compileColumns(row: Row): SegmentAbility {
  return compileAbility(
    row.columns.map((column) => ({
      id: row.id,
      row: row.id,
      action: actionOf(column),
      when: column.condition,
      categories: column.categories,
    })),
  );
}

/** The most careful column is asked first; a category in no column is blank. */
const columnQuestions = [
  { action: 'never', cell: 'NEVER', decisive: false },
  { action: 'link', cell: 'LINKED', decisive: false },
  { action: 'permit', cell: 'ALLOWED', decisive: true },
  { action: 'allow', cell: 'ALLOWED', decisive: false },
] as const;

function askColumns(ability: SegmentAbility, segment: SegmentCase, row: string): Omit<MatrixFinding, 'row'> {
  const facts = readFacts(segment, row, 'BLANK', false);
  const column = columnQuestions.find(
    ({ action }) => ability.ask(action, facts, segment.category)?.allows === true,
  );
  return column === undefined
    ? { cell: 'BLANK', decisive: false }
    : { cell: column.cell, decisive: column.decisive };
}
