import type { KeyStore } from '../../keystore/index.ts';
import { type PersonId, asId } from '../../platform/index.ts';

/** A sealed value as it is stored: the ciphertext and the wrapped keys beside it, useless once the person's key is gone. */
export interface SealedBlob {
  readonly ciphertext: Buffer;
  readonly keys: {
    readonly keyId: string;
    readonly wraps: readonly { readonly person: string; readonly wrapped: string }[];
  };
}

/** What an acknowledgement will need, as a statement takes it: the ciphertext in base64. */
export interface SealedCollection {
  readonly body: string;
  readonly bodyKeys: SealedBlob['keys'];
}

/** Seals a value for the persons it is about; about nobody known, under a key of its own. */
export async function sealBlob(
  keyStore: KeyStore,
  persons: readonly PersonId[],
  keyId: string,
  value: object,
  context: string,
): Promise<SealedBlob> {
  const part = await keyStore.sealPart(persons, keyId, Buffer.from(JSON.stringify(value)), context);
  return {
    ciphertext: part.ciphertext,
    keys: {
      keyId: part.keyId,
      wraps: part.wraps.map(({ person, wrapped }) => ({ person, wrapped: wrapped.toString('base64') })),
    },
  };
}

/** Opens a sealed value as text; absent when its keys were destroyed. */
export async function openBlob(
  keyStore: KeyStore,
  blob: SealedBlob,
  context: string,
): Promise<string | undefined> {
  const opened = await keyStore.openPart(
    {
      keyId: blob.keys.keyId,
      ciphertext: blob.ciphertext,
      wraps: blob.keys.wraps.map(({ person, wrapped }) => ({
        person: asId<'Person'>(person),
        wrapped: Buffer.from(wrapped, 'base64'),
      })),
    },
    context,
  );
  return opened?.toString('utf8');
}
