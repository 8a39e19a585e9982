import type { Queryable } from '../../../database/index.ts';
import { type DeliveryId, type SystemId, asId } from '../../../platform/index.ts';

/** A message that MESH has and whose recipient has not collected it, as far as we know. */
export interface OpenMeshMessage {
  readonly messageId: string;
  readonly deliveryId: DeliveryId;
  readonly systemId: SystemId;
}

/** Takes open messages to ask about, those first that were not asked about for the longest. */
export async function takeOpenMeshMessages(db: Queryable, most: number): Promise<readonly OpenMeshMessage[]> {
  const { rows } = await db.query<{ mesh_message_id: string; delivery_id: string; system_id: string }>(
    `update exchange.mesh_messages m set asked_at = now()
       from exchange.deliveries d
      where d.delivery_id = m.delivery_id and m.mesh_message_id in (
        select o.mesh_message_id from exchange.mesh_messages o
         where o.ended is null and o.handed_at > now() - interval '30 days'
         order by o.asked_at nulls first limit $1)
      returning m.mesh_message_id, m.delivery_id, d.system_id`,
    [most],
  );
  return rows.map((row) => ({
    messageId: row.mesh_message_id,
    deliveryId: asId<'Delivery'>(row.delivery_id),
    systemId: asId<'System'>(row.system_id),
  }));
}

/** Notes that a message was collected. */
export async function endMeshMessage(db: Queryable, messageId: string): Promise<void> {
  await db.query(
    "update exchange.mesh_messages set ended = 'ACKNOWLEDGED' where mesh_message_id = $1 and ended is null",
    [messageId],
  );
}

/** Ends what MESH has given up; whether it was one of ours. */
export async function giveUpMeshMessage(db: Queryable, messageId: string): Promise<boolean> {
  const { rows } = await db.query<{ given_up: boolean }>(
    'select exchange.give_up_mesh_message($1) as given_up',
    [messageId],
  );
  return rows[0]?.given_up === true;
}
