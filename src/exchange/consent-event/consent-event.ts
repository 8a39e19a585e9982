import type { EntryDraft } from '../../ledger/index.ts';
import type { EntryId, ExchangeId, JsonObject, OrganisationId, PersonId } from '../../platform/index.ts';
import { type CategoryCode, type PurposeCode, type ReasonCode, getReason } from '../../vocabulary/index.ts';

/** What decides whether an earlier recipient is told that what it was given has lost its permit. */
export interface ConsentEventFacts {
  /** `CHANGED`: without a withdrawal, by a mistake or another choice; which of them is nobody's concern. */
  readonly kind: 'WITHDRAWN' | 'CHANGED';
  readonly consentId: string;
  readonly version: number;
  /** The exchange by which the recipient was given something because of the choice, and the decision that let it go. */
  readonly earlierExchangeId: ExchangeId;
  readonly earlierDecisionEntryId: EntryId;
  readonly recipientOrganisationId: OrganisationId;
  /** Whether the organisation still exists in the register. */
  readonly recipientActive: boolean;
  /** The kinds of information that went because of the choice; those that are silent are not named. */
  readonly categories: readonly CategoryCode[];
}

/** Whether the recipient is told. */
export interface ConsentEventDecision {
  readonly outcome: 'FORWARD' | 'DENY';
  readonly reasons: readonly ReasonCode[];
}

/**
 * Stage 4 for a consent event (M18). Whoever was given something because of a choice may know that it no longer stands; the
 * message says nothing about the person that the recipient was not told before. Why it ended is never passed on.
 * Pure.
 */
export function decideConsentEvent({
  recipientActive,
}: Pick<ConsentEventFacts, 'recipientActive'>): ConsentEventDecision {
  return recipientActive
    ? { outcome: 'FORWARD', reasons: ['PERMIT_CONSENT_EVENT'] }
    : { outcome: 'DENY', reasons: ['DENY_NO_BASIS'] };
}

/** Whom and what a consent event names. */
export interface ConsentEventEnvelope {
  readonly exchangeId: ExchangeId;
  readonly messageId: string;
  readonly correlationId: string;
  /** The message that the earlier information came in, as its sender named it. */
  readonly earlierMessageId: string;
  readonly source: JsonObject;
  readonly recipient: JsonObject;
  readonly purpose: PurposeCode;
  readonly sentAt: Date;
}

/** Stage 5 for a consent event: built from nothing but what the recipient already knows. */
export function composeConsentEvent(facts: ConsentEventFacts, envelope: ConsentEventEnvelope): JsonObject {
  return {
    messageId: envelope.messageId,
    type: 'M18',
    schemaVersion: '1.0',
    exchangeId: envelope.exchangeId,
    correlationId: envelope.correlationId,
    source: { organisation: envelope.source },
    recipients: [envelope.recipient],
    purposeCode: envelope.purpose,
    urgency: 'URGENT',
    sentAt: envelope.sentAt.toISOString(),
    event: {
      kind: facts.kind,
      earlierExchangeId: facts.earlierExchangeId,
      earlierMessageId: envelope.earlierMessageId,
      categories: [...facts.categories],
      instruction: 'NO_LONGER_RELY',
      plain: `Agreement to share this ${endings[facts.kind]}. It must no longer be relied on or passed on. What the law requires you to keep stays. Please acknowledge.`,
    },
  };
}

const endings = { WITHDRAWN: 'was taken back', CHANGED: 'no longer stands' } as const;

/** Drafts the entry of the decision. Like that of any disclosure its second part commits to the very bytes that leave. */
export function draftConsentEventEntry(event: {
  readonly entryId: EntryId;
  readonly at: Date;
  readonly facts: ConsentEventFacts;
  readonly decision: ConsentEventDecision;
  readonly envelope: ConsentEventEnvelope;
  readonly dataSubject: PersonId;
  readonly sourceOrganisationId: OrganisationId;
  /** Base64 SHA-256 of the body; null where nothing leaves. */
  readonly bodySha256: string | null;
}): EntryDraft {
  const { facts, decision, envelope, dataSubject } = event;
  const about = [dataSubject];
  return {
    entryId: event.entryId,
    kind: 'DECISION',
    at: event.at,
    exchangeId: envelope.exchangeId,
    parts: [
      {
        about,
        content: {
          schema: 'assent.consent-event/1',
          messageId: envelope.messageId,
          facts: { ...facts, categories: [...facts.categories] },
          decision: {
            outcome: decision.outcome,
            reasons: [...decision.reasons],
            sources: decision.reasons.map((code) => getReason(code).source),
          },
        },
      },
      ...(event.bodySha256 === null
        ? []
        : [
            {
              about,
              content: {
                schema: 'assent.disclosure/1',
                exchangeId: envelope.exchangeId,
                recipientOrganisationId: facts.recipientOrganisationId,
                bodySha256: event.bodySha256,
              },
            },
          ]),
    ],
    index: {
      sourceOrganisationId: event.sourceOrganisationId,
      recipientOrganisationId: facts.recipientOrganisationId,
      purpose: envelope.purpose,
      messageType: 'M18',
      outcome: decision.outcome,
      correlationId: envelope.correlationId,
      dataSubject,
    },
  };
}
