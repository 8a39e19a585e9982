import { z } from 'zod';
import { dutyKinds, legalPowerCodes, purposeCodes, urgencies } from '../vocabulary/index.ts';
import {
  type DeepReadonly,
  category,
  contact,
  day,
  department,
  flag,
  instant,
  longText,
  messageIdentifier,
  organisationIdentifier,
  personIdentifier,
  personName,
  role,
  shortText,
  staffIdentifier,
  uuid,
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
          interpreterNeeded: z.boolean().optional(),
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

/** Envelope common to all messages (docs/domain/02 §2.2). */
export const envelopeShape = {
  messageId: messageIdentifier,
  schemaVersion: z.string().regex(/^[0-9]{1,3}\.[0-9]{1,3}$/),
  correlationId: messageIdentifier.optional(),
  source: z.strictObject({
    organisation: organisationIdentifier,
    department: department.optional(),
    system: shortText.optional(),
  }),
  author: z.strictObject({ role, id: staffIdentifier }),
  recipients: z
    .array(z.strictObject({ organisation: organisationIdentifier, department: department.optional(), role }))
    .min(1)
    .max(20),
  urgency: z.enum(urgencies),
  purposeCode: z.enum(purposeCodes),
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
  subject: subjectSchema,
  relatedPersons: z.array(relatedPersonSchema).max(50).optional(),
  attachments: z.array(attachmentSchema).max(20).optional(),
  familyInformed: familyInformedSchema,
  consentRefs: z
    .array(z.strictObject({ consentId: uuid, version: z.int().min(1).optional() }))
    .max(20)
    .optional(),
  supersedes: messageIdentifier.optional(),
  dueBy: day.optional(),
  replyTo: staffIdentifier.optional(),
};

/** The envelope by itself. The schema of every record type is built from the same shape. */
export const envelopeSchema = z.strictObject(envelopeShape);

/** What is common to all messages. */
export type Envelope = DeepReadonly<z.infer<typeof envelopeSchema>>;
export type Subject = DeepReadonly<z.infer<typeof subjectSchema>>;
export type RelatedPerson = DeepReadonly<z.infer<typeof relatedPersonSchema>>;
export type FamilyInformed = DeepReadonly<z.infer<typeof familyInformedSchema>>;
