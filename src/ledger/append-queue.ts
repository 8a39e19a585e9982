import type { Queryable } from '../database/index.ts';
import { asId } from '../platform/index.ts';
import type { AppendedEntry, PreparedEntry } from './entry.ts';
import { queryRows } from './query-rows.ts';

/** An entry with this id stands in the ledger already; nothing of the call was appended. */
export class DuplicateEntryError extends Error {
  override readonly name = 'DuplicateEntryError';
}

/** Entries that travel in one statement at most. */
const mostEntries = 512;

interface Waiting {
  readonly entries: readonly PreparedEntry[];
  readonly resolve: (appended: readonly AppendedEntry[]) => void;
  readonly reject: (fault: unknown) => void;
}

/**
 * Appends what callers hand in while an append is under way together in the next one: no timer, one commit for many. Each
 * call's entries are appended all or none, next to each other and in their order.
 */
export class AppendQueue {
  readonly #pool: Queryable;
  #waiting: Waiting[] = [];
  #busy = false;

  constructor(pool: Queryable) {
    this.#pool = pool;
  }

  /**
   * Durably appends the entries of one call.
   * @throws DuplicateEntryError when one of them is there already
   */
  append(entries: readonly PreparedEntry[]): Promise<readonly AppendedEntry[]> {
    if (entries.length === 0) return Promise.resolve([]);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ entries, resolve, reject });
      if (!this.#busy) void this.#drain();
    });
  }

  async #drain(): Promise<void> {
    this.#busy = true;
    while (this.#waiting.length > 0) await this.#appendTogether(this.#takeBatch());
    this.#busy = false;
  }

  #takeBatch(): readonly Waiting[] {
    let entries = 0;
    const past = this.#waiting.findIndex((call, place) => {
      entries += call.entries.length;
      return place > 0 && entries > mostEntries;
    });
    return this.#waiting.splice(0, past === -1 ? this.#waiting.length : past);
  }

  async #appendTogether(batch: readonly Waiting[]): Promise<void> {
    try {
      const appended = await appendEntries(
        this.#pool,
        batch.flatMap((call) => call.entries),
      );
      let from = 0;
      for (const call of batch) {
        call.resolve(appended.slice(from, from + call.entries.length));
        from += call.entries.length;
      }
    } catch (fault) {
      // One call's entries must not fail another's. Only a refusal by the database is known to have appended nothing.
      if (batch.length > 1 && isRefusal(fault)) for (const call of batch) await this.#appendTogether([call]);
      else for (const call of batch) call.reject(fault);
    }
  }
}

/** Calls `ledger.append_entries`: one statement, committed when it returns. Rows come back in the order given. */
async function appendEntries(
  pool: Queryable,
  entries: readonly PreparedEntry[],
): Promise<readonly AppendedEntry[]> {
  try {
    const rows = await queryRows<{ entry_id: string; entry_index: string }>(pool, {
      name: 'ledger.append_entries',
      text: 'select entry_id, entry_index from ledger.append_entries($1::jsonb)',
      values: [JSON.stringify(entries)],
    });
    return rows.map((row) => ({ entryId: asId<'Entry'>(row.entry_id), index: BigInt(row.entry_index) }));
  } catch (fault) {
    // The database's own words would repeat the identifier.
    if (codeOf(fault) === '23505')
      throw new DuplicateEntryError('an entry with this id stands in the ledger already');
    throw fault;
  }
}

/** Data exceptions, broken constraints and our own refusals abort the statement; a lost connection leaves it unknown. */
function isRefusal(fault: unknown): boolean {
  return fault instanceof DuplicateEntryError || /^(?:22|23|AS)/.test(codeOf(fault) ?? '');
}

function codeOf(fault: unknown): string | undefined {
  return fault instanceof Error && 'code' in fault && typeof fault.code === 'string' ? fault.code : undefined;
}
