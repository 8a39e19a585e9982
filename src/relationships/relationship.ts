import { z } from 'zod';
import {
  type OrganisationId,
  type PersonId,
  type RelationshipId,
  type StaffId,
  addDays,
  asId,
  londonDate,
} from '../platform/index.ts';
import { type RoleCode, relationshipBasisCodes, roles } from '../vocabulary/index.ts';

/** Leads for the child, or works with them. Who leads works with them too. */
export const relationshipKinds = ['LEAD', 'WORKING'] as const;
export type RelationshipKind = (typeof relationshipKinds)[number];

const organisationIdField = z.uuid().transform((id) => asId<'Organisation'>(id));
const staffIdField = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/)
  .transform((id) => asId<'Staff'>(id));

/** What is sealed of a relationship. */
export const relationshipBodySchema = z.strictObject({
  kind: z.enum(relationshipKinds),
  organisationId: organisationIdField,
  /** Null: the organisation as a whole, such as the school whose roll the child is on. A lead is always a person. */
  staffId: staffIdField.nullable(),
  role: z.enum(roles).nullable(),
  basis: z.enum(relationshipBasisCodes),
  /** Where the organisation notes it in its own records. */
  evidenceRef: z.string().min(1).max(200),
  /** London days; both count. */
  from: z.iso.date(),
  to: z.iso.date().nullable(),
  recordedBy: z.strictObject({ organisationId: organisationIdField, staffId: staffIdField }),
});

/** What is sealed of the end of one. */
export const endingBodySchema = z.strictObject({
  /** The last London day. */
  to: z.iso.date(),
  why: z.string().min(1).max(500),
  endedBy: z.strictObject({ organisationId: organisationIdField, staffId: staffIdField }),
});

/** The sealed part of a relationship. */
export type RelationshipBody = Readonly<z.output<typeof relationshipBodySchema>>;
/** The sealed part of its end. */
export type EndingBody = Readonly<z.output<typeof endingBodySchema>>;

/** That somebody works with a person, and why (docs/domain/02 §2.1). */
export interface Relationship extends RelationshipBody {
  readonly relationshipId: RelationshipId;
  readonly dataSubject: PersonId;
  readonly recordedAt: Date;
  /** Set once its end was recorded. */
  readonly ending: EndingBody | null;
}

/** Who leads for a child. */
export interface Lead {
  readonly relationshipId: RelationshipId;
  readonly organisationId: OrganisationId;
  readonly staffId: StaffId;
  readonly role: RoleCode | null;
}

/** The last London day on which a relationship counts; null while it is open. */
function lastDayOf({ to, ending }: Pick<Relationship, 'to' | 'ending'>): string | null {
  if (ending === null) return to;
  return to === null || ending.to < to ? ending.to : to;
}

/** Whether it counts on a London day. */
export function countsOn(relationship: Pick<Relationship, 'from' | 'to' | 'ending'>, day: string): boolean {
  const last = lastDayOf(relationship);
  return relationship.from <= day && (last === null || last >= day);
}

/** A lead, and since when its organisation has led without a day between, as others could have known: both begun and recorded. */
interface Tenure {
  readonly lead: Relationship;
  readonly since: string;
}

/**
 * Who leads on a London day. Within an organisation it is the one that began last (of two on one day, the later recorded), if it
 * has not ended: an earlier one never comes back by itself when the later one ends, somebody must say so. Of several
 * organisations it is the one that has led for longest without a day between: nobody takes the lead from another organisation
 * by saying so, backdated or not; they have it once that one has ended (docs/decisions/0045). Pure.
 * @param relationships in the order in which they were recorded
 */
export function chooseLead(relationships: readonly Relationship[], day: string): Lead | undefined {
  const leads = relationships.filter(({ kind, from }) => kind === 'LEAD' && from <= day);
  const organisations = [...new Set(leads.map(({ organisationId }) => organisationId))];
  const tenures = organisations
    .map((id) =>
      findTenure(
        leads.filter(({ organisationId }) => organisationId === id),
        day,
      ),
    )
    .filter((tenure) => tenure !== undefined);
  const longest = tenures.reduce<Tenure | undefined>(
    (best, each) => (best === undefined || each.since < best.since ? each : best),
    undefined,
  );
  if (longest?.lead.staffId == null) return undefined;
  const { relationshipId, organisationId, staffId, role } = longest.lead;
  return { relationshipId, organisationId, staffId, role };
}

/** @param leads of one organisation, begun by that day, in the order in which they were recorded */
function findTenure(leads: readonly Relationship[], day: string): Tenure | undefined {
  const inOrder = leads.toSorted((one, other) => one.from.localeCompare(other.from));
  const lead = inOrder.at(-1);
  if (lead === undefined || !countsOn(lead, day)) return undefined;
  let first = lead;
  let since = sinceOf(lead);
  for (const earlier of inOrder.slice(0, -1).reverse()) {
    const last = lastDayOf(earlier);
    if (last !== null && !followsOn(first, last)) break;
    first = earlier;
    if (sinceOf(earlier) < since) since = sinceOf(earlier);
  }
  return { lead, since };
}

/** Whether a lead was known to go on from another's last day while that one still ran: nobody closes a gap afterwards. */
function followsOn({ from, recordedAt }: Relationship, last: string): boolean {
  return from <= addDays(last, 1) && londonDate(recordedAt) <= last;
}

function sinceOf({ from, recordedAt }: Relationship): string {
  const recorded = londonDate(recordedAt);
  return from > recorded ? from : recorded;
}

/** The relationship on which a member of staff may act for an organisation on a London day, if there is one. Pure. */
export function chooseRelationship(
  relationships: readonly Relationship[],
  organisationId: OrganisationId,
  staffId: StaffId | null,
  day: string,
): Relationship | undefined {
  return relationships.find(
    (each) =>
      each.organisationId === organisationId &&
      (each.staffId === null || each.staffId === staffId) &&
      countsOn(each, day),
  );
}
