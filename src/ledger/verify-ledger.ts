import { type Pool, type Queryable, readSnapshot } from '../database/index.ts';
import type { KeyStore } from '../keystore/index.ts';
import type { JsonObject } from '../platform/index.ts';
import { type VerifierKey, tileWidth, verifyCheckpoint } from '../tlog/index.ts';
import { reportRecords } from './compare-records.ts';
import {
  type StoredEntry,
  type StoredPart,
  findCommitmentsBetween,
  findEntriesFrom,
  findIndexRowsBetween,
  findPartsBetween,
} from './entry-store.ts';
import { groupByEntry } from './group-by-entry.ts';
import { readContents, readErasures } from './read-erasures.ts';
import { StatementReader } from './statement-reader.ts';
import type { StatedRecords } from './stated-records.ts';
import { TileTree } from './tile-tree.ts';
import { type LedgerProblemCode, type LedgerVerdict, ProblemList } from './verdict.ts';
import { type EntryFinding, type PartFindings, verifyEntry, verifyParts } from './verify-entry.ts';
import { type KeptCheckpoint, findCheckpointsAfter, findTiles, readOutline } from './verify-store.ts';

/**
 * Decides a decision again from the contents of its entry's parts, and says what is wrong; null where the answer is the same. Who
 * decides hands it in; the ledger knows nothing of deciding.
 */
export type ReplayDecision = (
  contents: readonly JsonObject[],
) => Extract<LedgerProblemCode, 'decision-differs' | 'decision-incomplete' | 'policy-differs'> | null;

/** What a verification rests on. */
export interface VerifyOptions {
  readonly pool: Pool;
  /** Opens the parts whose keys still exist; without it only commitments are checked. */
  readonly keyStore?: KeyStore;
  readonly origin: string;
  /** The keys with which this ledger has ever been signed. */
  readonly keys: readonly VerifierKey[];
  /** Notes kept outside the database (by a witness, a recipient): what was signed in them must still be so. */
  readonly trusted?: readonly string[];
  /** Decides a recorded decision again; asked where content is opened. */
  readonly replay?: ReplayDecision;
  /** Records of other rooms that entries state; held against them where content is opened. */
  readonly records?: readonly StatedRecords[];
}

/** Entries read at once. */
const page = 1000;

/**
 * Proves the whole ledger from what is stored, at one instant of the database: every leaf, every root, every signature.
 * Since all checkpoints are held against one sequence of leaves, each two of them are consistent when none differs.
 * Against somebody who holds the database and the signing key, only trusted notes from outside can tell.
 */
export async function verifyLedger(options: VerifyOptions): Promise<LedgerVerdict> {
  return readSnapshot(options.pool, (snapshot) => new Verification(snapshot, options).run());
}

class Verification {
  readonly #database: Queryable;
  readonly #options: VerifyOptions;
  readonly #problems = new ProblemList();
  readonly #tree = TileTree.empty();
  #trusted: KeptCheckpoint[] = [];
  #stored: KeptCheckpoint[] = [];
  #lastStored = -1;
  #checkpoints = 0;
  #entries = 0;
  /** The index at which the next entry is expected. */
  #next = 0;
  #opened = 0;
  #erased = 0;
  #replayed = 0;
  #latest = '';
  #erasures: ReadonlySet<number> = new Set();
  readonly #statements: StatementReader | undefined;

  constructor(database: Queryable, options: VerifyOptions) {
    this.#database = database;
    this.#options = options;
    const { keyStore, records = [] } = options;
    this.#statements = keyStore && new StatementReader(database, keyStore, records);
  }

  async run(): Promise<LedgerVerdict> {
    const outline = await readOutline(this.#database);
    if (!outline.unique) this.#problems.add('uniqueness-dropped', null);
    if (outline.entryEnd > outline.size) this.#problems.add('entry-beyond-head', outline.size);
    this.#readTrusted();
    await this.#readCheckpoints();
    await this.#checkRoot();
    const { keyStore } = this.#options;
    if (keyStore !== undefined) this.#erasures = await readErasures(this.#database, keyStore);
    while (await this.#verifyPage());
    if (outline.size > this.#next) this.#problems.add('entry-missing', this.#next);
    if (outline.tileEnd * tileWidth > this.#next) this.#problems.add('tile-beyond-entries', this.#next);
    await this.#verifyRest();
    const { pool } = this.#options;
    for (const compared of (await this.#statements?.compare(pool)) ?? [])
      reportRecords(compared, this.#problems);
    return {
      entries: this.#entries,
      checkpoints: this.#checkpoints,
      openedParts: this.#opened,
      erasedParts: this.#erased,
      replayedDecisions: this.#replayed,
      problems: this.#problems.listed,
      problemCount: this.#problems.count,
      verified: this.#problems.count === 0,
    };
  }

  /** Verifies the next entries in order; gives false when there are none left. */
  async #verifyPage(): Promise<boolean> {
    const entries = await findEntriesFrom(this.#database, this.#next, page);
    const end = (entries.at(-1)?.index ?? 0) + 1;
    const { keyStore } = this.#options;
    const indexRowOf = groupByEntry(await findIndexRowsBetween(this.#database, this.#next, end));
    const partsOf: ReadonlyMap<number, readonly StoredPart[]> = groupByEntry(
      keyStore === undefined ? [] : await findPartsBetween(this.#database, this.#next, end),
    );
    const commitmentsOf =
      keyStore === undefined
        ? groupByEntry(await findCommitmentsBetween(this.#database, this.#next, end))
        : partsOf;
    const findings =
      keyStore === undefined
        ? []
        : await Promise.all(
            entries.map((entry) => verifyParts(keyStore, entry, partsOf.get(entry.index) ?? [])),
          );
    const isUnknown = ({ index }: StoredEntry, place: number): boolean =>
      (findings[place]?.erased ?? 0) > 0 && !this.#erasures.has(index);
    // Keys are as they are now and rows as they were: an erasure that came in between says so in an entry that stood before its keys went.
    if (keyStore !== undefined && entries.some(isUnknown))
      this.#erasures = await readErasures(this.#options.pool, keyStore);
    for (const [place, entry] of entries.entries()) {
      const [indexRow] = indexRowOf.get(entry.index) ?? [];
      const whole = { entry, parts: commitmentsOf.get(entry.index) ?? [], indexRow };
      const finding = verifyEntry(whole, findings[place], this.#erasures.has(entry.index));
      await this.#take(entry, finding, findings[place]);
      await this.#statements?.read(entry);
      await this.#replay(entry, findings[place]);
    }
    await this.#verifyTiles();
    return entries.length > 0;
  }

  /** Decides a recorded decision again; where keys are gone there is nothing to decide from, and that is told elsewhere. */
  async #replay(entry: StoredEntry, parts: PartFindings | undefined): Promise<void> {
    const { keyStore, replay } = this.#options;
    if (entry.kind !== 'DECISION' || keyStore === undefined || replay === undefined) return;
    if (parts === undefined || parts.erased > 0 || parts.altered > 0) return;
    const contents = await readContents(this.#database, keyStore, entry);
    const problem = replay(contents.map(({ content }) => content));
    this.#replayed += 1;
    if (problem !== null) this.#problems.add(problem, entry.index);
  }

  async #take(entry: StoredEntry, finding: EntryFinding, parts: PartFindings | undefined): Promise<void> {
    const { index, recordedAt, clockWentBack } = entry;
    if (index > this.#next) this.#problems.add('entry-missing', this.#next);
    this.#next = index + 1;
    for (const code of finding.problems) this.#problems.add(code, index);
    if (clockWentBack !== recordedAt < this.#latest) this.#problems.add('clock-flag-altered', index);
    if (recordedAt > this.#latest) this.#latest = recordedAt;
    this.#entries += 1;
    this.#opened += parts?.opened ?? 0;
    this.#erased += parts?.erased ?? 0;
    this.#tree.append(finding.leafHash);
    if (this.#isCheckpointDue()) await this.#checkRoot();
  }

  #isCheckpointDue(): boolean {
    return [this.#trusted[0], this.#stored[0]].some(
      (due) => due !== undefined && due.size <= this.#tree.size,
    );
  }

  /** Holds every checkpoint of the present size against the tree. */
  async #checkRoot(): Promise<void> {
    const size = this.#tree.size;
    const due = [...takeDue(this.#trusted, size), ...takeDue(this.#stored, size)];
    if (due.length === 0) return;
    const root = await this.#tree.rootAt(size);
    for (const checkpoint of due) {
      this.#checkSignature(checkpoint);
      if (!checkpoint.root.equals(root)) this.#problems.add('checkpoint-differs', size);
    }
    if (this.#stored.length === 0) await this.#readCheckpoints();
  }

  async #verifyRest(): Promise<void> {
    for (let rest = [...this.#trusted, ...this.#stored]; rest.length > 0; rest = this.#stored) {
      for (const checkpoint of rest) {
        this.#checkSignature(checkpoint);
        this.#problems.add('checkpoint-beyond-entries', checkpoint.size);
      }
      this.#trusted = [];
      await this.#readCheckpoints();
    }
  }

  #checkSignature(checkpoint: KeptCheckpoint): void {
    this.#checkpoints += 1;
    const notes = [checkpoint.note, ...(checkpoint.witnessed === null ? [] : [checkpoint.witnessed])];
    if (!notes.every((note) => this.#isSigned(note, checkpoint)))
      this.#problems.add('checkpoint-unsigned', checkpoint.size);
  }

  #isSigned(note: string, { size, root }: KeptCheckpoint): boolean {
    const verified = verifyCheckpoint(note, this.#options.origin, this.#options.keys);
    return verified.ok && verified.value.size === size && verified.value.root.equals(root);
  }

  #readTrusted(): void {
    for (const note of this.#options.trusted ?? []) {
      const verified = verifyCheckpoint(note, this.#options.origin, this.#options.keys);
      if (verified.ok) this.#trusted.push({ ...verified.value, note, witnessed: null });
      else this.#problems.add('checkpoint-unsigned', null);
    }
    this.#trusted.sort((a, b) => a.size - b.size);
  }

  async #readCheckpoints(): Promise<void> {
    this.#stored = [...(await findCheckpointsAfter(this.#database, this.#lastStored))];
    this.#lastStored = this.#stored.at(-1)?.size ?? this.#lastStored;
  }

  /** Tiles that are not stored are made again when they are needed; those that are must be right. */
  async #verifyTiles(): Promise<void> {
    const made = this.#tree.unstored;
    if (made.length === 0) return;
    const hashesOf = new Map(made.map((tile) => [`${tile.level}/${tile.index}`, tile.hashes]));
    for (const { level, index, hashes } of await findTiles(this.#database, made))
      if (hashesOf.get(`${level}/${index}`)?.equals(hashes) !== true)
        this.#problems.add('tile-differs', index * tileWidth ** (level + 1));
    this.#tree.forgetUnstored(made);
  }
}

/** Takes the checkpoints of this size from the front of a list in the order of sizes. */
function takeDue(checkpoints: KeptCheckpoint[], size: number): readonly KeptCheckpoint[] {
  const later = checkpoints.findIndex((checkpoint) => checkpoint.size > size);
  return checkpoints.splice(0, later === -1 ? checkpoints.length : later);
}
