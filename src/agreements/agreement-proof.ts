import { z } from 'zod';
import { type OrganisationId, type Result, asId, ok, parseCompactJws, refuse } from '../platform/index.ts';
import { findSignatureFault } from './agreement-signature.ts';
import type { StoredAgreement } from './agreement-store.ts';
import { type AgreementTerms, hashTerms, readTerms } from './agreement-terms.ts';
import { checkPublicKey } from './public-key.ts';

/** A version of an agreement with what proves, to somebody without our registers, that its sides signed it. */
export interface AgreementProof {
  readonly agreementId: string;
  readonly version: number;
  /** The one text of the terms, which is hashed and signed. */
  readonly termsText: string;
  readonly proposedBy: string;
  /** ISO 8601 in UTC, as all instants here. */
  readonly proposedAt: string;
  readonly signatures: readonly {
    readonly organisationId: string;
    /** Compact JWS over agreement, version, side and the hash of the terms. */
    readonly jws: string;
    readonly signedAt: string;
    /** The side's own public key as a JWK. That it is theirs the register says, which this proof cannot. */
    readonly key: Readonly<Record<string, unknown>>;
  }[];
}

/** The shape of a proof that somebody hands in. */
export const agreementProofSchema = z.strictObject({
  agreementId: z.string(),
  version: z.number(),
  termsText: z.string(),
  proposedBy: z.string(),
  proposedAt: z.string(),
  signatures: z.array(
    z.strictObject({
      organisationId: z.string(),
      jws: z.string(),
      signedAt: z.string(),
      key: z.record(z.string(), z.unknown()),
    }),
  ),
});

/** Takes the proof out of a stored version. */
export function toAgreementProof(stored: StoredAgreement): AgreementProof {
  return {
    agreementId: stored.agreementId,
    version: stored.version,
    termsText: stored.terms,
    proposedBy: stored.proposedBy,
    proposedAt: stored.proposedAt.toISOString(),
    signatures: stored.signatures.map(({ organisationId, jws, signedAt, key }) => ({
      organisationId,
      jws,
      signedAt: signedAt.toISOString(),
      key: { ...key },
    })),
  };
}

/** Why a proof proves nothing. */
export type AgreementProofRefusal = 'terms-unreadable' | 'other-terms' | 'not-signed-by-all';

/** Proves that every side of the terms signed them with the key that stands beside its signature. Pure but for the arithmetic. */
export async function verifyAgreementProof(
  proof: AgreementProof,
): Promise<Result<AgreementTerms, AgreementProofRefusal>> {
  const { agreementId, version, termsText } = proof;
  const terms = tryToRead(termsText);
  if (terms === undefined) return refuse('terms-unreadable');
  if (terms.agreementId !== agreementId || terms.version !== version) return refuse('other-terms');
  const proven = await Promise.all(
    terms.parties.map(({ organisationId }) => isSignedBy(proof, terms, organisationId)),
  );
  return proven.includes(false) ? refuse('not-signed-by-all') : ok(terms);
}

async function isSignedBy(
  { termsText, signatures }: AgreementProof,
  { agreementId, version }: AgreementTerms,
  organisationId: OrganisationId,
): Promise<boolean> {
  const signature = signatures.find((each) => asId(each.organisationId) === organisationId);
  const jws = parseCompactJws(signature?.jws ?? '');
  const key = checkPublicKey(signature?.key);
  if (!jws.ok || !key.ok) return false;
  const statement = { agreementId, version, organisationId, termsHash: hashTerms(termsText) };
  return (await findSignatureFault(jws.value, statement, key.value)) === undefined;
}

function tryToRead(text: string): AgreementTerms | undefined {
  try {
    return readTerms(text);
  } catch (fault) {
    if (fault instanceof TypeError) return undefined;
    throw fault;
  }
}
