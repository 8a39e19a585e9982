import { readFile } from 'node:fs/promises';
import { openDevelopmentAuthority } from '../agreements/index.ts';
import { type Config, systemClock } from '../platform/index.ts';

/** Certificates and keys, as PEM text: what the gateway answers with, what it dials with, and whom it trusts. */
export interface GatewayTls {
  readonly serverCertificate: string;
  readonly serverKey: string;
  readonly clientCertificate: string;
  readonly clientKey: string;
  readonly clientAuthority: string;
}

/** Outside production the development authority makes what is missing; production brings its own. */
export async function readTlsMaterial(config: Config): Promise<GatewayTls> {
  if (config.mode === 'production') {
    const [certificate, key, authority] = await Promise.all([
      readFile(config.tls.certFile, 'utf8'),
      readFile(config.tls.keyFile, 'utf8'),
      readFile(config.tls.clientCaFile, 'utf8'),
    ]);
    return {
      serverCertificate: certificate,
      serverKey: key,
      clientCertificate: certificate,
      clientKey: key,
      clientAuthority: authority,
    };
  }
  const authority = await openDevelopmentAuthority({
    directory: config.certsDirectory,
    clock: systemClock,
    environment: config.mode,
  });
  const [server, client] = await Promise.all([
    authority.issueGatewayServer(),
    authority.issueGatewayClient(),
  ]);
  return {
    serverCertificate: server.certificatePem,
    serverKey: server.privateKeyPem,
    clientCertificate: client.certificatePem,
    clientKey: client.privateKeyPem,
    clientAuthority: authority.certificatePem,
  };
}
