import { type CompactJws, type Result, asId, ok, parseCompactJws, refuse } from '../../platform/index.ts';
import { roles } from '../../vocabulary/index.ts';
import type { IdentifyRefusalCode } from './identify-refusals.ts';
import type { Practitioner } from './requester.ts';
import type { SpendAssertion } from './spent-assertions-sql.ts';
import { findUnfitness } from './staff-fitness.ts';
import type { KnownSystem, SystemRegister } from './system-register.ts';
import { clockSkewSeconds } from './token-issuer.ts';
import { type JwsAlgorithm, findVerificationKey, jwsAlgorithms } from './verification-key.ts';
import { verifySignature } from './verify-signature.ts';

/** `typ` of a user assertion, so that no other token of the same key can pass for one (RFC 8725 §3.11). */
export const userAssertionType = 'assent-user-assertion+jwt';

/** Longest life of a user assertion, in seconds. */
const longestUserAssertion = 300;

/** What an assertion is checked against. */
export interface UserAssertionQuestion {
  /** The header `Assent-User-Assertion`. */
  readonly text: string;
  /** The system that sends it, already identified. */
  readonly system: KnownSystem;
  /** The message (or, for a read, the request) that it must speak for. */
  readonly messageId: string | undefined;
  /** The instant at which roles and training are looked up. */
  readonly at: Date;
  /** The instant by which its signer's times are judged. */
  readonly presentedAt: Date;
}

/** What the check needs of the rest of the house. */
export interface UserAssertionDependencies {
  readonly register: Pick<SystemRegister, 'hasStaffRegister' | 'findStaff'>;
  readonly spendAssertion: SpendAssertion;
  /** What `aud` must be. */
  readonly audience: string;
  readonly algorithms?: readonly JwsAlgorithm[];
}

interface Claims {
  readonly issuer: string;
  readonly audience: string;
  readonly staffId: string;
  readonly role: string;
  readonly messageId: string;
  readonly leadPractitioner: boolean;
  readonly issuedAt: number;
  readonly expiresAt: number;
  readonly assertionId: string;
}

/**
 * Checks what an organisation signs about the person who acts: one practitioner, in one role, for one message, once
 * (rulings 18). Where the organisation names a staff register here, role and training must stand in it too. The
 * assertion is used up last, so that one refused for another reason can be corrected and sent again.
 */
export async function checkUserAssertion(
  question: UserAssertionQuestion,
  dependencies: UserAssertionDependencies,
): Promise<Result<Practitioner, IdentifyRefusalCode>> {
  const parsed = parseCompactJws(question.text);
  if (!parsed.ok || parsed.value.header['typ'] !== userAssertionType) return refuse('assertion-malformed');
  if (!(await isSignedBySystem(parsed.value, question.system, dependencies.algorithms ?? jwsAlgorithms))) {
    return refuse('assertion-signature');
  }
  const claims = findClaims(parsed.value);
  if (!claims) return refuse('assertion-malformed');
  const wrong = findWrongClaim(claims, question, dependencies.audience);
  if (wrong) return refuse(wrong);
  const role = roles.find((candidate) => candidate === claims.role);
  if (role === undefined) return refuse('assertion-role');
  const { system, at } = question;
  const { register } = dependencies;
  // The word of the staff register counts where the organisation names one.
  const unfit = (await register.hasStaffRegister(system.organisationId))
    ? await findUnfitness(register, {
        organisationId: system.organisationId,
        staffId: asId(claims.staffId),
        role,
        at,
      })
    : undefined;
  if (unfit) return refuse(unfit);
  const first = await dependencies.spendAssertion({
    kind: 'USER',
    issuer: claims.issuer,
    assertionId: claims.assertionId,
    expiresAt: new Date(claims.expiresAt * 1000),
  });
  if (!first) return refuse('assertion-replayed');
  return ok({
    staffId: asId(claims.staffId),
    role,
    leadPractitioner: claims.leadPractitioner,
    assertionId: claims.assertionId,
  });
}

async function isSignedBySystem(
  jws: CompactJws,
  system: KnownSystem,
  algorithms: readonly JwsAlgorithm[],
): Promise<boolean> {
  const registered = system.keys.find((jwk) => jwk.kid !== undefined && jwk.kid === jws.header['kid']);
  const key = registered && findVerificationKey(registered);
  return key !== undefined && verifySignature(jws, key, algorithms);
}

function findClaims({ payload }: CompactJws): Claims | undefined {
  const { iss, aud, sub, role, message_id: messageId, lead_practitioner: lead, iat, exp, jti } = payload;
  if (!isText(iss) || !isText(aud) || !isText(sub) || !isText(role) || !isText(messageId) || !isText(jti)) {
    return undefined;
  }
  if (typeof lead !== 'boolean' || typeof iat !== 'number' || typeof exp !== 'number') return undefined;
  return {
    issuer: iss,
    audience: aud,
    staffId: sub,
    role,
    messageId,
    leadPractitioner: lead,
    issuedAt: iat,
    expiresAt: exp,
    assertionId: jti,
  };
}

function findWrongClaim(
  claims: Claims,
  { system, messageId, presentedAt }: UserAssertionQuestion,
  audience: string,
): IdentifyRefusalCode | undefined {
  if (claims.issuer !== system.clientId) return 'assertion-issuer';
  if (claims.audience !== audience) return 'assertion-audience';
  const now = presentedAt.getTime() / 1000;
  if (claims.expiresAt <= now || claims.issuedAt > now + clockSkewSeconds) return 'assertion-expired';
  if (claims.expiresAt - claims.issuedAt > longestUserAssertion) return 'assertion-expired';
  if (messageId === undefined || claims.messageId !== messageId) return 'assertion-message';
  return undefined;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= 200;
}
