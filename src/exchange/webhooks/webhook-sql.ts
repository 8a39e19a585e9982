import type { Queryable } from '../../database/index.ts';
import { type SystemId, asId } from '../../platform/index.ts';
import type { WebhookKind } from '../../vocabulary/index.ts';

/** A webhook that this process tries. */
export interface TakenWebhook {
  readonly systemId: SystemId;
  readonly kind: WebhookKind;
  /** The exchange, or with `CONSENT_EVENT` the delivery, to be fetched. */
  readonly names: string;
  readonly happenedAt: Date;
  readonly attempt: number;
}

/** Takes a webhook for one attempt; absent where it is at an end, or may not go now and has a later turn. */
export async function takeWebhook(
  db: Queryable,
  webhookId: string,
  leaseSeconds: number,
): Promise<TakenWebhook | undefined> {
  const { rows } = await db.query<{
    system_id: string;
    kind: WebhookKind;
    names: string;
    happened_at: Date;
    attempt: number;
  }>(
    'select t.system_id, t.kind, t.names, t.happened_at, t.attempt from exchange.take_webhook($1, $2) as t',
    [webhookId, leaseSeconds],
  );
  const [row] = rows;
  return (
    row && {
      systemId: asId<'System'>(row.system_id),
      kind: row.kind,
      names: row.names,
      happenedAt: row.happened_at,
      attempt: row.attempt,
    }
  );
}

/** How an attempt ended. */
export interface WebhookAttempt {
  readonly webhookId: string;
  readonly attempt: number;
  readonly state: 'DUE' | 'DELIVERED' | 'REJECTED' | 'CANCELLED';
  /** Whether the system answered of itself; null where that says nothing of it. */
  readonly answered: boolean | null;
  readonly retrySeconds: number | null;
}

/** Writes how an attempt ended. */
export async function recordWebhook(
  db: Queryable,
  { webhookId, attempt, state, answered, retrySeconds }: WebhookAttempt,
): Promise<void> {
  await db.query('select exchange.record_webhook($1, $2, $3, $4, $5)', [
    webhookId,
    attempt,
    state,
    answered,
    retrySeconds,
  ]);
}
