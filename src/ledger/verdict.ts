/** What can be wrong with a ledger, and what it means. */
export const ledgerProblems = {
  'entry-missing':
    'no entry stands at this index or from it on, though later ones or the head say that one did',
  'entry-beyond-head': 'the head row counts fewer entries than there are',
  'time-altered': 'the stored time is finer than any that was committed to',
  'clock-flag-altered': 'the mark that the clock went back does not fit the times before it',
  'leaf-differs': 'the stored leaf hash is not the hash of what is stored',
  'slot-outside': 'a part stands in a slot that the entry does not have',
  'content-differs': 'a part does not open to what was committed to',
  'index-row-differs': 'the search-index row is not the one that was committed to',
  'index-row-surplus': 'there is a search-index row that was never committed to',
  'index-row-missing': 'the search-index row is gone, and no ERASURE entry says so',
  'erasure-unrecorded': 'a part can no longer be opened, and no ERASURE entry says that somebody was erased',
  'record-missing': 'a record that this entry states is not there',
  'record-differs': 'a record does not stand as this entry states, or was altered',
  'record-unstated': 'there is a record that no entry states',
  'record-moved': 'a record stands elsewhere in the order of its kind than its entry does',
  'epoch-behind': 'an epoch lies before the record that this entry states: it went back',
  'decision-differs': 'the facts that this entry holds do not come to the decision that it holds',
  'decision-incomplete': 'the parts of this decision do not add up to one that can be decided again',
  'policy-differs':
    'the text of the policy version that decided is gone, or another than the one that decided',
  'tile-differs': 'a stored tile does not hold the hashes of the tree',
  'tile-beyond-entries': 'there are tiles for entries that are not there',
  'checkpoint-unsigned':
    'no key of this ledger signed this checkpoint, or its text is not what is stored beside it',
  'checkpoint-differs': 'the entries do not give the root that was signed at this size',
  'checkpoint-beyond-entries': 'more entries were signed than are there',
  'checkpoint-unwitnessed': 'too few of the witnesses cosigned this checkpoint',
  'entry-twice': 'an earlier entry has the same leaf',
  'bundle-unreadable': 'the bundle of entries that begins here is missing, cut off or no bundle',
  'export-unreadable': 'a file of the export has not the shape that it must have',
  'export-surplus': 'there is a file in the folder that no export of this ledger has there',
  'export-unsigned': 'no key of this ledger signed for the lists of the export',
  'uniqueness-dropped': 'the constraint that makes entry identifiers unique is not there',
} as const;

/** The stable name of a problem. */
export type LedgerProblemCode = keyof typeof ledgerProblems;

/** One problem that a verification found. */
export interface LedgerProblem {
  readonly code: LedgerProblemCode;
  /** The entry's index; for a checkpoint its size; for a tile the index of its first entry; null for the whole ledger. */
  readonly index: number | null;
  /** The file of an exported folder that it is about, where that is not clear from the index. */
  readonly file?: string;
}

/** What a verification found, whatever it was given. */
export interface ExportVerdict {
  /** Entries read. */
  readonly entries: number;
  /** Checkpoints checked, the trusted ones from outside included. */
  readonly checkpoints: number;
  /** The first thousand problems, in the order found. */
  readonly problems: readonly LedgerProblem[];
  /** All of them. */
  readonly problemCount: number;
  /** Whether nothing at all was wrong. */
  readonly verified: boolean;
}

/** What a verification beside the database found, which can open what its keys open. */
export interface LedgerVerdict extends ExportVerdict {
  /** Parts that opened to what was committed to. */
  readonly openedParts: number;
  /** Parts whose keys are destroyed; they are verified by their commitments. */
  readonly erasedParts: number;
  /** Decisions that were decided again. */
  readonly replayedDecisions: number;
}

const mostListed = 1000;

/** Collects problems while a ledger is read. */
export class ProblemList {
  readonly listed: LedgerProblem[] = [];
  #count = 0;

  get count(): number {
    return this.#count;
  }

  add(code: LedgerProblemCode, index: number | null, file?: string): void {
    this.#count += 1;
    if (this.listed.length < mostListed)
      this.listed.push({ code, index, ...(file === undefined ? {} : { file }) });
  }
}
