import { randomUUID } from 'node:crypto';
import type { DispatchResult } from '../deliver/dispatch.ts';
import type { House } from '../house.ts';
import { type TakenWebhook, type WebhookAttempt, recordWebhook, takeWebhook } from './webhook-sql.ts';

const mediaType = 'application/json';

/**
 * Tells a system that there is something to fetch: `{"id", "kind", "at", "exchangeId"}` or, where it lies in its mailbox, `deliveryId`. Who it
 * is about, what it says and who sent it is read where it is fetched, with the system's own token. It goes out by the door by
 * which records go, to an address that the register names today.
 */
export async function sendWebhook(house: House, webhookId: string): Promise<void> {
  const taken = await takeWebhook(house.pool, webhookId, house.timing.leaseSeconds);
  if (taken === undefined) return;
  const { systemId, kind, attempt } = taken;
  const system = await house.agreements.findSystem(systemId);
  const webhook = system?.suspendedAt === null ? system.webhook : null;
  if (webhook?.kinds.includes(kind) !== true) {
    await recordWebhook(house.pool, {
      webhookId,
      attempt,
      state: 'CANCELLED',
      answered: null,
      retrySeconds: null,
    });
    return;
  }
  const { url } = webhook;
  const body = Buffer.from(JSON.stringify(composeBody(webhookId, taken)));
  const parts = { url, mediaType, body, id: webhookId, nonce: randomUUID() };
  const headers = house.signRequest(parts, house.clock.now());
  const result = await house.dispatcher.dispatch({ url, body, mediaType, headers });
  await recordWebhook(house.pool, { webhookId, attempt, ...readResult(house, attempt, result) });
  house.log.info('webhook-sent', { systemId, outcome: result.kind, attempt });
}

function composeBody(id: string, { kind, names, happenedAt }: TakenWebhook): object {
  const name = kind === 'CONSENT_EVENT' ? { deliveryId: names } : { exchangeId: names };
  return { id, kind, at: happenedAt.toISOString(), ...name };
}

/** Here a 202 is enough: nothing is lost where a system forgets that it was told. */
function readResult(
  { timing }: Pick<House, 'timing'>,
  attempt: number,
  result: DispatchResult,
): Omit<WebhookAttempt, 'webhookId' | 'attempt'> {
  switch (result.kind) {
    case 'ACCEPTED':
    case 'TAKEN':
      return { state: 'DELIVERED', answered: true, retrySeconds: null };
    case 'REJECTED':
      return { state: 'REJECTED', answered: true, retrySeconds: null };
    case 'RETRY': {
      const retrySeconds = timing.findRetryDelay(attempt, result.retryAfterSeconds, 'ROUTINE');
      return { state: 'DUE', answered: false, retrySeconds };
    }
  }
}
