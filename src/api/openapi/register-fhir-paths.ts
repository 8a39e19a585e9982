import type { OpenAPIRegistry, ResponseConfig } from '@asteasolutions/zod-to-openapi';
import { type ProblemCode, problems } from '../../vocabulary/index.ts';
import { buildProblemDocument } from '../problem-document.ts';
import { buildOperationOutcome } from '../fhir/operation-outcome.ts';
import { asId } from '../../platform/index.ts';
import { searchableTypes } from '../../records/index.ts';
import type { SharedParts } from './components.ts';
import type { FhirOperation } from './fhir-operation.ts';
import { fhirPullOperations } from './fhir-pull-operations.ts';
import { commonProblems } from './operations.ts';
import { refTo } from './register-schemas.ts';

const recordingProblems = [
  'json-syntax',
  'json-duplicate-key',
  'json-depth',
  'json-number',
  'json-text',
  'json-prototype',
  'too-large',
  'media-type',
  'fhir-invalid',
  'practitioner-required',
  'consent-invalid',
  'precondition-failed',
] as const satisfies readonly ProblemCode[];

/** The interactions of the FHIR face, beside its capability statement. */
export const fhirOperations: readonly FhirOperation[] = [
  {
    id: 'importConsent',
    method: 'post',
    path: '/fhir/R4/Consent',
    summary: 'Record a choice that comes as a FHIR R4 Consent',
    description:
      'As `/v1/consents`, with the same scope, the same signed assertion and the same checks. What cannot be read exactly is kept as a draft that permits and refuses nothing; the extension `consent-unclear` names each element and rule. A permit names its notice in the extension `consent-information`. `If-None-Exist: identifier=system|value` makes no second record.',
    scope: 'consents:record',
    body: 'RESOURCE',
    status: 201,
    problems: [...recordingProblems, 'consent-exists'],
  },
  {
    id: 'updateConsent',
    method: 'put',
    path: '/fhir/R4/Consent/{id}',
    summary: 'Record that the same person chose again, as a FHIR R4 Consent',
    description:
      'A new version of a record that you recorded. `If-Match` names the version that you have seen. What is not clear never replaces what was.',
    scope: 'consents:record',
    body: 'RESOURCE',
    status: 200,
    problems: recordingProblems,
  },
  {
    id: 'readFhirConsent',
    method: 'get',
    path: '/fhir/R4/Consent/{id}',
    summary: 'Read a choice as a FHIR R4 Consent',
    description: 'The present version, for the organisation that recorded it. Choices to share alone.',
    scope: 'consents:read',
    status: 200,
    problems: [],
  },
  {
    id: 'readFhirHistory',
    method: 'get',
    path: '/fhir/R4/Consent/{id}/_history',
    summary: 'Read all versions of a choice as a FHIR R4 Bundle',
    description: 'The newest first, for the organisation that recorded it.',
    scope: 'consents:read',
    status: 200,
    problems: [],
  },
  {
    id: 'readFhirVersion',
    method: 'get',
    path: '/fhir/R4/Consent/{id}/_history/{version}',
    summary: 'Read one version of a choice as a FHIR R4 Consent',
    description: 'For the organisation that recorded it.',
    scope: 'consents:read',
    status: 200,
    problems: [],
  },
  {
    id: 'searchFhirConsents',
    method: 'post',
    path: '/fhir/R4/Consent/_search',
    summary: 'Search your own records of a person’s choices',
    description:
      '`patient.identifier` (or `patient:identifier`) with one number as `system|value`, and `status`. By POST alone: an address never names a person.',
    scope: 'consents:read',
    body: 'FORM',
    status: 200,
    problems: ['search-invalid', 'media-type', 'too-large'],
  },
];

/** Registers the FHIR face. */
export function registerFhirPaths(registry: OpenAPIRegistry, shared: SharedParts): void {
  const headers = { 'Assent-Exchange-Id': shared.exchangeIdHeader, traceparent: shared.traceHeader };
  const resource = { 'application/fhir+json': { schema: { type: 'object' as const } } };
  registry.registerPath({
    method: 'get',
    path: '/fhir/R4/metadata',
    tags: ['Reference'],
    summary: 'What the FHIR face can do',
    description: 'A FHIR R4 CapabilityStatement.',
    security: [],
    responses: { 200: { description: 'The statement.', headers, content: resource } },
  });
  for (const operation of [...fhirOperations, ...fhirPullOperations]) {
    registry.registerPath({
      method: operation.method,
      path: operation.path,
      operationId: operation.id,
      tags: ['Systems'],
      summary: operation.summary,
      description: operation.description,
      security: [{ mutualTls: [], oauth: [operation.scope] }],
      parameters: [
        ...['type', 'id', 'version'].flatMap((name) =>
          operation.path.includes(`{${name}}`)
            ? [{ name, in: 'path' as const, required: true, schema: schemaOf(name) }]
            : [],
        ),
        ...(operation.query === true ? [conditions] : []),
        ...(operation.asks === true ? [shared.recordGrounds, shared.userAssertion] : []),
        ...(operation.body === 'RESOURCE' ? [shared.idempotencyKey, shared.requiredUserAssertion] : []),
        shared.traceparent,
      ],
      ...(operation.body === undefined
        ? {}
        : {
            request: {
              body: {
                required: true,
                content:
                  operation.body === 'FORM'
                    ? { 'application/x-www-form-urlencoded': { schema: { type: 'object' as const } } }
                    : { 'application/fhir+json': { schema: refTo('FhirConsent') } },
              },
            },
          }),
      responses: {
        [operation.status]: { description: 'As FHIR R4 has it.', headers, content: resource },
        ...describeOutcomes([...commonProblems, ...operation.problems], shared),
      },
    });
  }
}

function schemaOf(name: string): { readonly type: 'string'; readonly enum?: string[] } {
  return name === 'type' ? { type: 'string', enum: [...searchableTypes] } : { type: 'string' };
}

const conditions = {
  name: 'conditions',
  in: 'query' as const,
  required: false,
  description: 'Search parameters of the type, as the capability statement names them.',
  style: 'form' as const,
  explode: true,
  schema: { type: 'object' as const, additionalProperties: { type: 'string' as const } },
};

const exampleId = asId<'Exchange'>('0f8fad5b-d9cb-469f-a165-70867728950e');

function describeOutcomes(
  codes: readonly ProblemCode[],
  shared: SharedParts,
): Record<string, ResponseConfig> {
  const statuses = [...new Set(codes.map((code) => problems[code].status))].sort((a, b) => a - b);
  return Object.fromEntries(
    statuses.map((status) => {
      const ofStatus = [...new Set(codes)].filter((code) => problems[code].status === status);
      return [
        String(status),
        {
          description: ofStatus.map((code) => `\`${code}\`: ${problems[code].title}`).join('\n\n'),
          headers: { 'Assent-Exchange-Id': shared.exchangeIdHeader, traceparent: shared.traceHeader },
          content: {
            'application/fhir+json': {
              schema: { type: 'object' },
              examples: Object.fromEntries(
                ofStatus.map((code) => [
                  code,
                  { value: buildOperationOutcome(buildProblemDocument({ code }, exampleId)) },
                ]),
              ),
            },
          },
        },
      ];
    }),
  );
}
