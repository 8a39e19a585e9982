import { createTransport } from 'nodemailer';
import type { Carried, Carrier } from './carrier.ts';

/** The mail server that takes messages, and in whose name. */
export interface MailTerms {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte (port 465); otherwise STARTTLS. */
  readonly secure: boolean;
  /** Whether a server that offers no TLS is sent nothing. */
  readonly requireTls: boolean;
  readonly user: string | null;
  readonly password: string | null;
  /** The authority that vouches for the server: PEM; null for the public ones. */
  readonly authority: string | null;
  /** The address in whose name it is sent; nobody reads what is answered there. */
  readonly from: string;
}

const connectMilliseconds = 10_000;
const answerMilliseconds = 20_000;

/**
 * Brings messages by e-mail. No byte of a message leaves without TLS where that is required: a server that does not offer it, or
 * that nobody vouches for, is tried again later.
 */
export function createMailCarrier(terms: MailTerms): Carrier {
  const { host, port, secure, requireTls, user, password, authority, from } = terms;
  const transport = createTransport({
    host,
    port,
    secure,
    requireTLS: requireTls,
    // Our own machine's name is nothing that a mail server needs to learn.
    name: 'localhost',
    ...(user === null || password === null ? {} : { auth: { user, pass: password } }),
    tls: {
      minVersion: 'TLSv1.2',
      rejectUnauthorized: true,
      ...(authority === null ? {} : { ca: authority }),
    },
    connectionTimeout: connectMilliseconds,
    greetingTimeout: connectMilliseconds,
    socketTimeout: answerMilliseconds,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    carry: async ({ id, to, language, subject, text }): Promise<Carried> => {
      try {
        await transport.sendMail({
          from,
          to,
          subject,
          text,
          messageId: `<${id}@${from.slice(from.lastIndexOf('@') + 1)}>`,
          xMailer: false,
          headers: { 'Content-Language': language, 'Auto-Submitted': 'auto-generated' },
        });
        return { outcome: 'SENT' };
      } catch (fault) {
        return readFault(fault);
      }
    },
    close: () => {
      transport.close();
      return Promise.resolve();
    },
  };
}

/** Only an answer about the recipient or the message is for good (RFC 5321 §4.2.1); a login that fails is mended by an operator. */
function readFault(fault: unknown): Carried {
  const { code, responseCode } = fault as { readonly code?: unknown; readonly responseCode?: unknown };
  const status = typeof responseCode === 'number' ? responseCode : undefined;
  const isForGood = status !== undefined && status >= 500 && (code === 'EENVELOPE' || code === 'EMESSAGE');
  if (status !== undefined) return { outcome: isForGood ? 'FAILED' : 'AGAIN', why: `smtp-${status}` };
  return {
    outcome: 'AGAIN',
    why: typeof code === 'string' ? code.toLowerCase().slice(0, 40) : 'unreachable',
  };
}
