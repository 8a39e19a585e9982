import { randomUUID } from 'node:crypto';
import type { Queryable } from '../database/index.ts';
import { type Clock, type OrganisationId, type Result, type StaffId, ok, refuse } from '../platform/index.ts';
import {
  type DraftEdition,
  type DraftLine,
  findDraftLines,
  findDraftRow,
  saveDraftRow,
} from './draft-sql.ts';
import { findBaseline } from './find-baseline.ts';
import { judgeApart } from './judge-apart.ts';
import { type FileProblem, type PolicyFile, readPolicyFiles } from './policy-text.ts';
import type { PolicyVersion } from './policy-types.ts';

/** What officers write: drafts of policies, each a row of editions that never change. */
export interface PolicyDrafts {
  /** The version that a new text begins by extending: the newest of the baseline. */
  findBaseline(): PolicyVersion;
  /** The newest editions of an organisation's drafts, those that were saved last first. */
  list(organisationId: OrganisationId): Promise<readonly DraftLine[]>;
  /** An edition of a draft; without a number the newest. */
  find(draftId: string, edition?: number): Promise<DraftEdition | undefined>;
  /**
   * Judges a text and keeps it as the next edition.
   * @param after the edition that its writer began with; nothing begins a new draft
   */
  save(
    sent: readonly PolicyFile[],
    by: { readonly organisationId: OrganisationId; readonly staffId: StaffId },
    after?: { readonly draftId: string; readonly edition: number },
  ): Promise<Result<{ readonly draftId: string; readonly edition: number }, DraftRefusal>>;
}

/**
 * Why a text is not kept. `FILES`: it cannot be one. `TOO_LONG`: it takes too long to judge. `MOVED`: somebody else has saved since, or it
 * is not theirs to save.
 */
export type DraftRefusal =
  | { readonly code: 'FILES'; readonly problems: readonly FileProblem[] }
  | { readonly code: 'TOO_LONG' | 'MOVED' };

/** What drafts stand on. */
export interface PolicyDraftDeps {
  /** The gateway's role on the main database. */
  readonly pool: Queryable;
  readonly clock: Clock;
  /** The policy directory. */
  readonly directory: string;
  /** The bundle that decides here by the configuration. */
  readonly bundle: string;
}

/** Opens the drafts. */
export function createPolicyDrafts({ pool, clock, directory, bundle }: PolicyDraftDeps): PolicyDrafts {
  return {
    findBaseline: () => findBaseline(directory, bundle),
    list: (organisationId) => findDraftLines(pool, organisationId),
    find: (draftId, edition) => findDraftRow(pool, draftId, edition ?? null),
    save: async (sent, by, after) => {
      const files = readPolicyFiles(sent);
      if (!files.ok) return refuse({ code: 'FILES', problems: files.refusal });
      const verdict = await judgeApart({ directory, bundle, files: files.value });
      if (!verdict.ok) return refuse({ code: 'TOO_LONG' });
      const draftId = after?.draftId ?? randomUUID();
      const edition = {
        ...by,
        draftId,
        savedAt: clock.now(),
        files: files.value,
        verdict: verdict.value,
      };
      const saved = await saveDraftRow(pool, after?.edition ?? 0, edition);
      return saved ? ok({ draftId, edition: (after?.edition ?? 0) + 1 }) : refuse({ code: 'MOVED' });
    },
  };
}
