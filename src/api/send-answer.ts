import type { Response } from 'express';

/** Sends an answer as JSON, serialised once. No ETag is made of it: the size and hash of a personal answer tell something. */
export function sendAnswer(response: Response, status: number, answer: object): void {
  response.status(status);
  response.setHeader('Content-Type', 'application/json; charset=utf-8');
  response.send(Buffer.from(JSON.stringify(answer)));
}
