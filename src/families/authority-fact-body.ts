import { z } from 'zod';
import { asId } from '../platform/index.ts';
import {
  capacityOutcomes,
  isCategoryCode,
  isPurposeCode,
  legalStatusCodes,
  orderEffects,
  organisationTypes,
  roles,
} from '../vocabulary/index.ts';

const personId = z.uuid().transform((text) => asId<'Person'>(text));
const organisationId = z.uuid().transform((text) => asId<'Organisation'>(text));
const staffId = z
  .string()
  .min(1)
  .transform((text) => asId<'Staff'>(text));
const day = z.iso.date();
const text = z.string().min(1).max(10_000);

const termsSchema = z.strictObject({
  purposes: z.union([
    z.literal('ALL'),
    z.array(z.string().refine(isPurposeCode, 'is no purpose that we know')).min(1).readonly(),
  ]),
  categories: z.union([
    z.literal('ALL'),
    z.array(z.string().refine(isCategoryCode, 'is no category that we know')).min(1).readonly(),
  ]),
  recipientTypes: z.union([z.literal('ALL'), z.array(z.enum(organisationTypes)).min(1).readonly()]),
  recipientOrganisations: z.union([z.literal('ALL'), z.array(organisationId).min(1).readonly()]),
});

const common = {
  /** The practitioner who recorded it and answers for it, as their organisation has signed. */
  by: z.strictObject({ staff: staffId, role: z.enum(roles), organisation: organisationId }),
  /** Where the evidence lies in the organisation's own records. */
  evidenceRef: text,
  /** First London day in force. */
  from: day,
};

/** What is sealed of a fact, by its kind. Days are London days. */
export const authorityFactSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('COMPETENCE'),
    ...common,
    to: day,
    outcome: z.enum(['COMPETENT', 'NOT_COMPETENT']),
    terms: termsSchema,
    /** What the child was asked, and what the professional noted. */
    questions: z.array(text).min(1).max(50).readonly(),
    notes: text.nullable(),
  }),
  z.strictObject({
    kind: z.literal('CAPACITY'),
    ...common,
    to: day.nullable(),
    finding: z.enum(capacityOutcomes),
    terms: termsSchema,
    notes: text.nullable(),
  }),
  z.strictObject({
    kind: z.literal('REPRESENTATIVE'),
    ...common,
    to: day.nullable(),
    person: personId,
    representative: z.enum(['LPA', 'DEPUTY']),
    terms: termsSchema,
  }),
  z.strictObject({
    kind: z.literal('LEGAL_STATUS'),
    ...common,
    to: day.nullable(),
    code: z.enum(legalStatusCodes),
    council: organisationId,
  }),
  z.strictObject({
    kind: z.literal('COURT_ORDER'),
    ...common,
    to: day.nullable(),
    order: z.enum(['SPECIFIC_ISSUE', 'PROHIBITED_STEPS', 'OTHER']),
    effect: z.enum(orderEffects),
    decider: personId.nullable(),
    terms: termsSchema,
    documentHash: z.string().regex(/^[0-9a-f]{64}$/),
  }),
  z.strictObject({
    kind: z.literal('DELEGATION'),
    ...common,
    to: day.nullable(),
    carer: personId,
    matters: z.array(text).min(1).max(50).readonly(),
  }),
  z.strictObject({ kind: z.literal('DEATH'), ...common, to: z.null() }),
]);

/** A fact about who may decide, as it is recorded. */
export type AuthorityFactBody = z.output<typeof authorityFactSchema>;

/** What is sealed of the ending of a fact. */
export const authorityEndingSchema = z.strictObject({
  by: common.by,
  evidenceRef: text,
  /** First London day no longer in force. */
  to: day,
});

/** The ending of a fact: an order discharged, a competence revoked, a placement over. */
export type AuthorityEndingBody = z.output<typeof authorityEndingSchema>;

/** The other people whom a fact names. */
export function personsOf(
  body: AuthorityFactBody,
): readonly Extract<AuthorityFactBody, { person: unknown }>['person'][] {
  switch (body.kind) {
    case 'REPRESENTATIVE':
      return [body.person];
    case 'DELEGATION':
      return [body.carer];
    case 'COURT_ORDER':
      return body.decider === null ? [] : [body.decider];
    case 'COMPETENCE':
    case 'CAPACITY':
    case 'LEGAL_STATUS':
    case 'DEATH':
      return [];
  }
}
