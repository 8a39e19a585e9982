import 'reflect-metadata';
import { X509Certificate, randomBytes, webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

x509.cryptoProvider.set(webcrypto);

/** A certificate with the private key that belongs to it, both PEM (the key PKCS #8). */
export interface IssuedCertificate {
  readonly certificatePem: string;
  readonly privateKeyPem: string;
}

/** What a certificate is for: to sign others, to answer as a server, to ask as a client of mutual TLS. */
export type CertificateUse = 'AUTHORITY' | 'SERVER' | 'CLIENT';

/** What a certificate shall say. */
export interface CertificateRequest {
  readonly commonName: string;
  readonly organisation?: string;
  readonly uses: readonly CertificateUse[];
  /** Host names and IP addresses of a server. */
  readonly hosts?: readonly string[];
  readonly notBefore: Date;
  readonly notAfter: Date;
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

/**
 * Issues a certificate over a fresh P-256 key, signed by the issuer, or by itself where there is none (RFC 5280). Development and tests only: a
 * partner's certificates come from that partner's authority.
 */
export async function issueCertificate(
  request: CertificateRequest,
  issuer?: IssuedCertificate,
): Promise<IssuedCertificate> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const subject = toName(request);
  const signer = issuer === undefined ? undefined : await readIssuer(issuer);
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: makeSerialNumber(),
    subject,
    issuer: signer?.certificate.subjectName ?? subject,
    notBefore: request.notBefore,
    notAfter: request.notAfter,
    publicKey: keys.publicKey,
    signingKey: signer?.key ?? keys.privateKey,
    signingAlgorithm: algorithm,
    extensions: await toExtensions(request, keys.publicKey, signer?.certificate.publicKey),
  });
  const pkcs8 = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  return {
    certificatePem: `${certificate.toString('pem')}\n`,
    privateKeyPem: `${x509.PemConverter.encode(pkcs8, 'PRIVATE KEY')}\n`,
  };
}

/** Whether the certificate was signed by this authority's key. */
export function isIssuedBy(certificatePem: string, authorityPem: string): boolean {
  const authority = new X509Certificate(authorityPem);
  const certificate = new X509Certificate(certificatePem);
  return certificate.checkIssued(authority) && certificate.verify(authority.publicKey);
}

async function readIssuer(
  issuer: IssuedCertificate,
): Promise<{ readonly certificate: x509.X509Certificate; readonly key: webcrypto.CryptoKey }> {
  const pkcs8 = x509.PemConverter.decodeFirst(issuer.privateKeyPem);
  return {
    certificate: new x509.X509Certificate(issuer.certificatePem),
    key: await webcrypto.subtle.importKey('pkcs8', pkcs8, algorithm, false, ['sign']),
  };
}

async function toExtensions(
  { uses, hosts = [] }: CertificateRequest,
  publicKey: webcrypto.CryptoKey,
  issuerKey: x509.PublicKey | undefined,
): Promise<x509.Extension[]> {
  const isAuthority = uses.includes('AUTHORITY');
  const usage = isAuthority
    ? new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true)
    : new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true);
  const purposes = [
    ...(uses.includes('SERVER') ? [x509.ExtendedKeyUsage.serverAuth] : []),
    ...(uses.includes('CLIENT') ? [x509.ExtendedKeyUsage.clientAuth] : []),
  ];
  return [
    // No authority below this one.
    new x509.BasicConstraintsExtension(isAuthority, isAuthority ? 0 : undefined, true),
    usage,
    ...(purposes.length > 0 ? [new x509.ExtendedKeyUsageExtension(purposes)] : []),
    ...(hosts.length > 0 ? [new x509.SubjectAlternativeNameExtension(hosts.map(toGeneralName))] : []),
    await x509.SubjectKeyIdentifierExtension.create(publicKey),
    ...(issuerKey === undefined ? [] : [await x509.AuthorityKeyIdentifierExtension.create(issuerKey)]),
  ];
}

function toGeneralName(host: string): { type: 'dns' | 'ip'; value: string } {
  return { type: /^[0-9.]+$|:/.test(host) ? 'ip' : 'dns', value: host };
}

function toName({ commonName, organisation }: CertificateRequest): x509.Name {
  const names = organisation === undefined ? [] : [{ O: [toNameText(organisation)] }];
  return new x509.Name([...names, { CN: [commonName] }]);
}

/** The library reads quotes and a leading # as syntax of RFC 4514. */
function toNameText(text: string): string {
  return text.replaceAll('"', '').replace(/^#+/, '').slice(0, 64);
}

/** 16 random bytes, positive and not zero (RFC 5280 §4.1.2.2). */
function makeSerialNumber(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes.toString('hex');
}
