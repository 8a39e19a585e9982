import type { Server } from 'node:https';
import type { OwnAccount } from '../exchange/index.ts';
import { createPagesServer, openSignInProvider, returnPath } from '../pages/index.ts';
import { type Config, type Logger, systemClock } from '../platform/index.ts';
import { createPortal } from '../portal/index.ts';
import type { Rooms } from './compose-rooms.ts';
import type { GatewayTls } from './read-tls-material.ts';

/** The families' portal, ready to listen. */
export interface ComposedPortal {
  readonly server: Server;
  close(): Promise<void>;
}

/** Builds the portal where one is configured. The caller lets the server listen. */
export function composePortal(
  config: Config,
  rooms: Rooms,
  own: OwnAccount,
  material: GatewayTls,
  log: Logger,
): ComposedPortal | null {
  const { portal } = config;
  if (portal === null) return null;
  const provider = openSignInProvider({
    ...portal.signIn,
    redirectUri: `${portal.publicUrl}${returnPath}`,
    authority: config.mode === 'production' ? null : material.clientAuthority,
    // What the sign-in service stamps goes by the world's time.
    clock: systemClock,
  });
  const app = createPortal({
    origin: portal.publicUrl,
    sessionKey: portal.sessionKey.export(),
    pool: rooms.pool,
    keyStore: rooms.keyStore,
    own,
    provider,
    clock: rooms.clock,
    log,
    metrics: rooms.metrics,
  });
  const server = createPagesServer(
    { certificate: material.serverCertificate, privateKey: material.serverKey },
    app,
  );
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
