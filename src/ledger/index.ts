export { type Ledger, LedgerTamperError, createLedger } from './create-ledger.ts';
export {
  type AppendedEntry,
  type EntryDraft,
  type PartDraft,
  type PartOpening,
  type PreparedEntry,
} from './entry.ts';
export { DuplicateEntryError } from './append-queue.ts';
export { LedgerRollbackError } from './checkpoint-publisher.ts';
export { type LedgerProblemCode, type LedgerVerdict, ledgerProblems } from './verdict.ts';
export { type LedgerSigner, createLedgerSigner } from './verifier-key.ts';
export { verifyPartOpening, verifyReceipt } from './verify-receipt.ts';
