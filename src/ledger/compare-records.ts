import type { Queryable } from '../database/index.ts';
import type { RecordStatement, StatedRecords } from './stated-records.ts';
import type { ProblemList } from './verdict.ts';

/** A statement and the index of the entry that makes it. */
export interface PlacedStatement extends RecordStatement {
  readonly index: number;
}

/** Holds the records of a room against what the entries state of them, both ways. */
export async function compareRecords(
  database: Queryable,
  records: StatedRecords,
  statements: readonly PlacedStatement[],
  problems: ProblemList,
): Promise<void> {
  const stated = new Map(statements.map((statement) => [statement.key, statement]));
  for (const { key, state } of await records.listRecords(database)) {
    const statement = stated.get(key);
    stated.delete(key);
    // Its entry is erased with it, and that the erasure was recorded is checked there.
    if (state === 'ERASED') continue;
    if (statement === undefined) problems.add('record-unstated', null);
    else if (statement.state !== state) problems.add('record-differs', statement.index);
  }
  for (const { index } of stated.values()) problems.add('record-missing', index);
}
