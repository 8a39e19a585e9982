import { constants } from 'node:crypto';
import type { ServerOptions } from 'node:https';

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

/** What every listener of ours speaks, whoever is to be heard there: no renegotiation, no compression. */
export const modernTls = {
  minVersion: 'TLSv1.2',
  maxVersion: 'TLSv1.3',
  ciphers: ciphers.join(':'),
  honorCipherOrder: true,
  ecdhCurve: 'X25519:P-256:P-384',
  secureOptions: constants.SSL_OP_NO_RENEGOTIATION | constants.SSL_OP_NO_COMPRESSION,
  handshakeTimeout: 8_000,
} as const satisfies ServerOptions;

/**
 * Bounds on what a connection may take. The checking interval matters: without it Node looks at its own time limits
 * only every 30 seconds. All slow ones are gone within 15 seconds. Times in milliseconds, sizes in bytes.
 */
export const connectionLimits = {
  headersTimeout: 8_000,
  requestTimeout: 12_000,
  connectionsCheckingInterval: 1_000,
  keepAliveTimeout: 10_000,
  maxHeaderSize: 32 * 1024,
  insecureHTTPParser: false,
  requireHostHeader: true,
} as const satisfies ServerOptions;
