import { type KeyStore, SealBrokenError } from '../keystore/index.ts';
import { commitTo } from './entry-codec.ts';
import type { StoredPart } from './entry-store.ts';
import { partContext } from './prepare-entries.ts';

/**
 * Opens a stored part and proves it against its commitment: the committed bytes; `ERASED` where its keys are destroyed;
 * `ALTERED` where ciphertext, wrapped keys or commitment are not those that were appended.
 */
export async function openStoredPart(
  keyStore: KeyStore,
  entryId: string,
  part: StoredPart,
): Promise<Buffer | 'ERASED' | 'ALTERED'> {
  const { keyId, ciphertext, wraps } = part;
  const sealed = { keyId, ciphertext, wraps };
  let committed: Buffer | undefined;
  try {
    committed = await keyStore.openPart(sealed, partContext(entryId, part.slot));
  } catch (fault) {
    if (fault instanceof SealBrokenError) return 'ALTERED';
    throw fault;
  }
  if (committed === undefined) return 'ERASED';
  return commitTo(committed).equals(part.commitment) ? committed : 'ALTERED';
}
