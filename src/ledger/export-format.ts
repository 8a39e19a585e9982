import { z } from 'zod';

/*
 * What stands in an exported ledger (docs/ledger-export.md): the resources of c2sp.org/tlog-tiles at their own paths, and beside
 * them lists that an outside checker needs. Nothing readable about anybody: hashes, pseudonyms and places.
 */

/** The names of the files that are no tlog-tiles resource. */
export const exportFiles = {
  outline: 'export.json',
  /** Signed by the log: the hash of each file of this table but itself. */
  manifest: 'manifest',
  keys: 'keys',
  checkpoints: 'checkpoints.jsonl',
  records: 'records.jsonl',
  ends: 'ends.jsonl',
  policies: 'policies.jsonl',
} as const;

/** The files whose hashes the manifest states, in its order. */
export const manifestFiles = [
  exportFiles.outline,
  exportFiles.keys,
  exportFiles.checkpoints,
  exportFiles.records,
  exportFiles.ends,
  exportFiles.policies,
] as const;

/** What the folder holds. */
export const outlineSchema = z.strictObject({
  schema: z.literal('assent.ledger-export/1'),
  origin: z.string(),
  /** The size of the checkpoint. */
  size: z.int().nonnegative(),
  /**
   * Bundles that end at or before this index are left out (c2sp.org/tlog-tiles, pruning): older than was asked for, or with
   * leaves of the first format, which are not for everybody.
   */
  minimumIndex: z.int().nonnegative(),
});

/** What the folder holds. */
export type ExportOutline = z.infer<typeof outlineSchema>;

/** A checkpoint that was kept. */
export const checkpointLineSchema = z.strictObject({ size: z.int().nonnegative(), note: z.string() });

const hash = z.base64();

/** How a record stood against its entry when it was exported. */
const recordStandings = [
  'STANDS',
  'ERASED',
  'record-missing',
  'record-differs',
  'record-unstated',
  'record-moved',
] as const;

/** A record of another room (a version of a choice) and the commitment that stands for it in its entry. */
export const recordLineSchema = z.strictObject({
  /** Pseudonyms of the record, without its version where it has one, and of what it is about. */
  record: z.string(),
  group: z.string().nullable(),
  place: z.int().nullable(),
  standing: z.enum(recordStandings),
  /** Where it is committed to: absent where no entry states it, or the entry's keys are destroyed. */
  entry: z
    .strictObject({
      index: z.int().nonnegative(),
      /** What the entry says of itself, a text; its leaf commits to it. */
      statement: z.string(),
      slot: z.int(),
      commitment: hash,
      path: z.array(hash),
    })
    .nullable(),
});

/** One line of the list of records. */
export type RecordLine = z.infer<typeof recordLineSchema>;

/** How far the places of a group have been given. */
export const endLineSchema = z.strictObject({ group: z.string(), end: z.int().nonnegative() });

/** A version of a policy, with the text that its hash stands for. */
export const policyLineSchema = z.strictObject({
  bundle: z.string(),
  version: z.int(),
  /** SHA-256 in hex of the text, as it stands in every decision that it made. */
  hash: z.string(),
  text: z.string(),
});

/** One line of the list of policies. */
export type PolicyLine = z.infer<typeof policyLineSchema>;
