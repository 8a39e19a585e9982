export { type Ledger, createLedger } from './create-ledger.ts';
export { pseudonymOf } from './prepare-entries.ts';
export { LedgerTamperError } from './tamper-error.ts';
export { type DispatchRefusal, type DispatchTerms, verifyDispatch } from './dispatch-note.ts';
export { type StatementRefusal, verifyStatement } from './signed-statement.ts';
export type { ReopenedEntry, ReopenedPart } from './reopen-entry.ts';
export {
  type AppendedEntry,
  type EntryDraft,
  type PartDraft,
  type SearchTerm,
  type PartOpening,
  type PreparedEntry,
} from './entry.ts';
export { DuplicateEntryError } from './append-queue.ts';
export { LedgerRollbackError } from './checkpoint-publisher.ts';
export { type LedgerProblemCode, type LedgerVerdict, type ExportVerdict, ledgerProblems } from './verdict.ts';
export {
  isSilentOpening,
  verifyPartOpening,
  verifyReceipt,
  verifyWitnessedReceipt,
} from './verify-receipt.ts';
export type { StatedRecords } from './stated-records.ts';
export type { LedgerResource } from './ledger-resources.ts';
export type { ReplayDecision } from './verify-ledger.ts';
export { type ExportEvidence, verifyExport } from './verify-export.ts';
export { NothingSignedError } from './write-export.ts';
export type { PolicyLine } from './export-format.ts';
export type { FoundEntry } from './search-store.ts';
export { LedgerUnwitnessedError, type WitnessRound, type WitnessTerms } from './witnessing.ts';
