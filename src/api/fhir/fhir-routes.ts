import type { Express } from 'express';
import type { Exchange } from '../../exchange/index.ts';
import type { Clock } from '../../platform/index.ts';
import { mountRoute } from '../mount-route.ts';
import { answerFhir, sendFhir } from './answer-fhir.ts';
import { answerPull } from './answer-pull.ts';
import { buildCapabilityStatement } from './capability-statement.ts';

const resource = ['application/fhir+json', 'application/json'] as const;

/**
 * The doors of `/fhir/R4`: another face of the choices of `/v1/consents`, and of the requests for records of `/v1/requests`. None decides
 * anything.
 */
export function mountFhirRoutes(app: Express, exchange: Exchange, clock: Clock, publicUrl: string): void {
  mountRoute(app, '/fhir/R4/metadata', {
    get: (_request, response) => {
      sendFhir(response, 200, buildCapabilityStatement(publicUrl));
    },
    head: 'AS_GET',
  });
  mountRoute(app, '/fhir/R4/Consent', {
    post: answerFhir({ takes: resource, ask: (call) => exchange.importConsent(call) }, clock, publicUrl),
  });
  mountRoute(app, '/fhir/R4/Consent/_search', {
    post: answerFhir(
      { takes: ['application/x-www-form-urlencoded'], ask: (call) => exchange.searchFhirConsents(call) },
      clock,
      publicUrl,
    ),
  });
  mountRoute(app, '/fhir/R4/Consent/:id', {
    get: answerFhir(
      { takes: [], ask: (call, id) => exchange.findFhirConsent(call, id, undefined) },
      clock,
      publicUrl,
    ),
    put: answerFhir(
      { takes: resource, ask: (call, id) => exchange.updateConsent(call, id) },
      clock,
      publicUrl,
    ),
  });
  mountRoute(app, '/fhir/R4/Consent/:id/_history', {
    get: answerFhir({ takes: [], ask: (call, id) => exchange.findFhirHistory(call, id) }, clock, publicUrl),
  });
  mountRoute(app, '/fhir/R4/Consent/:id/_history/:version', {
    get: answerFhir(
      { takes: [], ask: (call, id, version) => exchange.findFhirConsent(call, id, version) },
      clock,
      publicUrl,
    ),
  });
  mountRoute(app, '/fhir/R4/:type', { get: answerPull('SEARCH', exchange, clock) });
  mountRoute(app, '/fhir/R4/:type/_search', {
    get: answerPull('SEARCH', exchange, clock),
    post: answerPull('POSTED_SEARCH', exchange, clock),
  });
  mountRoute(app, '/fhir/R4/:type/:id', { get: answerPull('READ', exchange, clock) });
}
