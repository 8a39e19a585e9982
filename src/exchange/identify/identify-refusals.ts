import type { ProblemCode } from '../../vocabulary/index.ts';

/**
 * Every reason for which a requester is not believed, and the one problem that the wire tells for it. The reason itself
 * goes to our own log, and of an assertion to the system that proved itself and sent it: a stranger learns that the attempt failed, never which check it got past (RFC 6750 §3.1,
 * docs/domain/05 §5.3). Only what the organisation's own staff register says is told to it: by then it has proved who it is, and
 * must be able to put its register right. A test holds this table and the code together, both ways.
 */
export const identifyRefusals = {
  /** The connection carries no client certificate. */
  'certificate-missing': 'not-authenticated',
  /** The certificate's chain does not end at an authority that we trust, or its use is not client authentication. */
  'certificate-unknown': 'not-authenticated',
  /** The certificate is outside its dates. Connections live longer than handshakes, so this is checked each time. */
  'certificate-expired': 'not-authenticated',
  /** The certificate is not the one that the token is bound to, or not registered for the system that the token names. */
  'certificate-mismatch': 'not-authenticated',
  'token-missing': 'not-authenticated',
  /** Not one bearer token in strict compact form, or a required claim is missing or of the wrong type. */
  'token-malformed': 'not-authenticated',
  /** Algorithm not allowed, key not published, or the signature is wrong. */
  'token-signature': 'not-authenticated',
  /** Outside the time it states, or it states a life longer than allowed. */
  'token-expired': 'not-authenticated',
  'token-audience': 'not-authenticated',
  'token-issuer': 'not-authenticated',
  /** Signed by the right key but something other than an access token (RFC 9068 §4). */
  'token-type': 'not-authenticated',
  /** No `cnf.x5t#S256`: whoever steals it could use it (RFC 8705 §3.1). */
  'token-unbound': 'not-authenticated',
  /** No system is registered under the token's `client_id`. */
  'not-registered': 'not-authenticated',
  /** The system or its organisation is suspended or no longer active. */
  suspended: 'suspended',
  'scope-missing': 'scope-missing',
  /** Not a JWT in strict compact form, wrong `typ`, or a claim is missing or of the wrong type. */
  'assertion-malformed': 'assertion-refused',
  /** Algorithm not allowed, key not registered for this system, or the signature is wrong. */
  'assertion-signature': 'assertion-refused',
  /** `iss` is not the system that sends it. */
  'assertion-issuer': 'assertion-refused',
  'assertion-audience': 'assertion-refused',
  /** Outside its time, or it states a life longer than five minutes. */
  'assertion-expired': 'assertion-refused',
  /** It speaks for another message. */
  'assertion-message': 'assertion-refused',
  /** The organisation's staff register does not hold this person as active. */
  'assertion-staff-unknown': 'staff-unknown',
  /** There is no such role. */
  'assertion-role': 'assertion-refused',
  /** The staff register does not give the role to this person. */
  'assertion-staff-role': 'staff-role',
  /** The staff register shows no training that is valid today. */
  'assertion-training': 'staff-training',
  /** Its `jti` was used before, here or at another replica. */
  'assertion-replayed': 'assertion-refused',
} as const satisfies Record<string, ProblemCode>;

/** Why a requester was not believed: a code for our own log. */
export type IdentifyRefusalCode = keyof typeof identifyRefusals;

/**
 * A requester that was not believed. `code` is for the log, `problem` for the wire. `sender` is the system that proved
 * itself before what it said of a person, or what it may do, was refused; null where nobody proved anything.
 */
export interface IdentifyRefusal<Organisation = unknown, System = unknown> {
  readonly code: IdentifyRefusalCode;
  readonly problem: ProblemCode;
  readonly sender: { readonly organisation: Organisation; readonly system: System } | null;
}

/** The refusal for a code, with the problem that the table gives it. */
export function identifyRefusal<Organisation, System>(
  code: IdentifyRefusalCode,
  sender: IdentifyRefusal<Organisation, System>['sender'],
): IdentifyRefusal<Organisation, System> {
  return { code, problem: identifyRefusals[code], sender };
}
