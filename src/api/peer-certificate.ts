import { type X509Certificate, createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';

/** Who stands at the other end of the connection, as far as the TLS handshake proved it. */
export interface Peer {
  readonly certificate: X509Certificate | undefined;
  /** Whether our certificate authority vouches for the certificate. */
  readonly authorised: boolean;
  /** `x5t#S256` of the certificate, base64url (RFC 8705 §3.1). Only of an authorised one: others cost nothing to make. */
  readonly thumbprint: string | undefined;
}

const nobody: Peer = { certificate: undefined, authorised: false, thumbprint: undefined };
const peers = new WeakMap<TLSSocket, Peer>();

/** The peer of a connection, read from the handshake alone and never from a header. Worked out once for each connection. */
export function getPeer(request: IncomingMessage): Peer {
  const { socket } = request;
  if (!(socket instanceof TLSSocket)) return nobody;
  const known = peers.get(socket);
  if (known !== undefined) return known;
  const certificate = socket.getPeerX509Certificate();
  const peer: Peer = {
    certificate,
    authorised: certificate !== undefined && socket.authorized,
    thumbprint:
      certificate !== undefined && socket.authorized
        ? createHash('sha256').update(certificate.raw).digest('base64url')
        : undefined,
  };
  peers.set(socket, peer);
  return peer;
}
