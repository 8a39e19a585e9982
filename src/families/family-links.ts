import { randomUUID } from 'node:crypto';
import {
  askTogether,
  londonDate,
  ok,
  refuse,
  type Ask,
  type PersonId,
  type Result,
} from '../platform/index.ts';
import type { FamiliesDeps } from './families-deps.ts';
import { recordLinkEndingRow, recordLinkRow, type FamilyLinkKind } from './families-sql.ts';
import { findLinkRow, findLinkRows } from './find-families-sql.ts';
import { prepareFamilyEntry } from './family-entry.ts';
import { isTaken } from './is-taken.ts';

/** A dated connection: `from` is the parent, sibling … of `to`. It gives no authority by itself. */
export interface FamilyLink {
  readonly linkId: string;
  readonly from: PersonId;
  readonly to: PersonId;
  readonly kind: FamilyLinkKind;
  /** First London day (YYYY-MM-DD); `null` is since birth. */
  readonly validFrom: string | null;
  /** First London day on which it no longer holds; `null` is open. */
  readonly validTo: string | null;
}

/** Why a connection or claim could not be changed. */
export interface FamilyRefusal {
  readonly code: 'family-unknown' | 'family-ended' | 'family-verified' | 'family-days' | 'family-repeated';
  readonly message: string;
}

/** Connects two registered people. */
export async function linkFamily(
  deps: FamiliesDeps,
  link: Omit<FamilyLink, 'linkId' | 'validTo'> & { readonly by: string },
): Promise<FamilyLink> {
  const linkId = randomUUID();
  const { from, to, kind, validFrom, by } = link;
  const at = deps.clock.now();
  const content = { event: 'FAMILY_LINKED', linkId, from, to, kind, validFrom, by };
  const entry = await prepareFamilyEntry(deps, at, [from, to], content);
  await recordLinkRow(deps.pool, { linkId, from, to, kind, validFrom, at }, entry);
  return { linkId, from, to, kind, validFrom, validTo: null };
}

/** Ends a connection on a London day (YYYY-MM-DD), once. */
export async function endFamilyLink(
  deps: FamiliesDeps,
  linkId: string,
  validTo: string,
  by: string,
): Promise<Result<FamilyLink, FamilyRefusal>> {
  const link = await findLinkRow(deps.pool, linkId);
  if (link === undefined) return refuse({ code: 'family-unknown', message: 'There is no such connection.' });
  const at = deps.clock.now();
  const content = { event: 'FAMILY_LINK_ENDED', linkId, validTo, by };
  const entry = await prepareFamilyEntry(deps, at, [link.from, link.to], content);
  try {
    await recordLinkEndingRow(deps.pool, { linkId, validTo, at }, entry);
  } catch (error) {
    if (!isTaken(error, 'link_endings_pkey')) throw error;
    return refuse({ code: 'family-ended', message: 'The connection has ended already.' });
  }
  return ok({ ...link, validTo });
}

/** Asks for all connections of a person, past ones included. */
export function linksOf(deps: Pick<FamiliesDeps, 'pool'>): Ask<PersonId, readonly FamilyLink[]> {
  return askTogether(async (persons: readonly PersonId[]) => {
    const links = await findLinkRows(deps.pool, [...new Set(persons)]);
    return persons.map((person) => links.filter(({ from, to }) => from === person || to === person));
  });
}

/** The connections of a person that hold at an instant, by its London day. */
export async function findFamilyLinks(
  findLinks: Ask<PersonId, readonly FamilyLink[]>,
  person: PersonId,
  at: Date,
): Promise<readonly FamilyLink[]> {
  const date = londonDate(at);
  return (await findLinks(person)).filter(
    (link) =>
      (link.validFrom === null || link.validFrom <= date) && (link.validTo === null || date < link.validTo),
  );
}
