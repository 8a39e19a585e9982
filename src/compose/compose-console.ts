import { createConsole, staffScopes } from '../console/index.ts';
import { type OpenDesk } from '../exchange/index.ts';
import { openSignInProvider, returnPath } from '../pages/index.ts';
import { type Config, type Logger, systemClock } from '../platform/index.ts';
import { type PolicyCalendar, listBases } from '../policy/index.ts';
import { roles } from '../vocabulary/index.ts';
import type { Rooms } from './compose-rooms.ts';
import type { GatewayTls } from './read-tls-material.ts';
import { type ComposedSurface, serveSurface } from './serve-surface.ts';

/** Builds the officers' console where one is configured. The caller lets the server listen. */
export function composeConsole(
  config: Config,
  rooms: Rooms,
  calendar: PolicyCalendar,
  openDesk: OpenDesk,
  material: GatewayTls,
  log: Logger,
): ComposedSurface | null {
  const { console: settings } = config;
  if (settings === null) return null;
  const unknown = [...settings.mappedRoles.values()].filter((role) => !roles.some((each) => each === role));
  if (unknown.length > 0) throw new Error(`ASSENT_STAFF_ROLES names ${unknown.join(', ')}`);
  const provider = openSignInProvider({
    ...settings.signIn,
    trust: { by: 'CLASSES', accepted: settings.signIn.levels },
    scope: staffScopes[settings.claims],
    redirectUri: `${settings.publicUrl}${returnPath}`,
    authority: config.mode === 'production' ? null : material.clientAuthority,
    // What the sign-in service stamps goes by the world's time.
    clock: systemClock,
  });
  const app = createConsole({
    ...rooms,
    openDesk,
    origin: settings.publicUrl,
    sessionKey: settings.sessionKey.export(),
    organisations: settings.organisations,
    claims: settings.claims,
    mappedRoles: settings.mappedRoles,
    bases: listBases(config.policy.directory),
    calendar,
    provider,
    log,
  });
  return serveSurface(app, provider, material);
}
