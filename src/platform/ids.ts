import { randomUUID } from 'node:crypto';

declare const brand: unique symbol;

/** A text that is known to be one kind of identifier and cannot be passed where another kind is asked for. */
export type Id<Kind extends string> = string & { readonly [brand]: Kind };

export type PersonId = Id<'Person'>;
export type OrganisationId = Id<'Organisation'>;
export type SystemId = Id<'System'>;
export type StaffId = Id<'Staff'>;
export type AgreementId = Id<'Agreement'>;
export type ConsentId = Id<'Consent'>;
export type ExchangeId = Id<'Exchange'>;
export type DecisionId = Id<'Decision'>;
export type DeliveryId = Id<'Delivery'>;
export type EntryId = Id<'Entry'>;
export type NoticeId = Id<'Notice'>;
export type HoldId = Id<'Hold'>;
export type ClockId = Id<'Clock'>;
export type CaseId = Id<'Case'>;
export type GrantId = Id<'Grant'>;
export type RelationshipId = Id<'Relationship'>;
export type PlanId = Id<'Plan'>;
export type ReportId = Id<'Report'>;
export type PlanVersionId = Id<'PlanVersion'>;

/** A new random identifier (UUID version 4) of the kind that the receiving variable names. */
export function newId<Kind extends string>(): Id<Kind> {
  return asId<Kind>(randomUUID());
}

/** Takes a text that a trusted place (our own database, a checked input) vouches for as an identifier. */
export function asId<Kind extends string>(text: string): Id<Kind> {
  return text as Id<Kind>;
}
