import type { EntryDraft } from '../../ledger/index.ts';
import type {
  EntryId,
  ExchangeId,
  JsonObject,
  OrganisationId,
  PersonId,
  SystemId,
} from '../../platform/index.ts';
import {
  type Department,
  type PlainGroup,
  type PurposeCode,
  type ReasonCode,
  type RoleCode,
  getReason,
} from '../../vocabulary/index.ts';

/** A disclosure that has arrived. */
export interface EarlierDisclosure {
  readonly exchangeId: ExchangeId;
  /** As the recipient knows the message. */
  readonly messageId: string;
  readonly correlationId: string;
  readonly systemId: SystemId;
  readonly sourceOrganisationId: OrganisationId;
  readonly purpose: PurposeCode;
  readonly recipientOrganisationId: OrganisationId;
  readonly department: Department;
  readonly role: RoleCode;
  /** The decision with which it arrived. */
  readonly decisionEntryId: EntryId;
}

/** What somebody who was given something before is told of it, by the gateway itself. */
export interface Telling {
  readonly messageType: 'M18' | 'M19';
  /** The same for the same reason and the same disclosure, so that nobody is told twice; it gives neither away. */
  readonly messageId: string;
  /** Null where nobody could say for certain whom it is about. */
  readonly dataSubject: PersonId | null;
  /** Why they may be told. */
  readonly permit: ReasonCode;
  /** Names the part of the ledger's entry. */
  readonly schema: string;
  /** What it rests on, as the ledger keeps it; what is true of every telling is added. */
  readonly facts: JsonObject;
  /** What the recipient reads: built of nothing but what it already knows. */
  readonly event: JsonObject;
  /** Who learns that the recipient was told, and of which kinds of information; null where nobody is to. */
  readonly notice: { readonly person: PersonId; readonly groups: readonly PlainGroup[] } | null;
  /** By when it must be acknowledged; null where no date is set. */
  readonly dueAt: Date | null;
  /** The exchange because of which it is told, where there is one. */
  readonly becauseOf: ExchangeId | null;
}

/** Whether the recipient is told. */
export interface TellingDecision {
  readonly outcome: 'FORWARD' | 'DENY';
  readonly reasons: readonly ReasonCode[];
}

/**
 * Stage 4 for what the gateway itself tells. Whoever was given something may know that it no longer stands; the message says nothing
 * about the person that the recipient was not told before. Pure.
 * @param recipientActive whether the organisation still exists in the register, and something of it receives
 */
export function decideTelling(permit: ReasonCode, recipientActive: boolean): TellingDecision {
  return recipientActive
    ? { outcome: 'FORWARD', reasons: [permit] }
    : { outcome: 'DENY', reasons: ['DENY_NO_BASIS'] };
}

/** Whom and what a telling names. */
export interface TellingEnvelope {
  readonly exchangeId: ExchangeId;
  readonly source: JsonObject;
  readonly recipient: JsonObject;
  readonly sentAt: Date;
}

/** Stage 5: built from nothing but what the recipient already knows. */
export function composeTelling(
  { messageId, messageType, event, dueAt }: Telling,
  { correlationId, purpose, exchangeId, messageId: earlierMessageId }: EarlierDisclosure,
  envelope: TellingEnvelope,
): JsonObject {
  return {
    messageId,
    type: messageType,
    schemaVersion: '1.0',
    exchangeId: envelope.exchangeId,
    correlationId,
    source: { organisation: envelope.source },
    recipients: [envelope.recipient],
    purposeCode: purpose,
    urgency: 'URGENT',
    sentAt: envelope.sentAt.toISOString(),
    ...(dueAt === null ? {} : { acknowledgeBy: dueAt.toISOString() }),
    event: { earlierExchangeId: exchangeId, earlierMessageId, ...event },
  };
}

/** Drafts the entry of the decision. Like that of any disclosure its second part commits to the very bytes that leave. */
export function draftTellingEntry(drafted: {
  readonly entryId: EntryId;
  readonly at: Date;
  readonly telling: Telling;
  readonly decision: TellingDecision;
  readonly disclosure: EarlierDisclosure;
  readonly exchangeId: ExchangeId;
  readonly recipientActive: boolean;
  /** Base64 SHA-256 of the body; null where nothing leaves. */
  readonly bodySha256: string | null;
}): EntryDraft {
  const { telling, decision, disclosure, exchangeId } = drafted;
  const { recipientOrganisationId, sourceOrganisationId, correlationId, purpose } = disclosure;
  const about = telling.dataSubject === null ? [] : [telling.dataSubject];
  return {
    entryId: drafted.entryId,
    kind: 'DECISION',
    at: drafted.at,
    exchangeId,
    parts: [
      {
        about,
        content: {
          schema: telling.schema,
          messageId: telling.messageId,
          facts: {
            ...telling.facts,
            earlierExchangeId: disclosure.exchangeId,
            earlierDecisionEntryId: disclosure.decisionEntryId,
            recipientOrganisationId,
            recipientActive: drafted.recipientActive,
          },
          decision: {
            outcome: decision.outcome,
            reasons: [...decision.reasons],
            sources: decision.reasons.map((code) => getReason(code).source),
          },
        },
      },
      ...(drafted.bodySha256 === null
        ? []
        : [
            {
              about,
              content: {
                schema: 'assent.disclosure/1',
                exchangeId,
                recipientOrganisationId,
                bodySha256: drafted.bodySha256,
              },
            },
          ]),
    ],
    index: {
      sourceOrganisationId,
      recipientOrganisationId,
      purpose,
      messageType: telling.messageType,
      outcome: decision.outcome,
      correlationId,
      ...(telling.dataSubject === null ? {} : { dataSubject: telling.dataSubject }),
    },
  };
}
