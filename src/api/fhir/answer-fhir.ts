import type { Request, RequestHandler, Response } from 'express';
import type { FhirBundleAnswer, FhirConsentAnswer, SystemCall } from '../../exchange/index.ts';
import { type Clock, type Result, uuidShape } from '../../platform/index.ts';
import type { Problem } from '../../vocabulary/index.ts';
import { buildSystemCall } from '../build-system-call.ts';
import { type MediaType, checkNoBody, readBody } from '../read-body.ts';
import { sendProblem } from '../send-problem.ts';

/** One FHIR interaction: what it takes and whom it asks. */
export interface FhirDoor {
  readonly takes: readonly MediaType[];
  readonly ask: (
    call: SystemCall,
    id: string,
    version: string,
  ) => Promise<Result<FhirConsentAnswer | FhirBundleAnswer, Problem>>;
}

type NamedRequest = Request<{ id?: string; version?: string }>;

const accepted = ['application/fhir+json', 'application/json'];

/** Reads the request whole, hands it to the exchange as bytes, and tells what came of it as FHIR has it. */
export function answerFhir(
  door: FhirDoor,
  clock: Clock,
  publicUrl: string,
): RequestHandler<{ id?: string; version?: string }> {
  return async (request, response) => {
    const refusal = checkForm(request);
    if (refusal !== undefined) {
      sendProblem(request, response, refusal);
      return;
    }
    const body = door.takes.length === 0 ? checkNoBody(request) : await readBody(request, door.takes);
    if (!body.ok) {
      if (body.refusal.kind === 'PROBLEM') sendProblem(request, response, body.refusal.problem);
      return;
    }
    const { id = '', version = '' } = request.params;
    const result = await door.ask(buildSystemCall(request, body.value, clock), id, version);
    if (!result.ok) sendProblem(request, response, result.refusal);
    else if ('consentId' in result.value) sendConsent(response, result.value, publicUrl);
    else sendFhir(response, 200, result.value.resource);
  };
}

/** Sends a resource. */
export function sendFhir(response: Response, status: number, resource: object): void {
  response.status(status);
  response.setHeader('Content-Type', 'application/fhir+json; charset=utf-8');
  response.send(Buffer.from(JSON.stringify(resource)));
}

/** With its version, which `If-Match` names (http://hl7.org/fhir/R4/http.html#concurrency). */
function sendConsent(
  response: Response,
  { created, consentId, version, lastUpdated, resource }: FhirConsentAnswer,
  publicUrl: string,
): void {
  response.setHeader('ETag', `W/"${version}"`);
  response.setHeader('Last-Modified', lastUpdated.toUTCString());
  if (created) {
    response.setHeader('Location', `${publicUrl}/fhir/R4/Consent/${consentId}/_history/${version}`);
  }
  sendFhir(response, created ? 201 : 200, resource);
}

function checkForm(request: NamedRequest): Problem | undefined {
  if (request.originalUrl.includes('?')) {
    return { code: 'request-malformed', detail: 'This address takes no query: search by POST _search.' };
  }
  if (request.params.id !== undefined && !uuidShape.test(request.params.id)) {
    return {
      code: 'request-malformed',
      errors: [{ pointer: 'http.id', rule: 'id-form', message: 'The id must be a UUID.' }],
    };
  }
  if (request.params.version !== undefined && !/^[1-9]\d{0,8}$/.test(request.params.version)) {
    return { code: 'not-found' };
  }
  return checkFhirAccept(request);
}

/** Refuses whoever takes no JSON. */
export function checkFhirAccept(request: Pick<Request, 'accepts'>): Problem | undefined {
  return request.accepts(...accepted) === false
    ? { code: 'not-acceptable', detail: `Answers are ${accepted.join(' or ')}.` }
    : undefined;
}
