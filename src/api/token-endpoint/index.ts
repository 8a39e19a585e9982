export {
  type TokenEndpoint,
  type TokenEndpointOptions,
  type TokenEvent,
  createTokenEndpoint,
} from './token-endpoint.ts';
export {
  type PublishedKey,
  type TokenSigningKeys,
  type TokenSigningKeysOptions,
  openTokenSigningKeys,
} from './token-signing-keys.ts';
export type { SpendClientAssertion, TokenRegister, TokenSystem } from './token-register.ts';
