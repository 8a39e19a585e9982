import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';

/** A request to send a text, as it came. */
export interface ReceivedText {
  readonly authorization: string | undefined;
  readonly body: { readonly reference: string; readonly to: string; readonly text: string };
}

/** A service that sends text messages, as another organisation runs one. */
export interface TextService {
  readonly url: string;
  readonly received: ReceivedText[];
  answerWith(status: number): void;
  close(): void;
}

/** Starts one on HTTPS. What it refuses it does not keep. */
export async function startTextService(pem: {
  readonly certificate: string;
  readonly key: string;
}): Promise<TextService> {
  const received: ReceivedText[] = [];
  let status = 202;
  const server = createServer({ cert: pem.certificate, key: pem.key }, (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(chunks).toString('utf8')) as ReceivedText['body'];
      if (status < 300) received.push({ authorization: request.headers.authorization, body });
      response.writeHead(status).end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `https://localhost:${(server.address() as AddressInfo).port}/texts`,
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
