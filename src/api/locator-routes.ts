import type { Express } from 'express';
import type { Exchange } from '../exchange/index.ts';
import type { Clock } from '../platform/index.ts';
import { answerSystems } from './answer-systems.ts';
import { mountRoute } from './mount-route.ts';
import { sendAnswer } from './send-answer.ts';

/** The door of the locator. What it names counts as given once the last byte of the answer has gone out. */
export function mountLocatorRoutes(app: Express, exchange: Exchange, clock: Clock): void {
  mountRoute(app, '/v1/locator', {
    post: answerSystems(
      {
        takes: ['application/json'],
        ask: (call) => exchange.locate(call),
        status: () => 200,
        send: (response, { answer, settle }) => {
          response.once('close', () => {
            settle(response.writableFinished);
          });
          sendAnswer(response, 200, answer);
        },
      },
      clock,
    ),
  });
}
