import type { X509Certificate } from 'node:crypto';
import { type Result, ok, refuse } from '../../platform/index.ts';
import { type CheckAccessToken, accessTokenCheck } from './access-token.ts';
import { type IdentifyRefusal, type IdentifyRefusalCode, identifyRefusal } from './identify-refusals.ts';
import { checkPeerCertificate } from './peer-certificate.ts';
import type { Practitioner, Requester } from './requester.ts';
import type { SpendAssertion } from './spent-assertions-sql.ts';
import type { KnownOrganisation, KnownSystem, SystemRegister } from './system-register.ts';
import type { TokenIssuer } from './token-issuer.ts';
import { type UserAssertionDependencies, checkUserAssertion } from './user-assertion.ts';

/** What a request shows of who sends it. Nothing in it is believed yet. */
export interface IdentifyRequest {
  /** From the TLS handshake of this connection, never from a header. */
  readonly peerCertificate: X509Certificate | undefined;
  /** Whether the handshake found the certificate's chain good (`socket.authorized`). */
  readonly socketAuthorized: boolean;
  /** The one `Authorization` header. */
  readonly authorization: string | undefined;
  /** The one `Assent-User-Assertion` header. */
  readonly userAssertion: string | undefined;
  /** Identifier of the message in the body, or of the request when it has no body. */
  readonly messageId: string | undefined;
  /** The instant at which the registers are asked. */
  readonly at: Date;
  /** The instant by which certificate, token and assertion are judged: the machine's, which the TLS handshake goes by. */
  readonly presentedAt: Date;
}

/** What identification needs of the rest of the house. */
export interface IdentifyDependencies<Organisation extends KnownOrganisation, System extends KnownSystem> {
  /** The registers as they stand now. */
  openRegister(): Promise<SystemRegister<Organisation, System>>;
  readonly issuer: TokenIssuer;
  readonly spendAssertion: SpendAssertion;
}

/** Stage 2: from a request to the requester, or the reason why nobody is believed to stand behind it. */
export type IdentifyRequester<Organisation extends KnownOrganisation, System extends KnownSystem> = (
  request: IdentifyRequest,
) => Promise<Result<Requester<Organisation, System>, IdentifyRefusal<Organisation, System>>>;

/**
 * Makes stage 2 of the story. The order is: the certificate, the token, their being bound to each other, the system and
 * its organisation as they stand in the register at this moment, the scopes, and the person if one is asserted. The
 * first that fails decides. A fault of a register or the database is thrown, never taken for a yes.
 */
export function createIdentifyRequester<Organisation extends KnownOrganisation, System extends KnownSystem>(
  dependencies: IdentifyDependencies<Organisation, System>,
): IdentifyRequester<Organisation, System> {
  const checkToken = accessTokenCheck(dependencies.issuer);
  return async (request) => {
    const register = await dependencies.openRegister();
    const sender = await identifySystem(request, checkToken, register);
    if (!sender.ok) return refuse(identifyRefusal(sender.refusal, null));
    const { organisation, system } = sender.value;
    const { issuer, spendAssertion } = dependencies;
    const practitioner = await findPractitioner(request, system, {
      register,
      spendAssertion,
      audience: issuer.audience,
    });
    return practitioner.ok
      ? ok({ ...sender.value, practitioner: practitioner.value })
      : refuse(identifyRefusal(practitioner.refusal, { organisation, system }));
  };
}

async function identifySystem<Organisation extends KnownOrganisation, System extends KnownSystem>(
  request: IdentifyRequest,
  checkToken: CheckAccessToken,
  register: SystemRegister<Organisation, System>,
): Promise<Result<Omit<Requester<Organisation, System>, 'practitioner'>, IdentifyRefusalCode>> {
  const thumbprint = checkPeerCertificate(
    request.peerCertificate,
    request.socketAuthorized,
    request.presentedAt,
  );
  if (!thumbprint.ok) return thumbprint;
  const bearer = findBearerToken(request.authorization);
  if (!bearer.ok) return bearer;
  const token = await checkToken(bearer.value, request.presentedAt);
  if (!token.ok) return token;
  if (token.value.boundTo !== thumbprint.value) return refuse('certificate-mismatch');

  const system = await register.findSystemByClientId(token.value.clientId, request.at);
  if (!system) return refuse('not-registered');
  if (!system.certificateThumbprints.includes(thumbprint.value)) return refuse('certificate-mismatch');
  if (system.suspendedAt !== null) return refuse('suspended');
  const organisation = await register.getOrganisation(system.organisationId, request.at);
  if (!organisation.active) return refuse('suspended');

  const scopes = token.value.scopes.filter((scope) => system.scopes.includes(scope));
  return ok({ organisation, system, scopes });
}

function findBearerToken(authorization: string | undefined): Result<string, IdentifyRefusalCode> {
  if (authorization === undefined || authorization === '') return refuse('token-missing');
  const [scheme, token, ...rest] = authorization.split(' ');
  if (scheme?.toLowerCase() !== 'bearer' || token === undefined || rest.length > 0)
    return refuse('token-malformed');
  return ok(token);
}

async function findPractitioner(
  { userAssertion, messageId, at, presentedAt }: IdentifyRequest,
  system: KnownSystem,
  dependencies: UserAssertionDependencies,
): Promise<Result<Practitioner | null, IdentifyRefusalCode>> {
  if (userAssertion === undefined) return ok(null);
  return checkUserAssertion({ text: userAssertion, system, messageId, at, presentedAt }, dependencies);
}
