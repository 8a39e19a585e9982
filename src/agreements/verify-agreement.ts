import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { type OrganisationId, canonicalJson, parseCompactJws } from '../platform/index.ts';
import type { AgreementRecord } from './agreement-in-force.ts';
import { findSignatureFault } from './agreement-signature.ts';
import type { StoredAgreement, StoredSignature } from './agreement-store.ts';
import { type AgreementTerms, hashTerms, readTerms } from './agreement-terms.ts';

/**
 * Proves stored agreements: whoever can write to the database can still not sign for a side. Of each signature the bytes are checked
 * against the side's key and the terms as they stand now. The outcome depends on those bytes alone, so it may be remembered
 * under their hash; dates, revocations and suspensions are never remembered.
 */
export interface AgreementVerifier {
  verify(stored: StoredAgreement): Promise<AgreementRecord>;
}

/** Makes a verifier that remembers the outcomes of so many signatures. */
export function createAgreementVerifier(remembered = 10_000): AgreementVerifier {
  const outcomes = new LRUCache<string, boolean>({ max: remembered });

  async function isProven(
    signature: StoredSignature,
    terms: AgreementTerms,
    termsHash: string,
  ): Promise<boolean> {
    const { agreementId, version } = terms;
    const { organisationId } = signature;
    const inputs = canonicalJson([
      signature.jws,
      { ...signature.key },
      agreementId,
      version,
      organisationId,
      termsHash,
    ]);
    const name = createHash('sha256').update(inputs).digest('base64url');
    const known = outcomes.get(name);
    if (known !== undefined) return known;
    const jws = parseCompactJws(signature.jws);
    const statement = { agreementId, version, organisationId, termsHash };
    const proven = jws.ok && (await findSignatureFault(jws.value, statement, signature.key)) === undefined;
    outcomes.set(name, proven);
    return proven;
  }

  async function verify(stored: StoredAgreement): Promise<AgreementRecord> {
    const terms = readTerms(stored.terms);
    const termsHash = hashTerms(stored.terms);
    const names = terms.agreementId === stored.agreementId && terms.version === stored.version;
    const signedBy: OrganisationId[] = [];
    for (const signature of stored.signatures) {
      if (names && signature.keyStands && (await isProven(signature, terms, termsHash))) {
        signedBy.push(signature.organisationId);
      }
    }
    const recordedBy = stored.signatures.map(({ organisationId }) => organisationId);
    return { terms, signedBy, recordedBy, revoked: stored.revocation !== null };
  }

  return { verify };
}
