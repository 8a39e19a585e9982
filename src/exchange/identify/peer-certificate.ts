import { type X509Certificate, createHash } from 'node:crypto';
import { type Result, ok, refuse } from '../../platform/index.ts';
import type { IdentifyRefusalCode } from './identify-refusals.ts';

interface CertificateFacts {
  /** SHA-256 of the certificate's DER in base64url: the `x5t#S256` of RFC 8705 §3.1. */
  readonly thumbprint: string;
  readonly validFrom: number;
  readonly validTo: number;
}

/** A connection shows the same certificate for all its requests: read it once. */
const factsByCertificate = new WeakMap<X509Certificate, CertificateFacts>();

/**
 * Checks the certificate that the TLS handshake proved possession of and gives its thumbprint.
 * @param authorised whether the handshake found the chain good (`socket.authorized`)
 */
export function checkPeerCertificate(
  certificate: X509Certificate | undefined,
  authorised: boolean,
  at: Date,
): Result<string, IdentifyRefusalCode> {
  if (certificate === undefined) return refuse('certificate-missing');
  const facts = factsOf(certificate);
  const now = at.getTime();
  if (!(facts.validFrom <= now && now <= facts.validTo)) return refuse('certificate-expired');
  if (!authorised) return refuse('certificate-unknown');
  return ok(facts.thumbprint);
}

function factsOf(certificate: X509Certificate): CertificateFacts {
  const known = factsByCertificate.get(certificate);
  if (known) return known;
  const facts = {
    thumbprint: createHash('sha256').update(certificate.raw).digest('base64url'),
    validFrom: Date.parse(certificate.validFrom),
    validTo: Date.parse(certificate.validTo),
  };
  factsByCertificate.set(certificate, facts);
  return facts;
}
