/**
 * The provider without its entry file, which does nothing but print a warning on every runtime older than Node 22
 * (the provider itself runs on Node 20; test/token-endpoint shows it). The version is pinned in package.json.
 */
declare module 'oidc-provider/lib/provider.js' {
  export { Provider } from 'oidc-provider';
}

declare module 'oidc-provider/lib/helpers/errors.js' {
  import { errors } from 'oidc-provider';
  export import InvalidClientAuth = errors.InvalidClientAuth;
  export import InvalidScope = errors.InvalidScope;
  export import InvalidTarget = errors.InvalidTarget;
  export import OIDCProviderError = errors.OIDCProviderError;
}
