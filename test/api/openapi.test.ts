import type { Express } from 'express';
import { describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { buildOpenApi } from '../../src/api/openapi/build-openapi.ts';
import { operations } from '../../src/api/openapi/operations.ts';
import { fhirPullOperations } from '../../src/api/openapi/fhir-pull-operations.ts';
import { fhirOperations } from '../../src/api/openapi/register-fhir-paths.ts';
import {
  accessEvaluationSchema,
  accessEvaluationsSchema,
  toQuestion,
} from '../../src/exchange/access/access-evaluation.ts';
import {
  parseAuthorityQuestion,
  parseAuthorityRequest,
} from '../../src/exchange/receive/authority-request.ts';
import { parseConsentRequest } from '../../src/exchange/receive/consent-request.ts';
import { parseCaseOutcome } from '../../src/exchange/receive/case-outcome-request.ts';
import { locatorRequestSchema } from '../../src/exchange/index.ts';
import { parseDeadlineNote } from '../../src/exchange/receive/deadline-note-request.ts';
import { parseFamilyNotice } from '../../src/exchange/receive/family-notice-request.ts';
import { parseHoldDecision } from '../../src/exchange/receive/hold-decision-request.ts';
import { parseEmergencyRequest } from '../../src/exchange/receive/emergency-request.ts';
import {
  parseProtectionEnding,
  parseProtectionRequest,
} from '../../src/exchange/receive/protection-request.ts';
import { parseChoiceRequest } from '../../src/exchange/receive/choice-request-request.ts';
import {
  parseRelationshipEnding,
  parseRelationshipRequest,
} from '../../src/exchange/receive/relationship-request.ts';
import { parseNoticeRequest } from '../../src/exchange/receive/notice-request.ts';
import {
  parseReuseAgreement,
  parseReuseEnding,
  parseReuseRequest,
} from '../../src/exchange/receive/reuse-request.ts';
import { parseReviewRequest } from '../../src/exchange/receive/review-request.ts';
import { parseWithdrawalRequest } from '../../src/exchange/receive/withdrawal-request.ts';
import { parseMessage, parseQuestion, parseRecordRequest, recordTypes } from '../../src/records/index.ts';
import { problems, reasonCodes, scopeCodes } from '../../src/vocabulary/index.ts';
import type { JsonObject, JsonValue } from '../../src/platform/index.ts';
import { makeApi } from '../support/api.ts';

/** The contract as it goes over the wire. */
const contract = JSON.parse(JSON.stringify(buildOpenApi('https://assent.example'))) as JsonObject;

/** What stands at a path of members; `null` where nothing does. */
function at(...path: readonly string[]): JsonValue {
  return path.reduce<JsonValue>((value, member) => membersOf(value)[member] ?? null, contract);
}

function membersOf(value: JsonValue): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

/** Every value of the contract with the names that lead to it. */
function* walk(value: JsonValue, path: readonly string[] = []): Generator<[readonly string[], JsonValue]> {
  yield [path, value];
  if (typeof value !== 'object' || value === null) return;
  for (const [member, inner] of Object.entries(value as JsonObject)) yield* walk(inner, [...path, member]);
}

const published = Object.entries(membersOf(at('paths'))).flatMap(([path, item]) =>
  Object.entries(membersOf(item)).map(([method, operation]) => ({
    method,
    path,
    operation: membersOf(operation),
  })),
);

interface Layer {
  readonly route?: { readonly path: string; readonly methods: Readonly<Record<string, boolean>> };
}

/** What the router really answers, in the notation of OpenAPI. */
function listRoutes(app: Express): string[] {
  const router = app.router as unknown;
  const { stack } = router as { stack: readonly Layer[] };
  return stack.flatMap(({ route }) =>
    route === undefined
      ? []
      : Object.keys(route.methods)
          .filter((method) => method !== '_all')
          .map((method) => `${method} ${route.path.replaceAll(/[:*](\w+)/g, '{$1}')}`),
  );
}

/** Which parser reads an example that is neither a message nor a choice. */
const parsers: Readonly<
  Record<string, (value: JsonValue) => { readonly ok: boolean; readonly refusal?: unknown }>
> = {
  attendance: (value) => {
    const parsed = accessEvaluationSchema.safeParse(value);
    return parsed.success
      ? parseQuestion(toQuestion(parsed.data))
      : { ok: false, refusal: parsed.error.issues };
  },
  twoReaders: (value) => ({ ok: accessEvaluationsSchema.safeParse(value).success }),
  'question-1': parseQuestion,
  'question-2': parseQuestion,
  'request-1': parseRecordRequest,
  'request-2': parseRecordRequest,
  'request-3': parseRecordRequest,
  byPhone: parseWithdrawalRequest,
  askOnce: parseReuseRequest,
  ownSide: parseReuseAgreement,
  mother: parseReuseAgreement,
  familyEnds: parseReuseEnding,
  composed: parseNoticeRequest,
  written: parseNoticeRequest,
  circumstances: parseReviewRequest,
  interimCareOrder: parseAuthorityRequest,
  competence: parseAuthorityRequest,
  whoDecides: parseAuthorityQuestion,
  unconscious: parseEmergencyRequest,
  shielded: parseProtectionRequest,
  optOut: parseProtectionRequest,
  safeAgain: parseProtectionEnding,
  askSchool: parseChoiceRequest,
  lead: parseRelationshipRequest,
  onRoll: parseRelationshipRequest,
  moved: parseRelationshipEnding,
  letGo: parseHoldDecision,
  attested: parseHoldDecision,
  refused: parseHoldDecision,
  misuse: parseCaseOutcome,
  notSafeYet: parseCaseOutcome,
  rightly: parseCaseOutcome,
  answered: parseCaseOutcome,
  blocked: parseFamilyNotice,
  whoIsInvolved: (value) => ({ ok: locatorRequestSchema.safeParse(value).success }),
  familyAway: parseDeadlineNote,
  byLetter: parseDeadlineNote,
};

describe('the contract', () => {
  it('is OpenAPI 3.1 and names the server it was given', () => {
    expect(at('openapi')).toBe('3.1.0');
    expect(at('info', 'title')).toBe('Assent');
    expect(at('servers')).toEqual([{ url: 'https://assent.example' }]);
  });

  it('is served as it is built', async () => {
    const answer = await request(makeApi().app).get('/openapi.json');
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(answer.body).toEqual(contract);
  });

  it('holds every route of the router, and no other', () => {
    const answered = listRoutes(makeApi().app).sort();
    expect(answered.length).toBeGreaterThan(15);
    expect(published.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(answered);
  });

  it('has no reference that leads nowhere', () => {
    const references = [...walk(contract)].flatMap(([path, value]) =>
      path.at(-1) === '$ref' && typeof value === 'string' ? [value] : [],
    );
    expect(references.length).toBeGreaterThan(100);
    for (const reference of references) {
      const target = at(...reference.replace(/^#\//, '').split('/'));
      expect({ reference, found: target !== null }).toEqual({ reference, found: true });
    }
  });

  it('has a summary, an answer and, for each parameter of the path, its description in every operation', () => {
    for (const { path, operation } of published) {
      expect(typeof operation['summary']).toBe('string');
      expect(Object.keys(membersOf(operation['responses'] ?? null)).length).toBeGreaterThan(0);
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const parameters = [...walk(operation['parameters'] ?? null)].flatMap(([, value]) =>
        membersOf(value)['in'] === 'path' ? [membersOf(value)['name']] : [],
      );
      expect(parameters).toEqual(named);
    }
  });

  it('names every operation of /v1 once', () => {
    const names = published.flatMap(({ operation }) => operation['operationId'] ?? []);
    expect(new Set(names).size).toBe(names.length);
    for (const { id } of operations) expect(names).toContain(id);
  });

  it('asks for the certificate and a scope at every door of /v1, /access/v1 and /fhir/R4', () => {
    const doors = published.filter(({ path }) =>
      /^\/(?:(?:access\/)?v1|fhir\/R4\/(?!metadata))(?:\/|$|\{|Consent)/.test(path),
    );
    expect(doors).toHaveLength(operations.length + fhirOperations.length + fhirPullOperations.length);
    for (const { operation } of doors) {
      const [scheme] = operation['security'] as JsonObject[];
      expect(scheme?.['mutualTls']).toEqual([]);
      expect(scopeCodes).toContain((scheme?.['oauth'] as string[])[0]);
    }
    expect(at('components', 'securitySchemes', 'mutualTls', 'type')).toBe('mutualTLS');
    const scopes = at('components', 'securitySchemes', 'oauth', 'flows', 'clientCredentials', 'scopes');
    expect(Object.keys(membersOf(scopes))).toEqual(scopeCodes);
  });

  it('holds every problem code, each with its status at some door', () => {
    const codes = (at('components', 'schemas', 'ProblemCode', 'oneOf') as JsonObject[]).map(
      (one) => one['const'],
    );
    expect(codes).toEqual(Object.keys(problems));
    for (const [code, { status }] of Object.entries(problems)) {
      const somewhere = published.some(({ operation }) => {
        const response = membersOf(membersOf(operation['responses'] ?? null)[String(status)] ?? null);
        return ['application/problem+json', 'application/fhir+json'].some((form) => {
          const content = membersOf(membersOf(response['content'] ?? null)[form] ?? null);
          return Object.hasOwn(membersOf(content['examples'] ?? null), code);
        });
      });
      expect({ code, somewhere }).toEqual({ code, somewhere: true });
    }
  });

  it('holds every reason code', () => {
    const codes = (at('components', 'schemas', 'ReasonCode', 'oneOf') as JsonObject[]).map(
      (one) => one['const'],
    );
    expect(codes).toEqual(reasonCodes);
  });

  it('has every record type and the form of every part that it knows', () => {
    for (const type of recordTypes) {
      expect(at('components', 'schemas', `Message${type.code}`, 'type')).toBe('object');
      expect(at('components', 'schemas', `Message${type.code}`, 'x-assent-paths')).toHaveLength(
        type.paths.length,
      );
    }
  });

  it('says of optional members that they may be left out', () => {
    expect(at('components', 'schemas', 'Problem', 'required')).toEqual([
      'type',
      'title',
      'status',
      'code',
      'exchangeId',
    ]);
    const required = at('components', 'schemas', 'ConsentRequest', 'required');
    expect(required).toContain('evidenceRef');
    expect(required).not.toContain('childWishes');
  });

  it('shows examples that the exchange would accept', () => {
    const examples = Object.entries(membersOf(at('components', 'examples')));
    expect(examples.length).toBeGreaterThan(4);
    for (const [name, example] of examples) {
      const value = membersOf(example)['value'] ?? null;
      const parse = parsers[name] ?? (/^(?:M\d\d|FHIR)-/.test(name) ? parseMessage : parseConsentRequest);
      const parsed = parse(value);
      expect({ name, parsed: parsed.ok ? 'ok' : JSON.stringify(parsed) }).toEqual({ name, parsed: 'ok' });
    }
  });
});
