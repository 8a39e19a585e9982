export { type ApiDependencies, createApiApp } from './create-api-app.ts';
export { hardenServer } from './harden-server.ts';
export { type TokenSigningKeys, createTokenEndpoint, openTokenSigningKeys } from './token-endpoint/index.ts';
