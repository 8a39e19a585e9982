export {
  type Ledger,
  type LedgerOptions,
  type VerifyRequest,
  LedgerTamperError,
  createLedger,
} from './create-ledger.ts';
export {
  type AppendedEntry,
  type EntryDraft,
  type EntryKind,
  type IndexDraft,
  type OpenedEntry,
  type OpenedPart,
  type PartDraft,
  type PartOpening,
  type PreparedEntry,
  type SealedEntry,
} from './entry.ts';
export { DuplicateEntryError } from './append-queue.ts';
export { LedgerRollbackError } from './checkpoint-publisher.ts';
export { type EntrySearch, type FoundEntry } from './search-store.ts';
export { type LedgerResource } from './ledger-resources.ts';
export { type LedgerProblem, type LedgerProblemCode, type LedgerVerdict, ledgerProblems } from './verdict.ts';
export { type LedgerSigner, createLedgerSigner } from './verifier-key.ts';
export {
  type ExpectedLeaf,
  type ReceiptRefusal,
  type VerifiedReceipt,
  verifyPartOpening,
  verifyReceipt,
} from './verify-receipt.ts';
