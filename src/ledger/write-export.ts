import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { hash } from 'node:crypto';
import { type Pool, type Queryable, readSnapshot } from '../database/index.ts';
import type { KeyStore } from '../keystore/index.ts';
import {
  type LedgerSigner,
  type TileAddress,
  formatEntryBundle,
  formatTilePath,
  hashLeaf,
  proveInclusion,
  tileWidth,
} from '../tlog/index.ts';
import type { ComparedRecord } from './compare-records.ts';
import { fillSlots } from './entry-codec.ts';
import { deriveLeaf } from './entry-statement.ts';
import { groupByEntry } from './group-by-entry.ts';
import { type StoredEntry, findCommitmentsBetween, findEntriesFrom } from './entry-store.ts';
import {
  type ExportOutline,
  type PolicyLine,
  type RecordLine,
  exportFiles,
  manifestFiles,
} from './export-format.ts';
import { signStatement } from './signed-statement.ts';
import { StatementReader } from './statement-reader.ts';
import type { RecordsEnd, StatedRecords } from './stated-records.ts';
import { TileTree } from './tile-tree.ts';
import { type KeptCheckpoint, findCheckpointsAfter, findPublicStart } from './verify-store.ts';

/** What an export is made from. */
export interface ExportOptions {
  readonly pool: Pool;
  readonly keyStore: KeyStore;
  readonly signer: LedgerSigner;
  readonly records: readonly StatedRecords[];
  /** vkeys with which this ledger has ever been signed, and of its witnesses. */
  readonly keys: { readonly log: readonly string[]; readonly witnesses: readonly string[] };
  /** The policy versions that are there. */
  readonly policies: readonly PolicyLine[];
  /** Leaves out the bundles that end at or before this index. */
  readonly minimumIndex: number;
}

/** What was exported. */
export interface ExportSummary {
  readonly entries: number;
  readonly checkpoints: number;
  readonly records: number;
}

/** Nothing was signed yet, so that nothing can be proved of it. */
export class NothingSignedError extends Error {
  override readonly name = 'NothingSignedError';
}

/**
 * Writes the ledger, as far as the newest kept checkpoint covers it (the newest that witnesses cosigned, where there is one) and as one instant of the database has it, into a folder that
 * is not there yet (docs/ledger-export.md). It writes what is stored and judges nothing: who verifies the folder does.
 * @throws NothingSignedError
 */
export async function writeExport(options: ExportOptions, folder: string): Promise<ExportSummary> {
  await mkdir(folder, { mode: 0o700 });
  return readSnapshot(options.pool, (snapshot) => new ExportWriter(snapshot, options, folder).run());
}

class ExportWriter {
  readonly #database: Queryable;
  readonly #options: ExportOptions;
  readonly #folder: string;
  readonly #tree = TileTree.empty();
  readonly #statements: StatementReader;
  readonly #hashes = new Map<string, string>();
  #minimumIndex = 0;

  constructor(database: Queryable, options: ExportOptions, folder: string) {
    this.#database = database;
    this.#options = options;
    this.#folder = folder;
    this.#statements = new StatementReader(database, options.keyStore, options.records);
  }

  async run(): Promise<ExportSummary> {
    const { signer, keys, policies } = this.#options;
    this.#minimumIndex = Math.max(this.#options.minimumIndex, await findPublicStart(this.#database));
    const checkpoints = await this.#readCheckpoints();
    const newest = checkpoints.at(-1);
    if (newest === undefined) throw new NothingSignedError('nothing of this ledger was signed yet');
    await this.#write('checkpoint', newest.note);
    for (let index = 0; index * tileWidth < newest.size; index += 1)
      await this.#writeLeaves(index, Math.min(tileWidth, newest.size - index * tileWidth));
    await this.#writePartialTiles();
    const outline: ExportOutline = {
      schema: 'assent.ledger-export/1',
      origin: signer.name,
      size: newest.size,
      minimumIndex: Math.min(this.#minimumIndex, newest.size),
    };
    await this.#write(exportFiles.outline, `${JSON.stringify(outline, null, 2)}\n`);
    await this.#write(
      exportFiles.keys,
      [...keys.log.map((key) => `log ${key}\n`), ...keys.witnesses.map((key) => `witness ${key}\n`)].join(''),
    );
    await this.#writeLines(exportFiles.checkpoints, checkpoints);
    const { records, ends } = await this.#describeRecords(newest.size);
    await this.#writeLines(exportFiles.records, records);
    await this.#writeLines(exportFiles.ends, ends);
    await this.#writeLines(exportFiles.policies, policies);
    const described = manifestFiles.map((name) => `${this.#hashes.get(name) ?? ''} ${name}`);
    await this.#write(exportFiles.manifest, await signStatement('export', described, signer));
    return { entries: this.#tree.size, checkpoints: checkpoints.length, records: records.length };
  }

  /** Up to the newest one that enough witnesses cosigned, where there is one; each with its cosignatures. */
  async #readCheckpoints(): Promise<readonly { readonly size: number; readonly note: string }[]> {
    const all = await this.#readAll();
    const last = all.findLastIndex(({ witnessed }) => witnessed !== null);
    return all
      .slice(0, last === -1 ? all.length : last + 1)
      .map(({ size, note, witnessed }) => ({ size, note: witnessed ?? note }));
  }

  async #readAll(): Promise<readonly KeptCheckpoint[]> {
    const all: KeptCheckpoint[] = [];
    for (;;) {
      const more = await findCheckpointsAfter(this.#database, all.at(-1)?.size ?? -1);
      if (more.length === 0) return all;
      all.push(...more);
    }
  }

  /** One bundle, the tile of its leaf hashes, and whatever tiles are full by it. */
  async #writeLeaves(index: number, width: number): Promise<void> {
    const start = index * tileWidth;
    const entries = (await findEntriesFrom(this.#database, start, width)).filter(
      (entry) => entry.index < start + width,
    );
    const partsOf = groupByEntry(await findCommitmentsBetween(this.#database, start, start + width));
    const leaves = entries.map((entry) => derive(entry, partsOf.get(entry.index) ?? []).leaf);
    for (const leaf of leaves) this.#tree.append(hashLeaf(leaf));
    if (leaves.length > 0 && start + width > this.#minimumIndex)
      await this.#writeTile({ level: 'entries', index, width: leaves.length }, formatEntryBundle(leaves));
    const made = this.#tree.unstored;
    for (const { level, index: place, hashes } of made)
      await this.#writeTile({ level, index: place, width: tileWidth }, hashes);
    this.#tree.forgetUnstored(made);
    for (const entry of entries) await this.#statements.read(entry);
  }

  async #writePartialTiles(): Promise<void> {
    for (
      let level = 0, width = this.#tree.size;
      width > 0;
      level += 1, width = Math.floor(width / tileWidth)
    ) {
      const [index, rest] = [Math.floor(width / tileWidth), width % tileWidth];
      const hashes = rest === 0 ? undefined : await this.#tree.findHashes(level, index, rest);
      if (hashes !== undefined) await this.#writeTile({ level, index, width: rest }, hashes);
    }
  }

  async #describeRecords(
    size: number,
  ): Promise<{ readonly records: readonly RecordLine[]; readonly ends: readonly RecordsEnd[] }> {
    const records: RecordLine[] = [];
    const ends: RecordsEnd[] = [];
    for (const found of await this.#statements.compare(this.#options.pool)) {
      for (const compared of found.compared) {
        // What was recorded after the checkpoint is in the next export.
        if (compared.problem === 'record-unstated' && size < (await this.#countEntries())) continue;
        records.push(await this.#describeRecord(compared));
      }
      ends.push(...found.ends.map(({ group, end }) => ({ group: this.#pseudonym(group), end })));
    }
    return { records, ends };
  }

  async #describeRecord({ record, statement, problem }: ComparedRecord): Promise<RecordLine> {
    const standing = problem ?? (record?.state === 'ERASED' ? 'ERASED' : 'STANDS');
    return {
      record: this.#pseudonym(record?.key ?? statement?.key ?? ''),
      group: record === undefined ? null : this.#pseudonym(record.group),
      place: record?.place ?? null,
      standing: standing as RecordLine['standing'],
      entry: statement === undefined ? null : await this.#proveSlot(statement.index, statement.slot),
    };
  }

  async #proveSlot(index: number, slot: number): Promise<RecordLine['entry']> {
    const [entry] = await findEntriesFrom(this.#database, index, 1);
    const parts = await findCommitmentsBetween(this.#database, index, index + 1);
    const commitment = parts.find((part) => part.slot === slot)?.commitment;
    if (entry === undefined || commitment === undefined) return null;
    const path = proveInclusion(fillSlots({ ...entry, parts }), slot).map((each) => each.toString('base64'));
    const { statement } = derive(entry, parts);
    return { index, statement, slot, commitment: commitment.toString('base64'), path };
  }

  async #countEntries(): Promise<number> {
    const { rows } = await this.#database.query<{ size: string }>('select size from ledger.head');
    return Number(rows[0]?.size ?? 0);
  }

  /** Tells records and people apart for whoever compares two exports, and nothing else. */
  #pseudonym(key: string): string {
    return this.#options.keyStore.lookupHash('ledger.export', key).subarray(0, 16).toString('base64');
  }

  async #writeTile(address: TileAddress, bytes: Buffer): Promise<void> {
    await this.#write(formatTilePath(address), bytes);
  }

  async #writeLines(name: string, lines: readonly object[]): Promise<void> {
    await this.#write(name, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  }

  async #write(name: string, content: string | Buffer): Promise<void> {
    const path = join(this.#folder, name);
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await writeFile(path, content, { flag: 'wx', mode: 0o600 });
    this.#hashes.set(name, hash('sha256', content, 'base64'));
  }
}

function derive(
  entry: StoredEntry,
  parts: Awaited<ReturnType<typeof findCommitmentsBetween>>,
): ReturnType<typeof deriveLeaf> {
  return deriveLeaf({ ...entry, at: new Date(entry.recordedAt).toISOString(), parts });
}
