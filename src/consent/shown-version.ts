import { createHash } from 'node:crypto';
import type { KeyStore } from '../keystore/index.ts';
import type { ConsentId, PersonId } from '../platform/index.ts';
import { consentBodySchema } from './consent-schemas.ts';
import { openBody } from './consent-body.ts';
import type { ConsentRow } from './consent-sql.ts';
import type { InformationGiven } from './consent-version.ts';

/**
 * A version of a recorded choice as it was sealed: the very text whose hash its ledger entry states, with the words that the
 * person was shown in it. For showing it to somebody who holds it against that entry.
 */
export interface ShownVersion {
  readonly consentId: ConsentId;
  readonly version: number;
  readonly dataSubject: PersonId;
  readonly status: string;
  readonly type: string;
  readonly kind: string;
  readonly validFrom: Date;
  readonly validTo: Date | null;
  readonly recordedAt: Date;
  /** The body in canonical JSON; null when the person's key is destroyed. */
  readonly bodyText: string | null;
}

/** Opens a stored version as it was sealed. @throws SealBrokenError when it is not what was sealed */
export async function openShown(
  keyStore: Pick<KeyStore, 'openForPerson'>,
  row: ConsentRow,
): Promise<ShownVersion> {
  const { consentId, version, dataSubject, status, type, kind, validFrom, validTo, recordedAt } = row;
  const bodyText = (await openBody(keyStore, row)) ?? null;
  return {
    consentId,
    version,
    dataSubject,
    status,
    type,
    kind,
    validFrom,
    validTo,
    recordedAt,
    bodyText,
  };
}

/** The hash under which a ledger entry states a body: SHA-256 of its text, in hex. */
export function hashBodyText(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** What the person was told before they chose, as the body says; null where they were told nothing, undefined where it is no body. */
export function readInformationGiven(bodyText: string): InformationGiven | null | undefined {
  const parsed = consentBodySchema.safeParse(parseJson(bodyText));
  return parsed.success ? parsed.data.informationGiven : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
