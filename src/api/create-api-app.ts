import type { KeyObject } from 'node:crypto';
import express, { type Express } from 'express';
import helmet from 'helmet';
import type { Exchange, SharedCounts } from '../exchange/index.ts';
import type { Clock, Logger, Metrics } from '../platform/index.ts';
import { checkRequest } from './check-request.ts';
import { mountDeadlineRoutes } from './deadline-routes.ts';
import { describeDecisionPoint } from './describe-decision-point.ts';
import { mountFhirRoutes } from './fhir/fhir-routes.ts';
import { handleFault } from './handle-fault.ts';
import { type FindLedgerResource, mountLedgerRoutes } from './ledger-routes.ts';
import { type RateLimit, limitRate } from './limit-rate.ts';
import { type FindOrganisationOfCertificate, logRequests } from './log-requests.ts';
import { mountRoute } from './mount-route.ts';
import { type CheckReadiness, answerHealth, answerMetrics, answerReadiness } from './operations-routes.ts';
import { mountReferenceRoutes } from './reference-routes.ts';
import { sendAnswer } from './send-answer.ts';
import { sendProblem } from './send-problem.ts';
import { startExchange } from './start-exchange.ts';
import { mountCaseRoutes } from './case-routes.ts';
import { mountLocatorRoutes } from './locator-routes.ts';
import { mountMailboxRoutes } from './mailbox-routes.ts';
import { mountSystemRoutes } from './system-routes.ts';
import { mountTokenRoutes } from './token-routes.ts';
import type { TokenEndpoint } from './token-endpoint/index.ts';

/** What the API for systems stands on. */
export interface ApiDependencies {
  readonly exchange: Exchange;
  /** The public key of receipts, for whoever checks one. */
  readonly receiptKey: object;
  readonly clock: Clock;
  readonly logger: Pick<Logger, 'info' | 'fault'>;
  readonly metrics: Pick<Metrics, 'registry' | 'requestSeconds'>;
  /** The bearer that `/metrics` asks for; without one only the machine itself may read it. */
  readonly metricsToken: KeyObject | null;
  readonly findOrganisationOfCertificate: FindOrganisationOfCertificate;
  readonly tokenEndpoint: TokenEndpoint;
  /** What the ledger publishes for everybody. */
  readonly findLedgerResource: FindLedgerResource;
  readonly checkReadiness: CheckReadiness;
  /** Whether the process is about to end: it answers what comes, is not ready for more, and keeps no connection. */
  readonly isDraining: () => boolean;
  /** The origin under which systems reach the gateway. Nothing is ever derived from the Host header. */
  readonly publicUrl: string;
  readonly rateLimit: RateLimit;
  /** How many requests each system has made, over all replicas. */
  readonly counts: Pick<SharedCounts, 'count'>;
  /** Told to whoever sends a message that is refused before it was read. */
  readonly dutyPhone: string;
  /**
   * Whether a caller may name the instant to decide at, in `Assent-Evaluate-At`. Only ever in development and test; otherwise a
   * request with that header is refused.
   */
  readonly mayNameInstant: boolean;
}

/** Nothing that an API answers is ever to be run, shown in a frame or loaded from elsewhere. */
const securityHeaders = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      baseUri: ["'none'"],
      formAction: ["'none'"],
      frameAncestors: ["'none'"],
    },
  },
  frameguard: { action: 'deny' },
});

/**
 * The HTTP API for systems. What is listed first happens first; whatever is thrown anywhere ends in `handleFault`.
 * The caller puts it behind a TLS server that asks for certificates.
 */
export function createApiApp(dependencies: ApiDependencies): Express {
  const { exchange, clock, logger, metrics, mayNameInstant } = dependencies;
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('trust proxy', false);
  app.set('query parser', false);
  // One address has one spelling, so that nothing is refused under one and answered under another.
  app.enable('case sensitive routing');
  app.enable('strict routing');

  app.use(startExchange(dependencies.dutyPhone));
  app.use(logRequests(logger, metrics.requestSeconds, dependencies.findOrganisationOfCertificate));
  app.use(securityHeaders);
  app.use((_request, response, next) => {
    if (dependencies.isDraining()) response.setHeader('Connection', 'close');
    next();
  });
  app.use((request, response, next) => {
    const checked = checkRequest(request, request.originalUrl, mayNameInstant);
    if (checked.ok) next();
    else sendProblem(request, response, checked.refusal);
  });

  mountRoute(app, '/healthz', { get: answerHealth, head: 'AS_GET' });
  mountRoute(app, '/readyz', {
    get: answerReadiness(dependencies.checkReadiness, dependencies.isDraining),
    head: 'AS_GET',
  });
  mountRoute(app, '/metrics', { get: answerMetrics(metrics.registry, dependencies.metricsToken) });

  app.use(limitRate(dependencies.rateLimit, dependencies.counts));
  mountTokenRoutes(app, dependencies.tokenEndpoint);
  mountSystemRoutes(app, exchange, clock);
  mountMailboxRoutes(app, exchange, clock);
  mountCaseRoutes(app, exchange, clock);
  mountDeadlineRoutes(app, exchange, clock);
  mountLocatorRoutes(app, exchange, clock);
  mountFhirRoutes(app, exchange, clock, dependencies.publicUrl);
  mountRoute(app, '/receipts/jwks.json', {
    get: (_request, response) => {
      sendAnswer(response, 200, { keys: [dependencies.receiptKey] });
    },
    head: 'AS_GET',
  });
  mountRoute(app, '/.well-known/authzen-configuration', {
    get: (_request, response) => {
      sendAnswer(response, 200, describeDecisionPoint(dependencies.publicUrl));
    },
    head: 'AS_GET',
  });
  mountLedgerRoutes(app, dependencies.findLedgerResource);
  mountReferenceRoutes(app, dependencies.publicUrl);

  app.use((request, response) => {
    sendProblem(request, response, { code: 'not-found' });
  });
  app.use(handleFault(logger));
  return app;
}
