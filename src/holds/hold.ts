import { z } from 'zod';
import { type ExchangeId, type HoldId, type OrganisationId, type PersonId, asId } from '../platform/index.ts';
import {
  categoryCodes,
  departments,
  messageTypeCodes,
  purposeCodes,
  reasonCodes,
  roles,
} from '../vocabulary/index.ts';

/** Who is to judge (docs/domain/03 §3.5; docs/domain/07 AC3, AC5, AC9, X1). */
export const judges = ['LEAD', 'AUTHOR', 'IG', 'SHIELD_REVIEW', 'HEALTH_PROFESSIONAL'] as const;
/** Who is to judge. */
export type Judge = (typeof judges)[number];

/** Where a hold stands. The last three are final. */
export type HoldState = 'OPEN' | 'ESCALATED' | 'RELEASED' | 'REFUSED' | 'EXPIRED';

/** How far up a hold has been handed: whoever it was opened for, their manager, information governance. */
export type HoldLevel = 0 | 1 | 2;

const organisationIdField = z.uuid().transform((id) => asId<'Organisation'>(id));
const segmentIds = z.array(z.string()).readonly();

/** What is sealed of a hold. */
export const holdBodySchema = z.strictObject({
  judge: z.enum(judges),
  reasons: z.array(z.enum(reasonCodes)).readonly(),
  /** The parts that wait for the judgement. */
  segmentIds,
  /** Those of them whose very existence is protected: nobody outside the source's own organisation may learn of them. */
  silentSegmentIds: segmentIds,
  /** What kind of information each part is, as far as it was labelled. */
  categories: z.record(z.string(), z.array(z.enum(categoryCodes)).readonly()),
  /** What the author of a part must put right before it can go, for whoever wrote it: never more than rules and places. */
  problems: z
    .record(
      z.string(),
      z.array(z.strictObject({ pointer: z.string(), rule: z.string(), message: z.string() })).readonly(),
    )
    .optional(),
  /** Parts that may go and wait only because the message as a whole does. */
  waiting: segmentIds,
  /** An author marked one of the parts as critical for somebody's safety. */
  safetyCritical: z.boolean(),
  sourceOrganisationId: organisationIdField,
  recipient: z.strictObject({
    organisationId: organisationIdField,
    department: z.enum(departments),
    role: z.enum(roles),
  }),
  messageType: z.enum(messageTypeCodes),
  purpose: z.enum(purposeCodes),
  correlationId: z.string(),
  /** Whom it was opened for, where that is one person. */
  named: z
    .strictObject({
      organisationId: organisationIdField,
      staffId: z.string().transform((id) => asId<'Staff'>(id)),
    })
    .nullable(),
});

/** The sealed part of a hold. */
export type HoldBody = Readonly<z.output<typeof holdBodySchema>>;

/** What one person judged of a hold. */
export const judgementBodySchema = z.strictObject({
  by: z.strictObject({
    organisationId: organisationIdField,
    staffId: z.string().transform((id) => asId<'Staff'>(id)),
    role: z.enum(roles),
  }),
  /** The parts that they let go; none is a refusal. */
  release: segmentIds,
  reasons: z.string(),
  /** Parts that went because of it. */
  sent: segmentIds,
  /** The exchange that brought them. */
  supplement: z
    .uuid()
    .transform((id) => asId<'Exchange'>(id))
    .nullable(),
  outcome: z.enum(['RELEASED', 'REFUSED', 'WAITS_FOR_SECOND']),
  attested: z.boolean(),
  moreDetrimental: z.boolean(),
  opinions: z.array(z.strictObject({ segmentId: z.string(), harm: z.boolean() })).readonly(),
});

/** The sealed part of a judgement. */
export type JudgementBody = Readonly<z.output<typeof judgementBodySchema>>;

/** Who may look at a hold, from which level on. The text names a member of staff or a role; only its keyed hash is stored. */
export interface Desk {
  readonly desk: string;
  readonly level: HoldLevel;
}

/** The desk of one member of staff. */
export function deskOfStaff(organisationId: OrganisationId, staffId: string): string {
  return `${organisationId} staff ${staffId}`;
}

/** The desk of everybody in a role at an organisation. */
export function deskOfRole(organisationId: OrganisationId, role: string): string {
  return `${organisationId} role ${role}`;
}

/** A hold before it is sealed. */
export interface HoldDraft {
  readonly holdId: HoldId;
  readonly exchangeId: ExchangeId;
  readonly ordinal: number;
  readonly dataSubject: PersonId | null;
  readonly openedAt: Date;
  readonly dueAt: Date;
  readonly expiresAt: Date;
  readonly desks: readonly Desk[];
  readonly body: HoldBody;
}

/** One judgement as it was given. */
export interface Judgement extends JudgementBody {
  readonly at: Date;
}

/** What waits, or waited, for a named person's judgement. */
export interface Hold {
  readonly holdId: HoldId;
  readonly exchangeId: ExchangeId;
  readonly ordinal: number;
  readonly dataSubject: PersonId | null;
  readonly state: HoldState;
  readonly level: HoldLevel;
  readonly openedAt: Date;
  readonly dueAt: Date;
  readonly expiresAt: Date;
  readonly closedAt: Date | null;
  readonly turn: number;
  readonly body: HoldBody;
  readonly judgements: readonly Judgement[];
}

/** Whether it still waits. */
export function isOpen({ state }: Pick<Hold, 'state'>): boolean {
  return state === 'OPEN' || state === 'ESCALATED';
}
