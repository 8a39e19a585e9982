import { createHash } from 'node:crypto';
import { type KeyStore, SealBrokenError } from '../keystore/index.ts';
import { canonicalJson, type JsonValue } from '../platform/index.ts';
import { consentBodySchema } from './consent-schemas.ts';
import type { ConsentRow } from './consent-sql.ts';
import type { ConsentBody, ConsentVersion } from './consent-version.ts';

/** A body sealed for storage, and the hash of its one spelling that the ledger entry states. */
export interface SealedBody {
  readonly sealed: Buffer;
  /** SHA-256 in hex: the ledger thereby fixes what every version says. */
  readonly hash: string;
}

/** What of a version lies beside its body in clear, and is sealed together with it: changed, the body no longer opens. */
export type VersionFrame = Pick<
  ConsentVersion,
  'consentId' | 'version' | 'dataSubject' | 'status' | 'type' | 'kind' | 'validFrom' | 'validTo'
>;

/** Seals what a person chose, bound to the version that it belongs to and to everything that stands beside it. */
export async function sealBody(
  keyStore: Pick<KeyStore, 'sealForPerson'>,
  frame: VersionFrame,
  body: ConsentBody,
): Promise<SealedBody> {
  const text = canonicalJson(JSON.parse(JSON.stringify(body)) as JsonValue);
  const sealed = await keyStore.sealForPerson(frame.dataSubject, Buffer.from(text), frameContext(frame));
  return { sealed, hash: createHash('sha256').update(text).digest('hex') };
}

/**
 * The text of a stored version's body; absent when the person's key is destroyed.
 * @throws SealBrokenError when the body does not belong to this version, or the version is not what was sealed
 */
export async function openBody(
  keyStore: Pick<KeyStore, 'openForPerson'>,
  row: ConsentRow,
): Promise<string | undefined> {
  try {
    const opened = await keyStore.openForPerson(row.dataSubject, row.body, frameContext(row));
    return opened?.toString();
  } catch (fault) {
    if (!(fault instanceof SealBrokenError)) throw fault;
    // Versions written before the frame was bound: the ledger's verifier alone holds them against their entries.
    const opened = await keyStore.openForPerson(row.dataSubject, row.body, firstContext(row));
    return opened?.toString();
  }
}

/**
 * Opens a stored version. Its body is `ERASED` when the person's key is destroyed.
 * @throws SealBrokenError as `openBody`
 */
export async function openVersion(
  keyStore: Pick<KeyStore, 'openForPerson'>,
  row: ConsentRow,
): Promise<ConsentVersion> {
  const opened = await openBody(keyStore, row);
  return { ...row, body: opened === undefined ? 'ERASED' : consentBodySchema.parse(JSON.parse(opened)) };
}

function frameContext(frame: VersionFrame): string {
  const { consentId, version, status, type, kind, validFrom, validTo } = frame;
  const period = `${validFrom.toISOString()} ${validTo?.toISOString() ?? 'open'}`;
  return `consent body/2 ${consentId} ${String(version)} ${status} ${type} ${kind} ${period}`;
}

function firstContext({ consentId, version }: VersionFrame): string {
  return `consent body ${consentId} ${String(version)}`;
}
