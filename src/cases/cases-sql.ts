import type { Queryable } from '../database/index.ts';
import type { SealedPart } from '../keystore/index.ts';
import { type CaseId, type OrganisationId, asId, hasErrorCode } from '../platform/index.ts';
import type { CaseState } from '../vocabulary/index.ts';
import type { Case } from './case.ts';

/** Wrapped keys as they lie beside what they open. */
export interface StoredKeys {
  readonly keyId: string;
  readonly wraps: readonly { readonly person: string; readonly wrapped: string }[];
}

/** Something sealed, as PostgreSQL gives it within a JSON answer: bytes in base64, broken into lines. */
interface SealedText {
  readonly body: string;
  readonly bodyKeys: StoredKeys;
  /** ISO 8601. */
  readonly at: string;
}

/** A case as it lies in the database. */
export interface CaseRow extends Omit<Case, 'kind' | 'occurrences' | 'outcome'> {
  readonly kindHash: Buffer;
  readonly occurrences: readonly (SealedText & { readonly occurrenceId: string })[];
  readonly outcome: (SealedText & { readonly requestHash: string }) | null;
}

/** The wrapped keys of a part, to be stored beside it. */
export function storeKeys({ keyId, wraps }: SealedPart): StoredKeys {
  return {
    keyId,
    wraps: wraps.map(({ person, wrapped }) => ({ person, wrapped: wrapped.toString('base64') })),
  };
}

/** A stored part, to be opened. */
export function restorePart({ body, bodyKeys }: Pick<SealedText, 'body' | 'bodyKeys'>): SealedPart {
  return {
    keyId: bodyKeys.keyId,
    ciphertext: Buffer.from(body, 'base64'),
    wraps: bodyKeys.wraps.map(({ person, wrapped }) => ({
      person: asId<'Person'>(person),
      wrapped: Buffer.from(wrapped, 'base64'),
    })),
  };
}

/** One case. */
export async function findCaseRow(db: Queryable, caseId: CaseId): Promise<CaseRow | undefined> {
  return (await selectCases(db, 'where c.case_id = $1', [caseId]))[0];
}

/** Whose cases are listed, and which of them. */
export interface CasePage {
  readonly organisationId: OrganisationId;
  /** Whether those that belong to no organisation are listed too. */
  readonly withOperators: boolean;
  readonly kindHash: Buffer | null;
  readonly states: readonly CaseState[];
  readonly after: { readonly dueAt: Date; readonly caseId: CaseId } | null;
  readonly limit: number;
}

/** Cases of an organisation, those due first. */
export function findCaseRows(db: Queryable, page: CasePage): Promise<readonly CaseRow[]> {
  return selectCases(
    db,
    `where (c.organisation_id = $1 or ($2 and c.organisation_id is null))
       and ($3::bytea is null or c.kind_hash = $3) and c.state = any($4::text[])
       and ($5::timestamptz is null or (c.due_at, c.case_id) > ($5::timestamptz, $6::uuid))
     order by c.due_at, c.case_id
     limit $7`,
    [
      page.organisationId,
      page.withOperators,
      page.kindHash,
      page.states,
      page.after?.dueAt ?? null,
      page.after?.caseId ?? null,
      page.limit,
    ],
  );
}

/** Open cases whose hour has come by an instant. */
export function findCaseRowsDue(db: Queryable, at: Date, limit: number): Promise<readonly CaseRow[]> {
  return selectCases(
    db,
    'where c.closed_at is null and c.due_at <= $1 order by c.due_at, c.case_id limit $2',
    [at, limit],
  );
}

/** Hands a case up; false where somebody else was first. */
export async function escalateRow(db: Queryable, step: object): Promise<boolean> {
  const { rowCount } = await db.query('select entry_id, entry_index from cases.escalate($1::jsonb)', [
    JSON.stringify(step),
  ]);
  return (rowCount ?? 0) > 0;
}

/**
 * Closes a case.
 * @throws with SQLSTATE AS024 where it has moved since it was seen
 */
export async function closeRow(db: Queryable, outcome: object): Promise<void> {
  await db.query('select entry_id, entry_index from cases.close($1::jsonb)', [JSON.stringify(outcome)]);
}

/** Forgets what was noted before an instant and came to no case; gives how many. */
export async function forgetUncountedRows(db: Queryable, before: Date): Promise<number> {
  const { rows } = await db.query<{ gone: number }>('select cases.forget_uncounted($1) as gone', [before]);
  return rows[0]?.gone ?? 0;
}

/** A telling that was recorded. */
export interface ToldFamily {
  readonly requestHash: Buffer;
  readonly toldAt: Date;
}

/** What was told because of a request of this name; absent where nothing was. */
export async function findTellingRow(db: Queryable, requestId: string): Promise<ToldFamily | undefined> {
  const { rows } = await db.query<{ request_hash: Buffer; told_at: Date }>(
    'select request_hash, told_at from cases.tellings where request_id = $1',
    [requestId],
  );
  return rows[0] && { requestHash: rows[0].request_hash, toldAt: rows[0].told_at };
}

/** Tells a family; false where a request of the same name did so before. */
export async function insertTelling(db: Queryable, telling: object): Promise<boolean> {
  try {
    await db.query('select entry_id, entry_index from cases.tell_family($1::jsonb)', [
      JSON.stringify(telling),
    ]);
    return true;
  } catch (fault) {
    if (hasErrorCode(fault, '23505')) return false;
    throw fault;
  }
}

async function selectCases(
  db: Queryable,
  rest: string,
  values: readonly unknown[],
): Promise<readonly CaseRow[]> {
  const { rows } = await db.query<{
    case_id: string;
    kind_hash: Buffer;
    organisation_id: string | null;
    state: CaseState;
    opened_at: Date;
    due_at: Date;
    closed_at: Date | null;
    turn: number;
    occurrences: CaseRow['occurrences'];
    outcome: CaseRow['outcome'];
  }>(
    `select c.case_id, c.kind_hash, c.organisation_id, c.state, c.opened_at, c.due_at, c.closed_at, c.turn,
            (select jsonb_agg(jsonb_build_object(
                      'occurrenceId', o.occurrence_id, 'at', o.occurred_at, 'body', encode(o.body, 'base64'),
                      'bodyKeys', o.body_keys) order by o.occurred_at, o.occurrence_id)
               from cases.occurrences o where o.case_id = c.case_id) as occurrences,
            (select jsonb_build_object(
                      'at', u.given_at, 'requestHash', encode(u.request_hash, 'base64'), 'body', encode(u.body, 'base64'),
                      'bodyKeys', u.body_keys)
               from cases.outcomes u where u.case_id = c.case_id) as outcome
       from cases.cases c
       ${rest}`,
    [...values],
  );
  return rows.map((row) => ({
    caseId: asId<'Case'>(row.case_id),
    kindHash: row.kind_hash,
    organisationId: row.organisation_id === null ? null : asId<'Organisation'>(row.organisation_id),
    state: row.state,
    openedAt: row.opened_at,
    dueAt: row.due_at,
    closedAt: row.closed_at,
    turn: row.turn,
    occurrences: row.occurrences,
    outcome: row.outcome,
  }));
}
