import type { Express } from 'express';
import type { Exchange } from '../exchange/index.ts';
import { type Clock, uuidShape } from '../platform/index.ts';
import { answerSystems } from './answer-systems.ts';
import { mountRoute } from './mount-route.ts';
import { sendRecord } from './send-record.ts';

/** The doors of a system's mailbox. */
export function mountMailboxRoutes(app: Express, exchange: Exchange, clock: Clock): void {
  mountRoute(app, '/v1/mailbox', {
    get: answerSystems(
      {
        takes: [],
        query: { after: uuidShape },
        ask: (call, _id, _version, query) => exchange.listMailbox(call, query),
        status: () => 200,
      },
      clock,
    ),
  });
  mountRoute(app, '/v1/mailbox/:id', {
    get: answerSystems(
      {
        takes: [],
        ask: (call, id) => exchange.collectMessage(call, id),
        status: () => 200,
        send: sendRecord,
      },
      clock,
    ),
  });
  mountRoute(app, '/v1/mailbox/:id/acknowledgement', {
    post: answerSystems(
      { takes: [], ask: (call, id) => exchange.acknowledgeItem(call, id), status: () => 200 },
      clock,
    ),
  });
}
