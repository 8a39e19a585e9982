import { createHash } from 'node:crypto';
import type { Organisation, RegisteredSystem } from '../../agreements/index.ts';
import { type ExchangeId, type JsonObject, newId } from '../../platform/index.ts';
import { getReason } from '../../vocabulary/index.ts';
import type { RecipientAnswer } from '../exchange.ts';
import type { House } from '../house.ts';
import { recordAttempt } from '../record/delivery-sql.ts';
import type { KeptAnswer } from '../record/record-exchange.ts';
import { sealBlob } from '../record/sealed-blob.ts';
import { recordTelling } from '../record/telling-sql.ts';
import type { KeptTelling } from './kept-telling.ts';
import {
  type EarlierDisclosure,
  type Telling,
  type TellingDecision,
  composeTelling,
  decideTelling,
  draftTellingEntry,
} from './telling.ts';

/** Days for which it is tried to tell a recipient. */
const lifetime = 7 * 86_400_000;

/**
 * Tells one earlier recipient what it must know of what it was given: that it must no longer be relied on, was wrong, or is no longer
 * the present version. It walks the stages like anything that leaves: whom and what it is about is resolved from what was recorded
 * (3), decided (4), composed of nothing but what the recipient knows (5), written into the ledger (6), and brought by the
 * worker through the same queue (7). Asked twice it tells once.
 */
export async function tellRecipient(
  house: House,
  telling: Telling,
  disclosure: EarlierDisclosure,
): Promise<void> {
  const at = house.clock.now();
  const resolved = await resolveRecipient(house, disclosure, at);
  const recipientActive = resolved.recipient.active && resolved.system !== undefined;
  const decision = decideTelling(telling.permit, recipientActive);
  await recordAndDeliver(house, {
    telling,
    disclosure,
    resolved,
    recipientActive,
    decision,
    exchangeId: newId<'Exchange'>(),
    at,
  });
}

interface Resolved {
  readonly source: Organisation;
  readonly recipient: Organisation;
  readonly system: RegisteredSystem | undefined;
}

/** Stage 3: whoever sent it and whoever has it, as they are registered today. */
async function resolveRecipient(
  { agreements }: House,
  { sourceOrganisationId, recipientOrganisationId, department, role }: EarlierDisclosure,
  at: Date,
): Promise<Resolved> {
  const [source, recipient, system] = await Promise.all([
    agreements.getOrganisation(sourceOrganisationId, at),
    agreements.getOrganisation(recipientOrganisationId, at),
    agreements.findReceivingSystem(recipientOrganisationId, department, role),
  ]);
  return { source, recipient, system };
}

interface Walked {
  readonly telling: Telling;
  readonly disclosure: EarlierDisclosure;
  readonly resolved: Resolved;
  readonly recipientActive: boolean;
  readonly decision: TellingDecision;
  readonly exchangeId: ExchangeId;
  readonly at: Date;
}

/** Stages 5 to 7. */
async function recordAndDeliver(house: House, walked: Walked): Promise<void> {
  const { telling, disclosure, resolved, decision, exchangeId, recipientActive, at } = walked;
  const { keyStore, ledger, timing } = house;
  const { dataSubject } = telling;
  const leaves = decision.outcome === 'FORWARD' && resolved.system !== undefined;
  const body = leaves ? Buffer.from(JSON.stringify(compose(walked))) : null;
  const entryId = newId<'Entry'>();
  const [prepared] = await ledger.prepare([
    draftTellingEntry({
      entryId,
      at,
      telling,
      decision,
      disclosure,
      exchangeId,
      recipientActive,
      bodySha256: body && createHash('sha256').update(body).digest('base64'),
    }),
  ]);
  if (prepared === undefined) throw new Error('one draft gives one entry');
  const deliveryId = newId<'Delivery'>();
  const expiresAt = new Date(at.getTime() + lifetime);
  const kept: KeptTelling | null = body && {
    body: body.toString('base64'),
    messageType: telling.messageType,
    permit: telling.permit,
    dataSubject,
    correlationId: disclosure.correlationId,
    purpose: disclosure.purpose,
    department: disclosure.department,
    role: disclosure.role,
    told: telling.notice?.person ?? null,
    to: resolved.recipient.name,
    groups: telling.notice?.groups ?? [],
  };
  const seal = (value: object, context: string): ReturnType<typeof sealBlob> =>
    sealBlob(
      keyStore,
      dataSubject === null ? [] : [dataSubject],
      newId(),
      value,
      `exchange ${context} ${exchangeId}`,
    );
  const recorded = await recordTelling(house.pool, {
    exchangeId,
    systemId: disclosure.systemId,
    sourceOrganisationId: disclosure.sourceOrganisationId,
    messageId: telling.messageId,
    messageType: telling.messageType,
    requestHash: keyStore.lookupHash('exchange.request', `EVENT ${telling.messageId}`),
    purpose: disclosure.purpose,
    correlationId: disclosure.correlationId,
    receivedAt: at,
    answer: await seal(keepAnswer(house, walked), 'answer'),
    payload: kept === null ? null : await seal(kept, 'payload'),
    recipient: {
      organisationId: disclosure.recipientOrganisationId,
      department: disclosure.department,
      role: disclosure.role,
      outcome: leaves ? 'FORWARD' : 'DENY',
    },
    dueAt: leaves ? telling.dueAt : null,
    because: telling.becauseOf,
    delivery:
      resolved.system === undefined || kept === null
        ? null
        : {
            deliveryId,
            systemId: resolved.system.systemId,
            expiresAt,
            decisionEntryId: entryId,
            leaseSeconds: timing.leaseSeconds,
          },
    entries: [prepared],
  });
  if (!recorded.ok) {
    if (recorded.refusal !== 'DUPLICATE') throw new Error('a telling waits for no choice and no lease');
    return;
  }
  // Brought by the worker like everything that waits: one recipient that does not answer must not keep the others from being told.
  if (kept !== null && resolved.system !== undefined)
    await recordAttempt(house.pool, { deliveryId, attempt: 1, state: 'DUE', retrySeconds: 0, entries: [] });
}

function compose({ telling, disclosure, resolved, exchangeId, at }: Walked): JsonObject {
  return composeTelling(telling, disclosure, {
    exchangeId,
    source: nameOrganisation(resolved.source),
    recipient: nameRecipient(resolved.recipient, disclosure),
    sentAt: at,
  });
}

/** Whoever sent the earlier message can see that its recipient is told. */
function keepAnswer(house: House, { resolved, disclosure, decision }: Walked): KeptAnswer {
  const { bundle, version } = house.policy.version;
  const [identifier] = resolved.recipient.identifiers;
  const answer: RecipientAnswer = {
    recipient: {
      organisation: { system: identifier?.system ?? '', value: identifier?.value ?? '' },
      ...(disclosure.department === 'NONE' ? {} : { department: disclosure.department }),
      role: disclosure.role,
    },
    outcome: decision.outcome,
    delivery: decision.outcome === 'FORWARD' ? 'QUEUED' : 'NOT_SENT',
    reasons: decision.reasons.map((code) => ({
      code,
      plain: getReason(code).plain,
      source: getReason(code).source,
    })),
    segments: [],
    obligations: [],
  };
  return {
    correlationId: disclosure.correlationId,
    policyVersion: `${bundle} v${version}`,
    recipients: [answer],
    phones: [null],
  };
}

function nameOrganisation({ identifiers: [identifier] }: Organisation): JsonObject {
  return identifier === undefined ? {} : { system: identifier.system, value: identifier.value };
}

function nameRecipient(organisation: Organisation, { department, role }: EarlierDisclosure): JsonObject {
  return {
    organisation: nameOrganisation(organisation),
    ...(department === 'NONE' ? {} : { department }),
    role,
  };
}
