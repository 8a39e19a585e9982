/** What is stored is not what was appended. Nothing of it is given out; `assent ledger verify` tells what it is. */
export class LedgerTamperError extends Error {
  override readonly name = 'LedgerTamperError';
}
