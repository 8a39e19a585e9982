import type { Express } from 'express';
import type { Exchange, ExchangeAnswer } from '../exchange/index.ts';
import type { Clock } from '../platform/index.ts';
import { answerSystems } from './answer-systems.ts';
import { mountRoute } from './mount-route.ts';
import { sendRecord } from './send-record.ts';

/** The doors of `/v1`, and AuthZEN's of `/access/v1`. Each hands the whole request to the exchange; none decides anything. */
export function mountSystemRoutes(app: Express, exchange: Exchange, clock: Clock): void {
  mountRoute(app, '/v1/messages', {
    post: answerSystems(
      {
        takes: ['application/json', 'application/fhir+json'],
        ask: (call) => exchange.sendMessage(call),
        status: statusOfSending,
        location: ({ exchangeId }) => `/v1/exchanges/${exchangeId}`,
      },
      clock,
    ),
  });
  mountRoute(app, '/v1/decisions', {
    post: answerSystems(
      {
        takes: ['application/json', 'application/fhir+json'],
        ask: (call) => exchange.decideWithoutSending(call),
        status: () => 200,
      },
      clock,
    ),
  });
  mountRoute(app, '/v1/requests', {
    post: answerSystems(
      {
        takes: ['application/json'],
        ask: (call) => exchange.requestRecord(call),
        status: () => 200,
        send: sendRecord,
      },
      clock,
    ),
  });
  mountRoute(app, '/access/v1/evaluation', {
    post: answerSystems(
      { takes: ['application/json'], ask: (call) => exchange.evaluateAccess(call), status: () => 200 },
      clock,
    ),
  });
  mountRoute(app, '/access/v1/evaluations', {
    post: answerSystems(
      { takes: ['application/json'], ask: (call) => exchange.evaluateAccesses(call), status: () => 200 },
      clock,
    ),
  });
  mountRoute(app, '/v1/exchanges/:id', {
    get: answerSystems(
      { takes: [], ask: (call, id) => exchange.findExchange(call, id), status: () => 200 },
      clock,
    ),
  });
  mountRoute(app, '/v1/exchanges/:id/acknowledgement', {
    post: answerSystems(
      { takes: [], ask: (call, id) => exchange.acknowledge(call, id), status: () => 200 },
      clock,
    ),
  });
  mountRoute(app, '/v1/consents', {
    post: answerSystems(
      {
        takes: ['application/json'],
        ask: (call) => exchange.recordChoice(call),
        status: () => 201,
        location: ({ consentId }) => `/v1/consents/${consentId}`,
      },
      clock,
    ),
  });
  mountRoute(app, '/v1/consents/:id', {
    get: answerSystems(
      { takes: [], ask: (call, id) => exchange.findChoice(call, id), status: () => 200 },
      clock,
    ),
    post: answerSystems(
      {
        takes: ['application/json'],
        ask: (call, id) => exchange.changeChoice(call, id),
        status: () => 200,
      },
      clock,
    ),
  });
  mountRoute(app, '/v1/consents/:id/versions', {
    get: answerSystems(
      { takes: [], ask: (call, id) => exchange.findChoiceHistory(call, id), status: () => 200 },
      clock,
    ),
  });
  mountRoute(app, '/v1/consents/:id/receipts/:version', {
    get: answerSystems(
      {
        takes: [],
        ask: (call, id, version) => exchange.findReceipt(call, id, version),
        status: () => 200,
        json: ({ receipt }) => receipt,
        forms: { 'text/plain': ({ text }) => text, 'application/jose': ({ signed }) => signed },
      },
      clock,
    ),
  });
  mountRoute(app, '/v1/consents/:id/review', {
    post: answerSystems(
      {
        takes: ['application/json'],
        ask: (call, id) => exchange.reviewChoice(call, id),
        status: () => 200,
      },
      clock,
    ),
  });
  mountRoute(app, '/v1/reuse-agreements', {
    post: answerSystems(
      {
        takes: ['application/json'],
        ask: (call) => exchange.proposeReuse(call),
        status: () => 201,
        location: ({ agreementId }) => `/v1/reuse-agreements/${agreementId}`,
      },
      clock,
    ),
  });
  mountRoute(app, '/v1/reuse-agreements/:id', {
    get: answerSystems(
      { takes: [], ask: (call, id) => exchange.findReuse(call, id), status: () => 200 },
      clock,
    ),
  });
  mountRoute(app, '/v1/reuse-agreements/:id/agreement', {
    post: answerSystems(
      { takes: ['application/json'], ask: (call, id) => exchange.agreeReuse(call, id), status: () => 200 },
      clock,
    ),
  });
  mountRoute(app, '/v1/reuse-agreements/:id/end', {
    post: answerSystems(
      { takes: ['application/json'], ask: (call, id) => exchange.endReuse(call, id), status: () => 200 },
      clock,
    ),
  });
  mountRoute(app, '/v1/consent-notices', {
    post: answerSystems(
      {
        takes: ['application/json'],
        ask: (call) => exchange.recordNotice(call),
        status: () => 201,
        location: ({ noticeVersion }) => `/v1/consent-notices/${noticeVersion}`,
      },
      clock,
    ),
  });
  mountRoute(app, '/v1/consent-notices/:id', {
    get: answerSystems(
      { takes: [], ask: (call, id) => exchange.findNotice(call, id), status: () => 200 },
      clock,
    ),
  });
  mountRoute(app, '/v1/consents/:id/withdrawal', {
    post: answerSystems(
      {
        takes: ['application/json'],
        ask: (call, id) => exchange.withdrawChoice(call, id),
        status: () => 200,
      },
      clock,
    ),
  });
  mountRoute(app, '/v1/authority', {
    post: answerSystems(
      { takes: ['application/json'], ask: (call) => exchange.recordAuthority(call), status: () => 201 },
      clock,
    ),
  });
  mountRoute(app, '/v1/authority/questions', {
    post: answerSystems(
      { takes: ['application/json'], ask: (call) => exchange.askWhoDecides(call), status: () => 200 },
      clock,
    ),
  });
  mountRoute(app, '/v1/protections', {
    post: answerSystems(
      {
        takes: ['application/json'],
        ask: (call) => exchange.recordProtection(call),
        status: () => 201,
        location: ({ protectionId }) => `/v1/protections/${protectionId}`,
      },
      clock,
    ),
  });
  mountRoute(app, '/v1/protections/:id', {
    get: answerSystems(
      { takes: [], ask: (call, id) => exchange.findProtection(call, id), status: () => 200 },
      clock,
    ),
  });
  mountRoute(app, '/v1/protections/:id/end', {
    post: answerSystems(
      { takes: ['application/json'], ask: (call, id) => exchange.endProtection(call, id), status: () => 200 },
      clock,
    ),
  });
  mountRoute(app, '/v1/emergency-access', {
    post: answerSystems(
      { takes: ['application/json'], ask: (call) => exchange.openInEmergency(call), status: () => 201 },
      clock,
    ),
  });
  mountRoute(app, '/v1/choice-requests', {
    post: answerSystems(
      { takes: ['application/json'], ask: (call) => exchange.askFamily(call), status: () => 201 },
      clock,
    ),
  });
  mountRoute(app, '/v1/relationships', {
    post: answerSystems(
      {
        takes: ['application/json'],
        ask: (call) => exchange.recordRelationship(call),
        status: () => 201,
        location: ({ relationshipId }) => `/v1/relationships/${relationshipId}`,
      },
      clock,
    ),
  });
  mountRoute(app, '/v1/relationships/:id', {
    get: answerSystems(
      { takes: [], ask: (call, id) => exchange.findRelationship(call, id), status: () => 200 },
      clock,
    ),
  });
  mountRoute(app, '/v1/relationships/:id/end', {
    post: answerSystems(
      {
        takes: ['application/json'],
        ask: (call, id) => exchange.endRelationship(call, id),
        status: () => 200,
      },
      clock,
    ),
  });
  mountRoute(app, '/v1/holds', {
    get: answerSystems({ takes: [], ask: (call) => exchange.listHolds(call), status: () => 200 }, clock),
  });
  mountRoute(app, '/v1/holds/after/:id', {
    get: answerSystems(
      { takes: [], ask: (call, id) => exchange.listHoldsAfter(call, id), status: () => 200 },
      clock,
    ),
  });
  mountRoute(app, '/v1/holds/:id', {
    get: answerSystems(
      { takes: [], ask: (call, id) => exchange.findHold(call, id), status: () => 200 },
      clock,
    ),
  });
  mountRoute(app, '/v1/holds/:id/decision', {
    post: answerSystems(
      { takes: ['application/json'], ask: (call, id) => exchange.decideHold(call, id), status: () => 200 },
      clock,
    ),
  });
}

/** 200 when every recipient has been dealt with for good, 202 while something is held or still being delivered. */
function statusOfSending({ recipients }: ExchangeAnswer): 200 | 202 {
  return recipients.some(({ outcome, delivery }) => outcome === 'HOLD' || delivery === 'QUEUED') ? 202 : 200;
}
