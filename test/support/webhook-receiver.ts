import { readFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';

/** A webhook exactly as it came. */
export interface ReceivedWebhook {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Where a system is told. */
export interface WebhookReceiver {
  readonly url: string;
  /** Whatever came, refused or not. */
  readonly received: ReceivedWebhook[];
  answerWith(status: number): void;
  close(): void;
}

/** Starts one behind mutual TLS, as a partner's system has it. */
export async function startWebhookReceiver(
  certificateFile: string,
  authorityFile: string,
): Promise<WebhookReceiver> {
  const pem = await readFile(certificateFile, 'utf8');
  const received: ReceivedWebhook[] = [];
  let status = 204;
  const server = createServer(
    { cert: pem, key: pem, ca: await readFile(authorityFile, 'utf8'), requestCert: true },
    (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const headers = Object.fromEntries(
          Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
        );
        received.push({ path: request.url ?? '', headers, body: Buffer.concat(chunks).toString('utf8') });
        response.writeHead(status).end();
      });
    },
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `https://localhost:${(server.address() as AddressInfo).port}/hooks/assent`,
    received,
    answerWith: (next) => {
      status = next;
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
