import type { Queryable } from '../database/index.ts';
import type { PreparedEntry } from '../ledger/index.ts';
import { type EntryId, type OrganisationId, type StaffId, asId } from '../platform/index.ts';
import type { PolicyFile } from './policy-text.ts';
import type { PolicyVersion } from './policy-types.ts';

/** The two sides of a partnership: health, and councils with schools. */
export type PartnershipSide = 'HEALTH' | 'LOCAL';

/** That a text shall decide. */
export interface PolicyProposal {
  readonly proposalId: string;
  readonly kind: 'PUBLISH' | 'ROLL_BACK';
  readonly policy: PolicyVersion;
  /** Where the text is; null: in the policy directory. */
  readonly draft: { readonly draftId: string; readonly edition: number } | null;
  readonly organisationId: OrganisationId;
  readonly staffId: StaffId;
  readonly proposedAt: Date;
  readonly notBefore: Date | null;
  /** The turn that it follows. */
  readonly afterTurn: bigint;
  /** The entry that says why. */
  readonly entryId: EntryId;
  readonly approvals: readonly {
    readonly side: PartnershipSide;
    readonly organisationId: OrganisationId;
    readonly staffId: StaffId;
    readonly at: Date;
  }[];
  /** Since when it decides; null where it has not been published. */
  readonly inForceSince: Date | null;
}

/** What came of an approval. */
export type ApprovalOutcome =
  'APPROVED' | 'PUBLISHED' | 'DONE' | 'LAPSED' | 'OWN' | 'TAKEN' | 'OVERTAKEN' | 'AGAIN';

interface ProposalRow {
  readonly proposal_id: string;
  readonly kind: PolicyProposal['kind'];
  readonly bundle: string;
  readonly version: number;
  readonly hash: string;
  readonly draft_id: string | null;
  readonly edition: number | null;
  readonly organisation_id: string;
  readonly staff_id: string;
  readonly proposed_at: Date;
  readonly not_before: Date | null;
  readonly after_turn: string;
  readonly entry_id: string;
  readonly in_force_since: Date | null;
  readonly approvals: readonly {
    readonly side: PartnershipSide;
    readonly organisationId: string;
    readonly staffId: string;
    readonly at: string;
  }[];
}

/** Proposals by number, or without one the newest fifty. */
export async function findProposalRows(
  pool: Queryable,
  proposalId: string | null,
): Promise<readonly PolicyProposal[]> {
  const { rows } = await pool.query<ProposalRow>(
    `select q.proposal_id, q.kind, q.bundle, q.version, q.hash, q.draft_id, q.edition, q.organisation_id, q.staff_id, q.proposed_at,
            q.not_before, q.after_turn, q.entry_id, t.in_force_since,
            coalesce((select jsonb_agg(jsonb_build_object('side', a.side, 'organisationId', a.organisation_id, 'staffId', a.staff_id,
                                                          'at', a.approved_at) order by a.approved_at, a.side)
                      from policy.proposal_approvals a where a.proposal_id = q.proposal_id), '[]'::jsonb) as approvals
     from policy.proposals q
     left join policy.turns t on t.proposal_id = q.proposal_id
     where $1::uuid is null or q.proposal_id = $1
     order by q.proposed_at desc
     limit 50`,
    [proposalId],
  );
  return rows.map((row) => ({
    proposalId: row.proposal_id,
    kind: row.kind,
    policy: { bundle: row.bundle, version: row.version, hash: row.hash },
    draft:
      row.draft_id === null || row.edition === null ? null : { draftId: row.draft_id, edition: row.edition },
    organisationId: asId<'Organisation'>(row.organisation_id),
    staffId: asId<'Staff'>(row.staff_id),
    proposedAt: row.proposed_at,
    notBefore: row.not_before,
    afterTurn: BigInt(row.after_turn),
    entryId: asId<'Entry'>(row.entry_id),
    inForceSince: row.in_force_since,
    approvals: row.approvals.map(({ side, organisationId, staffId, at }) => ({
      side,
      organisationId: asId<'Organisation'>(organisationId),
      staffId: asId<'Staff'>(staffId),
      at: new Date(at),
    })),
  }));
}

/** Writes a proposal with its entry: one statement. */
export async function recordProposal(
  pool: Queryable,
  { policy, draft, ...proposal }: Omit<PolicyProposal, 'approvals' | 'inForceSince'>,
  entries: readonly PreparedEntry[],
): Promise<void> {
  const row = { ...proposal, ...policy, ...draft, afterTurn: String(proposal.afterTurn) };
  await pool.query('select policy.propose($1::jsonb, $2::jsonb)', [
    JSON.stringify(row),
    JSON.stringify(entries),
  ]);
}

/** Approves a proposal for one side, and publishes it with the second: one statement. */
export async function recordProposalApproval(
  pool: Queryable,
  proposalId: string,
  {
    side,
    organisationId,
    staffId,
    at,
    moment,
  }: PolicyProposal['approvals'][number] & { readonly moment: Date | null },
  entries: readonly PreparedEntry[],
): Promise<ApprovalOutcome> {
  const { rows } = await pool.query<{ outcome: ApprovalOutcome }>(
    'select policy.approve_proposal($1, $2, $3, $4, $5, $6, $7::jsonb) as outcome',
    [proposalId, side, organisationId, staffId, at, moment, JSON.stringify(entries)],
  );
  const [row] = rows;
  if (row === undefined) throw new Error('an approval says what came of it');
  return row.outcome;
}

/** A text that was published from a draft, with its files. */
export interface PublishedText extends PolicyVersion {
  readonly files: readonly PolicyFile[];
}

/** Every text that was published from a draft, the first first; only those whose hashes are not among these. */
export async function findPublishedTexts(
  pool: Queryable,
  known: readonly string[],
): Promise<readonly PublishedText[]> {
  const { rows } = await pool.query<PublishedText>(
    `select q.bundle, q.version, q.hash, d.files
     from policy.turns t
     join policy.proposals q on q.proposal_id = t.proposal_id
     join policy.drafts d on d.draft_id = q.draft_id and d.edition = q.edition
     where q.hash <> all ($1::text[])
     order by t.turn`,
    [known],
  );
  return rows;
}
