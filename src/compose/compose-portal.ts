import type { OwnAccount } from '../exchange/index.ts';
import { openSignInProvider, returnPath } from '../pages/index.ts';
import { type Config, type Logger, systemClock } from '../platform/index.ts';
import { createPortal } from '../portal/index.ts';
import type { Rooms } from './compose-rooms.ts';
import type { GatewayTls } from './read-tls-material.ts';
import { type ComposedSurface, serveSurface } from './serve-surface.ts';

/** Builds the families' portal where one is configured. The caller lets the server listen. */
export function composePortal(
  config: Config,
  rooms: Rooms,
  own: OwnAccount,
  material: GatewayTls,
  log: Logger,
): ComposedSurface | null {
  const { portal } = config;
  if (portal === null) return null;
  const provider = openSignInProvider({
    ...portal.signIn,
    trust: { by: 'VECTORS', accepted: portal.signIn.levels },
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
  return serveSurface(app, provider, material);
}
