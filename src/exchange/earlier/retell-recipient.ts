import type { DeliveryId } from '../../platform/index.ts';
import { deliver } from '../deliver/deliver.ts';
import { endDelivery } from '../deliver/end-delivery.ts';
import { findInbox } from '../find-inbox.ts';
import type { House } from '../house.ts';
import type { TakenDelivery } from '../record/delivery-sql.ts';
import type { StoredExchange } from '../record/stored-exchange.ts';
import { openBlob } from '../record/sealed-blob.ts';
import { consignTelling } from './consign-telling.ts';
import type { KeptTelling } from './kept-telling.ts';
import { decideTelling } from './telling.ts';

/** Tries again to tell a recipient: resolved and decided afresh, with the bytes and the entry that there are. */
export async function retellRecipient(
  house: House,
  deliveryId: DeliveryId,
  taken: TakenDelivery,
  stored: StoredExchange,
): Promise<void> {
  const { exchangeId, attempt, expiresAt, decisionEntryId } = taken;
  const { payload, sourceOrganisationId, recipients } = stored;
  const text = payload && (await openBlob(house.keyStore, payload, `exchange payload ${exchangeId}`));
  const entry = await house.ledger.reopenEntry(decisionEntryId);
  const opening = entry?.findPart('assent.disclosure/1')?.opening;
  const recipientOrganisationId = recipients[0]?.organisationId;
  if (
    text === null ||
    text === undefined ||
    entry === undefined ||
    opening === undefined ||
    recipientOrganisationId === undefined
  ) {
    await endDelivery(house, deliveryId, taken, null, 'CANCELLED', 'message-no-longer-kept');
    return;
  }
  const kept = JSON.parse(text) as KeptTelling;
  const [recipient, system] = await Promise.all([
    house.agreements.getOrganisation(recipientOrganisationId, house.clock.now()),
    house.agreements.findReceivingSystem(recipientOrganisationId, kept.department, kept.role),
  ]);
  const decision = decideTelling(kept.permit, recipient.active);
  if (decision.outcome === 'DENY') {
    await endDelivery(house, deliveryId, taken, null, 'CANCELLED', decision.reasons[0] ?? 'withheld');
    return;
  }
  await deliver(
    house,
    consignTelling(house, {
      exchangeId,
      deliveryId,
      attempt,
      expiresAt,
      url: findInbox({ system }),
      systemId: system?.systemId ?? null,
      decisionEntryId,
      evidence: { index: entry.index, statement: entry.statement, opening },
      sourceOrganisationId,
      recipientOrganisationId,
      kept,
    }),
  );
}
