import type { RequestListener } from 'node:http';
import { type Server, createServer } from 'node:https';
import { connectionLimits, modernTls } from '../platform/index.ts';

/** What the listener for browsers shows of itself. PEM texts. */
export interface PagesTls {
  readonly certificate: string;
  readonly privateKey: string;
}

/**
 * Makes the HTTPS server for browsers: it asks for no certificate, since a browser would ask its owner which one. What could
 * be read as meant for another host, or for two, is refused before anything looks at it.
 */
export function createPagesServer(material: PagesTls, listener: RequestListener): Server {
  const server = createServer(
    { cert: material.certificate, key: material.privateKey, ...modernTls, ...connectionLimits },
    (request, response) => {
      const hosts = request.headersDistinct['host'] ?? [];
      if (hosts.length === 1 && request.url?.startsWith('/') === true) {
        listener(request, response);
        return;
      }
      response.writeHead(400, {
        'Content-Type': 'text/plain',
        'Cache-Control': 'no-store',
        Connection: 'close',
      });
      response.end('This request names no address here.\n');
    },
  );
  server.maxHeadersCount = 100;
  return server;
}
