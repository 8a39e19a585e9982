import { Agent, request } from 'undici';
import type { Carried, Carrier } from './carrier.ts';

/** The service that sends text messages for us. */
export interface TextTerms {
  /** https address. */
  readonly url: string;
  readonly token: string;
  /** The authority that vouches for it: PEM; null for the public ones. */
  readonly authority: string | null;
}

const connectMilliseconds = 5_000;
const wholeMilliseconds = 10_000;
const answerBytes = 64 * 1024;

/**
 * Brings messages as texts, over HTTPS: `POST` of `{"reference", "to", "text"}` with a bearer token. 200, 201 and 202 are yes; 408, 429, 401, 403
 * and 5xx are asked again, and so is a redirect, which is not followed; anything else is no (docs/deliveries.md). `reference` is the
 * same on every attempt, so that the service can leave out what it has sent.
 */
export function createTextCarrier({ url, token, authority }: TextTerms): Carrier {
  const agent = new Agent({
    connect: {
      minVersion: 'TLSv1.2',
      rejectUnauthorized: true,
      timeout: connectMilliseconds,
      ...(authority === null ? {} : { ca: authority }),
    },
    maxResponseSize: answerBytes,
  });
  return {
    carry: async ({ id, to, text }): Promise<Carried> => {
      try {
        const answer = await request(url, {
          dispatcher: agent,
          method: 'POST',
          headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
          body: JSON.stringify({ reference: id, to, text }),
          signal: AbortSignal.timeout(wholeMilliseconds),
        });
        await answer.body.dump({ limit: answerBytes });
        return readStatus(answer.statusCode);
      } catch {
        return { outcome: 'AGAIN', why: 'unreachable' };
      }
    },
    close: () => agent.close(),
  };
}

function readStatus(status: number): Carried {
  if (status === 200 || status === 201 || status === 202) return { outcome: 'SENT' };
  const isForGood = status >= 400 && status < 500 && ![401, 403, 408, 429].includes(status);
  return { outcome: isForGood ? 'FAILED' : 'AGAIN', why: `status-${status}` };
}
