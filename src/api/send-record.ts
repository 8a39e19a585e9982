import type { Response } from 'express';
import type { PulledRecord } from '../exchange/index.ts';

/**
 * Sends a record that was asked for, the very bytes that were written down, with its receipt and terms as headers. The exchange is
 * told when the last byte has been handed to the connection, or that it never was.
 */
export function sendRecord(response: Response, { body, mediaType, headers, settle }: PulledRecord): void {
  response.once('close', () => {
    settle(response.writableFinished);
  });
  response.status(200);
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.setHeader('Content-Type', `${mediaType}; charset=utf-8`);
  response.send(body);
}
