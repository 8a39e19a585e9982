import { finishDelivery } from '../deliver/deliver.ts';
import type { House } from '../house.ts';
import { openCollection } from './kept-consignment.ts';
import type { MailboxDelivery } from './mailbox-sql.ts';

/** Whoever has it has it, also where it was given up meanwhile (docs/decisions/0010). */
export async function recordArrival(
  house: House,
  { deliveryId, attempts, collected }: MailboxDelivery,
): Promise<void> {
  if (collected === null) return;
  const consignment = await openCollection(house, deliveryId, collected.kept);
  if (consignment === undefined) return;
  await finishDelivery(house, { ...consignment, attempt: attempts }, 'DELIVERED', 'acknowledged', {
    dispatchId: collected.dispatchId,
    ending: 'ACCEPTED',
  });
}
