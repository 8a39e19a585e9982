import { InvalidClientAuth, OIDCProviderError } from 'oidc-provider/lib/helpers/errors.js';
import type { Adapter, AdapterFactory, AdapterPayload } from 'oidc-provider';
import type { JWK } from 'jose';
import type { Clock } from '../../platform/index.ts';
import type { SpendClientAssertion, TokenRegister, TokenSystem } from './token-register.ts';

/** Names under which the provider carries what it does not know itself. */
export const systemScopes = 'assent_scopes';
export const systemThumbprints = 'assent_certificate_thumbprints';

/** What the adapter rests on. */
export interface ClientAdapterDependencies {
  readonly register: TokenRegister;
  readonly spendAssertion: SpendClientAssertion;
  readonly clock: Clock;
}

/**
 * What the provider reads and keeps: systems come from our register on every request, used assertions go to PostgreSQL,
 * and there is nothing else. A suspended system is as unknown as one that never was, so the answers are the same.
 */
export function clientAdapter(dependencies: ClientAdapterDependencies): AdapterFactory {
  const adapters: Readonly<Record<string, Adapter>> = {
    Client: { ...noStore, find: (clientId) => orUnavailable(findClient(clientId, dependencies)) },
    ReplayDetection: {
      ...noStore,
      // Nothing is found beforehand: the insert alone decides who was first.
      find: () => Promise.resolve(undefined),
      upsert: (id, payload, expiresIn) => orUnavailable(spend(id, payload, expiresIn, dependencies)),
    },
  };
  return (name) => adapters[name] ?? noStore;
}

async function findClient(
  clientId: string,
  { register }: ClientAdapterDependencies,
): Promise<AdapterPayload | undefined> {
  const system = await register.findSystemByClientId(clientId);
  if (system?.suspendedAt !== null) return undefined;
  const { active } = await register.getOrganisation(system.organisationId);
  return active ? describeClient(system) : undefined;
}

function describeClient(system: TokenSystem): AdapterPayload {
  return {
    client_id: system.clientId,
    grant_types: ['client_credentials'],
    response_types: [],
    redirect_uris: [],
    token_endpoint_auth_method: 'private_key_jwt',
    id_token_signed_response_alg: 'ES256',
    tls_client_certificate_bound_access_tokens: true,
    jwks: { keys: system.keys.map(publicMembers) },
    [systemScopes]: [...system.scopes],
    [systemThumbprints]: [...system.certificateThumbprints],
  };
}

function publicMembers({ kty, kid, use, alg, crv, x, y, n, e }: JWK): Readonly<Record<string, string>> {
  const members = Object.entries({ kty, kid, use, alg, crv, x, y, n, e });
  return Object.fromEntries(members.filter((member): member is [string, string] => member[1] !== undefined));
}

async function spend(
  id: string,
  payload: AdapterPayload,
  expiresIn: number | undefined,
  { spendAssertion, clock }: ClientAdapterDependencies,
): Promise<void> {
  const { iss } = payload;
  if (iss === undefined || expiresIn === undefined)
    throw new Error('a client assertion has no issuer or no end');
  const expiresAt = new Date(clock.now().getTime() + expiresIn * 1000);
  const first = await spendAssertion({ kind: 'CLIENT', issuer: iss, assertionId: id, expiresAt });
  if (!first) throw new InvalidClientAuth('the assertion was used before');
}

/** A register or database that cannot be asked is a 503, so that systems try again instead of changing their keys. */
async function orUnavailable<Value>(answer: Promise<Value>): Promise<Value> {
  try {
    return await answer;
  } catch (cause) {
    if (cause instanceof OIDCProviderError) throw cause;
    throw new OIDCProviderError(503, 'temporarily_unavailable', { cause });
  }
}

function refuseToKeep(): Promise<never> {
  return Promise.reject(new Error('the token endpoint keeps nothing of this kind'));
}

const noStore: Adapter = {
  upsert: refuseToKeep,
  find: refuseToKeep,
  findByUserCode: refuseToKeep,
  findByUid: refuseToKeep,
  consume: refuseToKeep,
  destroy: refuseToKeep,
  revokeByGrantId: refuseToKeep,
};
