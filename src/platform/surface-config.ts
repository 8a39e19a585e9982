import type { KeyObject } from 'node:crypto';
import type { ReadSettings } from './config-schema.ts';
import type { StaffClaims } from './staff-claims.ts';

/** Where people reach a surface of their own, and with which provider they sign in. */
export interface PortalConfig {
  readonly port: number;
  /** The https origin, without a slash at the end. */
  readonly publicUrl: string;
  /** 32 bytes: signs the cookies of sessions. */
  readonly sessionKey: KeyObject;
  readonly signIn: {
    readonly issuer: string;
    readonly clientId: string;
    /** EC P-256 or RSA private key. */
    readonly clientKey: KeyObject;
    /** Vectors of trust (RFC 8485) for families, authentication context classes for staff: what is good enough. */
    readonly levels: readonly string[];
  };
}

/** The console: a surface whose provider speaks for certain organisations and no other. */
export interface ConsoleConfig extends PortalConfig {
  /** Identifiers as text, such as `ods:Z9Z9A`. */
  readonly organisations: readonly string[];
  readonly claims: StaffClaims;
  /** Our roles by the provider's own codes; what they are is for whoever reads it to say. */
  readonly mappedRoles: ReadonlyMap<string, string>;
}

/** The portal, if one is configured; `findProblems` has refused one that lacks any of these. */
export function toPortalConfig(read: ReadSettings): PortalConfig | null {
  const {
    ASSENT_PORTAL_URL: publicUrl,
    ASSENT_SESSION_KEY_FILE: session,
    ASSENT_SIGN_IN_ISSUER: issuer,
    ASSENT_SIGN_IN_CLIENT_ID: clientId,
    ASSENT_SIGN_IN_KEY_FILE: client,
  } = read;
  if (
    publicUrl === undefined ||
    session === undefined ||
    issuer === undefined ||
    clientId === undefined ||
    client === undefined
  ) {
    return null;
  }
  return {
    port: read.ASSENT_PORTAL_PORT,
    publicUrl,
    sessionKey: session.secret,
    signIn: { issuer, clientId, clientKey: client.secret, levels: read.ASSENT_SIGN_IN_LEVELS },
  };
}

/** The console, if one is configured; `findProblems` has refused one that lacks any of these. */
export function toConsoleConfig(read: ReadSettings): ConsoleConfig | null {
  const {
    ASSENT_CONSOLE_URL: publicUrl,
    ASSENT_SESSION_KEY_FILE: session,
    ASSENT_STAFF_ISSUER: issuer,
    ASSENT_STAFF_CLIENT_ID: clientId,
    ASSENT_STAFF_KEY_FILE: client,
    ASSENT_STAFF_ORGANISATIONS: organisations,
  } = read;
  if (
    publicUrl === undefined ||
    session === undefined ||
    issuer === undefined ||
    clientId === undefined ||
    client === undefined ||
    organisations === undefined
  ) {
    return null;
  }
  return {
    port: read.ASSENT_CONSOLE_PORT,
    publicUrl,
    sessionKey: session.secret,
    signIn: { issuer, clientId, clientKey: client.secret, levels: read.ASSENT_STAFF_LEVELS },
    organisations,
    claims: read.ASSENT_STAFF_CLAIMS,
    mappedRoles: new Map(read.ASSENT_STAFF_ROLES),
  };
}
