import type { Notice } from '../../notices/index.ts';
import { type DeliveryId, newId } from '../../platform/index.ts';
import type { Consignment, EndedConsignment } from '../deliver/consignment.ts';
import type { House } from '../house.ts';
import { type SealedBlob, type SealedCollection, openBlob, sealBlob } from '../record/sealed-blob.ts';

type Kept = Omit<EndedConsignment, 'composeNotices'> & {
  readonly notices: readonly (Omit<Notice, 'writtenAt'> & { readonly writtenAt: string })[];
};

/**
 * Seals what an acknowledgement will need: who is told of what arrived was settled by the decision that let it go, and the message
 * itself may be forgotten before its recipient says that it has it.
 */
export async function sealCollection(house: House, consignment: Consignment): Promise<SealedCollection> {
  const { dataSubject, deliveryId } = consignment;
  const kept: Kept = {
    exchangeId: consignment.exchangeId,
    deliveryId,
    attempt: consignment.attempt,
    decisionEntryId: consignment.decisionEntryId,
    messageType: consignment.messageType,
    purpose: consignment.purpose,
    urgentSafeguarding: consignment.urgentSafeguarding,
    correlationId: consignment.correlationId,
    sourceOrganisationId: consignment.sourceOrganisationId,
    recipientOrganisationId: consignment.recipientOrganisationId,
    systemId: consignment.systemId,
    dataSubject,
    notices: consignment
      .composeNotices()
      .map((notice) => ({ ...notice, writtenAt: notice.writtenAt.toISOString() })),
  };
  const persons = dataSubject === null ? [] : [dataSubject];
  const { ciphertext, keys } = await sealBlob(house.keyStore, persons, newId(), kept, contextOf(deliveryId));
  return { body: ciphertext.toString('base64'), bodyKeys: keys };
}

/** Opens it again, with notices that are written now; absent once the person's key is destroyed. */
export async function openCollection(
  { keyStore, clock }: Pick<House, 'keyStore' | 'clock'>,
  deliveryId: DeliveryId,
  sealed: SealedBlob,
): Promise<EndedConsignment | undefined> {
  const text = await openBlob(keyStore, sealed, contextOf(deliveryId));
  if (text === undefined) return undefined;
  const { notices, ...kept } = JSON.parse(text) as Kept;
  return {
    ...kept,
    composeNotices: () => notices.map((notice) => ({ ...notice, writtenAt: clock.now() })),
  };
}

function contextOf(deliveryId: DeliveryId): string {
  return `exchange collection ${deliveryId}`;
}
