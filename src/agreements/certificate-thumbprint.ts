import { X509Certificate, createHash } from 'node:crypto';

/** Shape of a certificate thumbprint: SHA-256 in base64url, 43 characters whose last carries only four bits (RFC 8705 §3.1). */
export const thumbprintShape = /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/;

/**
 * The `x5t#S256` of a certificate: SHA-256 over its DER, base64url without padding (RFC 8705 §3.1).
 * @throws when the bytes or the PEM text are no certificate.
 */
export function thumbprintOfCertificate(certificate: Buffer | string): string {
  return createHash('sha256').update(new X509Certificate(certificate).raw).digest('base64url');
}
