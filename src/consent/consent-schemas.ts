import { z } from 'zod';
import { asId, calendarDay, offsetInstant } from '../platform/index.ts';
import {
  authorityEvidenceTypes,
  capacityBases,
  departments,
  isCategoryCode,
  isPurposeCode,
  organisationTypes,
  roles,
} from '../vocabulary/index.ts';
import {
  consentChannels,
  consentKinds,
  consentStatuses,
  consentTypes,
  noticeFormats,
  organisationCapacities,
  plainAnswers,
  type ConsentBody,
} from './consent-version.ts';

const personId = z.uuid().transform((text) => asId<'Person'>(text));
const organisationId = z.uuid().transform((text) => asId<'Organisation'>(text));
const staffId = z
  .string()
  .min(1)
  .max(200)
  .transform((text) => asId<'Staff'>(text));
export const day = calendarDay;
const shortText = z.string().min(1).max(500);
/** A BCP 47 language tag. */
export const languageTag = z.string().regex(/^[a-zA-Z]{2,8}(-[a-zA-Z0-9]{1,8})*$/);
export const purposeCode = z.string().refine(isPurposeCode, 'is no purpose that we know');
export const categoryCode = z.string().refine(isCategoryCode, 'is no category that we know');

/** Who wrote the choice down. */
const recorderSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('DECIDER'), person: personId }),
  z.strictObject({ kind: z.literal('PRACTITIONER'), staff: staffId, organisation: organisationId }),
]);

/** Who chose: a person, or an organisation in one of the capacities in which one may. */
export const decidedBySchema = z.union([
  z.strictObject({ person: personId, capacityBasis: z.enum(capacityBases) }),
  z.strictObject({ organisation: organisationId, capacityBasis: z.enum(organisationCapacities) }),
]);

/** The recipients of a choice or a notice by name. Records from before departments were named narrow by none. */
export const recipientListsSchema = z.strictObject({
  organisations: z.array(organisationId).max(200),
  departments: z.array(z.enum(departments)).max(50).default([]),
  roles: z.array(z.enum(roles)).max(100),
  organisationTypes: z.array(z.enum(organisationTypes)).max(50),
});

const namedIdentifiers = z.array(z.strictObject({ system: shortText, value: shortText })).max(20);

/** What is there only of some choices. */
const originFields = {
  asNamed: z
    .strictObject({
      identifiers: namedIdentifiers,
      family: shortText,
      given: z.array(shortText).max(6),
      birthDate: day,
      postcode: shortText.nullable(),
    })
    .exactOptional(),
  imported: z
    .strictObject({
      statedAt: shortText.nullable(),
      identifiers: namedIdentifiers,
      unclear: z
        .strictObject({
          parts: z
            .array(z.strictObject({ pointer: shortText, rule: shortText, message: shortText }))
            .min(1)
            .max(50),
          resource: z.string().max(50_000),
        })
        .nullable(),
    })
    .exactOptional(),
};

/** What a person chose, as far as it is the same in a draft and in a record. */
const choiceFields = {
  aboutPersons: z.array(personId).max(50),
  decidedBy: decidedBySchema,
  purposes: z.union([z.literal('ALL'), z.array(purposeCode).min(1).max(50)]),
  recipients: z.union([z.literal('ALL'), recipientListsSchema]),
  categories: z.strictObject({
    permit: z.array(categoryCode).max(100),
    deny: z.union([z.literal('ALL'), z.array(categoryCode).max(100)]),
  }),
  answer: z.enum(plainAnswers).nullable().default(null),
  dataPeriod: z.strictObject({ from: day.nullable(), to: day.nullable() }),
  parties: z
    .array(
      z.strictObject({
        organisationId,
        name: shortText,
        type: z.enum(organisationTypes),
        identifier: shortText,
        contact: shortText,
      }),
    )
    .max(250)
    .default([]),
  channel: z.enum(consentChannels),
  evidenceRef: shortText.nullable(),
  consequencesExplained: z.boolean(),
  reviewOn: day.nullable(),
  childWishes: z.string().min(1).max(4_000).nullable(),
  ...originFields,
};

const informationFields = {
  noticeVersion: shortText,
  language: languageTag,
  format: z.enum(noticeFormats),
  interpreter: z.boolean(),
};

/** What is handed in to record a choice. Who records it, and by what authority, is never taken from here. */
export const consentDraftSchema = z.strictObject({
  /** The record that this is a new choice in; `null` for a new record. */
  consentId: z
    .uuid()
    .transform((text) => asId<'Consent'>(text))
    .nullable(),
  status: z.enum(['draft', 'active']),
  type: z.enum(consentTypes),
  kind: z.enum(consentKinds),
  dataSubject: personId,
  /** The first instant at which it holds, ISO 8601 with an offset; `null` is from when it is recorded. */
  validFrom: offsetInstant.nullable(),
  /** The first instant at which it no longer holds; `null` is open. */
  validTo: offsetInstant.nullable(),
  ...choiceFields,
  /** The words may be left out where they are the notice's own; words that differ from it are refused. */
  informationGiven: z
    .strictObject({ ...informationFields, shownText: z.string().min(1).max(20_000).nullable().default(null) })
    .nullable(),
  /** The version that the sender believes to be the newest; another one refuses the choice. */
  expectedVersion: z.number().int().min(1).exactOptional(),
});

/** A choice as it is handed in. */
export type ConsentDraft = z.infer<typeof consentDraftSchema>;

/** The sealed part of a record. */
export const consentBodySchema: z.ZodType<ConsentBody> = z.strictObject({
  ...choiceFields,
  informationGiven: z
    .strictObject({
      ...informationFields,
      shownText: z.string().min(1).max(20_000),
      noticeHash: z.string().nullable().default(null),
    })
    .nullable(),
  authorityEvidence: z
    .strictObject({ type: z.enum(authorityEvidenceTypes), verifiedBy: z.string(), verifiedOn: day })
    .nullable(),
  authoritySnapshotHashes: z.array(z.string()),
  recordedBy: recorderSchema,
  lastMove: z
    .strictObject({
      to: z.enum(consentStatuses),
      reason: z.string(),
      by: z.union([recorderSchema, z.strictObject({ kind: z.literal('SYSTEM') })]),
      channel: z.enum(consentChannels).nullable(),
      evidenceRef: shortText.nullable(),
      notifyPrior: z.boolean(),
      takenBackBy: z
        .union([z.strictObject({ person: personId }), z.strictObject({ organisation: organisationId })])
        .exactOptional(),
    })
    .nullable(),
});
