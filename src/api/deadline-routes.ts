import type { Express } from 'express';
import type { Exchange } from '../exchange/index.ts';
import { type Clock, uuidShape } from '../platform/index.ts';
import { answerSystems } from './answer-systems.ts';
import { mountRoute } from './mount-route.ts';

/** What a list of deadlines may be asked for. */
const deadlineQuery = { state: /^(?:RUNNING|ENDED)$/, after: uuidShape };

/** The doors of what is due. */
export function mountDeadlineRoutes(app: Express, exchange: Exchange, clock: Clock): void {
  mountRoute(app, '/v1/deadlines', {
    get: answerSystems(
      {
        takes: [],
        query: deadlineQuery,
        ask: (call, _id, _version, query) => exchange.listDeadlines(call, query),
        status: () => 200,
      },
      clock,
    ),
  });
  mountRoute(app, '/v1/deadlines/:id/notes', {
    post: answerSystems(
      { takes: ['application/json'], ask: (call, id) => exchange.noteDeadline(call, id), status: () => 201 },
      clock,
    ),
  });
}
