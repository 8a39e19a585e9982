import { createHash } from 'node:crypto';
import type { Organisation, RegisteredSystem } from '../../agreements/index.ts';
import type { ConsentBody } from '../../consent/index.ts';
import { type JsonObject, type PersonId, newId } from '../../platform/index.ts';
import { type CategoryCode, type PlainGroup, getCategory, getReason } from '../../vocabulary/index.ts';
import { deliverRecorded } from '../deliver/deliver.ts';
import type { RecipientAnswer } from '../exchange.ts';
import { findInbox } from '../find-inbox.ts';
import type { House } from '../house.ts';
import { type KeptAnswer, giveEvidence } from '../record/record-exchange.ts';
import { sealBlob } from '../record/sealed-blob.ts';
import { type ReliantDisclosure, recordConsentEvent } from '../record/withdrawal-sql.ts';
import {
  type ConsentEventDecision,
  type ConsentEventEnvelope,
  type ConsentEventFacts,
  composeConsentEvent,
  decideConsentEvent,
  draftConsentEventEntry,
} from './consent-event.ts';
import { consignEvent } from './consign-event.ts';
import type { KeptConsentEvent } from './kept-consent-event.ts';
import type { ChangeOfChoice } from './read-changes.ts';

/** Which change of which choice a recipient is told of. */
type Told = Pick<ChangeOfChoice, 'kind' | 'version' | 'before'>;

/** Days for which it is tried to tell a recipient. */
const lifetime = 7 * 86_400_000;

/**
 * Tells one earlier recipient that what it was given because of a choice must no longer be relied on or passed on (M18,
 * docs/domain/01 §1.7, docs/domain/07 AC7). It walks the stages like anything that leaves: whom and what it is about is resolved
 * from what was recorded (3), decided (4), composed of nothing but what the recipient knows (5), written into the ledger (6), and
 * delivered through the same queue (7). Asked twice it tells once.
 * @param categories what it must no longer rely on, as far as it may be named
 */
export async function tellRecipient(
  house: House,
  change: Told,
  disclosure: ReliantDisclosure,
  categories: readonly CategoryCode[],
): Promise<void> {
  const at = house.clock.now();
  const resolved = await resolveRecipient(house, disclosure, at);
  const facts: ConsentEventFacts = {
    kind: change.kind,
    consentId: change.version.consentId,
    version: change.version.version,
    earlierExchangeId: disclosure.exchangeId,
    earlierDecisionEntryId: disclosure.decisionEntryId,
    recipientOrganisationId: disclosure.recipientOrganisationId,
    recipientActive: resolved.recipient.active && resolved.system !== undefined,
    categories,
  };
  const decision = decideConsentEvent(facts);
  const envelope: ConsentEventEnvelope = {
    exchangeId: newId<'Exchange'>(),
    messageId: eventId(change, disclosure),
    correlationId: disclosure.correlationId,
    earlierMessageId: disclosure.messageId,
    source: nameOrganisation(resolved.source),
    recipient: nameRecipient(resolved.recipient, disclosure),
    purpose: disclosure.purpose,
    sentAt: at,
  };
  await recordAndDeliver(house, { change, disclosure, resolved, facts, decision, envelope, at });
}

interface Resolved {
  readonly source: Organisation;
  readonly recipient: Organisation;
  readonly system: RegisteredSystem | undefined;
}

/** Stage 3: whoever sent it and whoever has it, as they are registered today. */
async function resolveRecipient(
  { agreements }: House,
  { sourceOrganisationId, recipientOrganisationId, department, role }: ReliantDisclosure,
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
  readonly change: Told;
  readonly disclosure: ReliantDisclosure;
  readonly resolved: Resolved;
  readonly facts: ConsentEventFacts;
  readonly decision: ConsentEventDecision;
  readonly envelope: ConsentEventEnvelope;
  readonly at: Date;
}

/** Stages 5 to 7. */
async function recordAndDeliver(house: House, walked: Walked): Promise<void> {
  const { change, disclosure, resolved, facts, decision, envelope, at } = walked;
  const { keyStore, ledger, timing } = house;
  const { dataSubject } = change.before;
  const { exchangeId } = envelope;
  const leaves = decision.outcome === 'FORWARD' && resolved.system !== undefined;
  const body = leaves ? Buffer.from(JSON.stringify(composeConsentEvent(facts, envelope))) : null;
  const entryId = newId<'Entry'>();
  const [prepared] = await ledger.prepare([
    draftConsentEventEntry({
      entryId,
      at,
      facts,
      decision,
      envelope,
      dataSubject,
      sourceOrganisationId: disclosure.sourceOrganisationId,
      bodySha256: body && createHash('sha256').update(body).digest('base64'),
    }),
  ]);
  if (prepared === undefined) throw new Error('one draft gives one entry');
  const deliveryId = newId<'Delivery'>();
  const expiresAt = new Date(at.getTime() + lifetime);
  const kept: KeptConsentEvent | null = body && {
    body: body.toString('base64'),
    dataSubject,
    correlationId: disclosure.correlationId,
    purpose: disclosure.purpose,
    department: disclosure.department,
    role: disclosure.role,
    told: findTold(change),
    to: resolved.recipient.name,
    groups: [...new Set(facts.categories.map((code): PlainGroup => getCategory(code).plainGroup))],
  };
  const seal = (value: object, context: string): ReturnType<typeof sealBlob> =>
    sealBlob(keyStore, [dataSubject], newId(), value, `exchange ${context} ${exchangeId}`);
  const recorded = await recordConsentEvent(house.pool, {
    exchangeId,
    systemId: disclosure.systemId,
    sourceOrganisationId: disclosure.sourceOrganisationId,
    messageId: envelope.messageId,
    requestHash: keyStore.lookupHash('exchange.request', `EVENT ${envelope.messageId}`),
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
    if (recorded.refusal !== 'DUPLICATE') throw new Error('a consent event waits for no choice and no lease');
    return;
  }
  const [entry] = recorded.value;
  if (entry === undefined || kept === null) return;
  await deliverRecorded(
    house,
    consignEvent(house, {
      exchangeId,
      deliveryId,
      attempt: 1,
      expiresAt,
      url: findInbox(resolved),
      decisionEntryId: entryId,
      evidence: giveEvidence(prepared, entry),
      sourceOrganisationId: disclosure.sourceOrganisationId,
      recipientOrganisationId: disclosure.recipientOrganisationId,
      kept,
    }),
  );
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

/** Who is told that it was done: the person whose choice it was, and nobody else of the family (docs/domain/07 AC7). */
function findTold({ version, before }: Told): PersonId | null {
  const { decidedBy, lastMove }: ConsentBody = version.body === 'ERASED' ? before.body : version.body;
  if (lastMove?.by.kind === 'DECIDER') return lastMove.by.person;
  return 'person' in decidedBy ? decidedBy.person : null;
}

/** The same for the same change and the same delivery, so that nobody is told twice; it gives neither away. */
function eventId({ kind, version }: Told, { exchangeId, ordinal }: ReliantDisclosure): string {
  const change = kind === 'WITHDRAWN' ? version.consentId : `${version.consentId}/${version.version}`;
  const hash = createHash('sha256').update(`consent-event ${change} ${exchangeId} ${ordinal}`).digest('hex');
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-9${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
}

function nameOrganisation({ identifiers: [identifier] }: Organisation): JsonObject {
  return identifier === undefined ? {} : { system: identifier.system, value: identifier.value };
}

function nameRecipient(organisation: Organisation, { department, role }: ReliantDisclosure): JsonObject {
  return {
    organisation: nameOrganisation(organisation),
    ...(department === 'NONE' ? {} : { department }),
    role,
  };
}
