import { z } from 'zod';
import {
  type CaseId,
  type ExchangeId,
  type JsonObject,
  type OrganisationId,
  type PersonId,
  asId,
} from '../platform/index.ts';
import { type CaseKind, type CaseState, caseFindings, caseSanctions, roles } from '../vocabulary/index.ts';

const organisationIdField = z.uuid().transform((id) => asId<'Organisation'>(id));
const staffIdField = z.string().transform((id) => asId<'Staff'>(id));

/** What is sealed of something that happened. */
export const occurrenceBodySchema = z.strictObject({
  /** Whom it is about, the person concerned first. */
  about: z.array(z.uuid().transform((id) => asId<'Person'>(id))).readonly(),
  exchangeId: z
    .uuid()
    .transform((id) => asId<'Exchange'>(id))
    .nullable(),
  /** Whose act it is. They never close the case. */
  actBy: z.strictObject({ organisationId: organisationIdField, staffId: staffIdField }).nullable(),
  /** Nobody but the officers may learn of it. */
  silent: z.boolean(),
  content: z.custom<JsonObject>((value) => typeof value === 'object' && value !== null),
});

/** The sealed part of something that happened. */
export type OccurrenceBody = Readonly<z.output<typeof occurrenceBodySchema>>;

/** What is sealed of what an officer found. */
export const outcomeBodySchema = z.strictObject({
  by: z.strictObject({ organisationId: organisationIdField, staffId: staffIdField, role: z.enum(roles) }),
  finding: z.enum(caseFindings),
  sanction: z.enum(caseSanctions),
  reasons: z.string(),
  /** Who was told of it, in the officer's words. */
  told: z.array(z.string()).readonly(),
  /** The gateway wrote a notice to the person concerned, or why that would not be safe. */
  /** What somebody who said something reads as its answer. */
  answer: z.string().nullable().default(null),
  person: z.union([z.literal('NOTIFIED'), z.literal('NOT_ASKED'), z.strictObject({ notSafe: z.string() })]),
});

/** The sealed part of what an officer found. */
export type OutcomeBody = Readonly<z.output<typeof outcomeBodySchema>>;

/**
 * Makes a case open only when something has happened often enough: as many different marks (such as nights) under one key
 * since an instant. What happened before waits, sealed, and belongs to the case then.
 */
export interface CaseTally {
  /** What is counted; only its keyed hash is stored. */
  readonly key: string;
  /** Two under one mark count once. Stands in clear: a day, or a random identifier. At most 64 characters. */
  readonly mark: string;
  readonly needed: number;
  readonly since: Date;
}

/** Something for officers to look at, before it is sealed. */
export interface CaseDraft {
  /** Names the occurrence, and the case where it opens one. */
  readonly caseId: CaseId;
  readonly kind: CaseKind;
  /** Whose officers must look; null: those of the gateway's operator. */
  readonly organisationId: OrganisationId | null;
  readonly exchangeId: ExchangeId | null;
  readonly openedAt: Date;
  readonly dueAt: Date;
  /** Whom it is about: what is sealed is sealed for each of them. */
  readonly about: readonly PersonId[];
  readonly actBy: OccurrenceBody['actBy'];
  /** Nobody but the officers may learn of it: its ledger entries are in no search index. */
  readonly silent: boolean;
  /** What a repetition shares with it, so that it joins the open case; null where each opens one of its own. */
  readonly subject: string | null;
  readonly tally?: CaseTally;
  readonly content: JsonObject;
}

/** Something that happened, as officers read it. */
export interface Occurrence extends OccurrenceBody {
  readonly occurrenceId: CaseId;
  readonly at: Date;
}

/** What officers look at, or looked at. */
export interface Case {
  readonly caseId: CaseId;
  readonly kind: CaseKind;
  readonly organisationId: OrganisationId | null;
  readonly state: CaseState;
  readonly openedAt: Date;
  readonly dueAt: Date;
  readonly closedAt: Date | null;
  readonly turn: number;
  /** In the order in which they happened; those about somebody who was erased are gone. */
  readonly occurrences: readonly Occurrence[];
  readonly outcome: (OutcomeBody & { readonly at: Date }) | null;
}
