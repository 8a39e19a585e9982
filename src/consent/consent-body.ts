import { createHash } from 'node:crypto';
import type { KeyStore } from '../keystore/index.ts';
import { canonicalJson, type ConsentId, type JsonValue, type PersonId } from '../platform/index.ts';
import { consentBodySchema } from './consent-schemas.ts';
import type { ConsentRow } from './consent-sql.ts';
import type { ConsentBody, ConsentVersion } from './consent-version.ts';

/** A body sealed for storage, and the hash of its one spelling that the ledger entry states. */
export interface SealedBody {
  readonly sealed: Buffer;
  /** SHA-256 in hex: the ledger thereby fixes what every version says. */
  readonly hash: string;
}

/** Seals what a person chose, bound to the version that it belongs to. */
export async function sealBody(
  keyStore: Pick<KeyStore, 'sealForPerson'>,
  dataSubject: PersonId,
  consentId: ConsentId,
  version: number,
  body: ConsentBody,
): Promise<SealedBody> {
  const text = canonicalJson(JSON.parse(JSON.stringify(body)) as JsonValue);
  const sealed = await keyStore.sealForPerson(
    dataSubject,
    Buffer.from(text),
    bodyContext(consentId, version),
  );
  return { sealed, hash: createHash('sha256').update(text).digest('hex') };
}

/**
 * Opens a stored version. Its body is `ERASED` when the person's key is destroyed.
 * @throws when the body does not belong to this version or is not what was sealed
 */
export async function openVersion(
  keyStore: Pick<KeyStore, 'openForPerson'>,
  row: ConsentRow,
): Promise<ConsentVersion> {
  const opened = await keyStore.openForPerson(
    row.dataSubject,
    row.body,
    bodyContext(row.consentId, row.version),
  );
  return {
    ...row,
    body: opened === undefined ? 'ERASED' : consentBodySchema.parse(JSON.parse(opened.toString())),
  };
}

function bodyContext(consentId: ConsentId, version: number): string {
  return `consent body ${consentId} ${String(version)}`;
}
