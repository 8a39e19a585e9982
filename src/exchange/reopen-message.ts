import type { RegisteredSystem } from '../agreements/index.ts';
import type { JsonValue } from '../platform/index.ts';
import {
  type Message,
  isQuestionForm,
  labelMessage,
  labelQuestion,
  parseMessage,
  parseQuestion,
} from '../records/index.ts';
import { markRetracted } from './corrections/retractions.ts';
import type { House } from './house.ts';
import type { StoredExchange } from './record/stored-exchange.ts';
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
  const kept = JSON.parse(text) as Omit<KeptMessage, 'message' | 'recipients'> & {
    readonly message: JsonValue;
    readonly recipients?: Message['recipients'];
  };
  const received = parseKept(kept.message, house.codes);
  const system = await house.agreements.findSystemByClientId(kept.clientId);
  if (received === undefined || !isInUse(system)) return undefined;
  const at = asked ?? (kept.evaluateAt === null ? house.clock.now() : new Date(kept.evaluateAt));
  const organisation = await house.agreements.getOrganisation(system.organisationId, at);
  if (!organisation.active) return undefined;
  const { given, supplement, labelled, plan, carries, recipients } = kept;
  const { message } = received;
  const whole = recipients === undefined || 'form' in message ? message : { ...message, recipients };
  return {
    kind: 'form' in received.message ? 'ADVICE' : 'PUSH',
    message: whole,
    labelled: await markRetracted(
      house,
      organisation.organisationId,
      [received.message.messageId, ...(carries?.messageIds ?? [])],
      labelled ?? received.labelled,
    ),
    requester: { organisation, system, practitioner: kept.practitioner },
    at,
    ...(given === undefined ? {} : { given }),
    ...(supplement === undefined ? {} : { supplement }),
    ...(plan === undefined ? {} : { plan }),
    ...(carries === undefined ? {} : { carries }),
    ...(recipients === undefined ? {} : { addressed: true }),
  };
}

/** A message, or a question that waits for a judgement. */
function parseKept(
  json: JsonValue,
  codes: House['codes'],
): Pick<IdentifiedMessage, 'message' | 'labelled'> | undefined {
  if (isQuestionForm(json)) {
    const question = parseQuestion(json);
    return question.ok ? { message: question.value, labelled: labelQuestion(question.value) } : undefined;
  }
  // What was taken once is read again, whatever the bound is today.
  const message = parseMessage(json, { mostParts: Infinity });
  return message.ok ? { message: message.value, labelled: labelMessage(message.value, codes) } : undefined;
}

function isInUse(system: RegisteredSystem | undefined): system is RegisteredSystem {
  return system?.suspendedAt === null;
}
