import type { Queryable } from '../database/index.ts';
import type { EntryDraft, Ledger } from '../ledger/index.ts';
import {
  type Clock,
  type EntryId,
  type OrganisationId,
  type Result,
  type StaffId,
  newId,
  ok,
  refuse,
} from '../platform/index.ts';
import type { OrganisationType } from '../vocabulary/index.ts';
import { findDraftRow } from './draft-sql.ts';
import { findBaseline } from './find-baseline.ts';
import { isPublishable, restsOn } from './judge-text.ts';
import { layOutTexts } from './lay-out-texts.ts';
import { loadBundle } from './load-bundle.ts';
import { publicationLead } from './policy-calendar.ts';
import { findTurns } from './policy-register-sql.ts';
import type { PolicyFile } from './policy-text.ts';
import type { PolicyVersion } from './policy-types.ts';
import {
  type ApprovalOutcome,
  type PartnershipSide,
  type PolicyProposal,
  findProposalRows,
  recordProposal,
  recordProposalApproval,
} from './publication-sql.ts';

/** Somebody who proposes or approves. */
export interface PolicyActor {
  readonly organisationId: OrganisationId;
  readonly staffId: StaffId;
}

/** What shall decide: an edition of a draft of one's own organisation, or a text that decided before, by its turn. */
export type ProposedText = { readonly draftId: string; readonly edition: number } | { readonly turn: bigint };

/**
 * Why nothing is proposed. `NONE`: there is no such text. `NOT_PUBLISHABLE`: something was found in it, it weakens the baseline, or the
 * baseline has moved on. `SAME`: it decides already. `NUMBER_TAKEN`: another text of that name and number has decided here.
 */
export type ProposalRefusal = 'NONE' | 'NOT_PUBLISHABLE' | 'SAME' | 'NUMBER_TAKEN';

/** Publishes texts, and goes back to earlier ones: what two persons from both sides approve, somebody else having proposed it. */
export interface PolicyPublication {
  propose(
    text: ProposedText,
    by: PolicyActor,
    terms: { readonly why: string; readonly notBefore: Date | null },
  ): Promise<Result<string, ProposalRefusal>>;
  /** @returns what came of it; `NO_SIDE` for an organisation of neither side */
  approve(
    proposalId: string,
    by: PolicyActor & { readonly organisationType: OrganisationType },
  ): Promise<Exclude<ApprovalOutcome, 'AGAIN'> | 'NONE' | 'NO_SIDE' | 'NOT_PUBLISHABLE'>;
  find(proposalId: string): Promise<PolicyProposal | undefined>;
  /** The newest fifty. */
  list(): Promise<readonly PolicyProposal[]>;
  /** Why it was proposed. */
  findReason(entryId: EntryId): Promise<string>;
}

/** What publication stands on. */
export interface PolicyPublicationDeps {
  /** The gateway's role on the main database. */
  readonly pool: Queryable;
  readonly ledger: Pick<Ledger, 'prepare' | 'readEntry'>;
  readonly clock: Clock;
  /** The policy directory, and the bundle that decides by the configuration. */
  readonly directory: string;
  readonly bundle: string;
}

const sides: Partial<Record<OrganisationType, PartnershipSide>> = {
  NHS_TRUST: 'HEALTH',
  GP_PRACTICE: 'HEALTH',
  ICB: 'HEALTH',
  COUNCIL: 'LOCAL',
  SCHOOL: 'LOCAL',
  EARLY_YEARS: 'LOCAL',
  COLLEGE: 'LOCAL',
  UNIVERSITY: 'LOCAL',
};

/** The side of the partnership that an organisation is on; nothing for one that only receives. */
export function findSide(type: OrganisationType): PartnershipSide | undefined {
  return sides[type];
}

type LocatedText = Pick<PolicyProposal, 'kind' | 'policy' | 'draft'>;

/** Opens publication. */
export function createPolicyPublication(deps: PolicyPublicationDeps): PolicyPublication {
  const { pool, ledger, clock } = deps;
  const find = async (proposalId: string): Promise<PolicyProposal | undefined> =>
    (await findProposalRows(pool, proposalId))[0];

  return {
    find,
    list: () => findProposalRows(pool, null),
    findReason: async (entryId) => {
      const [part] = (await ledger.readEntry(entryId))?.parts ?? [];
      const reason = part === undefined || part.erased ? undefined : part.content['reason'];
      return typeof reason === 'string' ? reason : '';
    },
    propose: async (wanted, by, { why, notBefore }) => {
      const [turns, text] = [await findTurns(pool), await locate(pool, wanted, by)];
      if (text === undefined) return refuse('NONE');
      const { policy } = text;
      const last = turns.at(-1);
      if (last?.hash === policy.hash) return refuse('SAME');
      const isTaken = turns.some(
        (each) =>
          each.bundle === policy.bundle && each.version === policy.version && each.hash !== policy.hash,
      );
      if (isTaken) return refuse('NUMBER_TAKEN');
      if (!(await mayDecide(deps, text))) return refuse('NOT_PUBLISHABLE');
      const at = clock.now();
      const proposalId = newId();
      const entryId = newId<'Entry'>();
      const content = { proposal: proposalId, kind: text.kind, by: { ...by }, reason: why };
      const entry = draftEntry(at, 'PROPOSED', entryId, { ...spell(policy), ...content }, by);
      const proposal = { ...text, ...by, proposalId, proposedAt: at, notBefore, entryId };
      await recordProposal(pool, { ...proposal, afterTurn: last?.turn ?? 0n }, await ledger.prepare([entry]));
      return ok(proposalId);
    },
    approve: async (proposalId, { organisationType, ...by }) => {
      const side = findSide(organisationType);
      if (side === undefined) return 'NO_SIDE';
      for (;;) {
        const proposal = await find(proposalId);
        if (proposal === undefined) return 'NONE';
        const at = clock.now();
        const completes = proposal.approvals.length > 0;
        // What the text rests on may have changed since it was proposed.
        if (completes && proposal.inForceSince === null && !(await mayDecide(deps, proposal)))
          return 'NOT_PUBLISHABLE';
        const soonest = at.getTime() + publicationLead;
        const moment = completes ? new Date(Math.max(soonest, proposal.notBefore?.getTime() ?? 0)) : null;
        const entries = draftApproval(proposal, { ...by, side, at }, moment);
        const approval = { ...by, side, at, moment };
        const outcome = await recordProposalApproval(
          pool,
          proposalId,
          approval,
          await ledger.prepare(entries),
        );
        // Whoever approved for the other side in between makes this the second approval.
        if (outcome !== 'AGAIN') return outcome;
      }
    },
  };
}

/** Where a text is, and what it calls itself; nothing where there is none that this organisation may propose. */
async function locate(
  pool: Queryable,
  wanted: ProposedText,
  { organisationId }: PolicyActor,
): Promise<LocatedText | undefined> {
  if ('draftId' in wanted) {
    const { draftId, edition } = wanted;
    const draft = await findDraftRow(pool, draftId, edition);
    const policy = draft?.organisationId === organisationId ? draft.verdict.version : null;
    return policy === null ? undefined : { kind: 'PUBLISH', policy, draft: { draftId, edition } };
  }
  const turn = (await findTurns(pool)).find((each) => each.turn === wanted.turn);
  if (turn === undefined) return undefined;
  const published = turn.proposalId === null ? [] : await findProposalRows(pool, turn.proposalId);
  return { kind: 'ROLL_BACK', policy: spell(turn), draft: published[0]?.draft ?? null };
}

/** Whether a text may decide today: nothing was found in it, and it weakens nothing of the newest baseline. */
async function mayDecide(
  deps: PolicyPublicationDeps,
  { policy, draft }: Pick<LocatedText, 'policy' | 'draft'>,
): Promise<boolean> {
  const text = draft === null ? undefined : await findDraftRow(deps.pool, draft.draftId, draft.edition);
  if (draft !== null && (text === undefined || !isPublishable(text.verdict))) return false;
  return restsOnNewest(deps, policy, text?.files);
}

/**
 * Whether a text that was judged is still that very text, and rests on the newest baseline: then all that was proved of it holds.
 * @param files of a text that does not stand in the policy directory
 */
function restsOnNewest(
  { directory, bundle }: Pick<PolicyPublicationDeps, 'directory' | 'bundle'>,
  policy: PolicyVersion,
  files: readonly PolicyFile[] | undefined,
): boolean {
  const laid = files === undefined ? undefined : layOutTexts(directory);
  try {
    if (files !== undefined) laid?.add({ ...policy, files });
    const place = laid?.directory ?? directory;
    const known = loadBundle(place, policy.bundle, policy.version);
    return (
      known.bundle?.version.hash === policy.hash &&
      known.problems.length === 0 &&
      restsOn(place, known.bundle, findBaseline(directory, bundle))
    );
  } finally {
    laid?.remove();
  }
}

function draftApproval(
  { proposalId, policy, kind, approvals }: PolicyProposal,
  { organisationId, staffId, side, at }: PolicyProposal['approvals'][number],
  moment: Date | null,
): readonly EntryDraft[] {
  const by = { organisationId, staffId };
  const content = { ...spell(policy), proposal: proposalId, kind };
  const approved = draftEntry(at, 'APPROVED', newId<'Entry'>(), { ...content, by, side }, by);
  if (moment === null) return [approved];
  const both = [...approvals, { organisationId, staffId, side, at }];
  const inForce = draftEntry(at, 'IN_FORCE', newId<'Entry'>(), {
    ...content,
    from: moment.toISOString(),
    approvedBy: both.map((each) => ({ ...each, at: each.at.toISOString() })),
  });
  return [approved, inForce];
}

function spell({ bundle, version, hash }: PolicyVersion): { bundle: string; version: number; hash: string } {
  return { bundle, version, hash };
}

function draftEntry(
  at: Date,
  event: 'PROPOSED' | 'APPROVED' | 'IN_FORCE',
  entryId: EntryId,
  content: EntryDraft['parts'][number]['content'],
  by?: PolicyActor,
): EntryDraft {
  return {
    entryId,
    kind: 'POLICY',
    at,
    parts: [{ about: [], content: { schema: 'assent.policy/1', event, ...content } }],
    index: {
      outcome: event,
      ...(by === undefined
        ? {}
        : { sourceOrganisationId: by.organisationId, terms: [{ of: 'PRACTITIONER', ...by }] }),
    },
  };
}
