import { type IssuedCertificate, issueCertificate } from '../../src/agreements/issue-certificate.ts';

/** An authority, one good client certificate of it, and one wrong in each way that mutual TLS must refuse (docs: ASVS 12.1.3). */
export interface CertificateSet {
  readonly authority: IssuedCertificate;
  readonly good: IssuedCertificate;
  readonly wrong: Readonly<Record<WrongCertificate, IssuedCertificate>>;
}

/** In what way a certificate is wrong. */
export type WrongCertificate =
  | 'expired'
  | 'not yet valid'
  | 'of another authority'
  | 'of another authority with the same name'
  | 'for the other end of the connection only'
  | 'self-signed with the same subject'
  | 'signed by a client certificate';

const day = 86_400_000;

/** Makes certificates for a client of this name; `use` is what the good one is for. */
export async function issueCertificateSet(
  commonName: string,
  use: 'CLIENT' | 'SERVER' = 'CLIENT',
): Promise<CertificateSet> {
  const now = Date.now();
  const dates = { notBefore: new Date(now - day), notAfter: new Date(now + day) };
  const authorityRequest = { commonName: 'Test authority', uses: ['AUTHORITY'] as const, ...dates };
  const authority = await issueCertificate(authorityRequest);
  const hosts = use === 'SERVER' ? { hosts: ['localhost', '127.0.0.1', '::1'] } : {};
  const request = { commonName, organisation: 'Westmarch', uses: [use], ...hosts, ...dates };
  const good = await issueCertificate(request, authority);
  return {
    authority,
    good,
    wrong: {
      expired: await issueCertificate(
        { ...request, notBefore: new Date(now - 3 * day), notAfter: new Date(now - day) },
        authority,
      ),
      'not yet valid': await issueCertificate(
        { ...request, notBefore: new Date(now + day), notAfter: new Date(now + 2 * day) },
        authority,
      ),
      'of another authority': await issueCertificate(
        request,
        await issueCertificate({ ...authorityRequest, commonName: 'Other authority' }),
      ),
      'of another authority with the same name': await issueCertificate(
        request,
        await issueCertificate(authorityRequest),
      ),
      'for the other end of the connection only': await issueCertificate(
        { ...request, uses: [use === 'CLIENT' ? 'SERVER' : 'CLIENT'] },
        authority,
      ),
      'self-signed with the same subject': await issueCertificate(request),
      'signed by a client certificate': await issueCertificate(request, good),
    },
  };
}
