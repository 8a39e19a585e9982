import type { Queryable } from '../database/index.ts';
import type { PreparedEntry } from '../ledger/index.ts';
import { type OrganisationId, type StaffId, asId } from '../platform/index.ts';
import type { PolicyVersion } from './policy-types.ts';

/** Somebody's approval of a text of a policy. */
export interface PolicyApproval {
  readonly organisationId: OrganisationId;
  readonly staffId: StaffId;
  readonly at: Date;
}

/** A text of a policy that began to decide. */
export interface PolicyTurn extends PolicyVersion {
  /** Counted from 1 without gaps. */
  readonly turn: bigint;
  readonly since: Date;
  /** The proposal by which two sides published it; null for one under which a gateway began. */
  readonly proposalId: string | null;
}

/** Every approval of exactly this text, the first first. */
export async function findApprovals(pool: Queryable, hash: string): Promise<readonly PolicyApproval[]> {
  const { rows } = await pool.query<{ organisation_id: string; staff_id: string; approved_at: Date }>(
    `select a.organisation_id, a.staff_id, a.approved_at
     from policy.approvals a
     where a.hash = $1
     order by a.approved_at, a.organisation_id, a.staff_id`,
    [hash],
  );
  return rows.map((row) => ({
    organisationId: asId<'Organisation'>(row.organisation_id),
    staffId: asId<'Staff'>(row.staff_id),
    at: row.approved_at,
  }));
}

/** Every text that ever decided here, the first first. */
export async function findTurns(pool: Queryable): Promise<readonly PolicyTurn[]> {
  const { rows } = await pool.query<{
    turn: string;
    bundle: string;
    version: number;
    hash: string;
    in_force_since: Date;
    proposal_id: string | null;
  }>(
    'select t.turn, t.bundle, t.version, t.hash, t.in_force_since, t.proposal_id from policy.turns t order by t.turn',
  );
  return rows.map(({ turn, bundle, version, hash, in_force_since, proposal_id }) => ({
    turn: BigInt(turn),
    bundle,
    version,
    hash,
    since: in_force_since,
    proposalId: proposal_id,
  }));
}

/** Writes an approval with its entry: one statement. False where the same officer had approved the same text. */
export async function recordApproval(
  pool: Queryable,
  { bundle, version, hash }: PolicyVersion,
  { organisationId, staffId, at }: PolicyApproval,
  entries: readonly PreparedEntry[],
): Promise<boolean> {
  const { rows } = await pool.query<{ approved: boolean }>(
    'select policy.approve($1, $2, $3, $4, $5, $6, $7::jsonb) as approved',
    [bundle, version, hash, organisationId, staffId, at, JSON.stringify(entries)],
  );
  return rows[0]?.approved === true;
}

/** Writes a turn with its entry: one statement. False where another replica was first. */
export async function recordTurn(
  pool: Queryable,
  after: bigint,
  { bundle, version, hash }: PolicyVersion,
  at: Date,
  entries: readonly PreparedEntry[],
): Promise<boolean> {
  const { rows } = await pool.query<{ recorded: boolean }>(
    'select policy.put_in_force($1, $2, $3, $4, $5, $6::jsonb) as recorded',
    [after, bundle, version, hash, at, JSON.stringify(entries)],
  );
  return rows[0]?.recorded === true;
}
