import type { Queryable } from '../../database/index.ts';
import { type ExchangeId, type OrganisationId, asId } from '../../platform/index.ts';
import type { MessageTypeCode } from '../../vocabulary/index.ts';

/** Who sent messages, and of which types, each once. What the gateway tells by itself is nobody's message. */
export async function findSendersAbout(
  db: Queryable,
  exchangeIds: readonly ExchangeId[],
): Promise<readonly { readonly organisationId: OrganisationId; readonly messageType: MessageTypeCode }[]> {
  const { rows } = await db.query<{ source_organisation_id: string; message_type: MessageTypeCode }>(
    `select distinct e.source_organisation_id, e.message_type
       from exchange.exchanges e
      where e.exchange_id = any($1::uuid[]) and e.kind = 'PUSH'
      order by e.source_organisation_id, e.message_type`,
    [exchangeIds],
  );
  return rows.map((row) => ({
    organisationId: asId<'Organisation'>(row.source_organisation_id),
    messageType: row.message_type,
  }));
}
