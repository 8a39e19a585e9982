import type { OpenAPIRegistry } from '@asteasolutions/zod-to-openapi';
import { scopes } from '../../vocabulary/index.ts';

/** References to the parts that many operations share. */
export interface SharedParts {
  readonly exchangeIdHeader: { readonly $ref: string };
  readonly traceHeader: { readonly $ref: string };
  readonly retryAfterHeader: { readonly $ref: string };
  readonly challengeHeader: { readonly $ref: string };
  readonly allowHeader: { readonly $ref: string };
  readonly locationHeader: { readonly $ref: string };
  readonly idempotencyKey: { readonly $ref: string };
  readonly traceparent: { readonly $ref: string };
  readonly userAssertion: { readonly $ref: string };
  readonly requiredUserAssertion: { readonly $ref: string };
  readonly recordGrounds: { readonly $ref: string };
}

const assertionWords =
  'A JWT that your organisation signs about the practitioner who acts: who, in which role, for this message. At most five minutes old, used once.';

/** Registers security schemes, headers and parameters. */
export function registerSharedParts(registry: OpenAPIRegistry, publicUrl: string): SharedParts {
  registry.registerComponent('securitySchemes', 'mutualTls', {
    type: 'mutualTLS',
    description: 'The certificate that is registered for your system (RFC 8705).',
  });
  registry.registerComponent('securitySchemes', 'oauth', {
    type: 'oauth2',
    description:
      'Client credentials with `private_key_jwt` (SMART Backend Services). The token is bound to your certificate and lives for minutes.',
    flows: {
      clientCredentials: {
        tokenUrl: `${publicUrl}/oauth/token`,
        scopes: Object.fromEntries(Object.entries(scopes).map(([code, { plain }]) => [code, plain])),
      },
    },
  });
  const header = (name: string, description: string): { $ref: string } =>
    registry.registerComponent('headers', name, { description, schema: { type: 'string' } }).ref;
  const parameter = (
    component: string,
    name: string,
    description: string,
    required: boolean,
    pattern: string,
  ): { $ref: string } =>
    registry.registerComponent('parameters', component, {
      name,
      in: 'header',
      required,
      description,
      schema: { type: 'string', pattern },
    }).ref;
  const jwt = '^[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+$';
  return {
    exchangeIdHeader: header('Assent-Exchange-Id', 'Names this request. On every answer, refusals included.'),
    traceHeader: header('traceparent', 'The trace goes on here (W3C Trace Context). On every answer.'),
    retryAfterHeader: header('Retry-After', 'Seconds after which to try again.'),
    challengeHeader: header('WWW-Authenticate', 'Always `Bearer`, without a cause.'),
    allowHeader: header('Allow', 'The methods that this address answers to.'),
    locationHeader: header('Location', 'Where the answer can be read again.'),
    idempotencyKey: parameter(
      'IdempotencyKey',
      'Idempotency-Key',
      'Your name for this request. Send it again with the same key and body and you get the first answer again, without a second effect.',
      false,
      '^[A-Za-z0-9._~-]{8,64}$',
    ),
    traceparent: parameter(
      'Traceparent',
      'traceparent',
      'Your trace (W3C Trace Context). One of another form starts a new trace.',
      false,
      '^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$',
    ),
    userAssertion: parameter('UserAssertion', 'Assent-User-Assertion', assertionWords, false, jwt),
    requiredUserAssertion: parameter(
      'RequiredUserAssertion',
      'Assent-User-Assertion',
      assertionWords,
      true,
      jwt,
    ),
    recordGrounds: parameter(
      'RecordGrounds',
      'Assent-Request',
      'Who holds it, who would read it, why, and whom it is about: base64 of JSON with the members of RecordRequest, but for `type` and `resourceTypes`; without `subject` where the search names them.',
      true,
      '^[A-Za-z0-9+/_-]+={0,2}$',
    ),
  };
}
