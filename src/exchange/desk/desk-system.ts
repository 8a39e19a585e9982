import type { RegisteredSystem } from '../../agreements/index.ts';
import type { OrganisationId } from '../../platform/index.ts';
import type { ScopeCode } from '../../vocabulary/index.ts';
import type { House } from '../house.ts';

/** What somebody can do at a desk, for as long as their organisation's desk is registered for it. */
const deskScopes: readonly ScopeCode[] = [
  'decisions:ask',
  'holds:read',
  'holds:decide',
  'consents:ask',
  'emergency:access',
  'records:request',
  'deadlines:read',
  'deadlines:note',
  'cases:read',
  'cases:close',
];

/**
 * The system as which an organisation's people act in the console. It stands in the register like any other, so that it can be suspended
 * at once and its scopes narrowed; it has neither key nor certificate, so that nothing but the console can act as it, and no address, so
 * that nothing is delivered to it. It is registered when the first of them does something.
 */
export async function openDeskSystem(
  { agreements }: Pick<House, 'agreements'>,
  organisationId: OrganisationId,
  at: Date,
): Promise<RegisteredSystem> {
  const clientId = `desk.${organisationId}`;
  const known = await agreements.findSystemByClientId(clientId, at);
  if (known !== undefined) return checkOwner(known, organisationId);
  await agreements.registerSystem(organisationId, {
    clientId,
    name: 'Desk of the console',
    scopes: [...deskScopes],
    keys: [],
    certificates: [],
  });
  // Where somebody else was first, theirs is there now.
  const registered = await agreements.findSystemByClientId(clientId, at);
  if (registered === undefined) throw new Error('the desk of an organisation could not be registered');
  return checkOwner(registered, organisationId);
}

function checkOwner(system: RegisteredSystem, organisationId: OrganisationId): RegisteredSystem {
  if (system.organisationId !== organisationId)
    throw new Error('the desk of an organisation is registered as somebody else’s');
  return system;
}
