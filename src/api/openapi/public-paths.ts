import type { OpenAPIRegistry } from '@asteasolutions/zod-to-openapi';
import type { SharedParts } from './components.ts';
import { refTo } from './register-schemas.ts';

interface PublicPath {
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly description: string;
  readonly mediaType: string;
  readonly parameter?: string;
}

const publicPaths: readonly PublicPath[] = [
  {
    path: '/oauth/jwks',
    tag: 'Tokens',
    summary: 'The keys that sign access tokens',
    description: 'A JSON Web Key Set (RFC 7517).',
    mediaType: 'application/json',
  },
  {
    path: '/oauth/.well-known/oauth-authorization-server',
    tag: 'Tokens',
    summary: 'What the token endpoint can do',
    description: 'RFC 8414 metadata. `issuer` is the audience of your assertion.',
    mediaType: 'application/json',
  },
  {
    path: '/oauth/.well-known/openid-configuration',
    tag: 'Tokens',
    summary: 'The same under the name that SMART looks for',
    description: 'RFC 8414 metadata.',
    mediaType: 'application/json',
  },
  {
    path: '/.well-known/authzen-configuration',
    tag: 'Reference',
    summary: 'Where access evaluations are answered',
    description: 'Metadata of OpenID AuthZEN 1.0 (Policy Decision Point Metadata).',
    mediaType: 'application/json',
  },
  {
    path: '/ledger/checkpoint',
    tag: 'Ledger',
    summary: 'The signed head of the ledger',
    description:
      'A C2SP tlog-checkpoint: origin, size, root hash and signatures; the newest that enough witnesses have cosigned, where there are witnesses. Public, like the key that signs it.',
    mediaType: 'text/plain',
  },
  {
    path: '/ledger/proof/{index}',
    tag: 'Ledger',
    summary: 'A receipt again, with the witnesses’ cosignatures',
    description:
      'A C2SP tlog-proof of the entry at this index (it stands in your receipt), under the first checkpoint since that enough witnesses have cosigned; under the ledger’s signature alone as long as there is none. It leaves out what the entry says of itself, which is in your receipt. Public: all of it follows from the tiles.',
    mediaType: 'text/plain',
    parameter: 'index',
  },
  {
    path: '/ledger/tile/{tile}',
    tag: 'Ledger',
    summary: 'Hashes of the ledger’s tree, and its leaves',
    description:
      'C2SP tlog-tiles: `<L>/<N>[.p/<W>]` gives up to 256 hashes of a level, `entries/<N>[.p/<W>]` up to 256 leaves, each behind two bytes of length. A leaf is a salted commitment. What is there never changes; what no signed checkpoint covers yet is not there.',
    mediaType: 'application/octet-stream',
    parameter: 'tile',
  },
  {
    path: '/receipts/jwks.json',
    tag: 'Reference',
    summary: 'The key that signs receipts of choices',
    description: 'A JWK set (RFC 7517). Whoever holds a signed receipt checks it against this key.',
    mediaType: 'application/json',
  },
  {
    path: '/metrics',
    tag: 'Operations',
    summary: 'Figures for Prometheus',
    description:
      'Only for the machine itself, or with the configured bearer. Anyone else is told that there is nothing here.',
    mediaType: 'text/plain',
  },
  {
    path: '/openapi.json',
    tag: 'Reference',
    summary: 'This contract',
    description: 'OpenAPI 3.1.',
    mediaType: 'application/json',
  },
  {
    path: '/docs',
    tag: 'Reference',
    summary: 'This contract, to read',
    description: 'A page that needs no script and asks no other server.',
    mediaType: 'text/html',
  },
  {
    path: '/problems',
    tag: 'Reference',
    summary: 'Every problem and reason',
    description: 'All codes on one page.',
    mediaType: 'text/html',
  },
  {
    path: '/problems/{code}',
    tag: 'Reference',
    summary: 'One problem or reason in plain words',
    description:
      'The page that `type` of a problem points to. Reason codes of decisions have one each as well.',
    mediaType: 'text/html',
    parameter: 'code',
  },
  {
    path: '/assets/assent.css',
    tag: 'Reference',
    summary: 'The style of these pages',
    description: 'Served from here, so that the pages ask no other server.',
    mediaType: 'text/css',
  },
];

/** Registers what is not a door of `/v1`. */
export function registerPublicPaths(registry: OpenAPIRegistry, shared: SharedParts): void {
  const headers = { 'Assent-Exchange-Id': shared.exchangeIdHeader, traceparent: shared.traceHeader };
  registry.registerPath({
    method: 'post',
    path: '/oauth/token',
    operationId: 'getToken',
    tags: ['Tokens'],
    summary: 'Get an access token',
    description:
      'Client credentials with a signed assertion (RFC 7523), over a connection with your certificate. The token only works on connections with that certificate.',
    security: [{ mutualTls: [] }],
    request: {
      body: {
        required: true,
        content: { 'application/x-www-form-urlencoded': { schema: refTo('TokenRequest') } },
      },
    },
    responses: {
      200: {
        description: 'The token.',
        headers,
        content: { 'application/json': { schema: refTo('TokenAnswer') } },
      },
      400: {
        description: 'Refused.',
        headers,
        content: { 'application/json': { schema: refTo('TokenProblem') } },
      },
      401: {
        description: 'Refused.',
        headers,
        content: { 'application/json': { schema: refTo('TokenProblem') } },
      },
    },
  });
  registry.registerPath({
    method: 'get',
    path: '/healthz',
    operationId: 'getHealth',
    tags: ['Operations'],
    summary: 'Whether the process runs',
    security: [],
    responses: {
      200: { description: 'It runs.', headers, content: { 'application/json': { schema: refTo('Health') } } },
    },
  });
  registry.registerPath({
    method: 'get',
    path: '/readyz',
    operationId: 'getReadiness',
    tags: ['Operations'],
    summary: 'Whether it can take traffic',
    description: 'Uses the database, the key store and the signing key of the ledger.',
    security: [],
    responses: {
      200: {
        description: 'All answer.',
        headers,
        content: { 'application/json': { schema: refTo('Readiness') } },
      },
      503: {
        description: 'One does not.',
        headers,
        content: { 'application/json': { schema: refTo('Readiness') } },
      },
    },
  });
  for (const page of publicPaths) {
    registry.registerPath({
      method: 'get',
      path: page.path,
      tags: [page.tag],
      summary: page.summary,
      description: page.description,
      security: [],
      parameters:
        page.parameter === undefined
          ? []
          : [{ name: page.parameter, in: 'path', required: true, schema: { type: 'string' } }],
      responses: {
        200: {
          description: page.summary,
          headers,
          content: {
            [page.mediaType]: {
              schema: { type: page.mediaType === 'application/json' ? 'object' : 'string' },
            },
          },
        },
      },
    });
  }
}
