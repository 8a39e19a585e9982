import type { Pool, Queryable } from '../database/index.ts';
import type { KeyStore } from '../keystore/index.ts';
import type { Clock, EntryId, ExchangeId, PersonId } from '../platform/index.ts';
import {
  type LedgerSigner,
  type VerifierKey,
  formatTlogProof,
  hashLeaf,
  leavesUnder,
  parseTilePath,
  parseVerifierKey,
  verifyInclusion,
} from '../tlog/index.ts';
import { AppendQueue } from './append-queue.ts';
import { CheckpointPublisher, LedgerRollbackError } from './checkpoint-publisher.ts';
import type { AppendedEntry, EntryDraft, OpenedEntry, PreparedEntry, SearchTerm } from './entry.ts';
import { leafOf } from './entry-statement.ts';
import { findEntriesByExchange, findEntriesFrom, findEntryById, findPartsBetween } from './entry-store.ts';
import { type LedgerResource, checkpointResource, findTileResource } from './ledger-resources.ts';
import { type DispatchTerms, signDispatch } from './dispatch-note.ts';
import { deriveStoredLeaf, openEntriesAt, openEntry } from './open-entries.ts';
import { type ReopenedEntry, reopenEntry } from './reopen-entry.ts';
import { LedgerTamperError } from './tamper-error.ts';
import { hashTerm, prepareEntry, pseudonymOf } from './prepare-entries.ts';
import { type EntrySearch, type FoundEntry, findIndexedEntries } from './search-store.ts';
import { type StatementKind, signStatement } from './signed-statement.ts';
import type { StatedRecords } from './stated-records.ts';
import type { LedgerVerdict } from './verdict.ts';
import { type ReplayDecision, verifyLedger } from './verify-ledger.ts';
import { type ExportSummary, writeExport } from './write-export.ts';
import type { PolicyLine } from './export-format.ts';
import { type WitnessRound, type WitnessTerms, Witnessing } from './witnessing.ts';
import { findProofResource, parseProofPath } from './proof-resource.ts';

/** What a ledger is made of. */
export interface LedgerOptions {
  readonly pool: Pool;
  readonly keyStore: KeyStore;
  readonly signer: LedgerSigner;
  /** The log's name in its checkpoints; the signer's name must be the same. */
  readonly origin: string;
  readonly clock: Clock;
  /** vkeys of signing keys that were replaced: their checkpoints stay valid. */
  readonly formerKeys?: readonly string[];
  /** Records of other rooms that the verifier holds against their entries. */
  readonly records?: readonly StatedRecords[];
  /** Who vouches for the ledger; without it nobody does, and nothing waits for it. */
  readonly witnesses?: WitnessTerms;
}

/** How far a verification goes. */
export interface VerifyRequest {
  /** Notes kept outside the database; the only evidence against somebody who holds database and signing key. */
  readonly trusted?: readonly string[];
  /** False leaves content sealed and checks commitments only. */
  readonly openContent?: boolean;
  /** Decides recorded decisions again; left out, none is. */
  readonly replay?: ReplayDecision;
}

/** What goes into an export beside the ledger itself. */
export interface ExportRequest {
  /** The policy versions that are there, each with the text that its hash stands for. */
  readonly policies: readonly PolicyLine[];
  /** Bundles that end at or before this index are left out; 0 leaves out none. */
  readonly minimumIndex: number;
}

/** The ledger's door: prepare, append, prove, read, verify. */
export interface Ledger {
  /** The log's name, which is the name of its key. */
  readonly origin: string;
  /** The public key that receipts and checkpoints are verified with, as a vkey text. */
  readonly verifierKey: string;
  /** Seals entries; writes nothing to the ledger (the key store may get keys for parts that are about nobody). */
  prepare(drafts: readonly EntryDraft[]): Promise<readonly PreparedEntry[]>;
  /**
   * Durably appends entries in their order, all or none, with one statement.
   * @throws DuplicateEntryError when an entry with one of the ids is there already
   */
  append(prepared: readonly PreparedEntry[]): Promise<readonly AppendedEntry[]>;
  /**
   * The receipt of an entry: a tlog-proof that carries the entry's statement. Waits until a signed checkpoint covers the entry.
   * Whoever has just appended hands the prepared entry's statement over and spares reading it back.
   * @throws RangeError when there is no such entry
   * @throws LedgerRollbackError when the database no longer continues what was signed
   */
  getReceipt(index: bigint, statement?: string): Promise<string>;
  /** Signs the present size and gives the note. @throws LedgerRollbackError as `getReceipt` */
  publishCheckpoint(): Promise<string>;
  /** The consistency proof between two signed sizes, 0 < from ≤ to, for witnesses. @throws RangeError for other sizes */
  getConsistencyProof(from: bigint, to: bigint): Promise<readonly Buffer[]>;
  /**
   * Asks the witnesses to vouch for the present size and keeps what a quorum has cosigned; absent where none are configured.
   * @throws LedgerRollbackError when the database is not what was signed, or a witness shows that it is not
   */
  askWitnesses(): Promise<WitnessRound | undefined>;
  /** @throws LedgerUnwitnessedError or LedgerRollbackError while nothing may leave for want of witnesses */
  checkMayDisclose(): void;
  /**
   * What is served below `/ledger/`: `checkpoint`, `tile/<L>/…` and `tile/entries/…` (c2sp.org/tlog-tiles), and `proof/<index>`,
   * as far as it is signed; absent for anything else. @throws LedgerTamperError when entries are not what was signed
   */
  findResource(path: string): Promise<LedgerResource | undefined>;
  /** Opens an entry, each part checked against its commitment. @throws LedgerTamperError */
  readEntry(entryId: EntryId): Promise<OpenedEntry | undefined>;
  /** As `readEntry`, by its place in the ledger, from 0. @throws LedgerTamperError */
  findEntryAt(index: bigint): Promise<OpenedEntry | undefined>;
  /** As `findEntryAt` for many places at once; in their order, those at which there is none left out. @throws LedgerTamperError */
  findEntriesAt(places: readonly bigint[]): Promise<readonly OpenedEntry[]>;
  /** Opens an entry anew so that a receipt of it can be shown once more. @throws LedgerTamperError */
  reopenEntry(entryId: EntryId): Promise<ReopenedEntry | undefined>;
  /** Signs when a body was sent and until when it may be accepted, with the log's key. */
  signDispatch(terms: DispatchTerms): Promise<string>;
  /** Signs lines of text with the log's key, as a statement of its own kind that no other can be taken for. */
  signStatement(kind: StatementKind, lines: readonly string[]): Promise<string>;
  /** Opens the entries of an exchange, oldest first. @throws LedgerTamperError */
  findEntriesOfExchange(exchangeId: ExchangeId): Promise<readonly OpenedEntry[]>;
  /** Finds entries by the search index, newest first; silent parts are not in it. */
  findEntries(
    search: EntrySearch & {
      readonly dataSubject?: PersonId;
      readonly terms?: readonly SearchTerm[];
      /** Leaves out what has any of these. */
      readonly except?: readonly SearchTerm[];
    },
  ): Promise<readonly FoundEntry[]>;
  /**
   * Writes the ledger, up to its newest checkpoint, into a new folder for an outside checker (docs/ledger-export.md). What was
   * tampered with is written as it stands: it is for the checker to find.
   * @throws NothingSignedError when nothing was ever signed
   */
  exportTo(folder: string, request: ExportRequest): Promise<ExportSummary>;
  /** Ends its connections to witnesses. */
  close(): Promise<void>;
  /** Proves the whole ledger from what is stored. */
  verify(request?: VerifyRequest): Promise<LedgerVerdict>;
}

/**
 * Makes the ledger of one replica.
 * @throws RangeError when signer and origin do not belong together or a former key cannot be read
 */
export function createLedger(options: LedgerOptions): Ledger {
  const { pool, keyStore, signer, origin, clock } = options;
  if (signer.name !== origin) throw new RangeError('the ledger is signed by a key of its own name');
  const keys = [signer.verifierKey, ...(options.formerKeys ?? [])].map(readKey);
  const queue = new AppendQueue(pool);
  const publisher = new CheckpointPublisher({ pool, signer, keys, origin, clock });
  const witnessing =
    options.witnesses === undefined
      ? undefined
      : new Witnessing({ pool, publisher, keys, origin, clock, terms: options.witnesses });

  return {
    origin,
    verifierKey: signer.verifierKey,
    prepare: (drafts) => Promise.all(drafts.map((draft) => prepareEntry(keyStore, draft))),
    append: (prepared) => queue.append(prepared),

    getReceipt: async (wanted, knownStatement) => {
      const index = Number(wanted);
      const { size, root, note } = await publisher.cover(index + 1);
      const extra = Buffer.from(knownStatement ?? (await readStatement(pool, index)));
      const path = await (await publisher.getTree()).proveInclusion(index, size);
      if (!verifyInclusion(hashLeaf(leafOf(extra)), index, size, path, root))
        throw new LedgerTamperError(`entry ${index} is not the one that was signed`);
      return formatTlogProof({ extra, index, path, checkpoint: note });
    },

    publishCheckpoint: async () => (await publisher.publish()).note,
    getConsistencyProof: async (from, to) => {
      await publisher.cover(Number(to));
      return (await publisher.getTree()).proveConsistency(Number(from), Number(to));
    },
    askWitnesses: () => witnessing?.ask() ?? Promise.resolve(undefined),
    checkMayDisclose: () => {
      witnessing?.checkMayDisclose();
    },
    findResource: async (path) => {
      // Another replica may have signed more than this one has read, and readers ask either of them. Whoever asks for the head
      // wants one that is vouched for, where anybody vouches.
      if (path === 'checkpoint')
        return checkpointResource((await witnessing?.findNewest()) ?? (await publisher.publish()));
      const proof = parseProofPath(path);
      if (proof !== undefined) return findProofResource(publisher, witnessing, proof);
      const address = parseTilePath(path);
      if (address === undefined) return undefined;
      const signed = await publisher.coverAsFarAsThereIs(leavesUnder(address));
      return leavesUnder(address) > signed.size
        ? undefined
        : findTileResource({ pool, tree: await publisher.getTree() }, address);
    },

    readEntry: async (entryId) => {
      const entry = await findEntryById(pool, entryId);
      return entry && openEntry(options, entry);
    },
    findEntryAt: async (index) => {
      const [entry] = await findEntriesFrom(pool, Number(index), 1);
      return entry?.index === Number(index) ? openEntry(options, entry) : undefined;
    },
    findEntriesAt: (places) => openEntriesAt(options, places.map(Number)),
    reopenEntry: (entryId) => reopenEntry({ pool, keyStore }, entryId),
    signDispatch: (terms) => signDispatch(terms, signer),
    signStatement: (kind, lines) => signStatement(kind, lines, signer),
    findEntriesOfExchange: async (exchangeId) => {
      const entries = await findEntriesByExchange(pool, exchangeId);
      return Promise.all(entries.map((entry) => openEntry(options, entry)));
    },
    findEntries: ({ dataSubject, terms = [], except = [], ...search }) =>
      findIndexedEntries(pool, {
        ...search,
        ...(dataSubject === undefined ? {} : { personHash: pseudonymOf(keyStore, dataSubject) }),
        termHashes: terms.map((term) => hashTerm(keyStore, term)),
        exceptHashes: except.map((term) => hashTerm(keyStore, term)),
      }),

    close: async () => {
      await witnessing?.close();
    },
    exportTo: async (folder, request) => {
      await (witnessing?.ask() ?? publisher.publish()).catch((fault: unknown) => {
        if (!(fault instanceof LedgerRollbackError)) throw fault;
      });
      const log = [signer.verifierKey, ...(options.formerKeys ?? [])];
      const { policies, minimumIndex } = request;
      const witnesses = (options.witnesses?.policy.witnesses ?? []).map(({ verifierKey }) => verifierKey);
      const records = options.records ?? [];
      return writeExport(
        { pool, keyStore, signer, records, policies, minimumIndex, keys: { log, witnesses } },
        folder,
      );
    },

    verify: ({ trusted = [], openContent = true, replay } = {}) =>
      verifyLedger({
        pool,
        origin,
        keys,
        trusted,
        records: options.records ?? [],
        ...(openContent ? { keyStore } : {}),
        ...(replay === undefined ? {} : { replay }),
      }),
  };
}

function readKey(text: string): VerifierKey {
  const key = parseVerifierKey(text);
  if (!key.ok) throw new RangeError(key.refusal);
  return key.value;
}

async function readStatement(pool: Queryable, index: number): Promise<string> {
  const [entry] = await findEntriesFrom(pool, index, 1);
  if (entry?.index !== index) throw new LedgerTamperError(`entry ${index} was signed and is gone`);
  return deriveStoredLeaf(entry, await findPartsBetween(pool, index, index + 1)).statement;
}
