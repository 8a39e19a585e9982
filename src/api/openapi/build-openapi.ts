import {
  OpenAPIRegistry,
  OpenApiGeneratorV31,
  type ResponseConfig,
  type ZodMediaTypeObject,
  type ZodRequestBody,
} from '@asteasolutions/zod-to-openapi';
import { asId } from '../../platform/index.ts';
import { type ProblemCode, problems } from '../../vocabulary/index.ts';
import { buildProblemDocument } from '../problem-document.ts';
import { type SharedParts, registerSharedParts } from './components.ts';
import { type BodyExample, bodyExamples } from './body-examples.ts';
import { openApiIntroduction } from './introduction.ts';
import type { OperationContract } from './operation-contract.ts';
import { commonProblems, operations } from './operations.ts';
import { registerFhirPaths } from './register-fhir-paths.ts';
import { registerPublicPaths } from './public-paths.ts';
import { refTo, registerSchemas } from './register-schemas.ts';

/** The published contract, an OpenAPI 3.1 document. */
export type OpenApiDocument = ReturnType<OpenApiGeneratorV31['generateDocument']>;

/** Builds the contract from the schemas that validate, so that the two cannot part ways. Pure; takes a moment: build it once. */
export function buildOpenApi(publicUrl: string): OpenApiDocument {
  const registry = new OpenAPIRegistry();
  const shared = registerSharedParts(registry, publicUrl);
  registerSchemas(registry);
  for (const [name, example] of Object.values(bodyExamples).flatMap(Object.entries<BodyExample>)) {
    registry.registerComponent('examples', name, example);
  }
  for (const operation of operations) registerOperation(registry, operation, shared);
  registerFhirPaths(registry, shared);
  registerPublicPaths(registry, shared);
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: { title: 'Assent', version: '1.0.0', description: openApiIntroduction },
    servers: [{ url: publicUrl }],
    tags: [
      { name: 'Systems', description: 'For registered systems of hospitals, schools and councils.' },
      { name: 'Tokens', description: 'Where a system gets its access token.' },
      { name: 'Ledger', description: 'For whoever checks that nothing was changed.' },
      { name: 'Operations', description: 'For whoever runs the gateway.' },
      { name: 'Reference', description: 'These pages.' },
    ],
  });
}

function registerOperation(
  registry: OpenAPIRegistry,
  operation: OperationContract,
  shared: SharedParts,
): void {
  const headers = { 'Assent-Exchange-Id': shared.exchangeIdHeader, traceparent: shared.traceHeader };
  const answers = Object.entries(operation.answers).map(([status, { description, shape }]) => {
    const response: ResponseConfig = {
      description,
      headers: operation.hasLocation ? { ...headers, Location: shared.locationHeader } : headers,
      content: {
        'application/json': { schema: refTo(shape) },
        ...Object.fromEntries((operation.forms ?? []).map((form) => [form, { schema: { type: 'string' } }])),
      },
    };
    return [status, response] as const;
  });
  const parameters = [
    ...(operation.path.includes('{id}')
      ? [
          {
            name: 'id',
            in: 'path' as const,
            required: true,
            schema: { type: 'string' as const, format: 'uuid' },
          },
        ]
      : []),
    ...(operation.path.includes('{version}')
      ? [
          {
            name: 'version',
            in: 'path' as const,
            required: true,
            schema: { type: 'integer' as const, minimum: 1 },
          },
        ]
      : []),
    ...Object.entries(operation.query ?? {}).map(([name, { description, schema }]) => ({
      name,
      in: 'query' as const,
      description,
      schema,
    })),
    ...(operation.body === undefined ? [] : [shared.idempotencyKey]),
    operation.assertion === 'REQUIRED' ? shared.requiredUserAssertion : shared.userAssertion,
    shared.traceparent,
  ];
  registry.registerPath({
    method: operation.method,
    path: operation.path,
    operationId: operation.id,
    tags: ['Systems'],
    summary: operation.summary,
    description: operation.description,
    security: [{ mutualTls: [], oauth: [operation.scope] }],
    parameters,
    ...(operation.body === undefined ? {} : { request: { body: describeBody(operation.body) } }),
    responses: {
      ...Object.fromEntries(answers),
      ...describeProblems([...commonProblems, ...operation.problems], shared),
    },
  });
}

function describeBody({ shape, mediaTypes }: NonNullable<OperationContract['body']>): ZodRequestBody {
  const examples = Object.fromEntries(
    Object.keys(bodyExamples[shape]).map((name) => [name, { $ref: `#/components/examples/${name}` }]),
  );
  const media: ZodMediaTypeObject = { schema: refTo(shape), examples };
  return { required: true, content: Object.fromEntries(mediaTypes.map((mediaType) => [mediaType, media])) };
}

const exampleId = asId<'Exchange'>('0f8fad5b-d9cb-469f-a165-70867728950e');

/** One response for each status, with every problem that has that status as an example of its own. */
function describeProblems(
  codes: readonly ProblemCode[],
  shared: SharedParts,
): Record<string, ResponseConfig> {
  const statuses = [...new Set(codes.map((code) => problems[code].status))].sort((a, b) => a - b);
  return Object.fromEntries(
    statuses.map((status) => {
      const ofStatus = [...new Set(codes)].filter((code) => problems[code].status === status);
      const response: ResponseConfig = {
        description: ofStatus.map((code) => `\`${code}\`: ${problems[code].title}`).join('\n\n'),
        headers: {
          'Assent-Exchange-Id': shared.exchangeIdHeader,
          traceparent: shared.traceHeader,
          ...(status === 401 ? { 'WWW-Authenticate': shared.challengeHeader } : {}),
          ...(status === 405 ? { Allow: shared.allowHeader } : {}),
          ...(status === 429 || status === 503 ? { 'Retry-After': shared.retryAfterHeader } : {}),
        },
        content: {
          'application/problem+json': {
            schema: refTo('Problem'),
            examples: Object.fromEntries(
              ofStatus.map((code) => [code, { value: buildProblemDocument({ code }, exampleId) }]),
            ),
          },
        },
      };
      return [String(status), response];
    }),
  );
}
