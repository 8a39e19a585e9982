import { type KeyObject, createHash, timingSafeEqual } from 'node:crypto';
import type { RequestHandler } from 'express';
import type { Metrics } from '../platform/index.ts';
import { sendAnswer } from './send-answer.ts';
import { sendProblem } from './send-problem.ts';

/** One thing the gateway cannot work without, and whether it answers. */
export interface ReadinessFinding {
  readonly name: 'database' | 'keyStore' | 'ledgerKey';
  readonly ready: boolean;
}

/** Asks the database, the key store and the ledger's signing key, each with a real use of it. */
export type CheckReadiness = () => Promise<readonly ReadinessFinding[]>;

/** After this many milliseconds without an answer a replica is not ready. */
const readinessTimeout = 2_000;

/** The process runs and its event loop turns. Says nothing of what it depends on, so that a database fault restarts nobody. */
export const answerHealth: RequestHandler = (_request, response) => {
  sendAnswer(response, 200, { status: 'ok' });
};

/** Whether this replica can take traffic: 200 with every finding ready, else 503 with the same body. */
export function answerReadiness(check: CheckReadiness, isDraining: () => boolean): RequestHandler {
  return async (_request, response) => {
    const findings = await withinTime(check);
    const ready = !isDraining() && findings.length > 0 && findings.every((finding) => finding.ready);
    sendAnswer(response, ready ? 200 : 503, {
      status: ready ? 'ready' : 'not-ready',
      checks: findings.map(({ name, ready: isReady }) => ({ name, ready: isReady })),
    });
  };
}

async function withinTime(check: CheckReadiness): Promise<readonly ReadinessFinding[]> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<readonly ReadinessFinding[]>((resolve) => {
    timer = setTimeout(() => {
      resolve([]);
    }, readinessTimeout);
  });
  try {
    // A check that throws is a dependency that does not answer, which is what is being asked.
    return await Promise.race([check().catch(() => []), late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Figures for Prometheus. With a bearer configured it is always asked for; without one only the machine itself may ask.
 * A balancer that passes TLS through from the same machine looks like the machine itself: configure the bearer there.
 * Anyone else is told that there is nothing here.
 */
export function answerMetrics(registry: Metrics['registry'], bearer: KeyObject | null): RequestHandler {
  return async (request, response) => {
    const allowed =
      bearer === null
        ? isLoopback(request.socket.remoteAddress)
        : sameSecret(request.headers.authorization ?? '', bearer);
    if (!allowed) {
      sendProblem(request, response, { code: 'not-found' });
      return;
    }
    const text = await registry.metrics();
    response.setHeader('Content-Type', registry.contentType);
    response.send(Buffer.from(text));
  };
}

function isLoopback(address: string | undefined): boolean {
  return address === '::1' || (address ?? '').replace(/^::ffff:/, '').startsWith('127.');
}

/** Compares hashes, so that neither length nor content shows in the time it takes. */
function sameSecret(authorization: string, bearer: KeyObject): boolean {
  const hash = (bytes: Buffer): Buffer => createHash('sha256').update(bytes).digest();
  const expected = Buffer.concat([Buffer.from('Bearer '), bearer.export()]);
  return timingSafeEqual(hash(Buffer.from(authorization)), hash(expected));
}
