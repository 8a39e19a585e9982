import type { Express, RequestHandler } from 'express';
import { mountRoute } from './mount-route.ts';
import type { TokenEndpoint } from './token-endpoint/index.ts';

/** Where the token endpoint stands; the issuer is the public address with this behind it. */
const prefix = '/oauth';

/** Mounts the token endpoint's four addresses. It sees them without the prefix and its body unread. */
export function mountTokenRoutes(app: Express, endpoint: TokenEndpoint): void {
  const answer: RequestHandler = (request, response, next) => {
    request.url = request.url.slice(prefix.length);
    endpoint(request, response, next);
  };
  mountRoute(app, `${prefix}/token`, { post: answer });
  mountRoute(app, `${prefix}/jwks`, { get: answer });
  mountRoute(app, `${prefix}/.well-known/oauth-authorization-server`, { get: answer });
  mountRoute(app, `${prefix}/.well-known/openid-configuration`, { get: answer });
}
