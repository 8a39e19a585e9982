import type { Queryable } from '../database/index.ts';
import type { RecordStatement, RecordsEnd, StatedRecords, StoredRecord } from './stated-records.ts';
import type { LedgerProblemCode, ProblemList } from './verdict.ts';

/** A statement, the index of the entry that makes it, and the slot of the part in which it stands. */
export interface PlacedStatement extends RecordStatement {
  readonly index: number;
  readonly slot: number;
}

/** A record and what states it; one of the two may be missing. */
export interface ComparedRecord {
  readonly record: StoredRecord | undefined;
  readonly statement: PlacedStatement | undefined;
  /** What is wrong between the two; null where the record stands as stated, or is erased. */
  readonly problem: LedgerProblemCode | null;
}

/**
 * Holds the records of a room against what the entries state of them, both ways.
 * @param isErased whether a statement that was read can no longer be, and an erasure says so, as it is known now
 */
export async function compareRecords(
  database: Queryable,
  records: StatedRecords,
  statements: readonly PlacedStatement[],
  isErased: (statement: PlacedStatement) => Promise<boolean>,
): Promise<{ readonly compared: readonly ComparedRecord[]; readonly ends: readonly RecordsEnd[] }> {
  const stated = new Map(statements.map((statement) => [statement.key, statement]));
  const compared: ComparedRecord[] = [];
  for (const record of await records.listRecords(database)) {
    const statement = stated.get(record.key);
    stated.delete(record.key);
    const problem = findProblem(record, statement);
    // What is sealed for one person is erased with their key: a record whose statement opens was made to look erased, unless the
    // erasure came in between.
    const isHidden = record.state === 'ERASED' && statement !== undefined && !(await isErased(statement));
    compared.push({ record, statement, problem: isHidden ? 'record-differs' : problem });
  }
  for (const statement of stated.values())
    compared.push({ record: undefined, statement, problem: 'record-missing' });
  return { compared: [...compared, ...findMoved(compared)], ends: await records.listEnds(database) };
}

/** Reports what the comparison found, and the groups whose end lies before one of their records. */
export function reportRecords(
  { compared, ends }: Awaited<ReturnType<typeof compareRecords>>,
  problems: ProblemList,
): void {
  for (const { statement, problem } of compared)
    if (problem !== null) problems.add(problem, statement?.index ?? null);
  const endOf = new Map(ends.map(({ group, end }) => [group, end]));
  const last = new Map<string, ComparedRecord>();
  for (const each of compared) {
    const { record } = each;
    if (record === undefined || record.state === 'ERASED') continue;
    if (record.place > (last.get(record.group)?.record?.place ?? 0)) last.set(record.group, each);
  }
  for (const [group, { record, statement }] of last)
    if ((endOf.get(group) ?? 0) < (record?.place ?? 0))
      problems.add('epoch-behind', statement?.index ?? null);
}

function findProblem(record: StoredRecord, statement: PlacedStatement | undefined): LedgerProblemCode | null {
  // An entry that is erased with it states nothing any more, and that the erasure was recorded is checked there.
  if (record.state === 'ERASED') return null;
  if (statement === undefined) return 'record-unstated';
  return statement.state === record.state ? null : 'record-differs';
}

/** The records that stand elsewhere in the order of their group than their entries do: the later place has the later entry. */
function findMoved(compared: readonly ComparedRecord[]): readonly ComparedRecord[] {
  const groups = new Map<string, { readonly each: ComparedRecord; place: number; index: number }[]>();
  for (const each of compared) {
    const { record, statement } = each;
    if (record === undefined || statement === undefined) continue;
    const group = groups.get(record.group) ?? [];
    group.push({ each, place: record.place, index: statement.index });
    groups.set(record.group, group);
  }
  return [...groups.values()].flatMap((group) => {
    const inOrder = group.toSorted((one, other) => one.place - other.place);
    return inOrder
      .filter(({ index }, at) => index <= (inOrder[at - 1]?.index ?? -1))
      .map(({ each }) => ({ ...each, problem: 'record-moved' as const }));
  });
}
