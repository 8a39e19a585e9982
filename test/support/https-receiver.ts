import { type ServerOptions, createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A request exactly as it came. */
export interface ReceivedRequest {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A server of another organisation that takes what it is sent. */
export interface HttpsReceiver {
  readonly url: string;
  /** Whatever came, refused or not. */
  readonly received: ReceivedRequest[];
  /** With which status it answers from now on. */
  answerWith(status: number): void;
  close(): void;
}

/**
 * Starts one on a free port.
 * @param path where it is sent to, such as `/texts`
 * @param status with which it answers at first
 */
export async function startHttpsReceiver(
  options: ServerOptions,
  path: string,
  status: number,
): Promise<HttpsReceiver> {
  const received: ReceivedRequest[] = [];
  let answer = status;
  const server = createServer(options, (request, response) => {
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    );
    void text(request).then((body) => {
      received.push({ path: request.url ?? '', headers, body });
      response.writeHead(answer).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `https://localhost:${(server.address() as AddressInfo).port}${path}`,
    received,
    answerWith: (next) => {
      answer = next;
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
