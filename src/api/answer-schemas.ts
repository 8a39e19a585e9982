import { z } from 'zod';
import { authorityRuleNames } from '../families/index.ts';
import {
  authorityEvidenceTypes,
  capacityBases,
  categoryCodes,
  departments,
  messageTypeCodes,
  orderEffects,
  purposeCodes,
  reasonCodes,
  relationshipBasisCodes,
  roles,
} from '../vocabulary/index.ts';
import { protectionAnswerSchema } from './protection-answer-schemas.ts';
import { caseAnswerSchema, caseListAnswerSchema, familyNoticeAnswerSchema } from './case-answer-schemas.ts';
import { locatorAnswerSchema } from './locator-answer-schemas.ts';
import { deadlineAnswerSchema, deadlineListAnswerSchema } from './deadline-answer-schemas.ts';
import {
  mailboxAcknowledgementAnswerSchema,
  mailboxAnswerSchema,
  reportAnswerSchema,
} from './mailbox-answer-schemas.ts';
import { problemDetailSchema } from './problem-detail-schema.ts';

const uuid = z.uuid();

const reasonAnswerSchema = z
  .strictObject({
    code: z.enum(reasonCodes).meta({ description: 'Explained at `/problems/{code}`.' }),
    plain: z.string().meta({ description: 'The reason in plain words, fit to be read aloud.' }),
    source: z.string().meta({ description: 'The statute, regulation or rule that it comes from.' }),
  })
  .readonly()
  .meta({ description: 'A reason that you may be told.' });

const segmentAnswerSchema = z
  .strictObject({
    segmentId: z.string().meta({ description: 'The segment of your own message.' }),
    outcome: z
      .enum(['RELEASE', 'WITHHOLD', 'HOLD'])
      .meta({ description: 'Sent, left out, or waiting for a named person to judge.' }),
    reasons: z.array(reasonAnswerSchema).readonly(),
    whoCouldSayYes: z
      .string()
      .exactOptional()
      .meta({ description: 'Who could agree to it, in plain words.' }),
    problems: z.array(problemDetailSchema.readonly()).readonly().exactOptional().meta({
      description: 'What its author must put right before it can go, whoever agrees. Send that part again.',
    }),
  })
  .readonly()
  .meta({ description: 'What happened to one segment.' });

const obligationAnswerSchema = z
  .strictObject({
    kind: z.string(),
    plain: z.string(),
    due: z.string().exactOptional().meta({ description: 'Date or time by which it must be done, ISO 8601.' }),
  })
  .readonly()
  .meta({ description: 'Something that must be done because of the decision.' });

const holdOutcomeSchema = z
  .strictObject({
    holdId: uuid,
    state: z.enum(['OPEN', 'RELEASED', 'REFUSED', 'EXPIRED']).meta({
      description:
        'It waits; a named person let something of it go; they refused; or nobody judged in time and nothing went.',
    }),
    segmentIds: z.array(z.string()).readonly(),
    due: z
      .string()
      .meta({ description: 'When it is handed up. It is never released because a time has passed.' }),
    supplement: uuid.exactOptional().meta({ description: 'The exchange that brought what was let go.' }),
  })
  .readonly()
  .meta({ description: 'What became of something that waited for a named person.' });

const acknowledgementSchema = z
  .strictObject({
    due: z.string().meta({ description: 'By when somebody at the recipient must have acknowledged it.' }),
    acknowledgedAt: z.string().exactOptional().meta({ description: 'Absent while nobody has.' }),
  })
  .readonly()
  .meta({ description: 'An acknowledgement that the recipient owes, or has given.' });

const namedRecipientSchema = z.union([
  z
    .strictObject({
      organisation: z.strictObject({ system: z.string(), value: z.string() }).readonly(),
      department: z.string().exactOptional(),
      role: z.string(),
    })
    .readonly(),
  z
    .strictObject({ person: z.strictObject({ ref: z.string() }).readonly(), role: z.string() })
    .readonly()
    .meta({ description: 'Somebody who would read under P17, by the reference of your question.' }),
]);

const deliverySchema = z.enum(['DELIVERED', 'QUEUED', 'NOT_SENT', 'NOT_DELIVERED_PHONE']);

const recipientAnswerSchema = z
  .strictObject({
    recipient: namedRecipientSchema,
    outcome: z.enum(['FORWARD', 'FORWARD_REDACTED', 'HOLD', 'DENY']).meta({
      description:
        'All of it goes; part of it goes; it waits for a named person; nothing goes. A recipient that you may not know of has the same `DENY` as one that may not have it.',
    }),
    delivery: deliverySchema.exactOptional().meta({
      description:
        'It has arrived; it is kept and retried; it was not sent; it is urgent and did not arrive: phone `phone` now. Absent from an answer to “Can I share?” where it would go.',
    }),
    reasons: z.array(reasonAnswerSchema).readonly(),
    segments: z.array(segmentAnswerSchema).readonly(),
    obligations: z.array(obligationAnswerSchema).readonly(),
    phone: z.string().exactOptional().meta({ description: 'The duty number of the recipient.' }),
    holds: z.array(holdOutcomeSchema).readonly().exactOptional(),
    report: reportAnswerSchema.exactOptional(),
    acknowledgement: acknowledgementSchema.exactOptional(),
  })
  .readonly()
  .meta({ description: 'What became of the exchange at one recipient.' });

const tellingAnswerSchema = z
  .strictObject({
    exchangeId: uuid.meta({ description: 'The exchange that told them.' }),
    recipient: namedRecipientSchema,
    delivery: deliverySchema.exactOptional(),
    acknowledgement: acknowledgementSchema.exactOptional(),
  })
  .readonly()
  .meta({
    description:
      'Somebody who was told by the gateway itself: an earlier recipient, that what they were given was wrong or that a plan has a later version; or you, that somebody has not acknowledged it in time.',
  });

/** `ExchangeAnswer` as it goes over the wire. Never parses input: its branded ids are told to be texts. */
export const exchangeAnswerSchema = z
  .strictObject({
    exchangeId: uuid.meta({ description: 'Names the exchange. Keep it: it answers every later question.' }),
    correlationId: z
      .string()
      .meta({ description: 'Ties a message to its answers, supplements and corrections.' }),
    policyVersion: z.string().meta({ description: 'The policy that decided, for replay.' }),
    recipients: z.array(recipientAnswerSchema).readonly(),
    told: z.array(tellingAnswerSchema).readonly().exactOptional().meta({
      description: 'Asked for anew: who was told because of it.',
    }),
  })
  .readonly()
  .meta({
    description: 'What was decided for each recipient, why, and what became of it.',
  });

/** `AccessDecision` as it goes over the wire (OpenID AuthZEN Authorization API 1.0, "Decision"). */
const accessDecisionSchema = z
  .strictObject({
    decision: z.boolean().meta({ description: 'Whether all of it would go.' }),
    context: z.union([
      z
        .strictObject({
          exchangeId: uuid,
          correlationId: z.string(),
          policyVersion: z.string(),
          outcome: z.enum(['FORWARD', 'FORWARD_REDACTED', 'HOLD', 'DENY']),
          reasons: z.array(reasonAnswerSchema).readonly(),
          segments: z.array(segmentAnswerSchema).readonly(),
          obligations: z.array(obligationAnswerSchema).readonly(),
        })
        .readonly()
        .meta({ description: 'What would be decided, as `/v1/decisions` says it.' }),
      z
        .strictObject({
          error: z
            .strictObject({
              status: z.int(),
              code: z.string(),
              message: z.string(),
              errors: z
                .array(
                  z.strictObject({ pointer: z.string(), rule: z.string(), message: z.string() }).readonly(),
                )
                .readonly()
                .exactOptional(),
            })
            .readonly(),
        })
        .readonly()
        .meta({ description: 'Why nothing could be decided.' }),
    ]),
  })
  .readonly()
  .meta({ description: 'Whether all of it would go, and why.' });

/** `AccessDecisions` as it goes over the wire; one decision where the request had no list. */
const accessDecisionsSchema = z
  .union([
    z.strictObject({ evaluations: z.array(accessDecisionSchema).readonly() }).readonly(),
    accessDecisionSchema,
  ])
  .meta({ description: 'The decisions in the order of the questions, or one where there was no list.' });

/** `WithdrawalAnswer` as it goes over the wire. */
const withdrawalAnswerSchema = z
  .strictObject({
    state: z.enum(['CLOSING', 'FINAL']).meta({
      description:
        '`CLOSING`: something that left before the withdrawal may still arrive. `FINAL`: no recipient that checks accepts anything that relies on the choice any more.',
    }),
    recordedAt: z.iso
      .datetime({ offset: true })
      .meta({ description: 'From then on nothing is sent that relies on the choice.' }),
    deliveriesClosing: z.int().min(0).meta({ description: 'Deliveries under way that rely on the choice.' }),
    finalAt: z.iso.datetime({ offset: true }).exactOptional().meta({ description: 'When it became final.' }),
    finalBy: z.iso
      .datetime({ offset: true })
      .exactOptional()
      .meta({ description: 'While it is closing: the latest that it becomes final.' }),
  })
  .readonly()
  .meta({ description: 'How far a withdrawal has got. Ask again with `GET /v1/consents/{id}`.' });

/** `ChoiceAnswer` as it goes over the wire. */
export const choiceAnswerSchema = z
  .strictObject({
    consentId: uuid,
    version: z.int().min(1),
    status: z.string().meta({
      description:
        '`draft`, `active`, `suspended`, `pending-reauthorise`, `withdrawn`, `expired`, `superseded` or `entered-in-error`.',
    }),
    recordedAt: z.iso.datetime({ offset: true }).meta({
      description:
        'When this version took effect. For a withdrawal: from then on no new sending relies on the choice.',
    }),
    withdrawal: withdrawalAnswerSchema.exactOptional(),
  })
  .readonly()
  .meta({ description: 'A recorded choice as a system sees it.' });

/** `ChoiceHistoryAnswer` as it goes over the wire. */
const choiceHistoryAnswerSchema = z
  .strictObject({ consentId: uuid, versions: z.array(choiceAnswerSchema).readonly() })
  .readonly()
  .meta({ description: 'All versions of a recorded choice, the newest first.' });

/** The receipt of a choice as it goes over the wire. */
const consentReceiptSchema = z
  .looseObject({
    schema_version: z.string(),
    receipt_id: z.string(),
    record_id: uuid,
    record_version: z.int().min(1),
    pii_principal_id: z.string().meta({ description: 'A name that tells nothing, another in every record.' }),
    pii_processing: z.looseObject({}),
    party_identification: z.array(z.looseObject({})),
    consent_events: z.array(z.looseObject({})),
  })
  .meta({ description: 'The receipt of one version of a choice, with the fields of ISO/IEC TS 27560:2023.' });

/** `ReuseAnswer` as it goes over the wire. */
const reuseAnswerSchema = z
  .strictObject({
    agreementId: uuid,
    version: z.int().min(1),
    state: z.enum(['PROPOSED', 'AGREED', 'ENDED']).meta({
      description: 'Some of the three have agreed; all have, so do not ask again; one has ended it.',
    }),
    advice: z.strictObject({ kind: z.string(), reference: z.string(), givenOn: z.iso.date() }).readonly(),
    lastDay: z.iso.date().exactOptional(),
    agreed: z.strictObject({ author: z.boolean(), council: z.boolean(), family: z.boolean() }).readonly(),
    recordedAt: z.iso.datetime({ offset: true }),
  })
  .readonly()
  .meta({ description: 'An agreement that advice is asked for once (SEND Regulations 2014 reg 6(4)).' });

/** `NoticeAnswer` as it goes over the wire. */
const noticeAnswerSchema = z
  .strictObject({
    noticeVersion: uuid.meta({
      description: 'Name it in `informationGiven` of a choice. It is made of what the notice says.',
    }),
    hash: z.string().meta({ description: 'SHA-256 in hex over its words and its scope.' }),
    origin: z.enum(['COMPOSED', 'REGISTERED']),
    language: z.string(),
    format: z.string(),
    text: z.string().meta({ description: 'The words to show or to say.' }),
    type: z.string(),
    purposes: z.array(z.string()).readonly(),
    categories: z.array(z.string()).readonly(),
  })
  .readonly()
  .meta({ description: 'A notice on which choices are made.' });

/** `EmergencyAnswer` as it goes over the wire. */
export const emergencyAnswerSchema = z
  .strictObject({
    grantId: uuid.meta({
      description:
        'Name it when you ask for the record. It is of use to this practitioner alone, for this child, until it expires.',
    }),
    exchangeId: uuid,
    expiresAt: z.iso.datetime({ offset: true }),
    policyVersion: z.string(),
    opens: z
      .array(
        z
          .strictObject({
            from: z.strictObject({ system: z.string(), value: z.string() }).readonly(),
            categories: z.array(z.enum(categoryCodes)).readonly(),
            reasons: z.array(reasonAnswerSchema).readonly(),
          })
          .readonly(),
      )
      .readonly()
      .meta({ description: 'What each holder’s record opens.' }),
    councils: z
      .array(z.strictObject({ name: z.string(), phone: z.string() }).readonly())
      .readonly()
      .meta({ description: 'Councils to phone about the child.' }),
    obligations: z.array(obligationAnswerSchema).readonly(),
  })
  .readonly()
  .meta({ description: 'An emergency access that was granted.' });

/** `AuthorityAnswer` as it goes over the wire. */
export const authorityAnswerSchema = z
  .strictObject({
    factId: uuid.meta({ description: 'Names what was recorded. Keep it: its ending needs it.' }),
    recordedAt: z.iso
      .datetime({ offset: true })
      .meta({ description: 'From then on no decision rests on what was before.' }),
  })
  .readonly()
  .meta({ description: 'A change of who may decide that was written down.' });

/** `AuthorityQuestionAnswer` as it goes over the wire. */
export const authorityQuestionAnswerSchema = z
  .strictObject({
    basis: z.enum(['RECORD', 'RULE']).meta({
      description:
        'From this person’s record, for an organisation that recorded something of it or works with them; or the rule for anybody of the age that you named, which says nothing of whether the person is known.',
    }),
    on: z.iso.date().meta({ description: 'The day, in London.' }),
    rule: z.enum(authorityRuleNames),
    because: z.string().meta({ description: 'The rule in plain words.' }),
    source: z.string().meta({ description: 'Where the rule comes from.' }),
    deciders: z
      .array(
        z
          .strictObject({
            capacityBasis: z.enum(capacityBases),
            evidence: z.enum(authorityEvidenceTypes).exactOptional(),
            capacityToBeConfirmed: z.boolean(),
          })
          .readonly(),
      )
      .readonly()
      .meta({ description: 'Each of them may decide alone. They are never named here.' }),
    organisations: z
      .array(
        z
          .strictObject({
            organisation: z.strictObject({ system: z.string(), value: z.string() }).readonly(),
            capacityBasis: z.enum(['LA_CARE_ORDER', 'BEST_INTERESTS']),
          })
          .readonly(),
      )
      .readonly(),
    claimsToVerify: z.int().min(0),
    order: z
      .strictObject({ effect: z.enum(orderEffects), documentHash: z.string() })
      .readonly()
      .exactOptional(),
    delegatedMatters: z.array(z.string()).readonly(),
  })
  .readonly()
  .meta({ description: 'Who may decide, in what capacity and by which rule.' });

/** `RelationshipAnswer` as it goes over the wire. */
export const relationshipAnswerSchema = z
  .strictObject({
    relationshipId: uuid,
    kind: z.enum(['LEAD', 'WORKING']),
    basis: z.enum(relationshipBasisCodes),
    staffId: z.string().exactOptional(),
    from: z.iso.date(),
    to: z.iso.date().exactOptional(),
    endedOn: z.iso.date().exactOptional().meta({ description: 'Its last day, once its end was recorded.' }),
    recordedAt: z.iso.datetime({ offset: true }),
  })
  .readonly()
  .meta({ description: 'Who leads for a child or works with them, as you recorded it.' });

/** `ChoiceRequestAnswer` as it goes over the wire. */
export const choiceRequestAnswerSchema = z
  .strictObject({
    requestId: uuid,
    askedAt: z.iso.datetime({ offset: true }),
    shownUntil: z.iso.date(),
  })
  .readonly()
  .meta({ description: 'That a family was asked. Whether anybody answers is told to nobody.' });

/** `HoldAnswer` as it goes over the wire. */
export const holdAnswerSchema = z
  .strictObject({
    holdId: uuid,
    exchangeId: uuid,
    correlationId: z.string(),
    state: z.enum(['OPEN', 'ESCALATED', 'RELEASED', 'REFUSED', 'EXPIRED']),
    level: z.enum(['NAMED', 'MANAGER', 'GOVERNANCE']).meta({ description: 'How far up it has been handed.' }),
    judge: z.enum(['LEAD', 'AUTHOR', 'IG', 'SHIELD_REVIEW', 'HEALTH_PROFESSIONAL']).meta({
      description:
        'Who must judge: the lead practitioner, its author, information governance, two people for a shielded record, or a health professional.',
    }),
    from: z.string(),
    to: z.strictObject({ name: z.string(), department: z.enum(departments), role: z.enum(roles) }).readonly(),
    messageType: z.enum(messageTypeCodes),
    purpose: z.enum(purposeCodes),
    reasons: z.array(reasonAnswerSchema).readonly(),
    segments: z
      .array(
        z
          .strictObject({
            segmentId: z.string(),
            categories: z.array(z.enum(categoryCodes)).readonly(),
            problems: z.array(problemDetailSchema.readonly()).readonly().exactOptional(),
          })
          .readonly(),
      )
      .readonly(),
    safetyCritical: z.boolean(),
    openedAt: z.iso.datetime({ offset: true }),
    due: z.iso.datetime({ offset: true }),
    released: z.array(z.string()).readonly().exactOptional(),
    sent: z.array(z.string()).readonly().exactOptional(),
    supplement: uuid.exactOptional(),
  })
  .readonly()
  .meta({ description: 'What waits for your judgement: labels, never content.' });

/** `HoldListAnswer` as it goes over the wire. */
const holdListAnswerSchema = z
  .strictObject({
    holds: z.array(holdAnswerSchema).readonly(),
    next: z.string().exactOptional().meta({ description: 'The address of the next page.' }),
  })
  .readonly()
  .meta({ description: 'What waits for your judgement, what is due first coming first.' });

/** The answer to an acknowledgement. */
const acknowledgementAnswerSchema = z
  .strictObject({ exchangeId: uuid, acknowledgedAt: z.iso.datetime({ offset: true }) })
  .readonly()
  .meta({ description: 'When a person confirmed that they have it.' });

/** A record that was asked for. What stands in it differs by type: docs/records.md. */
const pulledRecordSchema = z
  .looseObject({
    envelope: z.looseObject({}),
    manifest: z.looseObject({}),
    labels: z.looseObject({}),
    footer: z.string(),
  })
  .readonly()
  .meta({ description: 'A redacted record, exactly as a delivery would bring it.' });

/** The answers of `/healthz` and `/readyz`. */
const healthAnswerSchema = z.strictObject({ status: z.literal('ok') });
const readinessAnswerSchema = z.strictObject({
  status: z.enum(['ready', 'not-ready']),
  checks: z.array(
    z.strictObject({ name: z.enum(['database', 'keyStore', 'ledgerKey']), ready: z.boolean() }),
  ),
});

/** The schemas of answers by the names under which they are published. */
export const publishedAnswers = {
  Reason: reasonAnswerSchema,
  SegmentOutcome: segmentAnswerSchema,
  Obligation: obligationAnswerSchema,
  RecipientOutcome: recipientAnswerSchema,
  ExchangeAnswer: exchangeAnswerSchema,
  AccessDecision: accessDecisionSchema,
  AccessDecisions: accessDecisionsSchema,
  ChoiceAnswer: choiceAnswerSchema,
  WithdrawalAnswer: withdrawalAnswerSchema,
  ChoiceHistoryAnswer: choiceHistoryAnswerSchema,
  ConsentReceipt: consentReceiptSchema,
  NoticeAnswer: noticeAnswerSchema,
  AuthorityAnswer: authorityAnswerSchema,
  AuthorityQuestionAnswer: authorityQuestionAnswerSchema,
  EmergencyAnswer: emergencyAnswerSchema,
  ProtectionAnswer: protectionAnswerSchema,
  ReuseAnswer: reuseAnswerSchema,
  RelationshipAnswer: relationshipAnswerSchema,
  ChoiceRequestAnswer: choiceRequestAnswerSchema,
  HoldAnswer: holdAnswerSchema,
  HoldListAnswer: holdListAnswerSchema,
  CaseAnswer: caseAnswerSchema,
  FamilyNoticeAnswer: familyNoticeAnswerSchema,
  CaseListAnswer: caseListAnswerSchema,
  LocatorAnswer: locatorAnswerSchema,
  DeadlineAnswer: deadlineAnswerSchema,
  DeadlineListAnswer: deadlineListAnswerSchema,
  MailboxAnswer: mailboxAnswerSchema,
  MailboxAcknowledgementAnswer: mailboxAcknowledgementAnswerSchema,
  PulledRecord: pulledRecordSchema,
  AcknowledgementAnswer: acknowledgementAnswerSchema,
  Health: healthAnswerSchema,
  Readiness: readinessAnswerSchema,
} as const;
