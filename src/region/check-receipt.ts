import { createHash } from 'node:crypto';
import { type PartOpening, verifyPartOpening, verifyReceipt } from '../ledger/index.ts';
import type { ReceivedDelivery } from './peer-messages.ts';

/** The receipt names an entry whose opened part holds the hash of this very body. */
export function checkReceipt(
  headers: Readonly<Record<string, string>>,
  body: Buffer,
  verifierKey: string,
): ReceivedDelivery['receipt'] {
  const { 'assent-receipt': proof, 'assent-receipt-opening': opening } = headers;
  if (proof === undefined || opening === undefined) return 'MISSING';
  const verified = verifyReceipt(fromBase64(proof), 'CARRIED', verifierKey);
  if (!verified.ok || verified.value.entry === null) return 'REFUSED';
  const content = verifyPartOpening(verified.value.entry, JSON.parse(fromBase64(opening)) as PartOpening);
  const bodyHash = createHash('sha256').update(body).digest('base64');
  return content.ok && content.value['bodySha256'] === bodyHash ? 'VERIFIED' : 'REFUSED';
}

function fromBase64(text: string): string {
  return Buffer.from(text, 'base64').toString('utf8');
}
