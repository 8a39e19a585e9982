import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

/** An e-mail as it came: the envelope and every byte of the message. */
export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  /** Whether it came over TLS. */
  readonly secure: boolean;
  readonly user: string | null;
  readonly raw: string;
}

/** A mail server as another organisation runs one. */
export interface MailServer {
  readonly port: number;
  readonly received: ReceivedMail[];
  /** How recipients are answered from now on: 250, or a status that refuses. */
  answerWith(status: number): void;
  close(): Promise<void>;
}

/**
 * Starts a real mail server.
 * @param tls the certificate with which STARTTLS is offered; without it there is none
 */
export async function startMailServer(
  tls: { readonly certificate: string; readonly key: string } | null,
  login: { readonly user: string; readonly password: string } | null = null,
): Promise<MailServer> {
  const received: ReceivedMail[] = [];
  let status = 250;
  const server = new SMTPServer({
    ...(tls === null ? { hideSTARTTLS: true } : { cert: tls.certificate, key: tls.key }),
    authOptional: login === null,
    // A password never goes in clear.
    allowInsecureAuth: false,
    logger: false,
    onAuth: ({ username, password }, _session, done) => {
      if (username === login?.user && password === login?.password) done(null, { user: username });
      else done(new Error('wrong password'));
    },
    onRcptTo: (_address, _session, done) => {
      if (status === 250) done();
      else done(Object.assign(new Error('refused'), { responseCode: status }));
    },
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        received.push({
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          secure: session.secure,
          user: typeof session.user === 'string' ? session.user : null,
          raw: Buffer.concat(chunks).toString('utf8'),
        });
        done();
      });
    },
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      resolve();
    });
  });
  return {
    port: (server.server.address() as AddressInfo).port,
    received,
    answerWith: (next) => {
      status = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
      }),
  };
}
