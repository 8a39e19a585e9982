import type { RequestListener } from 'node:http';
import type { Server } from 'node:https';
import { type SignInProvider, createPagesServer } from '../pages/index.ts';
import type { GatewayTls } from './read-tls-material.ts';

/** A surface for people in browsers, ready to listen. */
export interface ComposedSurface {
  readonly server: Server;
  close(): Promise<void>;
}

/** Puts a surface behind a listener for browsers. */
export function serveSurface(
  app: RequestListener,
  provider: Pick<SignInProvider, 'close'>,
  { serverCertificate, serverKey }: GatewayTls,
): ComposedSurface {
  const server = createPagesServer({ certificate: serverCertificate, privateKey: serverKey }, app);
  return {
    server,
    close: async () => {
      await new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeIdleConnections();
      });
      await provider.close();
    },
  };
}
