import type { ServerOptions } from 'node:https';
import { modernTls } from '../platform/index.ts';

/** What the server shows of itself and whom it believes. PEM texts. */
export interface TlsMaterial {
  readonly certificate: string;
  readonly privateKey: string;
  /** The authorities that certificates of systems must come from. */
  readonly clientAuthorities: readonly string[];
  /** Their revocation lists; once one is given, every authority in use must have one that is in date. */
  readonly revocationLists?: readonly string[];
}

/**
 * TLS for the doors of systems. A certificate is asked for and its chain judged by the handshake, but a connection
 * without a good one is let in as far as the request: there it is refused with an answer that can be read and logged,
 * by stage 2 (identify) and by the token endpoint, which both ask for `authorized` again. Nothing but health and
 * discovery answers without it. Renegotiation is off, so that a connection has one certificate for life.
 */
export function tlsOptions(material: TlsMaterial): ServerOptions {
  return {
    cert: material.certificate,
    key: material.privateKey,
    ca: [...material.clientAuthorities],
    ...(material.revocationLists ? { crl: [...material.revocationLists] } : {}),
    requestCert: true,
    rejectUnauthorized: false,
    ...modernTls,
  };
}
