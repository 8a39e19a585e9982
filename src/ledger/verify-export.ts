import { hash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { z } from 'zod';
import { hasErrorCode } from '../platform/index.ts';
import {
  type Checkpoint,
  type TileAddress,
  type TrustPolicy,
  type VerifierKey,
  formatTilePath,
  hashLeaf,
  hashLength,
  parseBase64,
  parseEntryBundle,
  readQuorum,
  tileWidth,
  verifyCheckpoint,
  verifyInclusion,
} from '../tlog/index.ts';
import { leafOf, parseStatement } from './entry-statement.ts';
import {
  type ExportOutline,
  type RecordLine,
  checkpointLineSchema,
  endLineSchema,
  exportFiles,
  manifestFiles,
  outlineSchema,
  policyLineSchema,
  recordLineSchema,
} from './export-format.ts';
import { groupByEntry } from './group-by-entry.ts';
import { verifyStatement } from './signed-statement.ts';
import { TileTree } from './tile-tree.ts';
import { type ExportVerdict, ProblemList } from './verdict.ts';

/** What an exported ledger is held against. Nothing of it is taken from the folder. */
export interface ExportEvidence {
  /** Public keys of the log, as vkeys and read: the present one and those that it replaced. */
  readonly keys: readonly { readonly text: string; readonly key: VerifierKey }[];
  /** Which witnesses must have cosigned the folder's checkpoint; undefined: none. */
  readonly policy: TrustPolicy | undefined;
  /** Notes kept elsewhere (by a witness, a recipient, from an earlier export): what was signed in them must still be so. */
  readonly trusted: readonly string[];
}

/**
 * Proves an exported ledger (docs/ledger-export.md) from its files alone: every leaf, tile and root, every kept checkpoint against
 * the one sequence of leaves, the commitments of records, epochs and policy texts. Needs no database and opens nothing.
 */
export async function verifyExport(folder: string, evidence: ExportEvidence): Promise<ExportVerdict> {
  return new ExportVerification(folder, evidence).run();
}

class ExportVerification {
  readonly #folder: string;
  readonly #evidence: ExportEvidence;
  readonly #problems = new ProblemList();
  readonly #tree = TileTree.empty();
  readonly #leaves = new Set<string>();
  /** The files that an export of this size has: what else stands in the folder nobody signed for. */
  readonly #asked = new Set<string>();
  #checkpoints = 0;
  #entries = 0;

  constructor(folder: string, evidence: ExportEvidence) {
    this.#folder = folder;
    this.#evidence = evidence;
  }

  async run(): Promise<ExportVerdict> {
    const outline = await this.#readOutline();
    if (outline !== undefined) {
      const due = await this.#gatherCheckpoints(outline);
      const committed = groupByEntry(
        (await this.#readLines(exportFiles.records, recordLineSchema)).map((line) => ({
          ...line,
          entryIndex: line.entry?.index ?? -1,
        })),
      );
      for (let index = 0; index * tileWidth < outline.size; index += 1)
        await this.#verifyLeaves(outline, index, due, committed);
      await this.#checkRoots(due);
      for (const { size } of due) this.#problems.add('checkpoint-beyond-entries', size);
      await this.#verifyPartialTiles(outline.size);
      this.#verifyRecords(
        [...committed.values()].flat(),
        await this.#readLines(exportFiles.ends, endLineSchema),
      );
      await this.#verifyPolicies();
      await this.#findSurplus();
    }
    return {
      entries: this.#entries,
      checkpoints: this.#checkpoints,
      problems: this.#problems.listed,
      problemCount: this.#problems.count,
      verified: this.#problems.count === 0,
    };
  }

  /** The outline, where the log signed for it and for the lists beside it. */
  async #readOutline(): Promise<ExportOutline | undefined> {
    const manifest = (await this.#find(exportFiles.manifest))?.toString('utf8') ?? '';
    const hashes = await Promise.all(
      manifestFiles.map(async (name) => {
        const bytes = await this.#find(name);
        return bytes === undefined ? `missing ${name}` : `${hash('sha256', bytes, 'base64')} ${name}`;
      }),
    );
    const isSigned = this.#evidence.keys.some(({ text }) => {
      const proven = verifyStatement('export', manifest, text, (lines) => lines);
      return (
        proven.ok &&
        proven.value.length === hashes.length &&
        hashes.every((line, at) => line === proven.value[at])
      );
    });
    if (!isSigned) this.#problems.add('export-unsigned', null);
    const outline = outlineSchema.safeParse(parseJson(await this.#find(exportFiles.outline)));
    if (!outline.success) this.#problems.add('export-unreadable', null);
    return outline.data;
  }

  /** Every checkpoint that must hold, the smallest first; those that no key signed are told at once. */
  async #gatherCheckpoints({ origin, size }: ExportOutline): Promise<Checkpoint[]> {
    const newest = (await this.#find('checkpoint'))?.toString('utf8') ?? '';
    const kept = await this.#readLines(exportFiles.checkpoints, checkpointLineSchema);
    const found: Checkpoint[] = [];
    for (const note of [newest, ...this.#evidence.trusted, ...kept.map((line) => line.note)]) {
      this.#checkpoints += 1;
      const verified = verifyCheckpoint(
        note,
        origin,
        this.#evidence.keys.map(({ key }) => key),
      );
      if (verified.ok) found.push(verified.value);
      else this.#problems.add('checkpoint-unsigned', kept.find((line) => line.note === note)?.size ?? null);
    }
    if (found[0]?.size !== size) this.#problems.add('checkpoint-differs', size);
    const { policy } = this.#evidence;
    if (policy !== undefined && !readQuorum(newest, policy).ok)
      this.#problems.add('checkpoint-unwitnessed', size);
    return found.sort((one, other) => one.size - other.size);
  }

  /** One bundle: its leaves, their tile, and the tiles above that are full by them. */
  async #verifyLeaves(
    { size, minimumIndex }: ExportOutline,
    index: number,
    due: Checkpoint[],
    committed: ReadonlyMap<number, readonly RecordLine[]>,
  ): Promise<void> {
    const start = index * tileWidth;
    const width = Math.min(tileWidth, size - start);
    const tile = await this.#find(formatTilePath({ level: 0, index, width }));
    const leaves = await this.#readLeaves({ level: 'entries', index, width }, start + width <= minimumIndex);
    for (let at = 0; at < width; at += 1) {
      const leaf = leaves?.[at];
      const stored = tile?.subarray(at * hashLength, (at + 1) * hashLength);
      if (leaf !== undefined) this.#verifyLeaf(start + at, leaf, committed.get(start + at) ?? []);
      const leafHash = leaf === undefined ? stored : hashLeaf(leaf);
      if (leafHash?.length !== hashLength || this.#tree.size !== start + at) continue;
      if (stored?.equals(leafHash) !== true) this.#problems.add('tile-differs', start);
      this.#tree.append(leafHash);
      if (due[0] !== undefined && due[0].size <= this.#tree.size) await this.#checkRoots(due);
    }
    if (this.#tree.size < start + width) this.#problems.add('entry-missing', this.#tree.size);
    const made = this.#tree.unstored;
    for (const { level, index: place, hashes } of made)
      await this.#compareTile({ level, index: place, width: tileWidth }, hashes);
    this.#tree.forgetUnstored(made);
  }

  async #readLeaves(address: TileAddress, isPruned: boolean): Promise<readonly Buffer[] | undefined> {
    const bytes = await this.#find(formatTilePath(address));
    if (bytes === undefined && isPruned) return undefined;
    const leaves = parseEntryBundle(bytes ?? Buffer.alloc(0));
    if (leaves.ok && leaves.value.length === address.width) return leaves.value;
    this.#problems.add('bundle-unreadable', address.index * tileWidth);
    return leaves.ok ? leaves.value : undefined;
  }

  #verifyLeaf(index: number, leaf: Buffer, records: readonly RecordLine[]): void {
    this.#entries += 1;
    const text = leaf.toString('latin1');
    if (this.#leaves.has(text)) this.#problems.add('entry-twice', index);
    this.#leaves.add(text);
    for (const { entry } of records)
      if (entry !== null && !isCommitted(leaf, entry)) this.#problems.add('record-differs', index);
  }

  /** Holds every checkpoint up to the present size against the tree. */
  async #checkRoots(due: Checkpoint[]): Promise<void> {
    for (let next = due[0]; next !== undefined && next.size <= this.#tree.size; next = due[0]) {
      due.shift();
      if (!(await this.#tree.rootAt(next.size)).equals(next.root))
        this.#problems.add('checkpoint-differs', next.size);
    }
  }

  async #verifyPartialTiles(size: number): Promise<void> {
    if (this.#tree.size !== size) return;
    for (let level = 0, width = size; width > 0; level += 1, width = Math.floor(width / tileWidth)) {
      const [index, rest] = [Math.floor(width / tileWidth), width % tileWidth];
      const hashes = rest === 0 ? undefined : await this.#tree.findHashes(level, index, rest);
      if (hashes !== undefined) await this.#compareTile({ level, index, width: rest }, hashes);
    }
  }

  async #compareTile(address: TileAddress, hashes: Buffer): Promise<void> {
    const stored = await this.#find(formatTilePath(address));
    if (stored?.equals(hashes) === true) return;
    const { level, index } = address;
    this.#problems.add('tile-differs', index * tileWidth ** (Number(level) + 1));
  }

  #verifyRecords(records: readonly RecordLine[], ends: readonly z.infer<typeof endLineSchema>[]): void {
    const endOf = new Map(ends.map(({ group, end }) => [group, end]));
    const latest = new Map<string, number>();
    const inOrder = records.toSorted((one, other) => (one.place ?? 0) - (other.place ?? 0));
    for (const { standing, group, place, entry } of inOrder) {
      const index = entry?.index ?? null;
      if (standing !== 'STANDS' && standing !== 'ERASED') this.#problems.add(standing, index);
      if (standing !== 'STANDS') continue;
      if (index === null || group === null || place === null) {
        this.#problems.add('record-unstated', index);
        continue;
      }
      if (index <= (latest.get(group) ?? -1)) this.#problems.add('record-moved', index);
      latest.set(group, index);
      if ((endOf.get(group) ?? 0) < place) this.#problems.add('epoch-behind', index);
    }
  }

  async #verifyPolicies(): Promise<void> {
    for (const policy of await this.#readLines(exportFiles.policies, policyLineSchema))
      if (hash('sha256', policy.text, 'hex') !== policy.hash) this.#problems.add('policy-differs', null);
  }

  async #readLines<Schema extends z.ZodType>(
    name: string,
    schema: Schema,
  ): Promise<readonly z.output<Schema>[]> {
    const text = (await this.#find(name))?.toString('utf8') ?? '';
    return text
      .split('\n')
      .slice(0, -1)
      .flatMap((line) => {
        const parsed = schema.safeParse(parseJson(line));
        if (parsed.success) return [parsed.data];
        this.#problems.add('export-unreadable', null);
        return [];
      });
  }

  /** Whatever was not asked for belongs to no export of this ledger at this size: of it nothing was proved. */
  async #findSurplus(): Promise<void> {
    const found = await readdir(this.#folder, { recursive: true, withFileTypes: true });
    const files = found
      .filter((entry) => !entry.isDirectory())
      .map((entry) => relative(this.#folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
      .filter((name) => !this.#asked.has(name));
    for (const name of files.toSorted()) this.#problems.add('export-surplus', null, name);
  }

  async #find(name: string): Promise<Buffer | undefined> {
    this.#asked.add(name);
    try {
      return await readFile(join(this.#folder, name));
    } catch (fault) {
      if (hasErrorCode(fault, 'ENOENT') || hasErrorCode(fault, 'ENOTDIR')) return undefined;
      throw fault;
    }
  }
}

/** Whether an entry's leaf commits to its statement, and the statement to this at that place. */
function isCommitted(leaf: Buffer, { statement, slot, commitment, path }: CommittedRecord): boolean {
  const said = parseStatement(statement);
  const [committed, ...hashes] = [commitment, ...path].map(parseBase64);
  if (!said.ok || !leafOf(Buffer.from(statement)).equals(leaf)) return false;
  if (committed === undefined || !hashes.every((each) => each !== undefined)) return false;
  return verifyInclusion(committed, slot, said.value.slotCount, hashes, said.value.slotRoot);
}

type CommittedRecord = NonNullable<RecordLine['entry']>;

function parseJson(text: Buffer | string | undefined): unknown {
  try {
    return JSON.parse(text?.toString() ?? '');
  } catch {
    return undefined;
  }
}
