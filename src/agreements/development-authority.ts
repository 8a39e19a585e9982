import { X509Certificate, randomBytes, randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Clock, hasErrorCode } from '../platform/index.ts';
import { thumbprintOfCertificate } from './certificate-thumbprint.ts';
import {
  type CertificateRequest,
  type IssuedCertificate,
  isIssuedBy,
  issueCertificate,
} from './issue-certificate.ts';
import type { Environment } from './organisation-identifier.ts';
import { type SigningKey, createSigningKey } from './signing-key.ts';

/** A certificate of the development authority, ready for TLS. */
export interface DevelopmentCertificate extends IssuedCertificate {
  /** `x5t#S256`, as a system registers it. */
  readonly thumbprint: string;
  readonly notAfter: Date;
  /** One PEM file with the certificate and its private key, as `curl --cert` takes it. */
  readonly path: string;
}

/** The certificate authority of one checkout: for development and the demonstration, never for production. */
export interface DevelopmentAuthority {
  /** What both sides of mutual TLS trust. */
  readonly certificatePem: string;
  /** The file of that certificate alone, as `curl --cacert` takes it. */
  readonly path: string;
  /** What the gateway answers with on this machine: localhost, 127.0.0.1 and ::1. */
  issueGatewayServer(): Promise<DevelopmentCertificate>;
  /** What the gateway shows when it delivers to a partner. */
  issueGatewayClient(): Promise<DevelopmentCertificate>;
  /** What a system shows when it asks the gateway. */
  issueSystemClient(clientId: string, organisation: string): Promise<DevelopmentCertificate>;
  /** What a system answers with on this machine when the gateway delivers to it. */
  issueSystemServer(clientId: string, organisation: string): Promise<DevelopmentCertificate>;
  /**
   * A private key for ES256 with which a system proves itself or an organisation signs agreements, kept under this name. Its `kid`
   * begins with the name and is like that of no key made before: a register that knows an earlier key of the name, whose file is
   * gone, takes this one beside it.
   */
  openSigningKey(name: string): Promise<SigningKey>;
}

/** Where and when. */
export interface DevelopmentAuthorityOptions {
  /** `certs/` of the checkout: kept out of version control. */
  readonly directory: string;
  readonly clock: Clock;
  readonly environment: Environment;
}

const day = 86_400_000;
/** How long a certificate lasts, and how much must be left of it for it to be used again, in days. */
const authorityDays = { lasts: 730, least: 120 };
const leafDays = { lasts: 90, least: 30 };
const localHosts = ['localhost', '127.0.0.1', '::1'];

/**
 * Opens the authority that lies in a directory, or makes one there. What is found is used again; what is close to its end, damaged or from another
 * authority is made anew. Private keys are files that their owner alone can read. Several processes may start at once: all use the same
 * authority.
 * @throws Error in production
 */
export async function openDevelopmentAuthority({
  directory,
  clock,
  environment,
}: DevelopmentAuthorityOptions): Promise<DevelopmentAuthority> {
  if (environment === 'production') {
    throw new Error(
      'production takes certificates of a real authority; the development authority is refused',
    );
  }
  for (const part of ['systems', 'keys'])
    await mkdir(join(directory, part), { recursive: true, mode: 0o700 });
  const authority = await openAuthority();
  const path = join(directory, 'ca.crt');
  await writeWhole(path, authority.certificatePem, 0o644);

  async function openAuthority(): Promise<IssuedCertificate> {
    const bundle = join(directory, 'ca.pem');
    const found = await readBundle(bundle);
    if (found !== undefined && isLasting(found, authorityDays.least)) return found;
    const made = await issueCertificate({
      commonName: 'Assent development authority',
      uses: ['AUTHORITY'],
      ...lifetime(authorityDays.lasts),
    });
    await replaceBundle(bundle, made, found);
    // Another process may have been quicker; its authority is as good.
    return (await readBundle(bundle)) ?? made;
  }

  async function issue(
    file: string,
    request: Omit<CertificateRequest, 'notBefore' | 'notAfter'>,
  ): Promise<DevelopmentCertificate> {
    const bundle = join(directory, file);
    const found = await readBundle(bundle);
    const usable =
      found !== undefined &&
      isLasting(found, leafDays.least) &&
      isIssuedBy(found.certificatePem, authority.certificatePem);
    const certificate = usable
      ? found
      : await issueCertificate({ ...request, ...lifetime(leafDays.lasts) }, authority);
    if (!usable) await writeWhole(bundle, toBundle(certificate), 0o600);
    return {
      ...certificate,
      thumbprint: thumbprintOfCertificate(certificate.certificatePem),
      notAfter: new Date(new X509Certificate(certificate.certificatePem).validTo),
      path: bundle,
    };
  }

  async function openSigningKey(name: string): Promise<SigningKey> {
    const path = join(directory, 'keys', `${checkFileName(name)}.jwk.json`);
    const found = await readFile(path, 'utf8').catch(() => undefined);
    if (found !== undefined) return JSON.parse(found) as SigningKey;
    const made = await createSigningKey(`${name}-${randomBytes(4).toString('hex')}`);
    await createWhole(path, `${JSON.stringify(made, null, 2)}\n`);
    return JSON.parse(await readFile(path, 'utf8')) as SigningKey;
  }

  function lifetime(days: number): { readonly notBefore: Date; readonly notAfter: Date } {
    const now = clock.now().getTime();
    return { notBefore: new Date(now - day), notAfter: new Date(now + days * day) };
  }

  function isLasting({ certificatePem }: IssuedCertificate, days: number): boolean {
    const { validFrom, validTo } = new X509Certificate(certificatePem);
    const now = clock.now().getTime();
    return Date.parse(validFrom) <= now && Date.parse(validTo) - now >= days * day;
  }

  return {
    certificatePem: authority.certificatePem,
    path,
    issueGatewayServer: () =>
      issue('gateway-server.pem', { commonName: 'localhost', uses: ['SERVER'], hosts: localHosts }),
    issueGatewayClient: () => issue('gateway-client.pem', { commonName: 'assent-gateway', uses: ['CLIENT'] }),
    issueSystemClient: async (clientId, organisation) =>
      issue(systemFile(clientId, 'client'), { commonName: clientId, organisation, uses: ['CLIENT'] }),
    issueSystemServer: async (clientId, organisation) =>
      issue(systemFile(clientId, 'server'), {
        commonName: clientId,
        organisation,
        uses: ['SERVER'],
        hosts: localHosts,
      }),
    openSigningKey,
  };
}

function systemFile(clientId: string, use: 'client' | 'server'): string {
  return join('systems', `${checkFileName(clientId)}-${use}.pem`);
}

/** A client id or the name of a key becomes a file name: nothing that could lead out of the directory. */
function checkFileName(text: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{2,63}$/.test(text)) throw new RangeError('not fit to be a file name');
  return text;
}

function toBundle({ certificatePem, privateKeyPem }: IssuedCertificate): string {
  return `${certificatePem}${privateKeyPem}`;
}

async function readBundle(path: string): Promise<IssuedCertificate | undefined> {
  const text = await readFile(path, 'utf8').catch(() => '');
  const certificatePem = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\n/.exec(text)?.[0];
  const privateKeyPem = /-----BEGIN PRIVATE KEY-----[^-]+-----END PRIVATE KEY-----\n/.exec(text)?.[0];
  if (certificatePem === undefined || privateKeyPem === undefined) return undefined;
  try {
    new X509Certificate(certificatePem);
  } catch {
    return undefined;
  }
  return { certificatePem, privateKeyPem };
}

/** Puts a bundle where there is none, and leaves one that another process has put there since; takes the place of an outworn one. */
async function replaceBundle(
  path: string,
  made: IssuedCertificate,
  outworn: IssuedCertificate | undefined,
): Promise<void> {
  const current = await readBundle(path);
  if (current?.certificatePem !== outworn?.certificatePem) return;
  if (current !== undefined || (await readFile(path).catch(() => undefined)) !== undefined) {
    await writeWhole(path, toBundle(made), 0o600);
    return;
  }
  await createWhole(path, toBundle(made));
}

/** Writes a file that its owner alone can read, unless one is there already. */
async function createWhole(path: string, text: string): Promise<void> {
  const temporary = await writeTemporary(path, text, 0o600);
  try {
    await link(temporary, path);
  } catch (fault) {
    if (!hasErrorCode(fault, 'EEXIST')) throw fault;
  } finally {
    await rm(temporary);
  }
}

/** Writes a file so that a reader sees the old one or the new one, never a part. */
async function writeWhole(path: string, text: string, mode: number): Promise<void> {
  if ((await readFile(path, 'utf8').catch(() => undefined)) === text) return;
  await rename(await writeTemporary(path, text, mode), path);
}

async function writeTemporary(path: string, text: string, mode: number): Promise<string> {
  const temporary = join(dirname(path), `.${randomUUID()}.tmp`);
  await writeFile(temporary, text, { mode, flag: 'wx' });
  return temporary;
}
