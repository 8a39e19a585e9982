import type { Ledger } from '../../ledger/index.ts';
import { parseCheckpoint, parseVerifierKey, verifyCheckpoint, verifyConsistency } from '../../tlog/index.ts';

/** How the ledger stands, checked while somebody waits. */
export interface LedgerHealth {
  readonly origin: string;
  readonly verifierKey: string;
  /** Entries in all, and those of them that somebody vouches for. */
  readonly size: number;
  readonly vouched: number;
  /** Who signed the newest checkpoint beside the ledger itself. */
  readonly witnesses: readonly string[];
  /** Whether the present head is signed by the ledger's key and continues what was vouched for. */
  readonly holds: boolean;
  /** The checkpoint that anybody may keep, as a signed note. */
  readonly checkpoint: string;
}

/**
 * Reads the newest checkpoint and proves that the present ledger continues it: signed by the ledger's own key, and consistent (RFC 6962
 * 2.1.2). It proves that nothing was taken out of the order; that every entry is what it was is for `assent ledger verify`.
 */
export async function readLedgerHealth(
  ledger: Pick<
    Ledger,
    'origin' | 'verifierKey' | 'findResource' | 'publishCheckpoint' | 'getConsistencyProof'
  >,
): Promise<LedgerHealth> {
  const published = await ledger.findResource('checkpoint');
  const checkpoint = published?.body.toString('utf8') ?? (await ledger.publishCheckpoint());
  const head = await ledger.publishCheckpoint();
  const key = parseVerifierKey(ledger.verifierKey);
  const keys = key.ok ? [key.value] : [];
  const [before, now] = [checkpoint, head].map((note) => verifyCheckpoint(note, ledger.origin, keys));
  const signed = parseCheckpoint(checkpoint);
  const { origin, verifierKey } = ledger;
  const names = signed.ok ? signed.value.signatures.map(({ name }) => name) : [];
  const witnesses = [...new Set(names.filter((name) => name !== origin))];
  const state = { origin, verifierKey, witnesses, checkpoint };
  if (before?.ok !== true || now?.ok !== true) return { ...state, size: 0, vouched: 0, holds: false };
  const [from, to] = [before.value, now.value];
  const holds =
    from.size === 0 ||
    verifyConsistency(
      from.size,
      to.size,
      from.size === to.size ? [] : await ledger.getConsistencyProof(BigInt(from.size), BigInt(to.size)),
      from.root,
      to.root,
    );
  return { ...state, size: to.size, vouched: from.size, holds };
}
