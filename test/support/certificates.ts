import 'reflect-metadata';
import { X509Certificate, createHash, webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

x509.cryptoProvider.set(webcrypto);

/** A certificate with its private key, ready for TLS. */
export interface IssuedCertificate {
  readonly certificatePem: string;
  readonly privateKeyPem: string;
  readonly certificate: X509Certificate;
  /** `x5t#S256`. */
  readonly thumbprint: string;
}

/** What a certificate may be asked to be. Dates default to a day around now. */
export interface CertificateRequest {
  readonly commonName: string;
  /** What it is for; a `server` one is for `localhost`. */
  readonly use?: 'client' | 'server';
  readonly notBefore?: Date;
  readonly notAfter?: Date;
}

/** A certificate authority of a test's own. */
export interface TestAuthority {
  readonly certificatePem: string;
  issue(request: CertificateRequest): Promise<IssuedCertificate>;
  /** A revocation list, in PEM, that names these certificates. */
  revoke(revoked: readonly IssuedCertificate[]): Promise<string>;
}

const ec = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const day = 86_400_000;

/** Makes an authority with a new key. */
export async function createTestAuthority(commonName = 'Test authority'): Promise<TestAuthority> {
  const keys = await webcrypto.subtle.generateKey(ec, true, ['sign', 'verify']);
  const authority = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=${commonName}`,
    keys,
    notBefore: new Date(Date.now() - day),
    notAfter: new Date(Date.now() + day),
    signingAlgorithm: ec,
    extensions: [
      new x509.BasicConstraintsExtension(true, 1, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
    ],
  });
  return {
    certificatePem: authority.toString('pem'),
    issue: (request) => issue(authority, keys.privateKey, request),
    revoke: async (revoked) => {
      const list = await x509.X509CrlGenerator.create({
        issuer: authority.subject,
        signingKey: keys.privateKey,
        signingAlgorithm: ec,
        thisUpdate: new Date(Date.now() - day),
        nextUpdate: new Date(Date.now() + day),
        entries: revoked.map(({ certificate }) => ({
          serialNumber: certificate.serialNumber,
          revocationDate: new Date(Date.now() - 1000),
        })),
      });
      // The library's own label is not the one of RFC 7468 §6.
      return list.toString('pem').replaceAll(' CRL-----', ' X509 CRL-----');
    },
  };
}

async function issue(
  authority: x509.X509Certificate,
  authorityKey: webcrypto.CryptoKey,
  { commonName, use = 'client', notBefore, notAfter }: CertificateRequest,
): Promise<IssuedCertificate> {
  const keys = await webcrypto.subtle.generateKey(ec, true, ['sign', 'verify']);
  const made = await x509.X509CertificateGenerator.create({
    subject: `CN=${commonName}`,
    issuer: authority.subject,
    publicKey: keys.publicKey,
    signingKey: authorityKey,
    signingAlgorithm: ec,
    notBefore: notBefore ?? new Date(Date.now() - day),
    notAfter: notAfter ?? new Date(Date.now() + day),
    extensions: [
      new x509.BasicConstraintsExtension(false),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([
        use === 'server' ? x509.ExtendedKeyUsage.serverAuth : x509.ExtendedKeyUsage.clientAuth,
      ]),
      ...(use === 'server'
        ? [new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: 'localhost' }])]
        : []),
    ],
  });
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  const certificate = new X509Certificate(made.toString('pem'));
  return {
    certificatePem: made.toString('pem'),
    privateKeyPem: `-----BEGIN PRIVATE KEY-----\n${pkcs8}\n-----END PRIVATE KEY-----\n`,
    certificate,
    thumbprint: createHash('sha256').update(certificate.raw).digest('base64url'),
  };
}
