import type { Express } from 'express';
import type { Exchange } from '../exchange/index.ts';
import { type Clock, uuidShape } from '../platform/index.ts';
import { caseKindCodes, caseStates } from '../vocabulary/index.ts';
import { answerSystems } from './answer-systems.ts';
import { mountRoute } from './mount-route.ts';

/** What a list of cases may be asked for. */
const caseQuery = {
  kind: new RegExp(`^(?:${caseKindCodes.join('|')})$`),
  state: new RegExp(`^(?:${caseStates.join('|')})$`),
  after: uuidShape,
};

/** The doors of information-governance officers. */
export function mountCaseRoutes(app: Express, exchange: Exchange, clock: Clock): void {
  mountRoute(app, '/v1/cases', {
    get: answerSystems(
      {
        takes: [],
        query: caseQuery,
        ask: (call, _id, _version, query) => exchange.listCases(call, query),
        status: () => 200,
      },
      clock,
    ),
  });
  mountRoute(app, '/v1/cases/:id', {
    get: answerSystems(
      { takes: [], ask: (call, id) => exchange.findCase(call, id), status: () => 200 },
      clock,
    ),
  });
  mountRoute(app, '/v1/cases/:id/outcome', {
    post: answerSystems(
      { takes: ['application/json'], ask: (call, id) => exchange.closeCase(call, id), status: () => 200 },
      clock,
    ),
  });
  mountRoute(app, '/v1/family-notices', {
    post: answerSystems(
      { takes: ['application/json'], ask: (call) => exchange.tellFamily(call), status: () => 201 },
      clock,
    ),
  });
}
