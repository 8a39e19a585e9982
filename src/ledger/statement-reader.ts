import type { Queryable } from '../database/index.ts';
import type { KeyStore } from '../keystore/index.ts';
import { type PlacedStatement, compareRecords } from './compare-records.ts';
import { type StoredEntry, findEntriesFrom } from './entry-store.ts';
import { readContents, readErasures } from './read-erasures.ts';
import type { StatedRecords } from './stated-records.ts';

/** What entries state of the records of other rooms, as far as it can be opened, room by room. */
export class StatementReader {
  readonly #database: Queryable;
  readonly #keyStore: KeyStore;
  readonly #statements: ReadonlyMap<StatedRecords, PlacedStatement[]>;

  constructor(database: Queryable, keyStore: KeyStore, records: readonly StatedRecords[]) {
    this.#database = database;
    this.#keyStore = keyStore;
    this.#statements = new Map(records.map((each) => [each, []]));
  }

  /** Takes what this entry states. */
  async read(entry: StoredEntry): Promise<void> {
    const stating = [...this.#statements].filter(([{ kind }]) => kind === entry.kind);
    if (stating.length === 0) return;
    for (const { slot, content } of await readContents(this.#database, this.#keyStore, entry)) {
      for (const [records, statements] of stating) {
        const statement = records.readStatement(content);
        if (statement !== undefined) statements.push({ ...statement, index: entry.index, slot });
      }
    }
  }

  /**
   * Holds all records against what was read.
   * @param present not the snapshot that was read: keys are as they are now, and so is what is said of those that are gone
   */
  async compare(present: Queryable): Promise<readonly Awaited<ReturnType<typeof compareRecords>>[]> {
    let erasures: Promise<ReadonlySet<number>> | undefined;
    const isErased = async ({ index, slot }: PlacedStatement): Promise<boolean> => {
      const [entry] = await findEntriesFrom(present, index, 1);
      const contents = entry === undefined ? [] : await readContents(present, this.#keyStore, entry);
      if (contents.some((content) => content.slot === slot)) return false;
      return (await (erasures ??= readErasures(present, this.#keyStore))).has(index);
    };
    const found: Awaited<ReturnType<typeof compareRecords>>[] = [];
    for (const [records, statements] of this.#statements)
      found.push(await compareRecords(this.#database, records, statements, isErased));
    return found;
  }
}
