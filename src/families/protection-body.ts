import { z } from 'zod';
import { asId } from '../platform/index.ts';
import { optOutSources, roles, tellingChannels, tellingFormats } from '../vocabulary/index.ts';

const personId = z.uuid().transform((text) => asId<'Person'>(text));
const organisationId = z.uuid().transform((text) => asId<'Organisation'>(text));
const staffId = z
  .string()
  .min(1)
  .transform((text) => asId<'Staff'>(text));
const day = z.iso.date();

const common = {
  /** The practitioner who recorded it and answers for it, as their organisation has signed. */
  by: z.strictObject({ staff: staffId, role: z.enum(roles), organisation: organisationId }),
  /** Where the evidence lies in the organisation's own records. */
  evidenceRef: z.string().min(1).max(200),
  /** First London day in force. */
  from: day,
};

/** What is sealed of a protection, by its kind. Days are London days. */
export const protectionSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('NATIONAL_DATA_OPT_OUT'),
    ...common,
    to: z.null(),
    /** False where the person has taken the opt-out back. */
    optedOut: z.boolean(),
    source: z.enum(optOutSources),
    setBy: z.union([
      z.strictObject({ person: personId, as: z.enum(['SELF', 'PR_HOLDER', 'LPA', 'DEPUTY']) }),
      z.strictObject({ organisation: organisationId, as: z.literal('LA_CARE_ORDER') }),
    ]),
  }),
  z.strictObject({
    kind: z.literal('SHIELDED_LOCATION'),
    ...common,
    to: day.nullable(),
    /** Who is safe to tell; null where nobody is. */
    safeContact: personId.nullable(),
  }),
  z.strictObject({ kind: z.literal('SAFE_CONTACT'), ...common, to: day.nullable(), contact: personId }),
  z.strictObject({
    kind: z.literal('NOTIFY_PREFERENCES'),
    ...common,
    to: z.null(),
    channel: z.enum(tellingChannels),
    /** BCP 47. */
    language: z.string().min(2).max(35),
    format: z.enum(tellingFormats),
    /** Where they are told that there is a message: an e-mail address or a telephone number (E.164), by the channel. */
    address: z.string().min(3).max(254).optional(),
  }),
]);

/** A protection, as it is recorded. */
export type ProtectionBody = z.output<typeof protectionSchema>;

/** What is sealed of the ending of a protection. */
export const protectionEndingSchema = z.strictObject({
  by: common.by,
  evidenceRef: common.evidenceRef,
  /** First London day no longer in force. */
  to: day,
});

/** The ending of a protection: a family that is found no more, a safe contact who is safe no longer. */
export type ProtectionEndingBody = z.output<typeof protectionEndingSchema>;
