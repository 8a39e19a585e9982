/** Rows by the index of the entry that they belong to, each group in the order of the rows. */
export function groupByEntry<Row extends { readonly entryIndex: number }>(
  rows: readonly Row[],
): ReadonlyMap<number, readonly Row[]> {
  const groups = new Map<number, Row[]>();
  for (const row of rows) {
    const group = groups.get(row.entryIndex);
    if (group === undefined) groups.set(row.entryIndex, [row]);
    else group.push(row);
  }
  return groups;
}
