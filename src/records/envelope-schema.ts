import { z } from 'zod';
import {
  dutyKinds,
  legalPowerCodes,
  purposeCodes,
  reg17ExceptionCodes,
  urgencies,
} from '../vocabulary/index.ts';
import {
  category,
  contact,
  day,
  department,
  flag,
  instant,
  languageTag,
  longText,
  messageIdentifier,
  organisationIdentifier,
  personIdentifier,
  personName,
  role,
  shortText,
  staffIdentifier,
  type DeepReadonly,
  uuid,
  versionNumber,
} from './base-schemas.ts';
import { attachmentSchema } from './segment-schema.ts';

/** The child or young person whom the message is about. */
export const subjectSchema = z.strictObject({
  identifiers: z.array(personIdentifier).max(10),
  demographics: z
    .strictObject({
      name: personName.optional(),
      birthDate: day.optional(),
      sex: z.enum(['FEMALE', 'MALE', 'OTHER', 'UNKNOWN']).optional(),
      contact: contact.optional(),
      communication: z
        .strictObject({
          language: shortText.optional(),
          /** Languages that they understand and answer in, best first, as BCP 47 names them (`pl`, `bfi` for BSL). */
          languages: z.array(languageTag).max(10).optional(),
          interpreterNeeded: z.boolean().optional(),
          /** Into which language or by which means an interpreter works. */
          interpreter: z
            .strictObject({
              language: languageTag,
              means: z.enum(['IN_PERSON', 'VIDEO', 'PHONE']).optional(),
            })
            .optional(),
          formats: z.array(shortText).max(10).optional(),
          adjustments: z.array(shortText).max(20).optional(),
        })
        .optional(),
      equality: z
        .strictObject({
          ethnicity: shortText.optional(),
          religion: shortText.optional(),
          nationality: shortText.optional(),
        })
        .optional(),
    })
    .optional(),
  /** Flags on all that the envelope says of the person; SHIELDED_LOCATION acts on where they are. */
  handling: z.array(flag).max(10).optional(),
  /** Only with FHIR: how the resources refer to this person, such as `Patient/123`. */
  reference: shortText.optional(),
});

/** Somebody else whom the message speaks of. All but the reference may be absent. */
export const relatedPersonSchema = z.strictObject({
  /** A UUID, so that a segment about somebody who is not shown says nothing about who that is. */
  ref: uuid,
  relation: shortText.optional(),
  name: personName.optional(),
  birthDate: day.optional(),
  parentalResponsibility: z.boolean().optional(),
  /** Used to find whom a segment is about. They never leave: no recipient needs a relative's number. */
  identifiers: z.array(personIdentifier).max(10).optional(),
  contact: contact.optional(),
  handling: z.array(flag).max(10).optional(),
  reference: shortText.optional(),
});

/** Whether the family knows (docs/domain/02 §2.2). */
export const familyInformedSchema = z.strictObject({
  status: z.enum(['YES', 'NO', 'UNSAFE', 'PENDING']),
  when: instant.optional(),
  how: shortText.optional(),
  reasonIfNo: longText.optional(),
  /** What kind of information the reason gives away. */
  categoryCodes: z.array(category).max(10).optional(),
});

const partIds = z.array(z.string().min(1).max(80)).min(1).max(500);

/** How far single people can be told apart in what goes (docs/domain/rulings 6). */
const extractForms = ['PERSON', 'PSEUDONYMISED', 'AGGREGATE'] as const;

/**
 * What a sender states beside the record, each for one rule that asks for it. Nobody is believed for stating it: who signed,
 * in which role, and what our own records say is checked against every one of them (exchange, resolve).
 */
const statementShape = {
  legalPower: z.array(z.enum(legalPowerCodes)).max(10).optional(),
  dutyKind: z.enum(dutyKinds).optional(),
  /** The judgement that the duties of P08, P09 and P14 ask of a named person (docs/domain/01 §1.5). */
  dutyAttestation: z
    .strictObject({
      attestor: staffIdentifier,
      role,
      relevanceReason: longText,
      functionFacilitated: longText,
      detrimentConsidered: z.literal(true),
      factOpinionMarked: z.literal(true),
    })
    .optional(),
  /** A decision of the lead practitioner in the same submission (docs/domain/03 §3.5). */
  leadDecision: z
    .strictObject({
      segmentIds: z.array(z.string().min(1).max(80)).min(1).max(500),
      reasons: longText,
      by: staffIdentifier,
      at: instant,
    })
    .optional(),
  /** A named approver releases parts that otherwise never go (docs/domain/03 §3.5). */
  approvals: z
    .array(z.strictObject({ segmentIds: partIds, by: staffIdentifier, reasons: longText }))
    .min(1)
    .max(20)
    .optional(),
  /** A positive decision not to share, because that would do the child more harm (Children Act 2004 s.16LA). */
  doNotShare: z.strictObject({ by: staffIdentifier, reasons: longText }).optional(),
  /** The exception of SEND Regulations 2014 reg 17 under which a plan is disclosed. */
  disclosureException: z
    .strictObject({
      code: z.enum(reg17ExceptionCodes),
      reasons: longText,
      /** The young person's written request, where the exception rests on one. */
      writtenRequest: z.strictObject({ on: day, evidenceRef: shortText }).optional(),
    })
    .optional(),
  /** That the parent was told, and offered to talk, before the council is told (Children and Families Act 2014 s.23). */
  parentInformed: z.strictObject({ on: day, discussionOfferedOn: day.optional() }).optional(),
  /** The order of a court that a disclosure under P15 obeys, and what it names. */
  courtOrder: z
    .strictObject({
      documentHash: z.string().regex(/^[0-9a-f]{64}$/),
      categoryCodes: z.array(category).min(1).max(40),
    })
    .optional(),
  /** What the appropriate health professional says of serious harm (Data Protection Act 2018 Sch 3). */
  professionalOpinions: z
    .array(z.strictObject({ segmentIds: partIds, seriousHarm: z.boolean(), by: staffIdentifier }))
    .min(1)
    .max(20)
    .optional(),
};

/** The members of a message that hold a sender's statements. */
export const statementNames: readonly string[] = Object.keys(statementShape);

/** What a message and a question about one have in common. */
export const commonShape = {
  messageId: messageIdentifier,
  correlationId: messageIdentifier.optional(),
  source: z.strictObject({
    organisation: organisationIdentifier,
    department: department.optional(),
    system: shortText.optional(),
  }),
  urgency: z.enum(urgencies),
  purposeCode: z.enum(purposeCodes),
  ...statementShape,
  /** How far single people can be told apart; as themselves, where it is not said. */
  extract: z.enum(extractForms).optional(),
  subject: subjectSchema,
  relatedPersons: z.array(relatedPersonSchema).max(50).optional(),
  consentRefs: z
    .array(z.strictObject({ consentId: uuid, version: versionNumber.optional() }))
    .max(20)
    .optional(),
  supersedes: messageIdentifier.optional(),
  dueBy: day.optional(),
  replyTo: staffIdentifier.optional(),
};

/** Who wrote it. */
export const authorSchema = z.strictObject({ role, id: staffIdentifier });

/** An organisation that receives, in a role and perhaps a department. */
export const organisationRecipient = z.strictObject({
  organisation: organisationIdentifier,
  department: department.optional(),
  role,
});

/** Envelope common to all messages (docs/domain/02 §2.2). */
export const envelopeShape = {
  ...commonShape,
  schemaVersion: z.string().regex(/^[0-9]{1,3}\.[0-9]{1,3}$/),
  author: authorSchema,
  recipients: z
    .array(
      organisationRecipient.extend({
        /** Until when it is tried to bring it to this recipient; then its sender is told that it was not delivered. */
        deliverBy: instant.optional(),
        /** Of an invitation to a meeting (M21): who is invited, so that each has a pack of their own. */
        attendee: staffIdentifier.optional(),
      }),
    )
    .min(1)
    .max(20),
  attachments: z.array(attachmentSchema).max(20).optional(),
  familyInformed: familyInformedSchema,
};

/** The envelope by itself. The schema of every record type is built from the same shape. */
export const envelopeSchema = z.strictObject(envelopeShape);

/** What is common to all messages. */
export type Envelope = DeepReadonly<z.infer<typeof envelopeSchema>>;
export type Subject = DeepReadonly<z.infer<typeof subjectSchema>>;
export type RelatedPerson = DeepReadonly<z.infer<typeof relatedPersonSchema>>;
export type FamilyInformed = DeepReadonly<z.infer<typeof familyInformedSchema>>;
