import type { RegisteredSystem } from '../agreements/index.ts';
import type { JsonValue } from '../platform/index.ts';
import { labelMessage, parseMessage } from '../records/index.ts';
import type { House } from './house.ts';
import type { StoredExchange } from './record/exchange-sql.ts';
import type { KeptMessage } from './record/record-exchange.ts';
import { openBlob } from './record/sealed-blob.ts';
import type { IdentifiedMessage } from './resolve/resolved-exchange.ts';

/**
 * The message as it was kept, with its sender as registered today: a suspended sender's message does not go. Absent when it
 * is no longer kept, its person's key is destroyed, or its sender may no longer send.
 * @param asked the instant to decide at, where somebody who judges names one
 */
export async function reopenMessage(
  house: House,
  stored: StoredExchange,
  asked?: Date,
): Promise<IdentifiedMessage | undefined> {
  if (stored.payload === null) return undefined;
  const text = await openBlob(house.keyStore, stored.payload, `exchange payload ${stored.exchangeId}`);
  if (text === undefined) return undefined;
  const kept = JSON.parse(text) as Omit<KeptMessage, 'message'> & { readonly message: JsonValue };
  const message = parseMessage(kept.message);
  const system = await house.agreements.findSystemByClientId(kept.clientId);
  if (!message.ok || !isInUse(system)) return undefined;
  const at = asked ?? (kept.evaluateAt === null ? house.clock.now() : new Date(kept.evaluateAt));
  const organisation = await house.agreements.getOrganisation(system.organisationId, at);
  if (!organisation.active) return undefined;
  const { given, supplement, labelled } = kept;
  return {
    kind: 'PUSH',
    message: message.value,
    labelled: labelled ?? labelMessage(message.value, house.codes),
    requester: { organisation, system, practitioner: kept.practitioner },
    at,
    ...(given === undefined ? {} : { given }),
    ...(supplement === undefined ? {} : { supplement }),
  };
}

function isInUse(system: RegisteredSystem | undefined): system is RegisteredSystem {
  return system?.suspendedAt === null;
}
