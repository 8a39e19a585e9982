import { type PartOpening, verifyPartOpening, verifyReceipt } from '../../ledger/index.ts';
import type { House } from '../house.ts';
import type { OwnDisclosure } from './own-disclosures.ts';

/** What proves that a disclosure stands in the ledger as its reader was told of it. */
export interface DisclosureProof {
  /** Its place in the ledger, from 0. */
  readonly index: bigint;
  /** Whether all of it was checked just now and holds. */
  readonly holds: boolean;
  /** The public key of the ledger, as a vkey. */
  readonly verifierKey: string;
  /** A tlog-proof text. */
  readonly receipt: string;
  /** Opens the part of the entry that says what the reader was told, and nothing else of it. */
  readonly opening: PartOpening;
}

/** Finds the entry in which a disclosure was told, and proves it; nothing where it was erased. */
export async function proveDisclosure(
  { ledger }: Pick<House, 'ledger'>,
  { exchangeId, noticeId }: OwnDisclosure,
): Promise<DisclosureProof | undefined> {
  const entries = await ledger.findEntriesOfExchange(exchangeId);
  const entry = entries.find(({ parts }) =>
    parts.some((part) => !part.erased && part.content['noticeId'] === noticeId),
  );
  const reopened = entry === undefined ? undefined : await ledger.reopenEntry(entry.entryId);
  const part = reopened?.findPart('assent.notice/1');
  if (reopened === undefined || part === undefined) return undefined;
  const { index, statement } = reopened;
  const receipt = await ledger.getReceipt(index, statement);
  const { verifierKey } = ledger;
  const verified = verifyReceipt(receipt, 'CARRIED', verifierKey);
  const holds =
    verified.ok && verified.value.entry !== null && verifyPartOpening(verified.value.entry, part.opening).ok;
  return { index, holds, verifierKey, receipt, opening: part.opening };
}
