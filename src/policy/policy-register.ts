import type { Queryable } from '../database/index.ts';
import type { EntryDraft, Ledger } from '../ledger/index.ts';
import {
  type Clock,
  type OrganisationId,
  type Result,
  type StaffId,
  newId,
  ok,
  refuse,
} from '../platform/index.ts';
import {
  type PolicyApproval,
  type PolicyTurn,
  findApprovals,
  findTurns,
  recordApproval,
  recordTurn,
} from './policy-register-sql.ts';
import type { PolicyVersion } from './policy-types.ts';

/** Who approved which text of a policy, and which began to decide when. Each change is a `POLICY` entry of the ledger. */
export interface PolicyRegister {
  /** Writes down that an officer approves exactly this text. False where they had done so before. */
  approve(
    policy: PolicyVersion,
    by: { readonly organisationId: OrganisationId; readonly staffId: StaffId; readonly reason: string },
  ): Promise<boolean>;
  /**
   * Writes down that this text decides from now on, with whoever approved it; nothing where it was the last to begin, and nothing
   * where one that two sides published decides instead (docs/decisions/0052). Nothing may be decided under it before this has come
   * back.
   * @param mustBeApproved refuses a text that nobody has approved
   */
  putInForce(policy: PolicyVersion, mustBeApproved: boolean): Promise<Result<boolean, 'not-approved'>>;
  /** Every text that ever decided here, the first first, each with its approvals. */
  listTurns(): Promise<readonly (PolicyTurn & { readonly approvals: readonly PolicyApproval[] })[]>;
}

/** What the register works with. */
export interface PolicyRegisterDeps {
  /** The gateway's role on the main database. */
  readonly pool: Queryable;
  readonly ledger: Pick<Ledger, 'prepare'>;
  readonly clock: Clock;
}

/** Opens the register of policies. */
export function createPolicyRegister({ pool, ledger, clock }: PolicyRegisterDeps): PolicyRegister {
  async function putInForce(
    policy: PolicyVersion,
    mustBeApproved: boolean,
  ): Promise<Result<boolean, 'not-approved'>> {
    const turns = await findTurns(pool);
    const now = clock.now();
    const published = turns.findLast(({ proposalId, since }) => proposalId !== null && since <= now);
    if (published !== undefined) return ok(false);
    const deciding = turns.findLast(({ proposalId }) => proposalId === null);
    if (deciding?.hash === policy.hash) return ok(false);
    const last = turns.at(-1);
    const approvals = await findApprovals(pool, policy.hash);
    if (mustBeApproved && approvals.length === 0) return refuse('not-approved');
    const at = clock.now();
    const entries = await ledger.prepare([
      draftPolicyEntry(at, 'IN_FORCE', {
        ...spell(policy),
        replaces: deciding === undefined ? null : spell(deciding),
        approvedBy: approvals.map(({ organisationId, staffId, at: approvedAt }) => ({
          organisationId,
          staffId,
          at: approvedAt.toISOString(),
        })),
      }),
    ]);
    // Replicas that start together begin the same turn: whoever was second looks again.
    return (await recordTurn(pool, last?.turn ?? 0n, policy, at, entries))
      ? ok(true)
      : putInForce(policy, mustBeApproved);
  }

  return {
    approve: async (policy, { organisationId, staffId, reason }) => {
      const at = clock.now();
      const entries = await ledger.prepare([
        draftPolicyEntry(
          at,
          'APPROVED',
          { ...spell(policy), by: { organisationId, staffId }, reason },
          {
            sourceOrganisationId: organisationId,
            terms: [{ of: 'PRACTITIONER', organisationId, staffId }],
          },
        ),
      ]);
      return recordApproval(pool, policy, { organisationId, staffId, at }, entries);
    },
    putInForce,
    listTurns: async () =>
      Promise.all(
        (await findTurns(pool)).map(async (turn) => ({
          ...turn,
          approvals: await findApprovals(pool, turn.hash),
        })),
      ),
  };
}

function spell({ bundle, version, hash }: PolicyVersion): { bundle: string; version: number; hash: string } {
  return { bundle, version, hash };
}

function draftPolicyEntry(
  at: Date,
  event: 'APPROVED' | 'IN_FORCE',
  content: EntryDraft['parts'][number]['content'],
  index: EntryDraft['index'] = {},
): EntryDraft {
  return {
    entryId: newId<'Entry'>(),
    kind: 'POLICY',
    at,
    parts: [{ about: [], content: { schema: 'assent.policy/1', event, ...content } }],
    index: { ...index, outcome: event },
  };
}
