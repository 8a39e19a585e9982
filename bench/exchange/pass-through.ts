import express from 'express';
import { createServer } from 'node:https';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Agent } from 'undici';
import type { PassSettings } from './messages.ts';

/**
 * What the gateway is compared with, as a process of its own behind the same mutual TLS: it hands every request on to the
 * recipient as it came, by Express 5 or by bare node:http. Or the recipient, which takes everything.
 */
const { kind, server, client, recipient } = JSON.parse(process.argv[2] ?? '{}') as PassSettings;

const agent = new Agent({
  connect: { cert: client.pem, key: client.pem, ca: client.authority },
  connections: 16,
});

async function passOn(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const { statusCode, body } = await agent.request({
    origin: recipient,
    path: '/assent/inbox',
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: Buffer.concat(chunks),
  });
  const answer = Buffer.from(await body.arrayBuffer());
  response.statusCode = statusCode;
  response.setHeader('Content-Type', 'application/json');
  response.end(answer);
}

function take(request: IncomingMessage, response: ServerResponse): void {
  request.resume();
  request.once('end', () => {
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
}

function listen(): RequestListener {
  if (kind === 'sink') return take;
  const pass = (request: IncomingMessage, response: ServerResponse): void => {
    passOn(request, response).catch(() => {
      response.writeHead(502).end();
    });
  };
  if (kind === 'node') return pass;
  const app = express();
  app.disable('x-powered-by');
  app.post('/v1/messages', pass);
  return app;
}

const listening = createServer(
  {
    cert: server.pem,
    key: server.pem,
    ca: server.authority,
    requestCert: true,
    rejectUnauthorized: true,
    keepAliveTimeout: 60_000,
  },
  listen(),
);
listening.listen(0, '127.0.0.1', () => {
  process.send?.({ port: (listening.address() as AddressInfo).port });
});
process.on('disconnect', () => process.exit(0));
