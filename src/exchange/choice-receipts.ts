import { type ReceiptContext, composeReceipt, writeReceipt } from '../consent/index.ts';
import { type Result, ok, refuse } from '../platform/index.ts';
import type { Problem } from '../vocabulary/index.ts';
import { type OwnVersion, findOwnHistory } from './choosing/own-records.ts';
import type { ReceiptAnswer, SystemCall } from './exchange.ts';
import type { House } from './house.ts';
import { identifyCall } from './identify-message.ts';
import { recordLook } from './record-look.ts';

/**
 * The receipt of one version of a choice, for the organisation that recorded it and hands it to whoever chose: for programs,
 * signed, and in plain words. It is made of that version alone, and always the same.
 */
export async function findReceipt(
  house: House,
  call: SystemCall,
  consentId: string,
  version: string,
): Promise<Result<ReceiptAnswer, Problem>> {
  const requester = await identifyCall(house, call, 'consents:read', call.idempotencyKey);
  if (!requester.ok) return requester;
  const history = await findOwnHistory(house, consentId, requester.value.organisation.organisationId);
  const found = history.find((each) => String(each.version) === version);
  if (found === undefined) return refuse({ code: 'not-found' });
  await recordLook(house, requester.value, found.dataSubject, {
    at: 'CHOICE_RECEIPT',
    seen: [{ consentId: found.consentId, version: found.version }],
  });
  return ok(composeReceiptOf(house, found));
}

/** The receipt of a version in its three forms. Whether whoever asks may have it was settled before. */
export function composeReceiptOf(
  house: Pick<House, 'receipts' | 'keyStore' | 'publicUrl' | 'dutyPhone'>,
  version: OwnVersion,
): ReceiptAnswer {
  const receipt = composeReceipt(version, contextOf(house, version));
  return { receipt, signed: house.receipts.sign(receipt), text: writeReceipt(version) };
}

function contextOf(
  house: Pick<House, 'keyStore' | 'publicUrl' | 'dutyPhone'>,
  { consentId, dataSubject, body }: OwnVersion,
): ReceiptContext {
  const decider = 'person' in body.decidedBy ? body.decidedBy.person : body.decidedBy.organisation;
  return {
    gateway: { name: 'Assent', url: house.publicUrl, contact: house.dutyPhone },
    pseudonym: (kind) =>
      house.keyStore
        .lookupHash(`receipt-${kind}`, `${consentId} ${kind === 'principal' ? dataSubject : decider}`)
        .toString('base64url'),
  };
}
