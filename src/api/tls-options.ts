import { constants } from 'node:crypto';
import type { ServerOptions } from 'node:https';

/** What the server shows of itself and whom it believes. PEM texts. */
export interface TlsMaterial {
  readonly certificate: string;
  readonly privateKey: string;
  /** The authorities that certificates of systems must come from. */
  readonly clientAuthorities: readonly string[];
  /** Their revocation lists; once one is given, every authority in use must have one that is in date. */
  readonly revocationLists?: readonly string[];
}

/** TLS 1.3 first; of TLS 1.2 only key exchanges with forward secrecy and authenticated encryption (FAPI 2.0 §5.2.2). */
const ciphers = [
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'TLS_AES_128_GCM_SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
];

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
    minVersion: 'TLSv1.2',
    maxVersion: 'TLSv1.3',
    ciphers: ciphers.join(':'),
    honorCipherOrder: true,
    ecdhCurve: 'X25519:P-256:P-384',
    secureOptions: constants.SSL_OP_NO_RENEGOTIATION | constants.SSL_OP_NO_COMPRESSION,
    handshakeTimeout: 8_000,
  };
}
