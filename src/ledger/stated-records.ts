import type { Queryable } from '../database/index.ts';
import type { JsonObject } from '../platform/index.ts';
import type { EntryKind } from './entry.ts';

/** What an entry states of a record that another room keeps: which one, and how it then stood, in one spelling. */
export interface RecordStatement {
  readonly key: string;
  readonly state: string;
}

/** A record as it stands: in the same spelling; `ERASED` where its key is destroyed, `ALTERED` where it is not what was sealed. */
export interface StoredRecord extends RecordStatement {
  readonly state: string;
  /** What it is about, within which records have an order. */
  readonly group: string;
  /** Its place in that order, from 1: it must stand in the order of the entries too. */
  readonly place: number;
}

/** How far the places of a group have been given. It never goes back, so that it is not below any record's place. */
export interface RecordsEnd {
  readonly group: string;
  readonly end: number;
}

/**
 * How the verifier holds another room's records against the entries that speak of them. The room hands it in; the ledger knows
 * nothing of what the records mean.
 */
export interface StatedRecords {
  /** The kind of entry that states them. */
  readonly kind: EntryKind;
  /** Absent for an entry of this kind that speaks of something else. */
  readStatement(content: JsonObject): RecordStatement | undefined;
  /** All records, read on the connection that the verification runs on. */
  listRecords(database: Queryable): Promise<readonly StoredRecord[]>;
  /** How far each group has come. */
  listEnds(database: Queryable): Promise<readonly RecordsEnd[]>;
}
